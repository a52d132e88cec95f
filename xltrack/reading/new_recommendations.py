"""Recommendations that the coordinator added to a master's sheet, with the actions that were added under them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from xltrack.findings import Finding
from xltrack.grid.values import shown_value
from xltrack.model.plan import KeyAction, Recommendation
from xltrack.model.plan_fields import with_values
from xltrack.model.tracker import APPLIED, Tracker
from xltrack.reading.cell_values import printable
from xltrack.reading.row_reader import TableReader
from xltrack.reading.sheet_rows import SheetRow, text_at

_REC = re.compile(r"R?(\d{1,4})")


def new_recommendation(
    reader: TableReader, line: SheetRow, base: Tracker, given: Iterable[str]
) -> tuple[Recommendation, list[Finding]]:
    """Return a row that was added, under the number that was typed if no recommendation ever had it, else the next.

    `given` are the refs of other added rows.
    """
    ever = (entry.ref for entry in base.log if entry.recommendation is not None and entry.outcome in APPLIED)
    refs = {*given, *(rec.ref for rec in base.plan.recommendations), *ever}
    typed = _REC.fullmatch(line.ref)
    ref = f"R{int(typed[1])}" if typed else ""
    if not typed or ref in refs:
        numbers = (int(found[1]) for one in refs if (found := _REC.fullmatch(one)))
        ref = f"R{max(numbers, default=0) + 1}"
    blank = Recommendation(ref=ref, text=printable(shown_value(line.cells["text"])))
    values, findings = reader.everything(line, blank)
    return with_values(blank, values), findings


def with_their_actions(
    recs: Sequence[Recommendation], added: Sequence[KeyAction], lines: Mapping[str, SheetRow]
) -> tuple[tuple[Recommendation, ...], dict[str, str]]:
    """Give each new recommendation the added actions that name it, by their ref or in the recommendation's column.

    Returns the recommendations, and the final ref of each of these actions by the one it was read under.
    """
    final: dict[str, str] = {}
    made = []
    for rec in recs:
        mine = [action for action in added if _names(rec.ref, action.ref, lines[action.ref])]
        final |= dict(zip((action.ref for action in mine), _refs(rec.ref, mine), strict=True))
        actions = tuple(action.model_copy(update={"ref": final[action.ref]}) for action in mine)
        made.append(rec.model_copy(update={"actions": actions}))
    return tuple(made), final


def _names(rec: str, ref: str, line: SheetRow) -> bool:
    typed = _REC.fullmatch(text_at(line.cells, "recommendation").partition(".")[0].strip().upper())
    return ref.startswith(f"{rec}.") or (typed is not None and f"R{int(typed[1])}" == rec)


def _refs(rec: str, actions: Sequence[KeyAction]) -> Iterator[str]:
    """Yield the refs of a new recommendation's actions: those that were typed, else the next free ones."""
    form = re.compile(rf"{rec}\.A\d{{1,4}}")
    taken = {action.ref for action in actions if form.fullmatch(action.ref)}
    number = 0
    for action in actions:
        if action.ref in taken:
            yield action.ref
            continue
        number += 1
        while f"{rec}.A{number}" in taken:
            number += 1
        yield f"{rec}.A{number}"
