"""Lines of text that several commands print: changes, log entries, decisions, counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from xltrack.cli.output import spoken

if TYPE_CHECKING:
    from xltrack.findings import Finding
    from xltrack.model.compare import Change
    from xltrack.model.tracker import Conflict, LogEntry
    from xltrack.workflows.decide import UndoReport


def one_line(text: str, width: int = 60) -> str:
    """Put a text on one line, cut with an ellipsis."""
    flat = " ".join(text.split())
    return flat if len(flat) <= width else flat[: width - 1] + "…"


def counted(number: int, one: str, many: str = "") -> str:
    """Count a noun: "1 change", "3 changes"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def severities(findings: Iterable[Finding]) -> str:
    """Count findings: "2 errors, 1 warning"; "" where there are none."""
    counts = Counter(finding.severity for finding in findings)
    named = (("error", "error"), ("warning", "warning"), ("info", "note"))
    return ", ".join(counted(counts[key], word) for key, word in named if counts[key])  # type: ignore[index]


def change_line(change: Change) -> str:
    """Return one change as a line: "R1.A2  Status: Not Initiated -> Completed (completed, 3 months late)"."""
    from xltrack.i18n.catalogue import catalogue

    if change.field is None:
        row = change.after if change.kind == "added" else change.before
        words = "added" if change.kind == "added" else "not in the workbook (nothing is deleted)"
        return f"{change.ref}  {words}: {one_line(getattr(row, 'description', '') or getattr(row, 'text', ''))}"
    sheet = "actions" if "." in change.ref else "recommendations"
    label = catalogue(spoken()).word("columns", sheet, change.field)
    return f"{change.ref}  {label}: {_told(change.field, change.before, change.after)}  ({_remark(change)})"


def shown_text(field: str, value: Any) -> str:
    """Return a field's value in words and in the plan's notation."""
    from xltrack.i18n.catalogue import catalogue
    from xltrack.model.fields import plain
    from xltrack.model.year_month import YearMonth

    if field in ("status", "category") and value is not None:
        return catalogue(spoken()).word(field, str(value))
    text = str(value) if isinstance(value, YearMonth) else plain(value)
    return one_line(text) if text else "(empty)"


def _told(field: str, before: Any, after: Any) -> str:
    """Return "Initiated -> Completed"; of a long text only what was added, or the part that differs."""
    from xltrack.model.compare import appended

    if not (isinstance(before, str) and isinstance(after, str) and len(before) > _ALIKE):
        return f"{shown_text(field, before)} -> {shown_text(field, after)}"
    if added := appended(before, after):
        return f'+ "{one_line(added)}"'
    old, new = " ".join(before.split()), " ".join(after.split())
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    at = old.rfind(" ", 0, same) + 1 if same > _ALIKE else 0
    cut = "…" if at else ""
    return f"{cut}{one_line(old[at:]) or '(empty)'} -> {cut}{one_line(new[at:]) or '(empty)'}"


_ALIKE = 30
"""Letters that two texts have in common at their beginning, from which on those are left out."""


def _remark(change: Change) -> str:
    remarks: list[str] = [change.kind]
    if change.months:
        remarks.append(f"{counted(abs(change.months), 'month')} {'later' if change.months > 0 else 'earlier'}")
    if change.late is not None and change.kind != "withdrawn":
        remarks.append(f"{counted(change.late, 'month')} late" if change.late > 0 else "on time")
    return ", ".join(remarks)


def entry_line(entry: LogEntry) -> str:
    """Return one log entry as a line: "R1.A1  Status: Initiated -> Completed  (Country Office, co.xlsx)"."""
    from xltrack.i18n.catalogue import catalogue
    from xltrack.model.fields import field_label, from_plain
    from xltrack.model.remark import is_remark

    told = ", ".join(dict.fromkeys(text for text in (entry.who, entry.file) if text))
    source = f"  ({told})" if told else ""
    if entry.field is None:
        return f"{entry.ref}  {one_line(entry.after or entry.before or '')}{source}"
    header = field_label(entry.field, catalogue(spoken()))
    if is_remark(entry.field):
        return f"{entry.ref}  {header}: {one_line(entry.after or '')}{source}".strip()
    before, after = (from_plain(entry.field, text) if text else None for text in (entry.before, entry.after))
    return f"{entry.ref}  {header}: {_told(entry.field, before, after)}{source}"


def conflict_line(conflict: Conflict) -> str:
    """Return one open decision as a line: "R1.A1  Status: 2 claims (different values)".

    A proposed action has no number yet: 'New action proposed by Country Office: "Sign the agreement" (R2)'.
    """
    from xltrack.i18n.catalogue import catalogue
    from xltrack.merging.remark_claims import remark_title
    from xltrack.model.fields import field_label

    words = catalogue(spoken())
    remark = conflict.claims[0].remark
    if remark is not None:
        return f"{conflict.ref}  {one_line(f'{remark_title(remark, words)}: {remark.text}')}".strip()
    reason = words.word("conflict_reasons", conflict.reason)
    if conflict.field is None:
        by = ", ".join(dict.fromkeys(claim.by for claim in conflict.claims if claim.by)) or "nobody named"
        home, why = conflict.ref.partition(".")[0], "" if conflict.reason == "added" else f" ({reason})"
        return f'{home}  New action proposed by {by}: "{one_line(conflict.claims[0].value or "")}"{why}'
    header = field_label(conflict.field, words)
    return f"{conflict.ref}  {header}: {counted(len(conflict.claims), 'claim')} ({reason})"


def history_line(entry: LogEntry) -> str:
    """Return one log entry with its revision, its moment, its outcome and its reason."""
    from xltrack.i18n.catalogue import catalogue, reason_text

    words = catalogue(spoken())
    why = f"  [{reason_text(entry.reason, words)}]" if entry.reason else ""
    outcome = words.word("outcomes", entry.outcome)
    return f"{entry.revision:>4}  {entry.when:%Y-%m-%d %H:%M}  {outcome}: {entry_line(entry)}{why}"


def outcome_line(entry: LogEntry) -> str:
    """Return one log entry with its outcome: "Decided: R1.A1  Status: Initiated -> Completed"."""
    from xltrack.i18n.catalogue import catalogue

    return f"{catalogue(spoken()).word('outcomes', entry.outcome)}: {entry_line(entry)}"


def undo_line(report: UndoReport) -> str:
    """Return the line that sums up an undo: "Undo: 3 cells restored to revision 2; now revision 4."."""
    verb, cells = "Redo" if report.redo else "Undo", counted(len(report.restored), "cell")
    revision = report.after.meta.revision
    if report.dry_run:
        return f"Dry run of {verb.lower()}: {cells} would be restored to revision {report.back_to}, as {revision}."
    return f"{verb}: {cells} restored to revision {report.back_to}; now revision {revision}."
