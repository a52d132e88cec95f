"""Workbooks as plain values, read by an independent library, so that tests can say what they expect."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.utils.cell import coordinate_to_tuple

from xltrack.findings import column_letters
from xltrack.model.fields import SHEETS


def opened(data: bytes, *, results: bool = False) -> Workbook:
    """The workbook; with `results`, formulas show what is stored with them."""
    return load_workbook(BytesIO(data), data_only=results)


def table(data: bytes, sheet: str = "actions") -> list[dict[str, Any]]:
    """The rows of an owned sheet by the keys of its columns, found by the workbook's names; stored results."""
    book = opened(data, results=True)
    columns: dict[str, int] = {}
    title, header = "", 0
    for name, defined in book.defined_names.items():
        if match := re.fullmatch(rf"xltrack_{sheet}_(\w+)", name):
            title, area = next(iter(defined.destinations))
            header, columns[match[1]] = coordinate_to_tuple(area.replace("$", "").split(":")[0])
    rows = book[title].iter_rows(min_row=header + 1, values_only=True)
    return [{key: "" if row[at - 1] is None else row[at - 1] for key, at in columns.items()} for row in rows]


def drawn_at(key: str, row: int, sheet: str = "actions") -> str:
    """The address of a cell of a column in a workbook made from the default template."""
    return f"{column_letters([column.key for column in SHEETS[sheet]].index(key) + 1)}{row}"


def parts(data: bytes) -> dict[str, bytes]:
    """Every part of the package."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}
