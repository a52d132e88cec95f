"""The list of the page: overdue actions by due month, as many as one printed page has room for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from xltrack.i18n.formatting import Sentence, Wording
from xltrack.i18n.plain_text import shorten, shorten_apart
from xltrack.model.overdue import months_late
from xltrack.model.year_month import YearMonth
from xltrack.rendering.page import DueGroup, Listed, ListedAction
from xltrack.summary.figures import ActionRow, OverdueRow, Summary

LONG, SHORT, PLAN_SHORT = 96, 72, 62
"""Signs of an action's text on the web, on paper, and on paper with a plan's name before it."""
LONGEST, FEWER_LONGEST = 5, 3
"""Actions that a portfolio names, one a plan, and those where the page has little room."""
ROOM = 16
"""Items in three groups that one page has room for; every further group costs one."""
FEWEST = 8
LISTED_UNIT_LETTERS, LISTED_PLAN_LETTERS = 40, 52


def compose_list(summary: Summary, wording: Wording, room: int = ROOM) -> Listed | None:
    """Choose what is listed: the overdue actions; with none, what falls due next; in a portfolio the longest overdue.

    Returns None where no action has a deadline. Raises nothing.
    """
    if len(summary.plans) > 1 and summary.overdue:
        return _longest(summary, wording, LONGEST if room >= ROOM else FEWER_LONGEST)
    if summary.overdue:
        return _overdue(summary, wording, room)
    return _ahead(summary, wording, room) if summary.ahead else None


def _columns(wording: Wording, first: str, last: str) -> tuple[Sentence, Sentence, Sentence]:
    return wording.say("listed", first), wording.say("listed", "due"), wording.say("listed", last)


def _overdue(summary: Summary, wording: Wording, room: int) -> Listed:
    rows = summary.overdue
    common = "" if len(summary.plans) > 1 else _common_unit(rows)
    groups, left = _groups(rows, summary, wording, room, common)
    return Listed(
        kind="overdue",
        title=wording.say("listed", "title", count=len(rows)),
        subtitle=_unless(common, rows, wording),
        groups=groups,
        left_out=wording.say("listed", "left_out", count=left) if left else None,
        columns=_columns(wording, "action", "since"),
    )


def _ahead(summary: Summary, wording: Wording, room: int) -> Listed:
    rows = summary.ahead
    common = "" if len(summary.plans) > 1 else _common_unit(rows)
    groups, left = _groups(rows, summary, wording, room, common)
    subtitle = wording.say("listed", "instead")
    if common and len({row.unit for row in rows}) > 1:
        subtitle = wording.say("listed", "instead_unless", unit=common)
    return Listed(
        kind="ahead",
        title=wording.say("listed", "title_ahead"),
        subtitle=subtitle,
        groups=groups,
        left_out=wording.say("listed", "left_out", count=left) if left else None,
        columns=_columns(wording, "action_ahead", "until"),
    )


def _longest(summary: Summary, wording: Wording, most: int) -> Listed:
    """Name the longest overdue action of each plan, the longest of them first."""
    first: dict[str, OverdueRow] = {}
    for row in summary.overdue:
        first.setdefault(row.plan, row)
    chosen = list(first.values())[:most]
    groups = tuple(
        _group(month, list(rows), len(list(rows)), summary, wording, "")
        for month, rows in ((month, list(found)) for month, found in groupby(chosen, key=lambda row: row.deadline))
    )
    return Listed(
        kind="longest",
        title=wording.say("listed", "title_longest"),
        subtitle=wording.say("listed", "all_in_annex", count=len(summary.overdue)),
        groups=groups,
        left_out=None,
        columns=_columns(wording, "action", "since"),
    )


def _common_unit(rows: Sequence[ActionRow]) -> str:
    """Return the unit that answers for at least 60 % of the actions, which then need not name it."""
    unit, count = Counter(row.unit for row in rows).most_common(1)[0]
    return unit if 10 * count >= 6 * len(rows) else ""


def _unless(common: str, rows: Sequence[ActionRow], wording: Wording) -> Sentence | None:
    if not common:
        return None
    key = "unless" if len({row.unit for row in rows}) > 1 else "all_with"
    return wording.say("listed", key, unit=shorten(common, 2 * LISTED_UNIT_LETTERS))


def _groups(
    rows: Sequence[ActionRow], summary: Summary, wording: Wording, room: int, common: str
) -> tuple[tuple[DueGroup, ...], int]:
    """Group by due month and leave out what has no room. Every shown group keeps its heading and its whole count."""
    chosen = _chosen(rows, room)
    groups = []
    for month, due in groupby(rows, key=lambda row: row.deadline):
        members = list(due)
        kept = [row for row in members if id(row) in chosen]
        if kept:
            groups.append(_group(month, kept, len(members), summary, wording, common))
    return tuple(groups), len(rows) - len(chosen)


def _chosen(rows: Sequence[ActionRow], room: int) -> set[int]:
    """Choose the oldest and, among equals, those that nobody has started, while there is room.

    The room is so many items in three groups; a further group's heading takes the place of an item, and so does the
    sentence on what is left out.
    """
    order = sorted(range(len(rows)), key=lambda at: (rows[at].deadline, rows[at].status != "not_initiated", at))
    chosen: list[int] = []
    months: set[YearMonth] = set()
    for at in order:
        used = len(chosen) + 1 + max(len(months | {rows[at].deadline}) - 3, 0)
        if used > room - (len(rows) > len(chosen) + 1) and len(chosen) >= FEWEST - 1:
            break
        chosen.append(at)
        months.add(rows[at].deadline)
    return {id(rows[at]) for at in chosen}


def _group(
    month: YearMonth,
    rows: Iterable[ActionRow],
    count: int,
    summary: Summary,
    wording: Wording,
    common: str,
) -> DueGroup:
    late = months_late(month, summary.as_of)
    several = len(summary.plans) > 1
    plans = shorten_apart((plan.plan for plan in summary.plans), LISTED_PLAN_LETTERS) if several else {}
    key = "ago" if late > 0 else "this_month" if late == 0 else "ahead"
    return DueGroup(
        month=wording.say("listed", "group", month=month),
        ago=wording.say("listed", key, months=abs(late)),
        count=wording.say("listed", "count", count=count),
        items=tuple(_item(row, late, wording, common, plans) for row in rows),
    )


def _item(row: ActionRow, late: int, wording: Wording, common: str, plans: Mapping[str, str]) -> ListedAction:
    mark = _mark(row, wording)
    unit = "" if row.unit == common or plans else shorten(row.unit, LISTED_UNIT_LETTERS)
    plan = plans.get(row.plan, "")
    room = (PLAN_SHORT if plans else SHORT) - sum(len(str(part)) + 3 for part in (mark, unit) if part)
    return ListedAction(
        ref=row.ref,
        text=shorten(row.action, LONG),
        short=shorten(row.action, max(room, 24)),
        plan=plan,
        unit=unit,
        mark=mark,
        due=wording.write(row.deadline, "short"),
        months=abs(late),
    )


def _mark(row: ActionRow, wording: Wording) -> Sentence | None:
    """Choose the one mark that matters most."""
    if row.reopened:
        return wording.say("listed", "reopened")
    if row.waits:
        return wording.say("listed", "waits")
    if row.status == "not_initiated":
        return wording.say("listed", "not_started")
    return wording.say("listed", "moved", count=row.moved) if row.moved else None
