"""Formulas of an .ods file, in the notation of a workbook."""

from __future__ import annotations

import re
from collections.abc import Mapping

from xltrack.grid.outside_cells import Spot
from xltrack.workbook.opendocument_walk import CellWalk, attribute_of
from xltrack.xlsx.container import Package

_FORMULA = re.compile(rb"[:\s]formula\s*=")
_NOTATION = re.compile(r"^\w+:=?|^=")
"""What stands before a formula: the name of its notation, and the sign."""
_REFERENCE = re.compile(r"\"[^\"]*\"|\[\.?([^\]\[]*)\]")
"""A quoted text, which stays as it is, or a reference in brackets."""
_CHECKBOX = ("TRUE()", "FALSE()")
"""What LibreOffice makes of a checkbox."""


def read_formulas(package: Package, content: bytes) -> dict[str, dict[Spot, str]]:
    """Return the formulas by sheet, without their sign. Raises WorkbookError for a damaged part."""
    if not _FORMULA.search(content):
        return {}
    reader = _FormulaCells(package)
    reader.run(content)
    return reader.formulas


class _FormulaCells(CellWalk):
    """A pass over content.xml that keeps the formula of each cell; of repeated cells that of the first one."""

    def __init__(self, package: Package) -> None:
        super().__init__(package)
        self.formulas: dict[str, dict[Spot, str]] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.move(name, attributes)
        if name != "table-cell":
            return
        formula = _plain(attribute_of(attributes, "formula"))
        if formula and formula not in _CHECKBOX:
            self.formulas.setdefault(self.sheet, {})[self.row, self.column] = formula


def _plain(formula: str) -> str:
    """Return a formula as Excel shows it: of:=[.A1]&[.B1:.C3] is A1&B1:C3."""
    return _REFERENCE.sub(_without_brackets, _NOTATION.sub("", formula))


def _without_brackets(match: re.Match[str]) -> str:
    return match[0] if match[1] is None else match[1].replace(":.", ":")
