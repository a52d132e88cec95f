"""The column beside the list: changes since the last summary, the trend, and overdue actions by recommendation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xltrack.i18n.formatting import MINUS, Percent, Sentence, Wording
from xltrack.i18n.plain_text import shorten
from xltrack.model.year_month import YearMonth
from xltrack.rendering.page import Bridge, BridgeTerm, MonthBar, RecommendationMarks, TrendChart, WhereOverdue
from xltrack.summary.changes import TrendPoint
from xltrack.summary.figures import Group, Summary
from xltrack.summary.share import FEW

SQUARES, ROWS = 14, 12
"""Limits of the squares: more actions in a recommendation, or more recommendations, are drawn as bars."""
REFS = 4
"""Actions that a step of the bridge names."""
FEWEST_BARS, TITLED_BARS, TITLED_CHANGE = 3, 4, 20
"""Month ends that make a trend; points and percent of change that its title speaks of."""
TEXT_LETTERS = 80


def compose_bridge(summary: Summary, wording: Wording) -> Bridge | None:
    """Compose the steps from the overdue actions of the last summary to those of now; None where nothing changed."""
    before = summary.comparison
    if before is None or not summary.bridge:
        return None
    steps = tuple(_step(step.kind, step.n, step.refs, wording) for step in summary.bridge)
    values = {"before": before.then.overdue, "now": before.now.overdue, "day": before.day, "as_of": summary.as_of}
    key = "title_month" if before.a_month else "title"
    if not before.now.overdue:
        key += "_none"
    parts = [wording.write(before.then.overdue), *(f"{step.sign} {step.text}" for step in steps)]
    return Bridge(
        title=wording.say("bridge", key, **values),
        start=before.then.overdue,
        start_text=wording.say("bridge", "at", day=before.day),
        steps=steps,
        end=before.now.overdue,
        end_text=wording.say("bridge", "at", day=summary.as_of),
        line=wording.say("bridge", "line", terms=_formula(parts, before.now.overdue, wording), day=before.day),
    )


def _formula(parts: Sequence[str], end: int, wording: Wording) -> Sentence:
    """Write the sum: 10 +1 reopened -2 completed = 8."""
    text = " ".join([*parts, "=", wording.write(end)])
    return Sentence("bridge.formula", {}, text)


def _step(kind: str, n: int, refs: Sequence[str], wording: Wording) -> BridgeTerm:
    sign = f"{'+' if n > 0 else MINUS}{wording.write(abs(n))}"
    shown = list(refs[:REFS]) if len(refs) <= REFS else []
    return BridgeTerm(
        kind=kind,
        n=n,
        sign=f"\u200e{sign}" if wording.direction == "rtl" else sign,
        text=wording.say("bridge", kind, count=abs(n)),
        refs=wording.comma(shown),
    )


def compose_trend(summary: Summary, wording: Wording) -> TrendChart | None:
    """Draw the last month ends, or return None where fewer than three are known."""
    points = summary.trend
    if len(points) < FEWEST_BARS or not any(point.overdue for point in points):
        return None
    first, last = points[0], points[-1]
    several_years = first.day.year != last.day.year
    month = "short" if several_years else "name"
    bars = tuple(
        MonthBar(
            wording.write(YearMonth.of(point.day), "tick"),
            wording.write(YearMonth.of(point.day), month),
            point.overdue,
            point.source != "reconstructed",
        )
        for point in points
    )
    rebuilt = any(not bar.published for bar in bars)
    named = [wording.say("trend", "point", month=YearMonth.of(p.day), overdue=p.overdue) for p in points]
    return TrendChart(
        title=_trend_title(points, wording),
        subtitle=wording.say("trend", "span", first=YearMonth.of(first.day), last=YearMonth.of(last.day)),
        bars=bars,
        described=wording.say("trend", "described", points=named),
        note=wording.say("trend", "rebuilt") if rebuilt else None,
        note_in_words=wording.say("trend", "rebuilt_in_words") if rebuilt else None,
    )


def _trend_title(points: Sequence[TrendPoint], wording: Wording) -> Sentence:
    first, last = points[0], points[-1]
    month = YearMonth.of(first.day)
    if last.overdue == 0 and first.overdue:
        return wording.say("trend", "to_none", count=first.overdue, month=month)
    if len(points) >= TITLED_BARS and first.overdue >= FEW:
        percent = round(100 * abs(last.overdue - first.overdue) / first.overdue)
        if percent >= TITLED_CHANGE:
            key = "down" if last.overdue < first.overdue else "up"
            return wording.say(
                "trend", key, share=Percent(percent), month=month, first=first.overdue, last=last.overdue
            )
    return wording.say("trend", "title")


def compose_where(summary: Summary, wording: Wording) -> WhereOverdue | None:
    """Show each recommendation by its actions; None for a portfolio and for a plan with one recommendation."""
    groups = [group for group in summary.by_recommendation if group.counts.applicable]
    if len(summary.plans) > 1 or len(groups) < 2:
        return None
    squares = len(groups) <= ROWS and max(group.counts.applicable for group in groups) <= SQUARES
    late = sum(bool(group.counts.overdue) for group in groups)
    done = sum(not group.counts.open for group in groups)
    key, count = ("title", late) if late else ("done", done) if done else ("none_done", 0)
    parts = tuple(_parts(groups, wording))
    return WhereOverdue(
        kind="squares" if squares else "bars",
        title=wording.say("where", key, count=count, total=len(groups)),
        subtitle=wording.say("where", "squares" if squares else "bars"),
        parts=parts,
        most=max(part.overdue + part.open + part.no_deadline + part.completed for part in parts),
    )


def _parts(groups: Sequence[Group], wording: Wording) -> Iterator[RecommendationMarks]:
    """Give a row to each recommendation; of too many, to those with the most overdue, and one to the others."""
    shown, others = list(groups), []
    if len(groups) > ROWS:
        by_need = sorted(groups, key=lambda group: (-group.counts.overdue, -group.counts.open))[: ROWS - 1]
        shown = [group for group in groups if group in by_need]
        others = [group for group in groups if group not in by_need]
    for group in shown:
        yield _part(group.key, shorten(group.label, TEXT_LETTERS), [group], wording)
    if others:
        yield _part("", wording.word("where", "others", count=len(others)), others, wording)


def _part(ref: str, text: str, groups: Sequence[Group], wording: Wording) -> RecommendationMarks:
    counts = [group.counts for group in groups]
    numbers = {
        "overdue": sum(c.overdue for c in counts),
        "open": sum(c.on_schedule for c in counts),
        "no_deadline": sum(c.no_deadline for c in counts),
        "completed": sum(c.completed for c in counts),
    }
    named = [wording.word("where", "described_count", kind, count=count) for kind, count in numbers.items() if count]
    described = wording.say("where", "described", ref=ref or text, counts=wording.comma(named))
    return RecommendationMarks(ref, text, described=described, **numbers)
