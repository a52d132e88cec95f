"""Rankings: the units beside a histogram, and the plans of a portfolio with their deadlines by quarter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xltrack.i18n.formatting import MINUS, Percent, Sentence, Wording
from xltrack.i18n.plain_text import shorten_apart
from xltrack.model.plan import PlanState
from xltrack.rendering.page import Axis, Ranked, Ranking
from xltrack.rendering.timeline import axis_of, compose_timeline, stacks_of
from xltrack.summary.figures import DeadlineCount, Group, PlanFigures, Summary

UNITS = 7
"""Units that are named; the others share a row."""
PLANS = 30
"""Plans that one page has room for."""
DENSE_PLANS = 9
"""More plans than these get low rows, and names of one line."""
NAME_LETTERS, DENSE_LETTERS, UNIT_NAME_LETTERS = 80, 62, 44
QUARTER = 3


def compose_ranking(summary: Summary, wording: Wording) -> Ranking | None:
    """Rank the plans of a portfolio, or the units of a plan too large for dots. Raises nothing."""
    if len(summary.plans) > 1:
        return _plans(summary, wording)
    drawn = compose_timeline(summary, wording)
    groups = [group for group in summary.by_responsible if group.counts.open]
    if drawn is None or drawn.kind == "dots" or len(groups) < 2:
        return None
    return _units(groups, summary, wording)


def _units(groups: Sequence[Group], summary: Summary, wording: Wording) -> Ranking:
    named = groups if len(groups) <= UNITS + 1 else groups[:UNITS]
    names = shorten_apart((group.label for group in named), UNIT_NAME_LETTERS)
    rows = [_unit_row(group, names[group.label], wording) for group in named]
    others = groups[len(named) :]
    if others:
        counts = [group.counts for group in others]
        most = max(c.overdue for c in counts)
        rows.append(
            Ranked(
                name=wording.word("ranking", "others", count=len(others)),
                overdue=sum(c.overdue for c in counts),
                open=sum(c.open for c in counts),
                share="",
                since="",
                longest="",
                note=wording.say("ranking", "at_most", count=most) if most else None,
            )
        )
    columns = ("unit", "overdue", "share") if any(row.share for row in rows) else ("unit", "overdue")
    return Ranking(
        kind="units",
        title=wording.say("ranking", "units"),
        subtitle=wording.say("ranking", "units_subtitle"),
        columns={key: wording.say("ranking", key) for key in columns},
        rows=tuple(rows),
        most=max((row.overdue for row in rows), default=0) or 1,
    )


def _unit_row(group: Group, short: str, wording: Wording) -> Ranked:
    name = short or wording.word("none", "responsible")
    share = group.counts.of_open.percent
    written = "" if share is None else wording.write(Percent(share))
    return Ranked(name, group.counts.overdue, group.counts.open, written, "", "")


def fewer_plans(ranking: Ranking, plans: int, summary: Summary, wording: Wording) -> Ranking:
    """Keep the first of the plans, and say how many others there are."""
    left = len(summary.plans) - plans
    left_out = wording.say("ranking", "left_out", count=left) if left > 0 else None
    return ranking._replace(rows=ranking.rows[:plans], left_out=left_out)


def _plans(summary: Summary, wording: Wording) -> Ranking:
    axis = _axis(summary, wording)
    shown = summary.plans[:PLANS]
    cells = _open_deadlines(shown, summary)
    dense = len(shown) > DENSE_PLANS
    names = shorten_apart((plan.plan for plan in shown), DENSE_LETTERS if dense else NAME_LETTERS)
    rows = tuple(_plan_row(plan, names[plan.plan], cells[plan.plan], summary, axis, wording) for plan in shown)
    day = summary.comparison.day if summary.comparison else summary.as_of
    columns = {key: wording.say("ranking", key, day=day) for key in _columns(rows, summary)}
    if axis is not None:
        last = axis.start.plus(axis.bins * axis.months - 1)
        columns["deadlines"] = wording.say("ranking", "deadlines", first=axis.start.year, last=last.year)
    highest = max((stack.overdue + stack.open for row in rows for stack in row.stacks), default=1)
    ranking = Ranking(
        kind="plans",
        title=_plans_title(summary, wording),
        subtitle=wording.say("ranking", "plans_subtitle"),
        columns=columns,
        rows=rows,
        most=max((row.overdue for row in rows), default=0) or 1,
        axis=axis,
        highest=highest or 1,
        dense=dense,
    )
    return fewer_plans(ranking, PLANS, summary, wording)


def _open_deadlines(plans: Sequence[PlanFigures], summary: Summary) -> dict[str, list[DeadlineCount]]:
    """Return the deadlines of each plan that are overdue or still to come."""
    cells: dict[str, list[DeadlineCount]] = {plan.plan: [] for plan in plans}
    for cell in summary.deadlines:
        if cell.plan in cells and (cell.overdue or cell.open):
            cells[cell.plan].append(cell)
    return cells


def _plans_title(summary: Summary, wording: Wording) -> Sentence:
    late = [plan.counts.overdue for plan in summary.plans if plan.counts.overdue]
    if not late:
        return wording.say("ranking", "plans_none", count=len(summary.plans))
    return wording.say("ranking", "plans", count=len(late), overdue=sum(late))


def _columns(rows: Sequence[Ranked], summary: Summary) -> Iterator[str]:
    yield from ("plan", "overdue", "open")
    if any(row.share for row in rows):
        yield "share"
    if summary.comparison is not None:
        yield "since"
    if any(row.longest for row in rows):
        yield "longest"


def _axis(summary: Summary, wording: Wording) -> Axis | None:
    cells = [cell for cell in summary.deadlines if cell.overdue or cell.open]
    return axis_of(cells, summary.as_of, wording, bin_months=QUARTER) if cells else None


def _plan_row(
    plan: PlanFigures, name: str, cells: Sequence[DeadlineCount], summary: Summary, axis: Axis | None, wording: Wording
) -> Ranked:
    counts = plan.counts
    share = counts.of_open.percent
    longest = "" if plan.longest is None else wording.word("ranking", "months", count=plan.longest)
    shown = name or wording.word("unnamed_plan")
    if plan.region:
        shown = wording.word("ranking", "in_region", name=shown, region=plan.region)
    if plan.state is not PlanState.APPROVED:
        shown = wording.word("ranking", "state", name=shown, state=wording.words.word("plan_state", plan.state))
    return Ranked(
        name=shown,
        overdue=counts.overdue,
        open=counts.open,
        share=wording.write(Percent(share)) if share is not None and counts.overdue else "",
        since=_since(plan, summary, wording),
        longest=longest,
        stacks=tuple(stacks_of(axis, cells)) if axis else (),
    )


def _since(plan: PlanFigures, summary: Summary, wording: Wording) -> str:
    if summary.comparison is None:
        return ""
    if plan.before is None:
        return wording.word("ranking", "new")
    change = plan.counts.overdue - plan.before
    if change == 0:
        return wording.word("ranking", "same")
    sign = f"{'+' if change > 0 else MINUS}{wording.write(abs(change))}"
    return f"\u200e{sign}" if wording.direction == "rtl" else sign
