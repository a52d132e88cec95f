"""A Summary composed into a Page: which sentence, figure and row goes where, in the words of one language.

Nothing is counted here that is not a cut or a sum for display; the figures are the Summary's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xltrack.i18n.catalogue import DEFAULT_LANGUAGE
from xltrack.i18n.formatting import Percent, Sentence, Wording
from xltrack.i18n.plain_text import shorten, shorten_apart
from xltrack.model.plan import PlanState
from xltrack.model.year_month import YearMonth
from xltrack.rendering.annex import compose_annex
from xltrack.rendering.beside import compose_bridge, compose_trend, compose_where
from xltrack.rendering.doubts import compose_doubts, compose_method
from xltrack.rendering.fit import fitted
from xltrack.rendering.listing import compose_list
from xltrack.rendering.options import Options
from xltrack.rendering.page import KeyFigure, Kicker, Page
from xltrack.rendering.ranking import compose_ranking, fewer_plans
from xltrack.rendering.timeline import compose_timeline
from xltrack.summary.figures import Summary
from xltrack.summary.headline import change_of, following_month, headline, lead
from xltrack.summary.share import Share

TITLE_LETTERS = 90


def compose(summary: Summary, language: str = DEFAULT_LANGUAGE, options: Options | None = None) -> Page:
    """Compose the page in a language. Equal summaries give equal pages. Raises ValueError for an unknown language."""
    options = options or Options()
    wording = Wording(language, "summary")
    first = headline(summary)
    page = Page(
        language=language,
        direction=wording.direction,
        as_of=summary.as_of,
        kicker=_kicker(summary, wording),
        headline=wording.say("headline", first.key, **first.values),
        lead=tuple(wording.say("lead", sentence.key, **sentence.values) for sentence in lead(summary)),
        figures=tuple(_figures(summary, wording)),
        timeline=compose_timeline(summary, wording) if len(summary.plans) == 1 else None,
        ranking=compose_ranking(summary, wording),
        listed=compose_list(summary, wording),
        moved=_moved(summary, wording),
        bridge=compose_bridge(summary, wording),
        trend=compose_trend(summary, wording),
        where=compose_where(summary, wording),
        doubts_title=wording.say("doubts", "title"),
        doubts=compose_doubts(summary, wording),
        method_title=wording.say("method", "title"),
        method=compose_method(summary, wording),
        words=_words(wording),
        annex_title=wording.say("sections", "annex"),
        annex=compose_annex(summary, wording, options),
    )
    page = fitted(
        page,
        lambda room: compose_list(summary, wording, room),
        lambda ranking, plans: fewer_plans(ranking, plans, summary, wording),
    )
    return _linked(page, summary, options.links)


def _linked(page: Page, summary: Summary, links: Mapping[str, str]) -> Page:
    """Give each ranked plan the address of its own page, if it has one."""
    ranking = page.ranking
    if not links or ranking is None or ranking.kind != "plans":
        return page
    ranked = zip(ranking.rows, summary.plans, strict=False)
    rows = tuple(row._replace(link=links.get(plan.plan, "")) for row, plan in ranked)
    return page._replace(ranking=ranking._replace(rows=rows))


def headline_text(summary: Summary, language: str = DEFAULT_LANGUAGE) -> str:
    """Return the headline alone."""
    message = headline(summary)
    return Wording(language, "summary").word("headline", message.key, **message.values)


def _words(wording: Wording) -> dict[str, Sentence]:
    sheets = {f"sheet_{key}": wording.say("sheets", key) for key in wording.words.section("summary", "sheets")}
    return {"none": wording.say("words", "none"), "nothing": wording.say("nothing")} | sheets


def _kicker(summary: Summary, wording: Wording) -> Kicker:
    before = summary.comparison
    compared = None
    if before is not None:
        compared = wording.say("kicker", "compared" if before.source == "published" else "rebuilt", day=before.day)
    if len(summary.plans) > 1:
        title = wording.say("kicker", "several", count=len(summary.plans))
        kind = wording.say("kicker", "only", value=summary.only) if summary.only else wording.say("kicker", "kinds")
    else:
        name = shorten(summary.plans[0].plan if summary.plans else "", TITLE_LETTERS)
        title = Sentence("kicker.title", {}, name or wording.word("unnamed_plan"))
        state = summary.sources[0].state
        if state is not PlanState.APPROVED:
            title = wording.say("kicker", "state", title=title, state=wording.words.word("plan_state", state))
        kind = wording.say("kicker", "only", value=summary.only) if summary.only else wording.say("kicker", "kind")
    return Kicker(title, kind, wording.say("kicker", "as_of", day=summary.as_of), compared)


def _figures(summary: Summary, wording: Wording) -> Iterator[KeyFigure]:
    """Make the four figures. The second and the fourth differ for several plans, and where nothing is overdue."""
    yield _overdue(summary, wording)
    several = len(summary.plans) > 1
    yield _plans_late(summary, wording) if several else _not_due(summary, wording)
    yield _completed(summary, wording)
    if several:
        yield _due_soon(summary, wording)
    else:
        yield _median(summary, wording) if summary.counts.overdue else _next_month(summary, wording)


def _change(summary: Summary, name: str, wording: Wording) -> Sentence | None:
    change = change_of(summary.comparison, name)
    if change is None or summary.comparison is None:
        return None
    key = "more" if change > 0 else "fewer" if change else "same"
    return wording.say("figure", key, count=abs(change), day=summary.comparison.day)


def _of(key: str, share: Share, wording: Wording) -> Sentence:
    """Name the whole, with the share where the whole is large enough for one."""
    if share.percent is None:
        return wording.say("figure", f"{key}_few" if share.whole else f"{key}_none", whole=share.whole)
    return wording.say("figure", key, whole=share.whole, share=Percent(share.percent))


def _overdue(summary: Summary, wording: Wording) -> KeyFigure:
    counts = summary.counts
    return KeyFigure(
        key="overdue",
        label=wording.say("figure", "overdue"),
        value=wording.write(counts.overdue),
        unit=None,
        context=_of("of_open", counts.of_open, wording),
        change=_change(summary, "overdue", wording),
        tone="late" if counts.overdue else "",
    )


def _not_due(summary: Summary, wording: Wording) -> KeyFigure:
    counts = summary.counts
    context = None
    if counts.no_deadline:
        context = wording.say("figure", "undated", count=counts.no_deadline)
    elif summary.ahead:
        context = wording.say("figure", "next", month=summary.ahead[0].deadline)
    return KeyFigure(
        "not_yet_due",
        wording.say("figure", "not_yet_due"),
        wording.write(counts.on_schedule),
        None,
        context,
        _change(summary, "not_yet_due", wording),
    )


def _completed(summary: Summary, wording: Wording) -> KeyFigure:
    context = _of("of_all", summary.completed_of_applicable, wording)
    if summary.verified is not None:
        verified, done = summary.verified.part, summary.verified.whole
        context = wording.say("figure", "verified", verified=verified, declared=done - verified)
    return KeyFigure(
        "completed",
        wording.say("figure", "completed"),
        wording.write(summary.counts.completed),
        None,
        context,
        _change(summary, "completed", wording),
    )


def _median(summary: Summary, wording: Wording) -> KeyFigure:
    median, longest = summary.ageing.median or 0, summary.overdue[0]
    before = summary.comparison
    was = None
    if before is not None and before.then.median is not None:
        was = wording.say("figure", "was", count=before.then.median, day=before.day)
    return KeyFigure(
        "median_months",
        wording.say("figure", "median"),
        wording.write(median),
        wording.say("figure", "months", count=median),
        wording.say("figure", "longest", months=longest.months_late, ref=longest.ref),
        was,
    )


def _next_month(summary: Summary, wording: Wording) -> KeyFigure:
    month = following_month(summary)
    due = sum(row.deadline == month for row in summary.ahead)
    later = next((row.deadline for row in summary.ahead if row.deadline > month), None)
    return KeyFigure(
        "due_next_month",
        wording.say("figure", "next_month"),
        wording.write(due),
        None,
        wording.say("figure", "in_month", month=month),
        wording.say("figure", "after_that", month=later) if later else None,
    )


def _plans_late(summary: Summary, wording: Wording) -> KeyFigure:
    late = sum(bool(plan.counts.overdue) for plan in summary.plans)
    free = len(summary.plans) - late
    return KeyFigure(
        "plans_overdue",
        wording.say("figure", "plans_late"),
        wording.write(late),
        wording.say("figure", "of_plans", count=len(summary.plans)),
        wording.say("figure", "plans_free", count=free) if free else None,
        _change(summary, "plans_late", wording),
    )


def _due_soon(summary: Summary, wording: Wording) -> KeyFigure:
    until = YearMonth.of(summary.as_of).plus(3)
    due = [row.plan for row in summary.ahead if row.deadline <= until]
    names = [plan.plan for plan in summary.plans]
    most = max(sorted(set(due)), key=due.count, default=None)
    return KeyFigure(
        "due_in_3_months",
        wording.say("figure", "due_until", month=until),
        wording.write(len(due)),
        None,
        wording.say("figure", "most_in", count=due.count(most), plan=shorten_apart(names, 40)[most]) if most else None,
        None,
    )


def _moved(summary: Summary, wording: Wording) -> Sentence | None:
    """Word the actions missing from the list because their deadline was moved."""
    hidden = summary.hidden
    if not hidden:
        return None
    several = len(summary.plans) > 1
    named = [
        wording.say("moved", "action", ref=f"{row.plan} {row.ref}" if several else row.ref,
                    before=row.original_deadline, after=row.deadline, times=row.moved)
        for row in hidden[:3]
    ]  # fmt: skip
    key = "hidden" if len(hidden) == len(named) else "hidden_many"
    return wording.say("moved", key, count=len(hidden), actions=named, others=len(hidden) - len(named))
