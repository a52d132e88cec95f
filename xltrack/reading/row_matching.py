"""Match the rows of a sheet to actions: by the text of the key action, else by ref and hidden row id.

The text decides, because it is what the person saw: sorting some columns leaves refs and ids behind, a copied row
carries its id along, refs are retyped. Ref and id break ties between equal texts, and identify a row whose text was
edited. No row is dropped in silence: it is read, it is an added row, or a finding says why it was not taken.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from xltrack.findings import CellAddress, Finding
from xltrack.findings.rows import (
    changed_ref,
    copied_row,
    duplicate_ref,
    foreign_row,
    missing_ref,
    refs_cleared,
    row_added,
    row_repeated,
    row_unclear,
    rows_sorted,
    swapped_row,
    totals_row,
    unknown_ref,
)
from xltrack.grid.values import Row, shown_value
from xltrack.i18n.catalogue import find_code
from xltrack.model.misplaced import SORT
from xltrack.model.plan import KeyAction
from xltrack.model.tracker import Tracker, row_uid, unspaced
from xltrack.reading.asides import is_aside
from xltrack.reading.cell_values import printable
from xltrack.reading.sheet_rows import SheetRow, sheet_row, text_at
from xltrack.reading.table_locator import LocatedTable, column_label

_UID = re.compile(r"([A-Z2-7]{4}-[A-Z2-7]{4})\.[A-Z2-7]{8}")
_COUNT = re.compile(r"[\W\d]+$")


@dataclass(slots=True)
class Matched:
    """The result of matching: the row of each known ref, the new lines, and refs whose row is not to be taken."""

    rows: dict[str, MatchedRow] = field(default_factory=dict)
    added: list[SheetRow] = field(default_factory=list)
    asides: list[SheetRow] = field(default_factory=list)
    """Lines beside the plan, which are no actions."""
    untaken: set[str] = field(default_factory=set)
    rivals: dict[str, list[MatchedRow]] = field(default_factory=dict)
    """The rows of refs that occur in several rows with different contents."""
    findings: list[Finding] = field(default_factory=list)
    moved: dict[str, MatchedRow] = field(default_factory=dict)
    """The rows whose ref or id is that of another action, by the action whose text they show."""


def match_rows(table: LocatedTable, rows: Iterable[MatchedRow | None]) -> Matched:
    """Return each row of the table given to the action it belongs to. `rows` are its rows, each read by itself."""
    matched = Matched()
    claims: dict[str, list[MatchedRow]] = defaultdict(list)
    strangers: list[MatchedRow] = []
    for claimant in rows:
        if claimant is None:
            continue
        if claimant.ref is not None:
            claims[claimant.ref].append(claimant)
        elif claimant.votes.foreign:
            matched.findings.append(foreign_row(_where(table, claimant.line.row), claimant.votes.foreign))
        else:
            strangers.append(claimant)
    last = max((claimant.line.row for claimants in claims.values() for claimant in claimants), default=0)
    for claimant in strangers:
        _unmatched(table, claimant.line, claimant.votes, matched, last)
    for ref, claimants in claims.items():
        if len(claimants) == 1 and claimants[0].votes.agree:
            matched.rows[ref] = claimants[0]
        else:
            _settle(table, ref, claimants, matched)
    matched.added.sort(key=lambda line: line.row)
    _tell_apart(table, matched)
    _tell_nameless(table, matched)
    return matched


class _Votes(NamedTuple):
    """The action that each of the three marks of a row points to, or None; `foreign`: another tracker's id."""

    uid: str | None
    ref: str | None
    text: str | None
    foreign: str
    shared: bool = False
    """Whether several actions have the row's text and neither its ref nor its id tells which of them it is."""

    @property
    def agree(self) -> bool:
        """Whether all three point to one action."""
        return self.uid is not None and self.uid == self.ref == self.text


class MatchedRow(NamedTuple):
    """One row on its own, before rows are compared: its line, its votes and its action."""

    line: SheetRow
    votes: _Votes
    ref: str | None
    """The action that its marks elect."""
    action: KeyAction | None = None
    """That action as the line edits it; None if the line has the values as sent."""
    findings: tuple[Finding, ...] = ()
    """The findings about the line's cells, read as those of that action."""


class BaseIndex:
    """The actions of the base by each of their three marks, and the columns of a table that hold the marks.

    An index is made when it is first needed: rows of recommendations need none.
    """

    def __init__(self, base: Tracker, columns: Mapping[str, int]):
        self._keys = {number: key for key, number in columns.items()}
        self._base = base

    @cached_property
    def _refs(self) -> Mapping[str, str]:
        return {ref.upper(): ref for ref in self._base.plan.by_ref}

    @cached_property
    def _uids(self) -> Mapping[str, str]:
        return {row_uid(self._base.meta.id, ref): ref for ref in self._base.plan.by_ref}

    @cached_property
    def _texts(self) -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
        """The refs by text, and by the text exactly as it was sent: nearly all come back unchanged."""
        texts, exact = defaultdict[str, list[str]](list), dict[str, list[str]]()
        for action in self._base.plan.actions:
            refs = exact[action.description] = texts[unspaced(action.description)]
            refs.append(action.ref)
        return texts, exact

    def line(self, row: Row) -> SheetRow | None:
        """Return the row's cells in our columns; None if all are empty."""
        return sheet_row(row, self._keys)

    def voted(self, row: Row) -> MatchedRow | None:
        """Return the line, the votes of its marks, and the action that they elect."""
        line = self.line(row)
        if line is None:
            return None
        votes = self._votes(line)
        return MatchedRow(line, votes, _elected(votes))

    def _votes(self, line: SheetRow) -> _Votes:
        uid = self._uids.get(line.uid)
        ref = self._refs.get(line.ref)
        refs = self._with_text(line.text)
        text = next((likely for likely in (ref, uid) if likely in refs), refs[0] if len(refs) == 1 else None)
        other = _UID.fullmatch(line.uid)
        foreign = other[1] if other and other[1] != self._base.meta.id else ""
        return _Votes(uid, ref, text, foreign, shared=bool(refs) and text is None)

    def _with_text(self, text: str) -> Sequence[str]:
        if not text:
            return ()
        texts, exact = self._texts
        return exact.get(text) or texts.get(unspaced(printable(text))) or ()


def _elected(votes: _Votes) -> str | None:
    """Return the action that has the row's text; for a text that no action has, the one that ref and id point to.

    None where they contradict each other, or where the row comes from another tracker.
    """
    if votes.foreign:
        return votes.text if votes.text == votes.ref else None
    if votes.text is not None or votes.shared:
        return votes.text
    named = {vote for vote in (votes.uid, votes.ref) if vote is not None}
    return named.pop() if len(named) == 1 else None


def _settle(table: LocatedTable, ref: str, claimants: list[MatchedRow], matched: Matched) -> None:
    """Choose the row of a ref among those that claim it. Rows with the action's own text come first."""
    own = [claimant for claimant in claimants if claimant.votes.text == ref]
    rest = [claimant for claimant in claimants if claimant.votes.text != ref]
    if not own:
        own, rest = _strongest(ref, rest)
    for claimant in rest:
        matched.findings.append(copied_row(_where(table, claimant.line.row), claimant.line.ref, ref))
        matched.added.append(claimant.line)
    lines = [claimant.line for claimant in own]
    if any(line.inputs != lines[0].inputs for line in lines[1:]):
        matched.untaken.add(ref)
        matched.rivals[ref] = own
        cells = [str(_where(table, line.row)) for line in lines]
        matched.findings += [duplicate_ref(_where(table, line.row), ref, cells) for line in lines]
        return
    matched.rows[ref] = own[0]
    votes = own[0].votes
    if {votes.uid, votes.ref} - {ref, None}:
        matched.moved[ref] = own[0]
    else:
        matched.findings += _outvoted(table, ref, own[0].line, votes)
    repeated = [_where(table, line.row) for line in lines[1:]]
    matched.findings += [row_repeated(where, ref, lines[0].row) for where in repeated]


def _tell_apart(table: LocatedTable, matched: Matched) -> None:
    """Report rows with the ref or id of another action: a few one by one, a whole sort in one finding."""
    if len(matched.moved) < SORT:
        for ref, claimant in matched.moved.items():
            matched.findings += _outvoted(table, ref, claimant.line, claimant.votes)
        return
    rows = [claimant.line.row for claimant in matched.moved.values()]
    matched.findings.append(rows_sorted(_where(table, min(rows)), len(rows), min(rows), max(rows)))


def _tell_nameless(table: LocatedTable, matched: Matched) -> None:
    """Report rows whose ref was deleted: a few one by one, a cleared column in one finding."""
    if "ref" not in table.columns:
        return
    rows = {ref: row.line.row for ref, row in matched.rows.items() if not row.line.ref and ref not in matched.moved}
    if len(rows) < SORT:
        matched.findings += (missing_ref(table.cell(row, "ref"), ref) for ref, row in rows.items())
    else:
        first, last = min(rows.values()), max(rows.values())
        matched.findings.append(refs_cleared(table.cell(first, "ref"), len(rows), first, last))


def _strongest(ref: str, claimants: list[MatchedRow]) -> tuple[list[MatchedRow], list[MatchedRow]]:
    """Choose by marks where no text decides: a row with both ref and id wins; one with a single mark is its copy."""
    both = [claimant for claimant in claimants if claimant.votes.uid == claimant.votes.ref == ref]
    if len(claimants) > 1 and both and len(both) < len(claimants):
        return both, [claimant for claimant in claimants if claimant not in both]
    return claimants, []


def _outvoted(table: LocatedTable, ref: str, line: SheetRow, votes: _Votes) -> Iterable[Finding]:
    """Yield findings for marks that contradict the action that was chosen. Edited texts are reported elsewhere."""
    where = _where(table, line.row)
    if votes.foreign:
        yield swapped_row(where, line.uid, ref, line.uid)
    elif votes.uid is not None and votes.uid != ref:
        yield swapped_row(where, line.uid, ref, votes.uid)
    if "ref" not in table.columns:
        return
    if line.ref and votes.ref != ref:
        yield changed_ref(table.cell(line.row, "ref"), line.ref[:60], ref)


def _unmatched(table: LocatedTable, line: SheetRow, votes: _Votes, matched: Matched, last: int) -> None:
    where = _where(table, line.row)
    if totals := next(
        (text for text in (line.ref, line.text, text_at(line.cells, "recommendation")) if _is_totals(text)), ""
    ):
        matched.findings.append(totals_row(where, totals))
    elif votes.uid or votes.ref:
        marks = f"{column_label('actions', 'ref')} {line.ref[:60]}, {column_label('actions', 'uid')} {votes.uid}"
        matched.findings.append(row_unclear(where, marks))
        matched.untaken.update(ref for ref in (votes.uid, votes.ref) if ref)
    elif is_aside(line, last):
        matched.asides.append(line)
    elif line.text:
        matched.findings.append(row_added(where, line.text[:60]))
        matched.added.append(line)
    elif line.ref:
        matched.findings.append(unknown_ref(where, line.ref[:60]))
    else:
        words = "; ".join(shown_value(raw)[:40] for key, raw in line.cells.items() if key != "uid")
        if words:
            matched.findings.append(row_unclear(where, words[:80]))


def _is_totals(text: str) -> bool:
    """Return whether a text begins a row of totals: "Subtotal", "Итого: 29"."""
    return len(text) < 40 and find_code(_COUNT.sub("", text), "row_words") == "totals"


def _where(table: LocatedTable, row: int) -> CellAddress:
    key = next((key for key in ("ref", "description", "status") if key in table.columns), "status")
    return table.cell(row, key)
