"""Fitting of page 1 onto one A4 page: parts without room move to the annex, the least important first.

Heights are estimates in millimetres, measured on printed pages with a wide face: rather too high than too low.
"""

from __future__ import annotations

from collections.abc import Callable

from xltrack.i18n.plain_text import run_on
from xltrack.rendering.columns import width
from xltrack.rendering.page import Listed, ListedAction, Page, Ranked, Ranking, Timeline
from xltrack.rendering.shapes import BESIDE, WIDE, timeline_picture

PAGE = 270.0
"""Millimetres of A4 between its margins, with a little to spare."""
PAPER, BESIDE_PAPER = 186.0, 112.0
"""Millimetres of text width, and of a picture with a ranking beside it."""
HEADLINE, LEAD, HEADING, SMALL = 7.1, 4.8, 4.6, 3.8
ITEM, GROUP, STEP, SQUARES, NOTE = 4.7, 5.7, 4.8, 4.0, 3.6
"""Heights of a line of each kind."""
GAP = 2.9
LIST_COLUMNS, RAIL_COLUMNS, FULL_COLUMNS = 76, 38, 118
"""Letters of the three widths of column, in the size of small text."""
ROWS = 8
"""Recommendations that are left when there is no room for all."""
NAME_COLUMNS, DENSE_COLUMNS = 48, 62
"""Letters that the ranking of plans has for a name, and those that it has where many plans make it dense."""
DENSE = 4.6
"""Height of a row of a dense ranking."""
FEWER_PLANS = range(29, 3, -1)
"""Plans of a ranking, tried one after the other."""
ROOMY = (("list", "where"), ("list",), ())
"""Parts with longer texts, tried one after the other."""
WHERE_COLUMNS = 20
"""Letters of a recommendation beside its squares."""
ROOMS = (16, 14, 12, 10, 8)
"""Items of the list, tried one after the other."""


def fitted(page: Page, relist: Callable[[int], Listed | None], rerank: Callable[[Ranking, int], Ranking]) -> Page:
    """Give texts more lines while there is room, or drop parts while there is not.

    The order is: the trend, further recommendations, the tail of a portfolio's list, further plans, the tail of a
    plan's list. The trend comes back if it then has room.
    """
    for parts in ROOMY:
        roomy = page._replace(roomy=parts)
        if height(roomy) <= PAGE:
            return roomy
    lower = _lowered(page, relist, rerank)
    whole = lower._replace(trend=page.trend)
    return whole if height(whole) <= PAGE else lower


def _lowered(page: Page, relist: Callable[[int], Listed | None], rerank: Callable[[Ranking, int], Ranking]) -> Page:
    for shed in (_shed_trend, _shed_recommendations, lambda match: _shed_longest(match, relist)):
        page = shed(page)
        if height(page) <= PAGE:
            return page
    for plans in FEWER_PLANS:
        if page.ranking and page.ranking.kind == "plans" and len(page.ranking.rows) > plans:
            page = page._replace(ranking=rerank(page.ranking, plans))
            if height(page) <= PAGE:
                return page
    for room in ROOMS:
        page = page._replace(listed=relist(room))
        if height(page) <= PAGE:
            return page
    return page._replace(where=None, lead=page.lead[:2])


def _shed_trend(page: Page) -> Page:
    return page._replace(trend=None)


def _shed_recommendations(page: Page) -> Page:
    """Keep the recommendations with the most overdue actions, in their order."""
    where = page.where
    if where is None or len(where.parts) <= ROWS:
        return page
    kept = sorted(where.parts, key=lambda part: -part.overdue)[:ROWS]
    return page._replace(where=where._replace(parts=tuple(part for part in where.parts if part in kept)))


def _shed_longest(page: Page, relist: Callable[[int], Listed | None]) -> Page:
    if page.listed is None or page.listed.kind != "longest":
        return page
    return page._replace(listed=relist(ROOMS[-1]))


def height(page: Page) -> float:
    """Estimate how high page 1 is when it is printed, in millimetres."""
    return _head(page) + _middle(page) + max(_list(page), _rail(page)) + _foot(page) + 3 * GAP


def _lines(text: object, columns: int) -> int:
    """Count the lines of a text; Cyrillic letters are wider than Latin ones."""
    if not text:
        return 0
    wide = width(str(text))
    wider = sum("\u0400" <= letter <= "\u04ff" for letter in str(text))
    return -(-(wide + wider // 8) // columns)


def _head(page: Page) -> float:
    lead = _lines(run_on(page.lead), 92) * LEAD
    figures = max(
        sum(_lines(text, 30) for text in (figure.label, figure.context, figure.change)) for figure in page.figures
    )
    return 12.3 + _lines(page.headline, 42) * HEADLINE + lead + 10.5 + figures * SMALL


def _middle(page: Page) -> float:
    if page.timeline:
        return _timeline(page.timeline, page)
    return _ranking(page.ranking) if page.ranking else 0.0


def _timeline(timeline: Timeline, page: Page) -> float:
    legend = " ".join([str(timeline.subtitle), *(str(text) for _, text in timeline.legend)])
    high = timeline_picture(timeline).height * PAPER / WIDE
    if page.ranking:
        high = timeline_picture(timeline, BESIDE).height * BESIDE_PAPER / BESIDE
        high = max(high, HEADING + 8 + sum(4.3 * _lines(_ranked(row), 22) for row in page.ranking.rows))
    return HEADING * _lines(timeline.title, 86) + SMALL * _lines(legend, 110) + high + 1


def _ranked(row: Ranked) -> str:
    return f"{row.name} ({row.note})" if row.note else row.name


def _ranking(ranking: Ranking) -> float:
    room, line = (DENSE_COLUMNS, DENSE) if ranking.dense else (NAME_COLUMNS, 2.0 + SMALL)
    rows = sum(line + SMALL * (max(_lines(row.name, room), 1) - 1) for row in ranking.rows)
    left = SMALL if ranking.left_out else 0
    return HEADING + SMALL * _lines(ranking.subtitle, FULL_COLUMNS) + 13 + rows + left


def _list(page: Page) -> float:
    if page.listed is None:
        return 0.0
    listed = page.listed
    high = HEADING * _lines(listed.title, 60) + SMALL * _lines(listed.subtitle, LIST_COLUMNS)
    for group in listed.groups:
        heading = 0 if listed.kind == "longest" else GROUP
        high += heading + sum(ITEM * _item_lines(item, "list" in page.roomy) for item in group.items)
    return high + SMALL * _lines(listed.left_out, LIST_COLUMNS) + _moved(page)


def _item_lines(item: ListedAction, roomy: bool) -> int:
    """Count the lines of the higher of the two cells."""
    text = " · ".join(str(part) for part in (item.text if roomy else item.short, item.unit, item.mark) if part)
    if item.plan:
        return max(_lines(f"{item.plan} {item.ref}", 34), _lines(text, 30 - max(width(item.due) - 9, 0)))
    return _lines(text, LIST_COLUMNS + 2)


def _moved(page: Page) -> float:
    return NOTE * _lines(page.moved, LIST_COLUMNS + 6) + 2.7 if page.moved else 0.0


def _rail(page: Page) -> float:
    high = 0.0
    if page.bridge:
        steps = sum(max(_lines(f"{step.text} {step.refs}", 34), 1) for step in page.bridge.steps)
        high += HEADING * _lines(page.bridge.title, 32) + (steps + 2) * STEP + 1.5 + GAP
    if page.trend:
        note = NOTE * _lines(page.trend.note, RAIL_COLUMNS)
        high += HEADING * _lines(page.trend.title, 32) + SMALL * _lines(page.trend.subtitle, 38) + 18 + note + GAP
    if page.where:
        rows = len(page.where.parts)
        if "where" in page.roomy:
            rows += sum(_lines(part.text, WHERE_COLUMNS) > 1 for part in page.where.parts)
        high += HEADING * _lines(page.where.title, 32) + SMALL + 0.8 + SQUARES * rows
    return high


def _foot(page: Page) -> float:
    doubts, method = (sum(NOTE * _lines(text, 62) for text in texts) for texts in (page.doubts, page.method))
    return 4 + SMALL + max(doubts, method)
