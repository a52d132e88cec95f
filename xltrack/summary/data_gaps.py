"""Gaps in what a summary knows, named beside the figure it weakens."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cache

from xltrack.findings import Finding
from xltrack.i18n.catalogue import fold
from xltrack.model.overdue import is_overdue
from xltrack.model.plan import KeyAction, Status
from xltrack.model.tracker import Conflict
from xltrack.model.verification import is_verified, is_verified_by_office
from xltrack.model.year_month import YearMonth
from xltrack.summary.changes import Activity
from xltrack.summary.figures import Figure, Gap, GapCode
from xltrack.summary.history import History

GUESSES = frozenset({"value_understood", "ambiguous_date", "unit_guessed", "row_ambiguous", "row_break_guessed"})
"""Findings of the reader about values that were understood, but not with certainty."""
UNREAD_CODES = frozenset(
    {"unknown_choice", "lookalike_letters", "unreadable_deadline", "unreadable_date", "incomplete_date",
     "unreadable_number", "error_in_cell", "formula_without_value", "text_too_long"}
)  # fmt: skip
"""Findings of the reader about cells that were not taken, so that their earlier values are counted."""


def find_gaps(
    pasts: Sequence[History],
    as_of: date,
    disputed: Sequence[tuple[str, Conflict]],
    findings: Sequence[Finding],
    missing_returns: Sequence[str],
    unread: Sequence[str],
    events: Activity | None,
) -> tuple[Gap, ...]:
    """Find every gap that there is; none has a count of 0. Refs name their plan where there are several."""
    several = len(pasts) > 1
    actions = [(_ref(past.name, action.ref, several), action) for past in pasts for action in past.plan.actions]
    waiting = tuple(dict.fromkeys(_ref(plan, conflict.ref, several) for plan, conflict in disputed))
    gaps = (
        Gap("open_decisions", "all", len(disputed), waiting),
        Gap("returns_missing", "all", len(missing_returns), tuple(missing_returns)),
        Gap("files_unread", "all", len(unread), tuple(unread)),
        _places("cells_unread", UNREAD_CODES, findings),
        _places("reader_guesses", GUESSES, findings),
        _old_trackers(pasts, as_of),
        _later_entries(pasts, as_of, several),
        _of("no_deadline", "overdue", ((r, a) for r, a in actions if a.deadline is None and not a.status.closed)),
        _contradicting_flags(pasts, as_of, findings, several),
        *_completions(actions),
        _of("unverified", "completed", _unverified(pasts, several)),
        _of("no_unit", "by_responsible", ((r, a) for r, a in actions if not a.responsible)),
        *_short_logs(pasts, events),
    )
    return tuple(gap for gap in gaps if gap.count)


def _ref(plan: str, ref: str, several: bool) -> str:
    return f"{plan} {ref}".strip() if several else ref


def _of(code: GapCode, weakens: Figure, actions: Iterable[tuple[str, KeyAction]]) -> Gap:
    refs = tuple(ref for ref, _ in actions)
    return Gap(code, weakens, len(refs), refs)


def _contradicting_flags(pasts: Sequence[History], as_of: date, findings: Sequence[Finding], several: bool) -> Gap:
    """Name the actions that their source calls overdue and that are not, and those that the reader reported so."""
    flagged = [
        _ref(past.name, action.ref, several)
        for past in pasts
        for action in past.plan.actions
        if action.source_status and _contradicts(past, action, as_of)
    ]
    flagged += [finding.ref or str(finding.where or "") for finding in findings if finding.code == "label_contradicts"]
    refs = tuple(dict.fromkeys(flagged))
    return Gap("flag_contradicts", "overdue", len(refs), refs)


def _completions(actions: Iterable[tuple[str, KeyAction]]) -> Iterator[Gap]:
    """Yield the completed actions without comment or evidence, then those not known to be on time or late."""
    done = [(ref, action) for ref, action in actions if action.status is Status.COMPLETED]
    yield _of("completed_bare", "completed", ((r, a) for r, a in done if not (a.comments or a.evidence)))
    yield _of("completion_day_unknown", "on_time", ((r, a) for r, a in done if not (a.completed_on and a.deadline)))


def _unverified(pasts: Sequence[History], several: bool) -> Iterator[tuple[str, KeyAction]]:
    """Yield the completions that are only declared, of the plans whose office verifies."""
    for past in pasts:
        if is_verified_by_office(past.plan):
            declared = (
                action for action in past.plan.actions if action.status is Status.COMPLETED and not is_verified(action)
            )
            yield from ((_ref(past.name, action.ref, several), action) for action in declared)


def _old_trackers(pasts: Sequence[History], as_of: date) -> Gap:
    """Name the trackers whose log has nothing of the as-of month or later."""
    old = [
        past.name for past in pasts if past.log and past.updated and YearMonth.of(past.updated) < YearMonth.of(as_of)
    ]
    return Gap("tracker_old", "all", len(old), tuple(old))


def _contradicts(past: History, action: KeyAction, as_of: date) -> bool:
    """Return whether the source called an open action overdue that is not, and nobody has moved its deadline since.

    The other way round is no contradiction: a label "Initiated" is as old as the source.
    """
    if not _says_overdue(action.source_status) or action.status.closed or action.ref in past.deadlines:
        return False
    return not is_overdue(action, as_of)


@cache
def _says_overdue(word: str) -> bool:
    return fold(word).startswith(("overdue", "over due"))


def _places(code: GapCode, codes: Collection[str], findings: Sequence[Finding]) -> Gap:
    """Return the places of findings with these codes, each with its file if there are several files."""
    with_code = [finding for finding in findings if finding.code in codes]
    several = len({finding.file for finding in findings}) > 1
    places = [
        (f"{finding.file}: " if several and finding.file else "") + str(finding.where or finding.ref)
        for finding in with_code
    ]
    return Gap(code, "all", len(places), tuple(places))


def _later_entries(pasts: Sequence[History], as_of: date, several: bool) -> Gap:
    later = [(past.name, entry.ref) for past in pasts for entry in past.log if entry.when.date() > as_of]
    named = (_ref(name, ref, several) for name, ref in later if ref)  # a change of the plan as a whole has none
    return Gap("changed_after_as_of", "all", len(later), tuple(dict.fromkeys(named)))


def _short_logs(pasts: Sequence[History], events: Activity | None) -> Iterator[Gap]:
    """Yield the plans whose log begins only after the last summary, so that older changes are not told."""
    if events is not None:
        short = tuple(past.name for past in pasts if past.known_since is None or past.known_since > events.since)
        yield Gap("log_starts_later", "happened", len(short), short)
