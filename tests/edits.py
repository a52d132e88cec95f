"""Workbooks as people give them back: single cells typed into, every other byte as it was."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple

from xltrack.model.fields import defined_name
from xltrack.xlsx.container import Package
from xltrack.xlsx.sheet_editor import Edits, Height, NewCell, edited_sheet

Typed = Mapping[tuple[str, str], str | float]


def where(data: bytes, sheet: str, key: str) -> tuple[str, str, int]:
    """Of an owned column: the sheet's name, the column's letters, the header's row."""
    book = load_workbook(io.BytesIO(data))
    title, area = next(iter(book.defined_names[defined_name(sheet, key)].destinations))
    letters, row = area.replace("$", "").split(":")[0], 0
    row, _ = coordinate_to_tuple(letters)
    book.close()
    return title, letters.rstrip("0123456789"), row


def cell(data: bytes, ref: str, key: str, sheet: str = "actions", row_key: str = "ref") -> tuple[str, str]:
    """The sheet and the address of an owned cell, found by its row's ref (or id) and its column's key."""
    title, letters, header = where(data, sheet, key)
    _, refs, _ = where(data, sheet, row_key)
    book = load_workbook(io.BytesIO(data), data_only=True)
    rows = range(header + 1, book[title].max_row + 1)
    row = next(row for row in rows if book[title][f"{refs}{row}"].value == ref)
    book.close()
    return title, f"{letters}{row}"


def typed(data: bytes, edits: Typed) -> bytes:
    """The workbook with values in those cells: (sheet, address) -> a text, a number, or "" for nothing."""
    book = load_workbook(io.BytesIO(data))
    numbers = {name: at for at, name in enumerate(book.sheetnames, 1)}
    book.close()
    by_part: dict[str, dict[int, dict[int, NewCell]]] = {}
    for (sheet, address), value in edits.items():
        row, column = coordinate_to_tuple(address)
        text = isinstance(value, str)
        new = NewCell("str" if text else "n", str(value))
        by_part.setdefault(f"xl/worksheets/sheet{numbers[sheet]}.xml", {}).setdefault(row, {})[column] = new
    return with_parts(data, {part: edit_cells(read(data, part), found) for part, found in by_part.items()})


def edit_cells(xml: bytes, edits: Edits, heights: Mapping[int, Height] | None = None) -> bytes:
    """A worksheet part with cells changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("sheet.xml", xml)
    return b"".join(edited_sheet(Package(out.getvalue(), "a.xlsx"), "sheet.xml", "Actions", edits, heights))


def read(data: bytes, part: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(part)


def with_parts(data: bytes, new: Mapping[str, bytes]) -> bytes:
    """The package with parts replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name in old.namelist():
            package.writestr(name, new.get(name, old.read(name)))
        for name in new.keys() - set(old.namelist()):
            package.writestr(name, new[name])
    return out.getvalue()


def save(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path
