"""Plans as text tables, so that a test shows its case."""

from __future__ import annotations

from datetime import date

from xltrack.model.fields import from_plain, plain
from xltrack.model.plan import KeyAction, Plan, Recommendation
from xltrack.model.tracker import Tracker, new_tracker

ISSUED = date(2024, 6, 30)


def rows(table: str) -> list[dict[str, str]]:
    """The cells of a table: a header line, then a line a row, cells parted by `|`."""
    lines = [line for line in table.strip().splitlines() if line.strip()]
    header = [name.strip() for name in lines[0].split("|")]
    return [dict(zip(header, (cell.strip() for cell in line.split("|")), strict=True)) for line in lines[1:]]


def actions(table: str, title: str = "Plan") -> Plan:
    """A plan of the table's actions; absent columns take plain defaults, `\\n` stands for a line break."""
    recommendations: dict[str, list[KeyAction]] = {}
    for row in rows(table):
        values = {key: from_plain(key, text.replace("\\n", "\n")) for key, text in row.items() if text}
        values = {"description": f"Action {row['ref']}", "responsible": "CO"} | values
        recommendations.setdefault(row["ref"].partition(".")[0], []).append(KeyAction(**values))
    recs = (Recommendation(ref=ref, text=f"Do {ref}", actions=tuple(a)) for ref, a in recommendations.items())
    return Plan(title=title, recommendations=tuple(recs))


def tracker(table: str) -> Tracker:
    """The first state of a tracker of the table's actions, issued 2024-06-30."""
    return new_tracker(actions(table), ISSUED)


def assert_table(plan: Plan, table: str) -> None:
    """The plan says what the table says, in the table's columns, for exactly the table's rows."""
    expected = rows(table)
    keys = list(expected[0])
    shown = [{key: (plain(getattr(a, key)) or "").replace("\n", "\\n") for key in keys} for a in plan.actions]
    assert shown == expected
