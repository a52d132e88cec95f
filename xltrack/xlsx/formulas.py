"""References inside formulas: what happens to them when one model row becomes many rows.

Filling a sheet changes references as inserting rows in the middle of a range does in Excel: a range that ends on the
model row afterwards ends on the last row, and references to rows below move down.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from xltrack.findings import column_letters
from xltrack.xlsx.addresses import column_number
from xltrack.xlsx.shared_strings import escape_xml

_REFERENCE = re.compile(
    r'"(?:[^"]|"")*"'  # a text constant
    r"|(?P<sheet>'(?:[^']|'')+'!|(?<![\w.'])[^\W\d][\w.]*!)?(?<![\w.])"
    r"(?P<c1>\$?[A-Z]{1,3})(?P<r1>\$?\d{1,7})"
    r"(?::(?P<again>(?P=sheet))?(?P<c2>\$?[A-Z]{1,3})(?P<r2>\$?\d{1,7}))?(?![\w(.!])"
    r"|'(?:[^']|'')+'!"  # a sheet before something else, whose name may look like a cell
)
_WHOLE_ROWS = re.compile(
    r'"(?:[^"]|"")*"|(?P<sheet>\'(?:[^\']|\'\')+\'!|(?<![\w.\'])[^\W\d][\w.]*!)?'
    r"(?<![\w.:$])(?P<r1>\$?\d{1,7}):(?P<r2>\$?\d{1,7})(?![\w.:(!])"
)
MARK = "\x00"
"""The placeholder of a row number in a compiled formula."""


class Growth(NamedTuple):
    """The growth of a filled sheet: its model row and the last filled row; `spare` rows after that are covered too."""

    model: int
    last: int
    spare: int = 0

    def start(self, row: int) -> int:
        return row if row <= self.model else row + self.last - self.model

    def end(self, row: int) -> int:
        return self.last + self.spare if row == self.model else self.start(row)

    def exact(self) -> Growth:
        """Return the same without spare rows: for filters, tables and print areas."""
        return Growth(self.model, self.last)

    def box(self, ref: str) -> str:
        """Return a plain range, or several separated by blanks (`sqref`), grown."""
        return " ".join(grow(part, {"": self}, single=self.end(self.model) > self.model) for part in ref.split())


def sheet_key(name: str) -> str:
    """Return a sheet's name as references are compared: without quotes, whatever its case."""
    name = name.rstrip("!")
    if name.startswith("'"):
        name = name[1:-1].replace("''", "'")
    return name.casefold()


def quoted(sheet: str) -> str:
    """Return a sheet's name as formulas must write it."""
    return sheet if re.fullmatch(r"[A-Za-z_][A-Za-z_.]*", sheet) else "'" + sheet.replace("'", "''") + "'"


def grow(formula: str, grown: Mapping[str, Growth], *, own: str = "", fixed: bool = False, single: bool = False) -> str:
    """Return `formula` with its references into grown sheets adjusted.

    `grown` is keyed by `sheet_key`; `own` is the key of the formula's own sheet. With `fixed` only rows written
    with $ move, as in a rule whose other rows are relative to its range. With `single`, one cell
    on the model row becomes a range.
    """

    def adjust(sheet: str, corners: list[str]) -> str:
        growth = grown.get(sheet_key(sheet) if sheet else own)
        if growth is None:
            return ":".join(corners)
        if len(corners) == 1 and single and _row(corners[0])[1] == growth.model:
            corners = corners * 2
        first = _moved(corners[0], growth.start, fixed)
        return first if len(corners) == 1 else f"{first}:{_moved(corners[1], growth.end, fixed)}"

    return _replace(formula, adjust)


def compiled(formula: str, grown: Mapping[str, Growth], own: str, model: int) -> Callable[[int], str]:
    """Return the formula of a model row as a function of the row it is copied to, which gives it as XML.

    Rows without $ follow the copy, as in Excel; rows with $ grow.
    """

    def adjust(sheet: str, corners: list[str]) -> str:
        growth = grown.get(sheet_key(sheet) if sheet else own)
        sides = [growth.start, growth.end] if growth else []
        for at, corner in enumerate(corners):
            column, row, absolute = _row(corner)
            if not absolute:
                corners[at] = f"{column}{MARK}{row - model}{MARK}"
            elif sides and len(corners) == 2:
                corners[at] = _moved(corner, sides[at], True)
        return ":".join(corners)

    pieces = _replace(formula, adjust).split(MARK)
    texts, offsets = [escape_xml(piece) for piece in pieces[::2]], [int(piece) for piece in pieces[1::2]]
    if not any(offsets):
        return lambda row: str(row).join(texts)
    return lambda row: texts[0] + "".join(f"{row + o}{t}" for o, t in zip(offsets, texts[1:], strict=True))


def with_end(formula: str, sheet: str, rows: tuple[int, int, int], *, own: str = "") -> str:
    """Return a formula in which each range that runs over all rows of a table on a sheet ends at its new last row.

    `rows` are the table's first, its old last and its new last row; a range may begin above the first. `sheet` and
    `own`, the sheet that the formula is on, are keys.
    """
    first, before, after = rows

    def adjust(name: str, corners: list[str]) -> str:
        ends = [_row(corner)[1] for corner in corners]
        if len(ends) == 2 and (sheet_key(name) if name else own) == sheet and ends[0] <= first and ends[1] == before:
            corners[1] = f"{_row(corners[1])[0]}{after}"
        return ":".join(corners)

    def whole_rows(match: re.Match[str]) -> str:
        name, corners = match["sheet"] or "", [match["r1"], match["r2"]]
        return name + adjust(name, corners) if match["r1"] else match[0]

    return _WHOLE_ROWS.sub(whole_rows, _replace(formula, adjust))


def moved(formula: str, rows: int, columns: int) -> str:
    """Return a formula as copied so many rows down and columns to the right: references without $ follow."""

    def adjust(_sheet: str, corners: list[str]) -> str:
        return ":".join(_carried(corner, rows, columns) for corner in corners)

    return _replace(formula, adjust)


def _carried(corner: str, rows: int, columns: int) -> str:
    column, row, absolute = _row(corner)
    letters = column.strip("$")
    if not column.startswith("$"):
        shifted = column_letters(column_number(letters) + columns)
        column = shifted + column[len(letters) :]
    return f"{column}{row if absolute else row + rows}"


def _replace(formula: str, adjust: Callable[[str, list[str]], str]) -> str:
    def one(match: re.Match[str]) -> str:
        if match["c1"] is None:
            return match[0]
        corners = [match["c1"] + match["r1"]]
        if match["c2"]:
            corners.append(match["c2"] + match["r2"])
        made = adjust(match["sheet"] or "", corners)
        return (match["sheet"] or "") + made.replace(":", f":{match['again'] or ''}", 1)

    return _REFERENCE.sub(one, formula)


def _row(corner: str) -> tuple[str, int, bool]:
    """Return a corner's column (with its $), its row, and whether the row is absolute."""
    column = corner.rstrip("0123456789")
    row = int(corner[len(column) :])
    return column, row, column.endswith("$") and len(column) > 1


def _moved(corner: str, where: Callable[[int], int], fixed: bool) -> str:
    column, row, absolute = _row(corner)
    return corner if fixed and not absolute else f"{column}{where(row)}"
