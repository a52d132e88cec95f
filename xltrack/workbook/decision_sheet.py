"""The Decisions sheet as the coordinator filled it in: picks with their cells, and what cannot be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from xltrack.findings import Cell, Problem, unknown_choice
from xltrack.grid.values import ErrorValue, Formula, Grid, Row, shown
from xltrack.i18n.catalogue import catalogue
from xltrack.merging.decision_choices import read_take, take_words
from xltrack.merging.decisions import Decision
from xltrack.reading.table_locator import Table, find_table, label


@dataclass(slots=True)
class _Block:
    """The rows of one conflict, as far as they say something: the first of each wins, more are a problem."""

    picks: list[tuple[Cell, str]] = field(default_factory=list)
    own_value: str = ""
    reason: str = ""
    about: str = ""


def decisions_from(grid: Grid) -> tuple[tuple[Decision, ...], tuple[Problem, ...]]:
    """Every pick on the Decisions sheet, and a problem for each that means nothing. Blocks without a pick wait.

    Take, own value and reason may stand on any row of their block: people fill in the row they look at.
    """
    table = find_table(grid, "decisions")
    if table is None:
        return (), ()
    decisions: list[Decision] = []
    problems: list[Problem] = []
    for conflict, block in _blocks(table).items():
        made = list(_decided(conflict, block, table))
        problems += [one for one in made if isinstance(one, Problem)]
        decisions += [one for one in made if isinstance(one, Decision)]
    return tuple(decisions), tuple(problems)


def _blocks(table: Table) -> dict[str, _Block]:
    blocks: dict[str, _Block] = {}
    for row in table.rows:
        texts = dict(_texts(table, row))
        if not texts.get("id"):
            continue
        block = blocks.setdefault(texts["id"], _Block())
        if texts.get("take"):
            block.picks.append((table.cell(row.number, "take"), texts["take"]))
        block.own_value = block.own_value or texts.get("own_value", "")
        block.reason = block.reason or texts.get("reason", "")
        block.about = block.about or f"{texts.get('ref', '')} {texts.get('field', '')}".strip()
    return blocks


def _texts(table: Table, row: Row) -> Iterator[tuple[str, str]]:
    keys = {number: key for key, number in table.columns.items()}
    for number, raw in zip(row.columns, row.values, strict=True):
        if number in keys and not isinstance(raw, ErrorValue):
            yield keys[number], shown(raw.cached or "" if isinstance(raw, Formula) else raw).strip()


def _decided(conflict: str, block: _Block, table: Table) -> Iterable[Decision | Problem]:
    header = label("decisions", "take")
    takes = []
    for cell, text in block.picks:
        take = read_take(text)
        if take is None:
            yield unknown_choice(cell, header, text, take_words(catalogue()))
        else:
            takes.append((cell, take))
    if len({take for _, take in takes}) > 1:
        told = ", ".join(str(cell) for cell, _ in takes)
        yield Problem("picked_twice", takes[0][0], told, {"decision": conflict})
    elif takes and len(takes) == len(block.picks):
        cell, take = takes[0]
        yield Decision(conflict, take, block.own_value, block.reason, cell, block.about)
