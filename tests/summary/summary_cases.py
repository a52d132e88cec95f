"""Summaries that tests draw: months of the example plan, a portfolio, large plans, and one a rule of the headline."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from random import Random

from tests.paths import ROOT
from xltrack.importing.response_text import parse_text
from xltrack.model.plan import KeyAction, Plan, Recommendation, Status
from xltrack.model.tracker import Claim, Conflict, LogEntry, Meta, Tracker
from xltrack.model.year_month import YearMonth
from xltrack.summary.activity import Earlier, Published
from xltrack.summary.figures import Summary
from xltrack.summary.summarize import MissingReturn, summarize

JUNE, MAY = date(2024, 6, 30), date(2024, 5, 31)
ID = "GOC5-C5CT"
TRACKERS = frozenset({ID})


def entry(day: date, ref: str, field: str | None, before: str | None, after: str | None, **more: object) -> LogEntry:
    values: dict[str, object] = {"revision": 2, "outcome": "taken"} | more
    return LogEntry(when=datetime.combine(day, time(9)), ref=ref, field=field, before=before, after=after, **values)


def example() -> Plan:
    return parse_text((ROOT / "examples" / "management_response.txt").read_text(encoding="utf-8")).plan


def edited(plan: Plan, cells: dict[str, dict[str, object]], *added: KeyAction) -> Plan:
    """The plan with other values in some cells, and actions added to its last recommendation."""
    recommendations = []
    for rec in plan.recommendations:
        actions = [a.model_copy(update=cells.get(a.ref, {})) for a in rec.actions]
        actions += added if rec is plan.recommendations[-1] else ()
        recommendations.append(rec.model_copy(update={"actions": tuple(actions)}))
    return Plan(title=plan.title, recommendations=tuple(recommendations))


def june() -> Summary:
    """The example plan on 30 June 2024: fewer overdue than in May, one moved, one reopened, one without a deadline."""
    new = KeyAction(ref="R6.A5", description="Agree the communication budget", responsible="Country Office")
    cells: dict[str, dict[str, object]] = {
        "R1.A3": {"status": Status.COMPLETED}, "R5.A3": {"status": Status.COMPLETED},
        "R2.A1": {"deadline": YearMonth(2025, 3)}, "R2.A4": {"status": Status.INITIATED},
    }  # fmt: skip
    day = date(2024, 6, 12)
    log = (
        entry(date(2024, 3, 5), "R3.A1", "status", "initiated", "completed"),
        entry(day, "R2.A4", "status", "completed", "initiated", revision=4),
        entry(day, "R1.A3", "status", "initiated", "completed", revision=4),
        entry(day, "R5.A3", "status", "initiated", "completed", revision=4),
        entry(day, "R2.A1", "deadline", "2022-03", "2025-03", revision=4),
        entry(day, "R6.A5", None, None, new.description, revision=4, outcome="added", row=new),
    )
    disputed = Conflict(id="A", ref="R5.A2", field="status", claims=(Claim(by="CO", value="completed"),), reason="asks")
    tracker = Tracker(
        meta=Meta(id=ID, revision=4, issued=date(2024, 1, 3)),
        plan=edited(example(), cells, new),
        log=log,
        conflicts=(disputed,),
    )
    months = ((1, 31, 9), (2, 29, 9), (3, 31, 8), (4, 30, 8), (5, 31, 8))
    said = tuple(Published(date(2024, m, d), TRACKERS, 19, 15, late, 4, 7, 17) for m, d, late in months)
    missing = MissingReturn("Country and Regional Offices", ID, ("R2.A3", "R3.A2"))
    return summarize(tracker, JUNE, since=Earlier(MAY, {ID: 3}, said), missing_returns=[missing])


def good() -> Summary:
    """The same plan in November 2025: what was overdue is done, and most of the rest falls due next month."""
    late = ("R2.A1", "R2.A3", "R3.A2", "R5.A2", "R6.A2", "R3.A4", "R6.A4", "R1.A3", "R5.A3")
    plan = edited(example(), {ref: {"status": Status.COMPLETED} for ref in late})
    log = (
        entry(date(2025, 11, 5), "R3.A2", "status", "not_initiated", "completed"),
        entry(date(2025, 11, 6), "R6.A2", "status", "initiated", "completed"),
    )
    tracker = Tracker(meta=Meta(id=ID, revision=9, issued=date(2025, 6, 2)), plan=plan, log=log)
    return summarize(tracker, date(2025, 11, 30), since=date(2025, 10, 31))


SHORT_TEXT = "Agree the data-sharing protocol"
LONG_TEXT = f"{SHORT_TEXT} with the statistics office and the four ministries that answered the survey of 2021"


def portfolio(
    plans: int = 13,
    actions: int = 27,
    title: str = "{} Country Portfolio Evaluation",
    text: str = SHORT_TEXT,
    said: tuple[Published, ...] = (),
) -> Summary:
    """Plans that are less and less overdue, with what earlier summaries said of them."""
    random = Random(4)
    countries = ("Kazakhstan", "Tajikistan", "Kyrgyzstan", "Georgia", "Türkiye", "Albania", "Ukraine", "Moldova",
                 "Serbia", "Bosnia and Herzegovina", "Armenia", "North Macedonia", "Uzbekistan")  # fmt: skip
    trackers = []
    for at in range(plans):
        made = []
        for number in range(actions):
            late = number < max(0, 9 - at)
            month = (
                YearMonth(2022, 1).plus(random.randrange(28)) if late else YearMonth(2024, 7).plus(random.randrange(24))
            )
            made.append(
                KeyAction(ref=f"R{number // 4 + 1}.A{number % 4 + 1}", description=text,
                          responsible=random.choice(("Country Office", "Regional Office")), deadline=month,
                          status=random.choice((Status.INITIATED, Status.NOT_INITIATED)))
            )  # fmt: skip
        named = f"{title.format(countries[at % 13])} {2016 + at % 5}-{2020 + at % 5}"
        named += f" ({at // 13 + 1})" if at >= 13 else ""
        meta = Meta(id=f"AAAA-{at:04}", issued=date(2024, 1, 3) if at < 12 else date(2024, 6, 2))
        trackers.append(Tracker(meta=meta, plan=grouped(named, made)))
    since = Earlier(MAY, {tracker.meta.id: 1 for tracker in trackers}, said) if said else MAY
    return summarize(trackers, JUNE, since=since)


def long_texts() -> Summary:
    """A portfolio whose actions take more than a line, with a trend."""
    named = frozenset(f"AAAA-{at:04}" for at in range(13))
    said = tuple(Published(date(2024, m, d), named, 351, 351, 50, 9, 0, 17) for m, d in ((3, 31), (4, 30), (5, 31)))
    return portfolio(title="{} Country Portfolio Evaluation of", text=LONG_TEXT, said=said)


LONG_TITLE = "Final evaluation of the joint programme on the rights of women and girls in rural areas of {},"


def grouped(title: str, actions: list[KeyAction]) -> Plan:
    """A plan whose recommendations follow from the refs of its actions."""
    recs: dict[str, list[KeyAction]] = {}
    for action in actions:
        recs.setdefault(action.ref.partition(".")[0], []).append(action)
    text = "Mobilize evidence-based arguments and strategies to advocate for gender equality"
    made = (Recommendation(ref=ref, text=text, actions=tuple(found)) for ref, found in recs.items())
    return Plan(title=title, recommendations=tuple(made))


def large(count: int = 300, units: int = 12) -> Summary:
    """The worst case: long texts, many units and months, everything that a page can say."""
    random = Random(7)
    made = []
    for number in range(count):
        month = YearMonth(2021, 6).plus(random.randrange(60))
        done = month <= YearMonth(2024, 6) and random.random() < 0.7
        made.append(
            KeyAction(ref=f"R{number // 12 + 1}.A{number % 12 + 1}",
                      description="Strengthen the partnership with civil society organizations in rural areas together",
                      responsible=f"Office for regional programmes, unit {random.randrange(units)}", deadline=month,
                      status=Status.COMPLETED if done else Status.INITIATED)
        )  # fmt: skip
    plan = grouped("Country Portfolio Evaluation of a country with a very long name, 2016 to 2020", made)
    tracker = Tracker(meta=Meta(id="BBBB-0001", issued=date(2024, 1, 1)), plan=plan)
    missing = [f"Office for regional programmes, unit {n}" for n in range(units)]
    return summarize(tracker, JUNE, since=MAY, missing_returns=missing)


CASES: dict[str, Callable[[], Summary]] = {
    "june": june, "good": good, "portfolio": portfolio, "forty plans": lambda: portfolio(40),
    "long texts": long_texts, "long titles": lambda: portfolio(title=LONG_TITLE), "large": large,
    "huge": lambda: large(2_000, 40),
}  # fmt: skip


# --- one summary a rule of the headline ----------------------------------------------------------------------

NUMBERS = (1, 2, 5, 21, 100)


def states(late: int = 0, ahead: int = 0, undated: int = 0, done: int = 0, next_month: int = 0) -> list[KeyAction]:
    kinds = [(late, YearMonth(2023, 1), Status.INITIATED), (ahead, YearMonth(2025, 3), Status.INITIATED),
             (undated, None, Status.INITIATED), (done, YearMonth(2023, 1), Status.COMPLETED),
             (next_month, YearMonth(2024, 7), Status.INITIATED)]  # fmt: skip
    made: list[KeyAction] = []
    for count, deadline, status in kinds:
        for _ in range(count):
            ref = f"R1.A{len(made) + 1}"
            made.append(KeyAction(ref=ref, description="Do", responsible="CO", deadline=deadline, status=status))
    return made


def told(now: list[KeyAction], changed: dict[str, tuple[str, str, str]] | None = None, since: date = MAY) -> Summary:
    """The summary of actions whose log says that some cells changed in June: ref to field, before, after."""
    log = tuple(entry(date(2024, 6, 5), ref, *change) for ref, change in (changed or {}).items())
    meta = Meta(id="K7QF-2M9D", revision=2, issued=date(2024, 1, 1))
    return summarize(Tracker(meta=meta, plan=grouped("Plan", now), log=log), JUNE, since=since)


def headlines(n: int) -> Iterator[tuple[str, Summary]]:
    """Every rule of the headline with the number n in its first place."""
    first = [f"R1.A{at + 1}" for at in range(n)]
    finished = dict.fromkeys(first, ("status", "initiated", "completed"))
    moved = dict.fromkeys(first, ("deadline", "2023-01", "2025-03"))
    due = dict.fromkeys(first, ("deadline", "2025-01", "2023-01"))
    reopened = {f"R1.A{at + 1}": ("deadline", "2025-01", "2023-01") for at in range(n)}
    yield "closed", told(states(done=n))
    yield "no deadlines", told(states(undated=n))
    yield "only late", told(states(late=1))
    yield "only due", told(states(ahead=1))
    yield "next month", told(states(next_month=n, ahead=1))
    yield "moved only", told(states(ahead=n + 1), moved)
    yield "cleared", told([*states(done=n), *shifted(states(ahead=2), n)], finished)
    yield "ahead", told(states(ahead=n, done=1))
    yield "first", summarize(grouped("Plan", states(late=n, ahead=2)), JUNE)
    yield "all", summarize(grouped("Plan", states(late=n, done=1)), JUNE)
    yield "all since", told(states(late=n, done=1))
    yield "fewer", told([*states(done=3), *shifted(states(late=n, ahead=2), 3)], dict(list(finished.items())[:3]))
    yield "fewer, moved", told([*states(ahead=n + 2), *shifted(states(late=n), n + 2)], moved)
    yield "more", told(states(late=n, ahead=2), due)
    done = {f"R1.A{n + 3}": ("status", "initiated", "completed")}
    one = dict(list(reopened.items())[:1])
    yield "replaced", told([*states(late=n, ahead=2), *shifted(states(done=1), n + 2)], one | done)
    yield "same", told(states(late=n, ahead=2))
    yield "same, another day", told(states(late=n, ahead=2), since=date(2024, 3, 15))


def shifted(actions: list[KeyAction], by: int) -> list[KeyAction]:
    """The actions with refs that follow on others."""
    return [action.model_copy(update={"ref": f"R1.A{at + by + 1}"}) for at, action in enumerate(actions)]
