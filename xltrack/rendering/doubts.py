"""The foot of the page: what could change the figures, and how they are counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xltrack.i18n.formatting import Percent, Sentence, Wording
from xltrack.i18n.plain_text import shorten_apart
from xltrack.summary.figures import Gap, Summary

WORST_FIRST = (
    "files_unread", "returns_missing", "open_decisions", "cells_unread", "tracker_old", "no_deadline", "reader_guesses",
    "changed_after_as_of", "flag_contradicts", "log_starts_later", "no_unit",
)  # fmt: skip
"""The gaps that the page names; gaps about completed actions are in the annex."""
SHOWN_DOUBTS = 4
NAMES, NAME_LETTERS = 6, 60
LONG_NAMES, LONG_NAME_LETTERS = 2, 44
"""The same where the names are those of plans or units."""
"""Names that a sentence lists, and the letters of each."""


def compose_doubts(summary: Summary, wording: Wording) -> tuple[Sentence, ...]:
    """Word the gaps, worst first; or say that none is known."""
    return known_doubts(summary, wording) or (wording.say("doubts", "none"),)


def known_doubts(summary: Summary, wording: Wording) -> tuple[Sentence, ...]:
    """Word the gaps, worst first."""
    gaps = sorted((gap for gap in summary.gaps if gap.code in WORST_FIRST), key=lambda gap: WORST_FIRST.index(gap.code))
    return tuple(_doubt(gap, summary, wording) for gap in gaps[:SHOWN_DOUBTS])


def doubts_about(figure: str, summary: Summary, wording: Wording) -> tuple[str, ...]:
    """Word the gaps that make one figure less certain."""
    return tuple(_doubt(gap, summary, wording).text for gap in summary.gaps if gap.weakens == figure)


def _doubt(gap: Gap, summary: Summary, wording: Wording) -> Sentence:
    long = any(len(ref) > LONG_NAME_LETTERS // 2 for ref in gap.refs)
    most, letters = (LONG_NAMES, LONG_NAME_LETTERS) if long else (NAMES, NAME_LETTERS)
    refs = list(_named(gap.refs, summary, letters))[:most] or [wording.word("nothing")]
    text = Sentence("gaps.refs", {}, wording.comma(refs))
    if gap.refs[most:]:
        text = wording.say("gaps", "and_more", refs=text)
    return wording.say("gaps", gap.code, count=gap.count, refs=text)


def _named(refs: Sequence[str], summary: Summary, letters: int) -> Iterator[str]:
    """Yield names of plans and units shortened to so many letters; of "Plan R1.A2", only the plan is shortened."""
    plans = shorten_apart((plan.plan for plan in summary.plans), letters)
    others = shorten_apart(refs, letters)
    for ref in refs:
        plan, _, action = ref.rpartition(" ")
        yield f"{plans[plan]} {action}" if plan in plans and ref not in plans else plans.get(ref, others[ref])


def compose_method(summary: Summary, wording: Wording) -> tuple[Sentence, ...]:
    """Say how the figures are counted and what they were made from."""
    return tuple(_method(summary, wording))


def _method(summary: Summary, wording: Wording) -> Iterator[Sentence]:
    yield wording.say("method", "overdue")
    yield wording.say("method", "shares")
    share = summary.on_time
    if share.percent is not None:
        yield wording.say("method", "on_time", part=share.part, whole=share.whole, share=Percent(share.percent))
    before = summary.comparison
    if before is not None and before.new_plans:
        names = wording.comma(list(_named(before.new_plans, summary, NAME_LETTERS))[:NAMES])
        yield wording.say("method", "new_plans", count=len(before.new_plans), names=names)
    if len(summary.sources) == 1 and summary.sources[0].id is not None:
        yield wording.say("method", "tracker", id=summary.sources[0].id, revision=summary.sources[0].revision)
