"""A calendar month, the precision of a deadline."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from numbers import Integral
from typing import Any, Self

from pydantic import GetCoreSchemaHandler
from pydantic_core import core_schema

from xltrack.model.expected import expect

_NOTATION = re.compile(r"(\d{4})[/-](\d{1,2})")


@dataclass(frozen=True, slots=True, order=True)
class YearMonth:
    """A calendar month, the precision at which plans give their deadlines (2022/12).

    Raises ValueError outside January 1900 to December 9999, the months Excel can hold, TypeError unless both are whole.
    """

    year: int
    month: int

    def __post_init__(self) -> None:
        if type(self.year) is not int or type(self.month) is not int:  # a DataFrame's whole numbers are Integral, too
            expect("year", self.year, Integral)
            expect("month", self.month, Integral)
        if not (1900 <= self.year <= 9999 and 1 <= self.month <= 12):
            raise ValueError(f"{self.year}/{self.month} is not a month between 1900/01 and 9999/12")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the plan's own notation `2022/12`, or the ISO form `2022-12`. Raises ValueError."""
        expect("text", text, str)
        match = _NOTATION.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"{text!r} is not a month; write it as 2022/12")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the month that a day is in."""
        expect("day", day, date)
        return cls(day.year, day.month)

    def plus(self, months: int) -> YearMonth:
        """Return the month that is `months` later (earlier, if negative). Raises ValueError beyond what Excel holds."""
        expect("months", months, Integral)
        years, rest = divmod(self.month - 1 + months, 12)
        return YearMonth(self.year + years, rest + 1)

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    @property
    def iso(self) -> str:
        """The form used in JSON and CSV: `2022-12`."""
        return f"{self.year:04}-{self.month:02}"

    def months_until(self, other: YearMonth) -> int:
        """Calendar months from this one to `other`; negative when `other` is earlier."""
        expect("other", other, YearMonth)
        return (other.year - self.year) * 12 + other.month - self.month

    def __str__(self) -> str:
        return f"{self.year:04}/{self.month:02}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        parse = core_schema.no_info_plain_validator_function(cls.parse)
        text = core_schema.chain_schema([core_schema.str_schema(), parse])
        iso = core_schema.str_schema(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
        return core_schema.json_or_python_schema(
            json_schema=text,
            python_schema=core_schema.union_schema([core_schema.is_instance_schema(cls), text]),
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda month: month.iso, return_schema=iso, when_used="json"
            ),
        )
