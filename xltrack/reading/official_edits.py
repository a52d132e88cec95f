"""The coordinator's changes of the plan as agreed, separated from edits that anybody may make."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from xltrack.findings import Finding, Term, Where
from xltrack.findings.cells import locked_edited
from xltrack.grid.opened import Workbook
from xltrack.model.compare import Change, apply, diff, same
from xltrack.model.fields import PLAN_REF, plain
from xltrack.model.plan import Plan
from xltrack.model.plan_fields import is_official, is_recommendation, sheet_of
from xltrack.model.tracker import Tracker, unspaced
from xltrack.reading.cell_values import printable

_LONGEST = 80


class OfficialEdits(NamedTuple):
    """A master's plan without its official edits, these edits, and findings for edits that are not valid ones."""

    plan: Plan
    edits: tuple[Change, ...]
    findings: tuple[Finding, ...]


def official_edits(base: Plan, current: Plan, where: Callable[[str, str], Where]) -> OfficialEdits:
    """Separate the official edits of a master from its other edits. `where` returns the cell of a ref and a field.

    A row keeps its own words: an emptied wording, or that of another row, is a finding.
    """
    changes = [edit for edit in diff(base, current, smart_quotes=False) if _is_official(base, edit)]
    if not changes:
        return OfficialEdits(current, (), ())
    plan = apply(current, (replace(edit, before=edit.after, after=edit.before) for edit in changes))
    texts = set(_wordings(base))
    edits, findings = list[Change](), list[Finding]()
    for edit in changes:
        field = str(edit.field)
        if field == _wording_of(base, edit.ref) and unspaced(printable(edit.after or "")) in texts:
            column = Term.column(sheet_of(base, edit.ref, field), field)
            finding = locked_edited(where(edit.ref, field), column, (plain(edit.after) or "")[:_LONGEST])
            findings.append(finding.about(edit.ref))
        elif not same(edit.before, edit.after):
            edits.append(edit)
    return OfficialEdits(plan, tuple(edits), tuple(findings))


def retitled(book: Workbook, base: Tracker | None, is_master: bool) -> Iterator[Change]:
    """Yield the change of a master's title. An emptied cell changes no title, nor does a formula."""
    raw = book.title() if is_master and base is not None and not base.meta.to else None
    if base is not None and isinstance(raw, str) and raw.strip():
        title, before = printable(raw).strip(), base.plan.title
        if not same(title, printable(before)):
            yield Change(PLAN_REF, "title", before, title, "edited")


def _is_official(plan: Plan, edit: Change) -> bool:
    return edit.field is not None and is_official(plan, edit.ref, edit.field)


def _wording_of(plan: Plan, ref: str) -> str:
    """Return the field that a row is known by."""
    return "text" if is_recommendation(plan, ref) else "description"


def _wordings(plan: Plan) -> Iterator[str]:
    """Yield the texts that are no new wording: the empty one, and the words of the plan's rows."""
    yield ""
    for rec in plan.recommendations:
        yield unspaced(printable(rec.text))
        yield from (unspaced(printable(action.description)) for action in rec.actions)
