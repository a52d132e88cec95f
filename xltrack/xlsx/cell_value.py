"""A cell's XML as a value: a text, a number, a day, an error, a formula with its result."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from xltrack.grid.values import EPOCH, Day, ErrorValue, Formula, Raw, Row
from xltrack.xlsx.read_cache import KnownRow, RowShape, picker
from xltrack.xlsx.shared_strings import unescape, unescape_xml

_KINDS = frozenset((None, "n", "b", "d"))
"""The types of cells that hold a number, a truth or a day."""
_NO_TEXTS = _KINDS | {"e"}
_TRUTHS = frozenset(("TRUE()", "FALSE()"))
"""Formulas in which LibreOffice keeps a checkbox of Excel."""
_LONGEST_ERROR = 40
_CODES = {None: "n", "n": "n", "s": "s", "str": "t", "inlineStr": "t"}


def code_of(kind: str | None, value: Raw) -> str:
    """Return the code of a cell type: a number, a day, a shared text, a text; "" for rare types."""
    code = _CODES.get(kind, "")
    return "d" if code == "n" and isinstance(value, Day) else code


def is_empty(kind: str | None, value: str) -> bool:
    """Return whether a cell of a type holds nothing: blanks are a text, but no number, day, truth or error."""
    return not value or (kind in _NO_TEXTS and not value.strip())


def shape_of(columns: tuple[int, ...], codes: Sequence[str], places: Sequence[int]) -> RowShape:
    """Return the shape of rows with cells in these columns, given how each value is read and where it is."""
    shared = [place for code, place in zip(codes, places, strict=True) if code == "s"]
    others = [(at, code, place) for at, (code, place) in enumerate(zip(codes, places, strict=True)) if code != "s"]
    return RowShape(columns, picker(shared), tuple(others))


class CellValues:
    """The values of one workbook's cells, from its shared texts, its formats that show a date, and its calendar."""

    def __init__(self, strings: Sequence[str], dates: Collection[str], shift: int):
        """`shift` are the days to add to a serial so that it counts from 1899."""
        self._strings, self._dates, self._shift = strings, dates, shift
        self._days: dict[str, Day] = {}

    def of_shape(self, shape: RowShape, pieces: Sequence[str]) -> tuple[Raw, ...] | None:
        """Return the values of a row of this shape; None if one needs the slow path. Called a million times."""
        try:
            numbers = shape.shared(pieces)
            if not ("".join(numbers).isdecimal() or not numbers):
                return None
            values: list[Raw] = [*map(self._strings.__getitem__, map(int, numbers))]
            for at, code, place in shape.others:
                values.insert(at, self._other(code, pieces[place]))
        except (LookupError, ValueError, OverflowError):
            return None
        return tuple(values)

    def _other(self, code: str, text: str) -> Raw:
        """Return a value that is not a shared text. Raises ValueError where it is written in an unusual way."""
        if code == "d":
            return self._days.get(text) or self._day(text)
        if not text:
            raise ValueError(text)
        return unescape(unescape_xml(text)) if code == "t" else _number(text)

    def known(self, row: Row, shape: RowShape, pieces: Sequence[str]) -> KnownRow:
        """Return a row of this shape as one that is known."""
        pick = picker([int(number) for number in shape.shared(pieces)])
        return KnownRow(row, shape, pieces, pick, pick(self._strings))

    def again(self, known: KnownRow) -> Row | None:
        """Return a row that is known, with this workbook's texts; None where it lacks one of them."""
        try:
            if known.pick(self._strings) == known.shared:
                return known.row
        except LookupError:
            return None
        values = self.of_shape(known.shape, known.found)
        return None if values is None else known.row._replace(values=values)

    def of_cell(self, style: str | None, kind: str | None, formula: str | None, value: str) -> Raw:
        """Return a cell's value. Raises ValueError, LookupError or OverflowError if it has none."""
        result = self._result(style, kind, value) if kind == "str" or not is_empty(kind, value) else None
        if formula in _TRUTHS and isinstance(result, bool):
            return result
        if formula is not None or result is None:
            return Formula(formula or "", result)
        return result

    def _result(self, style: str | None, kind: str | None, value: str) -> str | float | bool | Day | ErrorValue:
        if kind == "s":
            number = int(value)
            if number < 0:
                raise ValueError(value)
            return self._strings[number]
        if kind == "str" or kind == "inlineStr":
            return unescape(value)
        try:
            if kind is None or kind == "n":
                return self._day(value) if style in self._dates else _number(value)
            return self._rare(kind, value.strip())
        except (ValueError, OverflowError):
            if kind not in _KINDS:
                raise
            # infinite, or no number, day or truth: only this cell is lost, not the file
            return ErrorValue(value.strip()[:_LONGEST_ERROR])

    def _day(self, value: str) -> Day:
        """Return a day; equal texts share one object, because plans repeat the same few days."""
        self._days[value] = day = Day(_number(value) + self._shift)
        return day

    def _rare(self, kind: str, value: str) -> bool | Day | ErrorValue:
        if kind == "b" and value in ("0", "1", "true", "false"):
            return value in ("1", "true")
        if kind == "e":
            return ErrorValue(value)
        if kind == "d":
            moment = datetime.fromisoformat(value).replace(tzinfo=None)
            return Day((moment - EPOCH).total_seconds() / 86_400)
        raise ValueError(kind)


def _number(value: str) -> float:
    """Return a finite number. Raises ValueError, also for digits that are grouped as only Python groups them."""
    number = float(value)
    if number - number != 0 or "_" in value:
        raise ValueError(value)
    return number
