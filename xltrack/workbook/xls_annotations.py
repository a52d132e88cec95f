"""Notes, links, struck words, text boxes, pictures, margins and formulas of an .xls file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xltrack.findings import Finding
from xltrack.findings.outside import outside_unreadable
from xltrack.grid.limits import Limits
from xltrack.grid.outside_cells import CellMarks, CellNote, OutsideCells, SheetShape, StruckWords
from xltrack.grid.xls_outside import ask_xls
from xltrack.xlsx.cell_marks import margin_texts
from xltrack.xlsx.note_reader import plain_note


def read_xls_annotations(data: bytes, name: str, limits: Limits) -> tuple[dict[str, OutsideCells], tuple[Finding, ...]]:
    """Read the annotations by sheet. If they are damaged, the cells are kept and a finding reports it."""
    answer = ask_xls(data, limits)
    if "sheets" not in answer:
        return {}, (outside_unreadable(name, str(answer.get("error") or answer.get("code"))),)
    sheets = {sheet: _outside(outside) for sheet, outside in answer["sheets"].items()}
    return {sheet: cells for sheet, cells in sheets.items() if cells != OutsideCells()}, ()


def _outside(outside: Mapping[str, Any]) -> OutsideCells:
    authors = ((row, column, text, author.strip()) for row, column, text, author in outside["notes"])
    notes = (plain_note(CellNote(row, column, text, author)) for row, column, text, author in authors)
    marks = CellMarks(
        struck={(row, column): StruckWords(*words) if words else None for row, column, *words in outside["struck"]},
        links={(row, column): target for row, column, target in outside["links"] if target},
        formulas={(row, column): formula for row, column, formula in outside["formulas"]},
        margins=tuple(text for margin in outside["margins"] for text in margin_texts(margin)),
    )
    return OutsideCells(
        tuple(note for note in notes if note.text), tuple(SheetShape(*shape) for shape in outside["shapes"]), marks
    )
