"""What commands print: plain lines that are safe on a terminal, and JSON."""

from __future__ import annotations

import json
import os
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Self

import click

if TYPE_CHECKING:
    from xltrack.findings import Finding
    from xltrack.model.compare import Change
    from xltrack.model.tracker import Conflict, LogEntry

JSON_OPTION = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
FORCE_OPTION = click.option("--force", is_flag=True, help="Replace the output file if it exists.")


def _day(ctx: click.Context, param: click.Parameter, value: str) -> date:
    if value == "today":
        return date.today()  # noqa: DTZ011 - the person's own calendar day is meant
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f'"{value}" is not a date. Write it as 2024-06-30.', ctx, param) from None


def optional_day(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    """The callback of an option that takes a day, or is left away."""
    return None if value is None else _day(ctx, param, value)


AS_OF_OPTION = click.option(
    "--as-of",
    callback=_day,
    default="today",
    show_default=True,
    metavar="DATE",
    help="The day to judge overdue for, such as 2024-06-30.",
)


def safe(text: str) -> str:
    """The text with control characters and direction overrides made visible, so that it cannot act on a terminal."""
    return "".join(ch if ch == "\n" or not _acts(ch) else f"\\u{ord(ch):04x}" for ch in text)


def _acts(ch: str) -> bool:
    return unicodedata.category(ch) in ("Cc", "Cs") or "\u202a" <= ch <= "\u202e" or "\u2066" <= ch <= "\u2069"


def say(text: str = "") -> None:
    """A message: to stderr, unless `xltrack --quiet` was asked for. Errors are not messages: they are always told."""
    if not quiet():
        click.echo(safe(text), err=True)


def quiet() -> bool:
    """Whether `xltrack --quiet` was asked for."""
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.find_root().params.get("quiet"))


def print_line(text: str = "") -> None:
    """A result: to stdout."""
    click.echo(safe(text))


def show_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def one_line(text: str, width: int = 60) -> str:
    """The text on one line, cut with an ellipsis."""
    flat = " ".join(text.split())
    return flat if len(flat) <= width else flat[: width - 1] + "…"


def counted(number: int, one: str, many: str = "") -> str:
    """ "1 change", "3 changes"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def tell_findings(findings: Iterable[Finding], *, file: str = "", to_stderr: bool = True) -> None:
    """One line a finding, gravest first, in the order they were found."""
    from xltrack.findings import gravest_first

    place = f"{file}: " if file else ""
    for finding in gravest_first(findings):
        click.echo(safe(f"{finding.severity:<8}{place}{finding}"), err=to_stderr)


def severities(findings: Iterable[Finding]) -> str:
    """ "2 errors, 1 warning", or "" when there is nothing to look at."""
    counts = Counter(finding.severity for finding in findings)
    named = (("error", "error"), ("warning", "warning"), ("info", "note"))
    return ", ".join(counted(counts[key], word) for key, word in named if counts[key])  # type: ignore[index]


def change_line(change: Change) -> str:
    """One change as a person reads it: "R1.A2  Status: Not Initiated -> Completed (completed, 3 months late)"."""
    from xltrack.i18n.catalogue import catalogue

    if change.field is None:
        row = change.after if change.kind == "added" else change.before
        words = "added" if change.kind == "added" else "not in the workbook (nothing is deleted)"
        return f"{change.ref}  {words}: {one_line(getattr(row, 'description', '') or getattr(row, 'text', ''))}"
    sheet = "actions" if "." in change.ref else "recommendations"
    label = catalogue().word("columns", sheet, change.field)
    return f"{change.ref}  {label}: {_told(change.field, change.before, change.after)}  ({_remark(change)})"


def shown_text(field: str, value: Any) -> str:
    """A field's value in words and in the plan's notation."""
    from xltrack.i18n.catalogue import catalogue
    from xltrack.model.fields import plain
    from xltrack.model.year_month import YearMonth

    if field in ("status", "category") and value is not None:
        return catalogue().word(field, str(value))
    text = str(value) if isinstance(value, YearMonth) else plain(value)
    return one_line(text) if text else "(empty)"


def _told(field: str, before: Any, after: Any) -> str:
    """ "Initiated -> Completed"; of a long text what was added, or the part that differs."""
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


def now() -> datetime:
    """This moment, to the second, with its zone; what SOURCE_DATE_EPOCH says instead, for files equal to the byte."""
    stated = os.environ.get("SOURCE_DATE_EPOCH", "")
    if stated.isdecimal():
        return datetime.fromtimestamp(int(stated), UTC)
    return datetime.now().astimezone().replace(microsecond=0)


def entry_line(entry: LogEntry) -> str:
    """One log entry: "R1.A1  Status: Initiated -> Completed  (Country Office, country-office.xlsx)"."""
    from xltrack.i18n.catalogue import catalogue
    from xltrack.model.fields import field_label, from_plain
    from xltrack.model.remark import is_remark

    told = ", ".join(dict.fromkeys(text for text in (entry.who, entry.file) if text))
    source = f"  ({told})" if told else ""
    if entry.field is None:
        return f"{entry.ref}  {one_line(entry.after or entry.before or '')}{source}"
    header = field_label(entry.field, catalogue())
    if is_remark(entry.field):
        return f"{entry.ref}  {header}: {one_line(entry.after or '')}{source}".strip()
    before, after = (from_plain(entry.field, text) if text else None for text in (entry.before, entry.after))
    return f"{entry.ref}  {header}: {_told(entry.field, before, after)}{source}"


def conflict_line(conflict: Conflict) -> str:
    """One open decision: "R1.A1  Status: 2 claims (different values)"."""
    from xltrack.i18n.catalogue import catalogue
    from xltrack.merging.remark_claims import remark_title
    from xltrack.model.fields import field_label

    words = catalogue()
    header = field_label(conflict.field, words)
    reason = words.word("conflict_reasons", conflict.reason)
    remark = conflict.claims[0].remark
    if remark is not None:
        about = one_line(f"{remark_title(remark, words)}: {remark.text}")
        return f"{conflict.ref}  {about}".strip()
    return f"{conflict.ref}  {header}: {counted(len(conflict.claims), 'claim')} ({reason})"


class Progress:
    """A line on stderr that counts what is done: only on a terminal, and only for what takes over a second."""

    def __init__(self, word: str):
        self._word, self._start, self._shown = word, time.monotonic(), 0.0

    def __enter__(self) -> Self:
        return self

    def __call__(self, done: int, of: int) -> None:
        moment = time.monotonic()
        if moment - self._start > PATIENCE and moment - self._shown > REPAINT and sys.stderr.isatty() and not quiet():
            self._shown = moment
            click.echo(f"\r{self._word} {done} of {of} ...", err=True, nl=False)

    def __exit__(self, *_: object) -> None:
        if self._shown:
            click.echo("\r" + " " * 60 + "\r", err=True, nl=False)


PATIENCE, REPAINT = 1.0, 0.1
"""Seconds before progress is shown, and between two times that it is painted."""


def findings_json(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    return [finding.as_dict() for finding in findings]
