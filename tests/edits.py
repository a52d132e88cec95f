"""Workbooks as people give them back: single cells typed into, every other byte as it was."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl
from lxml import etree
from openpyxl.utils.cell import coordinate_to_tuple

from xltrack.model.fields import defined_name
from xltrack.xlsx.container import Package
from xltrack.xlsx.sheet_editor import Edits, Height, NewCell, edited_sheet

Typed = Mapping[tuple[str, str], str | float]


def sheets_of(data: bytes) -> dict[str, str]:
    """Sheet's name -> its part, as Excel, LibreOffice and our writer name them: by their order."""
    sheets = etree.fromstring(read(data, "xl/workbook.xml")).iterfind(".//{*}sheet")
    return {str(sheet.get("name")): f"xl/worksheets/sheet{at}.xml" for at, sheet in enumerate(sheets, 1)}


def where(data: bytes, sheet: str, key: str) -> tuple[str, str, int]:
    """Of an owned column: the sheet's name, the column's letters, the header's row."""
    names = etree.fromstring(read(data, "xl/workbook.xml")).iterfind(".//{*}definedName")
    area = next(name.text for name in names if name.get("name") == defined_name(sheet, key))
    title, _, address = str(area).rpartition("!")
    letters, row = re.findall(r"[A-Z]+|[0-9]+", address)[:2]
    return title.strip("'").replace("''", "'"), letters, int(row)


def cell(data: bytes, ref: str, key: str, sheet: str = "actions", row_key: str = "ref") -> tuple[str, str]:
    """The sheet and the address of an owned cell, found by its row's ref (or id) and its column's key."""
    title, letters, header = where(data, sheet, key)
    _, refs, _ = where(data, sheet, row_key)
    strings = [
        "".join(text.text or "" for text in item.iterfind(".//{*}t"))
        for item in etree.fromstring(read(data, "xl/sharedStrings.xml")).iterfind("{*}si")
    ]
    for one in etree.fromstring(read(data, sheets_of(data)[title])).iterfind(".//{*}c"):
        column, row = re.findall(r"[A-Z]+|[0-9]+", str(one.get("r")))
        if column == refs and int(row) > header:
            value = one.findtext("{*}v") or one.findtext("{*}is/{*}t") or ""
            if (strings[int(value)] if one.get("t") == "s" else value) == ref:
                return title, f"{letters}{row}"
    raise LookupError(f"no row of {sheet} has the {row_key} {ref}")


def typed(data: bytes, edits: Typed) -> bytes:
    """The workbook with values in those cells: (sheet, address) -> a text, a number, or "" for nothing."""
    sheets = sheets_of(data)
    by_part: dict[str, dict[int, dict[int, NewCell]]] = {}
    for (sheet, address), value in edits.items():
        row, column = coordinate_to_tuple(address)
        text = isinstance(value, str)
        new = NewCell("str" if text else "n", str(value))
        by_part.setdefault(sheets[sheet], {}).setdefault(row, {})[column] = new
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


def offered(data: bytes, sheet: str, header: str) -> list[str]:
    """Return the choices of the dropdown under a header, as an independent reader sees them."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    head = next(cell for row in book[sheet].iter_rows(max_row=8) for cell in row if cell.value == header)
    below = f"{head.column_letter}{head.row + 1}"
    (rule,) = [one for one in book[sheet].data_validations.dataValidation if below in one.sqref]
    named = book.defined_names.get(rule.formula1)
    title, area = (named.attr_text if named else rule.formula1).replace("$", "").split("!")
    return [row[0].value for row in book[title.strip("'")][area]]
