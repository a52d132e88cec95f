"""Every figure of a summary, counted a second time and in another way, over random plans with months of merges."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date, datetime, time
from random import Random

import pytest

from xltrack.model.plan import KeyAction, Plan, Recommendation, Status
from xltrack.model.tracker import LogEntry, Meta, Tracker
from xltrack.model.year_month import YearMonth
from xltrack.summary.activity import Earlier, Published
from xltrack.summary.figures import Summary
from xltrack.summary.summarize import summarize

UNITS = ("Country Office", "Regional Office", "Programme team", "")
FIRST = date(2023, 1, 2)
MONTHS = 20
DAYS = 20
"""As-of days a plan."""


@dataclass
class Office:
    """A plan whose actions are dictionaries, edited month by month; each state is kept by its day."""

    random: Random
    rows: dict[str, dict[str, object]] = field(default_factory=dict)
    log: list[LogEntry] = field(default_factory=list)
    states: dict[date, dict[str, dict[str, object]]] = field(default_factory=dict)
    revision: int = 1

    def row(self) -> dict[str, object]:
        pick = self.random
        deadline = YearMonth(2022, 1).plus(pick.randrange(0, 48)) if pick.random() < 0.9 else None
        return {"unit": pick.choice(UNITS), "deadline": deadline, "status": pick.choice(list(Status))}

    def note(self, day: date, ref: str, key: str | None, before: object, after: object, outcome: str = "taken") -> None:
        row = action(ref, self.rows[ref]) if key is None else None
        when = datetime.combine(day, time(9))
        self.log.append(
            LogEntry(revision=self.revision, when=when, ref=ref, field=key, before=before, after=after,
                     outcome=outcome, row=row)  # type: ignore[arg-type]
        )  # fmt: skip

    def merge(self, day: date) -> None:
        """One month's merge: statuses and deadlines change, an action is added now and then, some edits are refused."""
        self.revision += 1
        for _ in range(self.random.randrange(0, 7)):
            ref = self.random.choice(sorted(self.rows))
            key = self.random.choice(["status", "deadline"])
            new = self.row()[key]
            if self.random.random() < 0.2:
                self.note(day, ref, key, self.rows[ref][key], new, self.random.choice(["rejected", "asked", "agreed"]))
            elif new != self.rows[ref][key]:
                self.note(day, ref, key, self.rows[ref][key], new)
                self.rows[ref][key] = new
        if self.random.random() < 0.3:
            ref = f"R1.A{len(self.rows) + 1}"
            self.rows[ref] = self.row()
            self.note(day, ref, None, None, f"Action {ref}", "added")
        self.states[day] = {ref: dict(row) for ref, row in self.rows.items()}

    def at(self, day: date) -> dict[str, dict[str, object]]:
        """The state at the end of a day."""
        return self.states[max(known for known in self.states if known <= day)]

    def tracker(self, day: date) -> Tracker:
        """The tracker as it was at the end of a day."""
        log = [entry for entry in self.log if entry.when.date() <= day]
        meta = Meta(id="K7QF-2M9D", revision=max((e.revision for e in log), default=1), issued=FIRST)
        actions = tuple(action(ref, row) for ref, row in self.at(day).items())
        plan = Plan(title="Plan", recommendations=(Recommendation(ref="R1", text="Do", actions=actions),))
        return Tracker(meta=meta, plan=plan, log=tuple(log))


def action(ref: str, row: dict[str, object]) -> KeyAction:
    return KeyAction(
        ref=ref, description=f"Action {ref}", responsible=row["unit"], deadline=row["deadline"], status=row["status"]
    )


def office(seed: int) -> Office:
    made = Office(Random(seed))
    for number in range(1, made.random.randrange(2, 30)):
        made.rows[f"R1.A{number}"] = made.row()
    made.states[FIRST] = {ref: dict(row) for ref, row in made.rows.items()}
    day = FIRST
    for _ in range(MONTHS):
        day = date.fromordinal(day.toordinal() + made.random.randrange(10, 45))
        made.merge(day)
    return made


def months_between(deadline: YearMonth, day: date) -> int:
    return (day.year - deadline.year) * 12 + day.month - deadline.month


def late_months(rows: dict[str, dict[str, object]], day: date) -> list[int]:
    """Months late of every overdue action, smallest first: open, and its month is over."""
    found = []
    for row in rows.values():
        deadline, closed = row["deadline"], row["status"] in (Status.COMPLETED, Status.NO_LONGER_APPLICABLE)
        if isinstance(deadline, YearMonth) and not closed:
            end = date(deadline.year, deadline.month, calendar.monthrange(deadline.year, deadline.month)[1])
            if end < day:
                found.append(months_between(deadline, day))
    return sorted(found)


def counted(rows: dict[str, dict[str, object]], day: date) -> dict[str, int]:
    statuses = [row["status"] for row in rows.values()]
    opened = [row for row in rows.values() if row["status"] in (Status.NOT_INITIATED, Status.INITIATED)]
    late = late_months(rows, day)
    undated = sum(row["deadline"] is None for row in opened)
    return {
        "total": len(rows),
        "open": len(opened),
        "completed": statuses.count(Status.COMPLETED),
        "no_longer_applicable": statuses.count(Status.NO_LONGER_APPLICABLE),
        "overdue": len(late),
        "no_deadline": undated,
        "on_schedule": len(opened) - len(late) - undated,
    }


def as_of_days(random: Random, made: Office) -> list[date]:
    last = max(made.states).toordinal()
    return [date.fromordinal(random.randrange(FIRST.toordinal(), last + 90)) for _ in range(DAYS)]


@pytest.mark.parametrize("seed", range(40))
def test_every_figure_is_what_another_count_says(seed):
    made = office(seed)
    for day in as_of_days(Random(seed + 1_000), made):
        rows, summary = made.at(day), summarize(made.tracker(day), day)
        expected = counted(rows, day)
        assert {name: getattr(summary.counts, name) for name in expected} == expected
        late = late_months(rows, day)
        assert summary.ageing.median == (late[(len(late) - 1) // 2] if late else None)
        assert summary.ageing.maximum == (late[-1] if late else None)
        bands = [sum(1 <= n <= 3 for n in late), sum(4 <= n <= 6 for n in late), sum(7 <= n <= 12 for n in late)]
        assert [band.count for band in summary.ageing.bands] == [*bands, sum(n >= 13 for n in late)]
        assert [row.months_late for row in summary.overdue] == late[::-1]
        assert len(summary.ahead) == expected["on_schedule"]
        share = summary.counts.of_open.percent
        whole = expected["open"]
        assert (share is None) == (whole < 5)
        if share is not None and 0 < len(late) < whole:
            assert 1 <= share <= 99
            assert abs(share - 100 * len(late) / whole) <= 1
        by_original(made, day, summary)
        trend(made, day, summary)


def by_original(made: Office, day: date, summary: Summary) -> None:
    """By the first deadline that an action had."""
    rows = made.at(day)
    first = {}
    for ref in rows:
        moves = [
            e
            for e in made.log
            if e.ref == ref and e.field == "deadline" and e.outcome == "taken" and e.when.date() <= day
        ]
        known = [move.before for move in moves if move.before is not None]
        first[ref] = {**rows[ref], "deadline": known[0] if known else rows[ref]["deadline"]}
    assert summary.by_original.overdue == len(late_months(first, day))
    hidden = [ref for ref in rows if late_months({ref: first[ref]}, day) and not late_months({ref: rows[ref]}, day)]
    assert sorted(row.ref for row in summary.hidden) == sorted(ref for ref in hidden if rows[ref]["deadline"])


def trend(made: Office, day: date, summary: Summary) -> None:
    """Every point is the state that was there at the end of its day; the last one is the as-of day."""
    assert len(summary.trend) <= 12
    for point in summary.trend:
        expected = counted(made.at(point.day), point.day)
        told = (point.total, point.open, point.overdue, point.completed)
        assert told == (expected["total"], expected["open"], expected["overdue"], expected["completed"])
        assert point.source == ("now" if point.day == day else "reconstructed")


def published(summary: Summary) -> Published:
    counts, trackers = summary.counts, frozenset(source.id for source in summary.sources if source.id)
    return Published(
        summary.as_of, trackers, counts.total, counts.open, counts.overdue, counts.completed, counts.on_schedule,
        summary.ageing.median,
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_what_a_summary_said_for_a_day_every_later_one_says_and_the_bridge_adds_up(seed):
    """Summaries for a month's end are made some days later, after the next merge may have come."""
    made, random = office(seed), Random(seed)
    said: list[Published] = []
    last: Earlier | None = None
    year, month = 2023, 1
    for _ in range(15):
        end = date(year, month, calendar.monthrange(year, month)[1])
        tracker = made.tracker(date.fromordinal(end.toordinal() + random.randrange(0, 12)))
        summary = summarize(tracker, end, since=last, published=said)
        for point in summary.trend[:-1]:
            before = next(one for one in said if one.day == point.day)
            assert (point.total, point.open, point.overdue, point.completed, point.source) == (
                before.total, before.open, before.overdue, before.completed, "published"
            )  # fmt: skip
        if last is not None:
            comparison, steps = summary.comparison, summary.bridge
            assert comparison is not None
            assert steps is not None
            assert comparison.then.overdue == said[0].overdue
            assert comparison.then.overdue + sum(step.n for step in steps) == summary.counts.overdue
            assert all(step.n and len(step.refs) in (0, abs(step.n)) for step in steps)
        said.insert(0, published(summary))
        last = Earlier(end, {tracker.meta.id: tracker.meta.revision}, (said[0],))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
