"""Shared formulas whose first cell is overwritten: the next cell that shares one carries its text from then on."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from xltrack.findings import column_letters
from xltrack.xlsx.addresses import column_number
from xltrack.xlsx.formulas import compiled, moved
from xltrack.xlsx.plain_xml import tag_attributes
from xltrack.xlsx.shared_strings import escape_xml, unescape_xml
from xltrack.xlsx.sheet_template import ModelCell, SheetXml

_FOLLOWER = re.compile(r"<f(?= [^>]*\bt=[\"']shared[\"'])([^>]*?)(?:/>|></f>)")
_ADDRESS = re.compile(r"([A-Z]+)(\d+)")


class _Head(NamedTuple):
    """An overwritten first cell: its place, its formula, and the range that shared it."""

    row: int
    column: int
    text: str
    ref: str


class SharedFormulas:
    """The shared formulas of one sheet that have lost their first cell and have no other yet."""

    def __init__(self) -> None:
        self._lost: dict[str, _Head] = {}

    def __bool__(self) -> bool:
        return bool(self._lost)

    def lose(self, address: str, formula: str) -> None:
        """Note the XML of a formula that is overwritten at an address, if other cells share it."""
        tag, _, text = formula.partition(">")
        values = tag_attributes(tag)
        place = _ADDRESS.fullmatch(address)
        if values.get("t") == "shared" and "ref" in values and place:
            text = unescape_xml(text.rpartition("</f>")[0])
            self._lost[values.get("si", "")] = _Head(int(place[2]), column_number(place[1]), text, values["ref"])

    def handed_over(self, cell: str) -> str:
        """Return a cell's XML from its address on; if it shares a formula that lost its first cell, with the text."""
        follower = _FOLLOWER.search(cell)
        if not self._lost or follower is None:
            return cell
        values = tag_attributes(f"<f{follower[1]}")
        head = self._lost.pop(values.get("si", ""), None) if "ref" not in values else None
        place = _ADDRESS.match(cell)
        if head is None or place is None:
            return cell
        row, column = int(place[2]), column_number(place[1])
        text = escape_xml(moved(head.text, row - head.row, column - head.column))
        made = f'<f t="shared" ref="{_rest(head.ref, row)}" si="{values["si"]}">{text}</f>'
        return cell[: follower.start()] + made + cell[follower.end() :]


def _rest(ref: str, row: int) -> str:
    """Return the part of a range that begins in a row."""
    corners = _ADDRESS.findall(ref)
    (left, _), (right, bottom) = corners[0], corners[-1]
    first, last = column_letters(column_number(left)), f"{right}{bottom}"
    return last if f"{first}{row}" == last else f"{first}{row}:{last}"


def copied_formula(xml: SheetXml, cell: ModelCell, row: int) -> Callable[[int], str] | None:
    """Return a cell's formula for another row; a shared formula is taken from the cell that has its text."""
    text = cell.formula
    follower = _FOLLOWER.search(cell.content)
    if not text and follower:
        shared = re.escape(tag_attributes(f"<f{follower[1]}").get("si", ""))
        head = re.compile(rf'<c r="{cell.letters}(\d+)"[^>]*><f\b[^>]*\bsi="{shared}"[^>]*>([^<]+)</f>')
        heads = (match for _, cells in xml.rows.values() if (match := head.search(cells)))
        match = next(heads, None)
        text, row = (unescape_xml(match[2]), int(match[1])) if match else ("", row)
    return compiled(text, {}, "", row) if text else None
