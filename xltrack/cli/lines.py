"""Lines of text that several commands print: changes, log entries, decisions, counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from xltrack.cli.language import file_words, header_of, labelled, listed, message, spoken
from xltrack.i18n.catalogue import catalogue, reason_text

if TYPE_CHECKING:
    from xltrack.findings import Finding, Severity
    from xltrack.model.compare import Change
    from xltrack.model.tracker import Conflict, LogEntry
    from xltrack.workflows.decide import UndoReport


def one_line(text: str, width: int = 60) -> str:
    """Put a text on one line, cut with an ellipsis."""
    flat = " ".join(text.split())
    return flat if len(flat) <= width else flat[: width - 1] + "…"


def severities(findings: Iterable[Finding]) -> str:
    """Count findings: "2 errors, 1 warning"; "" where there are none."""
    counts = Counter(finding.severity for finding in findings)
    words = catalogue(spoken())
    nouns: dict[Severity, str] = {"error": "errors", "warning": "warnings", "info": "notes"}
    return listed([words.word("units", noun, count=counts[key]) for key, noun in nouns.items() if counts[key]])


def change_line(change: Change) -> str:
    """Return one change as a line: "R1.A2  Status: Not Initiated -> Completed (completed, 3 months late)"."""
    if change.field is None:
        row = change.after if change.kind == "added" else change.before
        text = one_line(getattr(row, "description", "") or getattr(row, "text", ""))
        return f"{change.ref}  {message('changes', change.kind, text=text)}"
    text = labelled(header_of(change.field), _change_text(change.field, change.before, change.after))
    return f"{change.ref}  {text}  ({_remark(change)})".strip()


def shown_text(field: str, value: Any) -> str:
    """Return a field's value in words and in the plan's notation."""
    from xltrack.model.fields import value_label

    return one_line(value_label(field, value, file_words())) or message("empty")


def _change_text(field: str, before: Any, after: Any) -> str:
    """Return "Initiated -> Completed"; for a long text only the addition, or the part that differs."""
    from xltrack.model.compare import appended, first_difference

    if not (isinstance(before, str) and isinstance(after, str) and len(before) > _ALIKE):
        return f"{shown_text(field, before)} -> {shown_text(field, after)}"
    if added := appended(before, after):
        return f'+ "{one_line(added)}"'
    old, new = " ".join(before.split()), " ".join(after.split())
    at = first_difference(old, new)
    at = at if at > _ALIKE else 0
    cut = "…" if at else ""
    return f"{cut}{one_line(old[at:]) or message('empty')} -> {cut}{one_line(new[at:]) or message('empty')}"


_ALIKE = 30
"""Length of a common beginning, in letters, from which on it is left out."""


def _remark(change: Change) -> str:
    remarks = [message("changes", change.kind)]
    if change.months:
        remarks.append(message("changes", "later" if change.months > 0 else "earlier", count=abs(change.months)))
    if change.late is not None and change.kind != "withdrawn":
        remarks.append(message("changes", "late" if change.late > 0 else "on_time", count=change.late))
    return listed(remarks)


def entry_line(entry: LogEntry) -> str:
    """Return one log entry as a line: "R1.A1  Status: Initiated -> Completed  (Country Office, co.xlsx)"."""
    from xltrack.merging.moved_rows import is_gone
    from xltrack.model.sorts import has_no_cell

    names = ", ".join(dict.fromkeys(text for text in (entry.who, entry.file) if text))
    source = f"  ({names})" if names else ""
    if entry.field is None:
        arrow = "-> " if is_gone(entry) else ""
        return f"{entry.ref}  {arrow}{one_line(entry.after or entry.before or '')}{source}"
    header = header_of(entry.field)
    if has_no_cell(entry.field):
        return f"{entry.ref}  {labelled(header, one_line(entry.after or ''))}{source}".strip()
    return f"{entry.ref}  {labelled(header, _change_text(entry.field, entry.before, entry.after))}{source}".strip()


def conflict_line(conflict: Conflict) -> str:
    """Return one open decision as a line: "R1.A1  Status: 2 claims (different values)".

    A proposed action has no number yet: 'New action proposed by Country Office: "Sign the agreement" (R2)'.
    """
    from xltrack.model.remark import remark_title
    from xltrack.model.sorts import is_sort

    words, linking = file_words(), catalogue(spoken())
    remark = conflict.claims[0].remark
    if remark is not None:
        title = remark_title(remark, words)
        title = labelled(title, one_line(remark.text)) if remark.text else title
        return f"{conflict.ref}  {title}".strip()
    reason = linking.word("conflict_reasons", conflict.reason)
    if conflict.claims[0].recommendation is not None:
        return f"{conflict.ref}  {one_line(conflict.claims[0].value or '')}  ({reason})"
    if conflict.field is None:
        by = listed(list(dict.fromkeys(claim.by for claim in conflict.claims if claim.by)))
        text = one_line(conflict.claims[0].value or "")
        proposed = message("decisions", "proposed", by=by or message("decisions", "nobody"), text=text)
        home, why = conflict.ref.partition(".")[0], "" if conflict.reason == "added" else f" ({reason})"
        return f"{home}  {proposed}{why}"
    if is_sort(conflict.field):
        moved = (conflict.claims[0].value or "").partition("\n")[0]
        return f"{labelled(header_of(conflict.field), moved)} ({reason})"
    if conflict.reason in ("official", "own_column", "row_moved", "row_merged"):
        change = _change_text(conflict.field, conflict.ours, conflict.claims[0].value)
        return f"{conflict.ref}  {labelled(header_of(conflict.field), change)}  ({reason})".strip()
    claims = linking.word("units", "claims", count=len(conflict.claims))
    return f"{conflict.ref}  {labelled(header_of(conflict.field), claims)} ({reason})"


def history_line(entry: LogEntry) -> str:
    """Return one log entry with its revision, its moment, its outcome and its reason."""
    why = f"  [{reason_text(entry.reason, catalogue(spoken()))}]" if entry.reason else ""
    return f"{entry.revision:>4}  {entry.when:%Y-%m-%d %H:%M}  {outcome_line(entry)}{why}"


def outcome_line(entry: LogEntry) -> str:
    """Return one log entry with its outcome: "Decided: R1.A1  Status: Initiated -> Completed"."""
    return labelled(catalogue(spoken()).word("outcomes", entry.outcome), entry_line(entry))


def undo_line(report: UndoReport, file: str) -> str:
    """Return the line that sums up an undo: "tracker.xlsx: Undo: 3 cells restored to revision 2; now revision 4."."""
    key = ("would_redo" if report.redo else "would_undo") if report.dry_run else "redone" if report.redo else "undone"
    revision = report.after.meta.revision
    if report.after == report.before:
        return message("undo", "nothing", file=file, revision=revision)
    return message("undo", key, file=file, count=len(report.restored), back=report.back_to, revision=revision)
