"""The return status: whether each copy that was sent came back and was merged, and what is wrong with it.

It covers the last copy sent to each unit. Returns are known from the files at hand and from the master's record of
merged returns, so that a cleared folder changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from xltrack.mail.reminders import Rhythm, Step
from xltrack.merging.unit_names import UnitNames, names_of, present_name, with_present_names
from xltrack.model.compare import diff
from xltrack.model.correspondence import Contact, ReceivedReturn, SentCopy, answers, last_sent
from xltrack.model.plan import PlanState
from xltrack.model.submission import Submission, answered_copies
from xltrack.model.tracker import Tracker

ReturnStage = Literal["sent", "returned", "merged", "never"]
"""sent: out, and there is time left. returned: a file is here that was not merged yet. merged: all that came was
merged. never: nothing came, and the day has passed."""
STATES: tuple[ReturnStage, ...] = ("sent", "returned", "merged", "never")
Flag = Literal["partial", "late", "twice", "earlier"]
"""partial: rows are missing or edits could not be taken. late: saved after the day. twice: more than one file, with
different contents. earlier: made from a copy of an earlier sending."""
FLAGS: tuple[Flag, ...] = ("partial", "late", "twice", "earlier")


class ReturnRow(NamedTuple):
    """One unit or person: the last copy sent, and the state of its return."""

    to: str
    state: ReturnStage
    flags: tuple[Flag, ...]
    sent: SentCopy
    files: tuple[str, ...] = ()
    returned_on: date | None = None
    edits: int = 0
    """Cells that differ from the copy, in files that were not merged yet."""
    missing: int = 0
    refused: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        days = {"sent_on": self.sent.issued, "return_by": self.sent.return_by, "returned_on": self.returned_on}
        return {
            "to": self.to,
            "state": self.state,
            "flags": list(self.flags),
            "revision": self.sent.revision,
            "actions": len(self.sent.refs),
            "file": self.sent.file,
            "contacts": [contact.name or contact.email for contact in self.sent.contacts],
            **{key: day.isoformat() if day else None for key, day in days.items()},
            "returns": list(self.files),
            "edits": self.edits,
            "missing": self.missing,
            "refused": self.refused,
        }


class ReturnStatus(NamedTuple):
    """The status of all returns. `strangers`: files that were not made from any copy that was sent."""

    rows: tuple[ReturnRow, ...]
    strangers: tuple[str, ...] = ()
    state: PlanState = PlanState.APPROVED
    """Of the plan: nobody is reminded of a closed one."""

    @property
    def counts(self) -> Mapping[str, int]:
        """The number of rows in each state and with each flag."""
        marks: list[str] = [key for row in self.rows for key in (row.state, *row.flags)]
        return {key: marks.count(key) for key in (*STATES, *FLAGS)}


class _Return(NamedTuple):
    """A return. `merged` is when it was merged; None for a file that is not merged yet."""

    key: str
    file: str
    to: str
    revision: int | None
    saved: date | None
    merged: datetime | None
    missing: int
    refused: int
    edits: int = 0


def board(
    tracker: Tracker, returns: Sequence[Submission], as_of: date, *, return_by: date | None = None
) -> ReturnStatus:
    """Return the status of all returns on a day.

    `return_by` takes the place of the day that was given when the copies were sent.
    """
    names, tracker = names_of(tracker), with_present_names(tracker)
    last = last_sent(tracker.sent)
    at_hand = {
        returned.key: returned
        for submission in returns
        if _is_ours(tracker, submission)
        for returned in _at_hand(tracker, submission, names)
    }
    merged = {return_.key: _from_record(return_) for return_ in tracker.received}
    known = list((at_hand | merged).values())
    rows = []
    for to, copy in last.items():
        sent_copy = copy if return_by is None else copy.model_copy(update={"return_by": return_by})
        rows.append(_row(sent_copy, [one for one in known if one.to == to], as_of))
    strangers = [
        submission.file
        for submission in returns
        if submission.key not in at_hand and submission.current.recommendations
    ]
    strangers += [one.file for one in at_hand.values() if one.to not in last]
    return ReturnStatus(tuple(rows), tuple(strangers), tracker.plan.plan_state)


def contacts_of(tracker: Tracker, to: str) -> tuple[Contact, ...]:
    """Return who was written to when `to` was sent a copy last."""
    copy = last_sent(sent_copy for sent_copy in with_present_names(tracker).sent if sent_copy.to == to).get(to)
    return copy.contacts if copy else ()


def _is_ours(tracker: Tracker, submission: Submission) -> bool:
    return (submission.base.meta.id if submission.base else submission.tracker) == tracker.meta.id


def _at_hand(tracker: Tracker, submission: Submission, names: UnitNames) -> Iterator[_Return]:
    """Yield a return, and further copies of the form in it, once for each copy that was sent and is answered."""
    base = submission.base
    for key, to in answered_copies(tracker, submission).items():
        yield _Return(
            key,
            submission.file,
            present_name(to, names),
            base.meta.revision if base else submission.revision,
            submission.saved.date() if submission.saved else None,
            merged=None,
            missing=len(submission.missing),
            refused=sum(finding.is_error for finding in submission.findings),
            edits=len(diff(base.plan, submission.current)) + len(submission.added) if base else 0,
        )
    for form in submission.more:
        yield from _at_hand(tracker, form, names)


def _from_record(received: ReceivedReturn) -> _Return:
    saved = (received.saved or received.when).date()
    return _Return(
        received.key,
        received.file,
        received.to,
        received.revision,
        saved,
        received.when,
        received.missing,
        received.refused,
    )


def _row(copy: SentCopy, returns: Sequence[_Return], as_of: date) -> ReturnRow:
    mine = [answer for answer in returns if answers(copy, answer.revision, answer.merged)]
    day = copy.return_by
    saved = max((answer.saved for answer in mine if answer.saved), default=None)
    missing, refused = (max((getattr(answer, key) for answer in mine), default=0) for key in ("missing", "refused"))
    flags: dict[Flag, bool] = {
        "partial": bool(missing or refused),
        "late": day is not None and saved is not None and saved > day,
        "twice": len(mine) > 1,
        "earlier": len(mine) < len(returns),
    }
    return ReturnRow(
        copy.to,
        _stage(copy, mine, as_of),
        tuple(flag for flag in FLAGS if flags[flag]),
        copy,
        files=tuple(answer.file for answer in mine),
        returned_on=saved,
        edits=sum(answer.edits for answer in mine),
        missing=missing,
        refused=refused,
    )


def _stage(copy: SentCopy, answers: Sequence[_Return], as_of: date) -> ReturnStage:
    """Return the stage of a copy, judged by the returns that answer it."""
    if answers:
        return "merged" if all(answer.merged for answer in answers) else "returned"
    return "never" if copy.return_by is not None and as_of > copy.return_by else "sent"


def to_remind(board: ReturnStatus, rhythm: Rhythm, as_of: date) -> tuple[tuple[ReturnRow, Step], ...]:
    """Return who is to be reminded on that day, and with which step of the rhythm: all from whom nothing came."""
    waiting = [row for row in board.rows if row.state in ("sent", "never") and row.sent.return_by is not None]
    steps = ((row, rhythm.step(_day(row), row.sent.issued, as_of)) for row in waiting)
    return tuple((row, step) for row, step in steps if step is not None)


def _day(row: ReturnRow) -> date:
    assert row.sent.return_by is not None
    return row.sent.return_by
