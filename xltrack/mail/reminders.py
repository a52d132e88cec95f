"""Reminders to those who have not returned a copy: their rhythm as data, and the step that is due on a day.

Steps are days counted from the day of return: -14 is two weeks before, 0 the day itself. A late run makes up for the
latest step only, and steps before the copy was sent are never due.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple, Self

from xltrack.errors import SettingsError


class Rhythm(NamedTuple):
    """The section [reminders] of xltrack.toml, all in days except `escalate_after`.

    `return_in`: the time people have, where no day is given. `before`: reminders so many days before the day of return.
    `on_the_day`: one on that day. `every`: one again and again after it; 0 for never. `escalate_after`: from that many
    reminders after the day on, the escalation contact gets a copy; 0 for never.

    >>> Rhythm().step(date(2024, 7, 31), date(2024, 6, 30), date(2024, 7, 20))
    Step(day=-14, late=0, escalate=False)
    >>> Rhythm().step(date(2024, 7, 31), date(2024, 6, 30), date(2024, 8, 16))
    Step(day=14, late=2, escalate=True)
    """

    return_in: int = 30
    before: tuple[int, ...] = (30, 14, 7)
    on_the_day: bool = True
    every: int = 7
    escalate_after: int = 2

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> Self:
        """Return the rhythm that a settings section gives. Raises XltrackError that names the wrong key."""
        values: dict[str, Any] = {}
        for key, value in settings.items():
            if key not in cls._fields:
                raise SettingsError("unknown_rhythm", key=key, known=", ".join(cls._fields))
            if key == "before" and isinstance(value, list) and all(map(_is_days, value)):
                values[key] = tuple(value)
            elif key != "before" and (isinstance(value, bool) if key == "on_the_day" else _is_days(value)):
                values[key] = value
            else:
                raise SettingsError("bad_rhythm", key=key, found=value)
        return cls(**values)

    def step(self, return_by: date, sent_on: date, as_of: date) -> Step | None:
        """Return the latest reminder that is due by `as_of`; None when none is due yet."""
        today = (as_of - return_by).days
        days = [-before for before in self.before] + ([0] if self.on_the_day else [])
        if self.every and today >= self.every:
            days.append(today - today % self.every)
        called = [day for day in days if day <= today and return_by + timedelta(days=day) > sent_on]
        if not called:
            return None
        day = max(called)
        late = day // self.every if day > 0 else 0
        return Step(day, late, bool(self.escalate_after) and late >= self.escalate_after)


def _is_days(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 3660


class Step(NamedTuple):
    """One reminder: its day counted from the day of return, the number of those after it, and whether it escalates."""

    day: int
    late: int = 0
    escalate: bool = False
