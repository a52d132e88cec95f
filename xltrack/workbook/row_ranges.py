"""Ranges over all rows of a table: when its last row moves, the ranges that ended there move with it."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from xltrack.workbook.template import DEFINED_NAME
from xltrack.xlsx.formulas import sheet_key, with_end
from xltrack.xlsx.shared_strings import escape_xml, unescape_xml
from xltrack.xlsx.sheet_template import attribute

_RANGE = re.compile(r"^(.*!\$?[A-Z]+\$?(\d+):\$?[A-Z]+\$?)(\d+)$", re.DOTALL)
_OWN_NAME = re.compile(r"_xlnm\._FilterDatabase|_xlnm\.Print_Area|xltrack_.*")
_FILTER = re.compile(r'(<autoFilter\b[^>]*?\bref="\$?[A-Z]+\$?\d+:\$?[A-Z]+\$?)(\d+)(")')
_RULES = re.compile(r'(<(?:dataValidation|conditionalFormatting)\b[^>]*?\bsqref=")([^"]*)')
_NEWER_RULES = re.compile(r"(<xm:sqref>)([^<]*)")
"""The ranges of rules that Excel keeps in its extensions."""
_TABLE = re.compile(r'(\bref="\$?[A-Z]+\$?\d+:\$?[A-Z]+\$?)(\d+)(?=")')
_TABLE_TAG = re.compile(r"<(?:\w+:)?table\b[^>]*>")
_ENDS = re.compile(r"(?<=:)([A-Z]+)(\d+)")
_FORMULA = re.compile(rb"(<(?:\w+:)?(?:f|formula[12]?)\b[^<>]*(?<!/)>)([^<]*)(?=<)")
_PIVOT_SOURCE = re.compile(rb"<(?:\w+:)?worksheetSource\b[^<>]*>")
_RANGE_OF_SOURCE = re.compile(r'(?<=\bref=")[^"]*')
_OFFICE_PART = re.compile(r"xl/(?:charts/.+|pivotCache/pivotCacheDefinition\d*)\.xml")
_ADDRESS = re.compile(rb'\br="([A-Z]+\d+)"[^<>]*>\s*$')


class EndMove(NamedTuple):
    """The move of a table's last row: down when rows were added under it, up when they were taken back."""

    sheet: str
    """The key of the table's sheet."""
    first: int
    before: int
    after: int

    def end(self, row: int) -> int:
        """Return the last row of a range of ours that ended at `row`."""
        if self.after < self.before:
            return self.after if row == self.before else row
        return max(row, self.after)

    def formula(self, text: str, own: str = "") -> str:
        """Return a formula of the office's on sheet `own` in which ranges over all rows of the table still cover them
        all."""
        return with_end(text, self.sheet, (self.first, self.before, self.after), own=own)


def names_moved(book: str, moves: Collection[EndMove], office: EndMove | None) -> tuple[str, list[str]]:
    """Return the workbook part with our names up to the new last rows, and the office's names that `office` moved."""
    by_sheet, changed = {move.sheet: move for move in moves}, list[str]()

    def reach(match: re.Match[str]) -> str:
        name, text = attribute(match[2], "name") or "", unescape_xml(match[3]).strip()
        if not _OWN_NAME.fullmatch(name):
            made = office.formula(text) if office else text
            changed.extend([name] if made != text else [])
            return match[1] + escape_xml(made) if made != text else match[0]
        found = _RANGE.match(text)
        move = by_sheet.get(sheet_key(found[1].rpartition("!")[0])) if found else None
        if found is None or move is None or found[2] == found[3] or move.end(int(found[3])) == int(found[3]):
            return match[0]
        return match[1] + match[3].rstrip()[: -len(found[3])] + str(move.end(int(found[3])))

    return DEFINED_NAME.sub(reach, book), changed


def ranges_moved(tail: str, move: EndMove, ends: Collection[int]) -> str:
    """Return the XML after a sheet's rows, with its filter and rules; a rule moves if it ended at one of `ends`."""

    def rule(match: re.Match[str]) -> str:
        return match[1] + _ENDS.sub(end, match[2])

    def end(match: re.Match[str]) -> str:
        low = int(match[2])
        return f"{match[1]}{move.end(low)}" if low in ends else match[0]

    tail = _FILTER.sub(lambda m: f"{m[1]}{move.end(int(m[2]))}{m[3]}", tail)
    return _NEWER_RULES.sub(rule, _RULES.sub(rule, tail))


def table_moved(table: str, move: EndMove) -> tuple[str, str]:
    """Return an Excel table that ended at the last row with its new end, and its name; any other as it is, and "".

    A table with a row of totals stays as it is.
    """
    if "totalsRowCount" in table:
        return table, ""
    moved = _TABLE.sub(lambda m: f"{m[1]}{move.after}" if int(m[2]) == move.before else m[0], table)
    tag = _TABLE_TAG.search(table)
    name = (attribute(tag[0], "displayName") or attribute(tag[0], "name")) if tag else None
    return moved, "" if moved == table else name or "table"


def follows_actions(part: str) -> bool:
    """Return whether a part beside the sheets, a chart or the source of a pivot table, may run over all actions."""
    return _OFFICE_PART.fullmatch(part) is not None


def formulas_moved(part: bytes, move: EndMove, own: str = "") -> tuple[bytes, list[str]]:
    """Return a sheet, chart or pivot source whose ranges over all rows still cover them, and the addresses of its
    cells.

    A formula outside cells has the address "".
    """
    if f"{move.before}".encode() not in part:
        return part, []
    changed: dict[str, None] = {}

    def formula(match: re.Match[bytes]) -> bytes:
        text = unescape_xml(match[2].decode("utf-8", "replace"))
        made = move.formula(text, own)
        if made == text:
            return match[0]
        cell = _ADDRESS.search(part, max(match.start() - 300, 0), match.start())
        changed[cell[1].decode() if cell else ""] = None
        return match[1] + escape_xml(made).encode()

    def source(match: re.Match[bytes]) -> bytes:
        tag = match[0].decode("utf-8", "replace")
        on = sheet_key(attribute(tag, "sheet") or "")
        made = _RANGE_OF_SOURCE.sub(lambda ref: move.formula(ref[0], on), tag)
        changed.update({"": None} if made != tag else {})
        return made.encode() if made != tag else match[0]

    return _PIVOT_SOURCE.sub(source, _FORMULA.sub(formula, part)), list(changed)
