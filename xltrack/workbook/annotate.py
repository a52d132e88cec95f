"""A return with its findings marked: a fresh workbook with the typed values, marks on cells not taken, and a list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path

from xltrack.findings import CellAddress, Finding, column_letters
from xltrack.findings.rows import duplicate_ref
from xltrack.grid.limits import DEFAULT_LIMITS, Limits
from xltrack.i18n.catalogue import catalogue
from xltrack.model.compare import same
from xltrack.model.fields import field_label
from xltrack.model.plan import KeyAction, Recommendation
from xltrack.model.plan_fields import fields_of, present_fields, value_of
from xltrack.model.row_rules import ROW_RULES
from xltrack.model.submission import Submission
from xltrack.model.tracker import Tracker
from xltrack.reading.annotation import AnnotatedFinding, AnnotatedRow, Annotation, CellRef, annotate
from xltrack.reading.own_notes import own_note
from xltrack.reading.row_reader import Addresses
from xltrack.reading.table_locator import LocatedTable
from xltrack.workbook import sheets as rows
from xltrack.workbook.annotation_template import HEADER, MODEL, Dressed
from xltrack.workbook.patch import Patch
from xltrack.workbook.read import read_bytes
from xltrack.workbook.template import WorkbookTemplate
from xltrack.workbook.write import workbook_bytes
from xltrack.xlsx.comments import comments_part, drawing_part
from xltrack.xlsx.formulas import quoted
from xltrack.xlsx.shared_strings import escape_attribute
from xltrack.xlsx.sheet_template import TemplateValue
from xltrack.xlsx.zip_writer import write_zip

_COLUMNS = ("cell", "ref", "finding", "remedy", "typed")
_PIECE = 32_000
"""Characters of a typed text in one row of the list; a cell holds little more."""


def annotated_bytes(
    submission: Submission, *, as_of: date, template: Path | None = None, limits: Limits = DEFAULT_LIMITS
) -> bytes:
    """Return the workbook, with the base of the return, so that it can be corrected and returned again.

    Stored results are computed for the day `as_of`. Raises BaseMissing for a return without its base, and the errors of
    `write_workbook`.
    """
    annotation = annotate(submission)
    assert submission.base is not None
    return _Copy(submission, submission.base, annotation, as_of, template, limits).data()


class _Copy:
    """The fresh copy while it is made: filled as it was sent, then patched with the typed values."""

    def __init__(
        self,
        submission: Submission,
        base: Tracker,
        annotation: Annotation,
        as_of: date,
        template: Path | None,
        limits: Limits,
    ):
        self._annotation, self._base = annotation, base
        self._words = catalogue(base.meta.language)
        kinds = sorted({remark.spot.sheet for remark in annotation.remarks if remark.spot})
        self._dressed = Dressed(
            WorkbookTemplate.open(template, base.meta.language, present_fields(base.plan)), self._words, kinds
        )
        fresh = workbook_bytes(base, as_of=as_of, template=self._dressed.data)
        copy = read_bytes(fresh, submission.file if submission.file.endswith(".xlsx") else "copy.xlsx", limits=limits)
        assert isinstance(copy.cells, Addresses)
        self._cells = copy.cells
        self._patch = Patch(fresh, submission.file, limits, base.meta.language)
        shift = rows.SHIFT_1904 if self._patch.book.date1904 else 0
        self._shown = rows.ActionRows(base, as_of, self._words, shift)
        self._counts = dict.fromkeys(("changed", "problems"), 0)
        self._under = 0
        """The row of the first added action."""

    def data(self) -> bytes:
        self._rows()
        self._rows_under()
        for key, count in self._counts.items():
            self._patch.refresh_at(f"xltrack_start_{key}", count)
        links = self._list()
        parts = self._patch.parts(self._base, self._base)
        self._decorate(parts, links)
        out = BytesIO()
        write_zip(out, parts)
        return out.getvalue()

    def _rows(self) -> None:
        """Write the typed values over those as sent, with the stored results that follow from them."""
        wrong = {action.ref: bool(self._shown.check(action)) for action in self._shown.sent()}
        for ref, shown in self._annotation.rows.items():
            if isinstance(shown.row, Recommendation):
                self._recommendation(ref, shown, shown.row)
            else:
                edited = self._action(ref, shown, shown.row)
                changed = [field_label(key, self._words, self._base.plan.fields) for key in edited]
                check = self._check(shown, shown.row, edited)
                self._live(self._row(ref), shown.row, changed, check)
                self._counts["changed"] += bool(changed)
                wrong[ref] = bool(check)
        self._counts["problems"] = sum(wrong.values())

    def _row(self, ref: str) -> int:
        return self._cells.rows[ref][1]

    def _action(self, ref: str, shown: AnnotatedRow, now: KeyAction) -> list[str]:
        """Write the changed cells of an action; return the fields that differ from what was sent."""
        sent = self._base.plan.by_ref[ref]
        values = dict(zip(self._shown.field_keys, self._shown.fields(now), strict=True)) | dict(shown.texts)
        fresh = dict(zip(self._shown.field_keys, self._shown.fields(sent), strict=True))
        edited = [key for key in self._shown.field_keys if values[key] != fresh[key]]
        self._put("actions", self._row(ref), {key: values[key] for key in edited})
        if edited:
            self._fit("actions", self._row(ref), values)
        return [
            column.key
            for column in fields_of(self._base.plan)
            if column.key in shown.texts or not same(value_of(sent, column.key), value_of(now, column.key))
        ]

    def _recommendation(self, ref: str, shown: AnnotatedRow, now: Recommendation) -> None:
        sent = next(rec for rec in self._base.plan.recommendations if rec.ref == ref)
        made = [rows.recommendation_row(rec, self._shown) for rec in (sent, now)]
        keys = rows.keys_of("recommendations", self._base.plan)
        values = {key: new for key, old, new in zip(keys, *made, strict=True) if new != old} | dict(shown.texts)
        self._put("recommendations", self._row(ref), values)

    def _check(self, shown: AnnotatedRow, now: KeyAction, changed: Iterable[str] = ()) -> str:
        """Return the text of the Check cell, as far as it is known before a program computes it."""
        typed = {rule.field: rule.code for rule in ROW_RULES if rule.broken is None and rule.field in shown.texts}
        checks = [self._words.word("check", code) for key, code in typed.items() if shown.texts[key] or key == "status"]
        return "; ".join(filter(None, [*checks, self._shown.check(now, frozenset(changed))]))

    def _live(self, row: int, now: KeyAction, changed: Iterable[str], check: str) -> None:
        values = {"overdue": str(self._shown.live(now)[0]), "changed": ", ".join(changed), "check": check}
        table = self._cells.tables[0]
        for key, text in values.items():
            if key in table.columns:
                self._patch.refresh(table.sheet.name, row, table.columns[key], text)

    def _put(self, kind: str, row: int, values: Mapping[str, TemplateValue]) -> None:
        table = self._table(kind)
        for key, value in values.items():
            if key in table.columns:
                self._patch.put(table.sheet.name, row, table.columns[key], value)

    def _table(self, kind: str) -> LocatedTable:
        return self._cells.tables[0 if kind == "actions" else 1]

    def _fit(self, kind: str, row: int, values: Mapping[str, TemplateValue]) -> None:
        table = self._table(kind)
        at = {table.columns[key]: value for key, value in values.items() if key in table.columns}
        self._patch.fit(table.sheet.name, row, row, at, exact=False)

    def _rows_under(self) -> None:
        """Write rows that belong to no action of the copy below the table, formatted like its last row."""
        table = self._table("actions")
        sent = [self._row(action.ref) for action in self._shown.sent()]
        last = max(sent, default=table.header + 1)
        self._under = last + 1
        for row, shown in enumerate(self._annotation.under, self._under):
            assert isinstance(shown.row, KeyAction)
            values: dict[str, TemplateValue] = dict(
                zip(self._shown.field_keys, self._shown.fields(shown.row), strict=True)
            )
            values |= {"overdue": str(self._shown.live(shown.row)[0]), "changed": ""}
            values |= {"check": self._check(shown, shown.row)}
            values |= shown.texts
            at = {table.columns[key]: value for key, value in values.items() if key in table.columns}
            self._patch.append_row(table.sheet.name, last, row, at)
            self._counts["problems"] += bool(values["check"])

    def _cell(self, spot: CellRef) -> CellAddress | None:
        table = self._table(spot.sheet)
        if spot.key not in table.columns:
            return None
        row = self._under + spot.row if isinstance(spot.row, int) else self._row(spot.row)
        return CellAddress(table.sheet.name, row, table.columns[spot.key])

    def _list(self) -> dict[int, CellAddress]:
        """Write the sheet of findings; return the rows of the list with the cells they lead to."""
        words = self._words
        listed = self._annotation.remarks or self._annotation.outside
        head = words.word("annotation", "intro" if listed else "nothing")
        self._line(1, [words.word("annotation", "title")], ["title"])
        self._line(2, [head], ["quiet"])
        if not listed:
            return {}
        self._line(HEADER, [words.word("annotation", key) for key in _COLUMNS], ["header"] * len(_COLUMNS))
        row, links = HEADER, {}
        for remark in self._annotation.remarks:
            cell = self._cell(remark.spot) if remark.spot else None
            for number, values in enumerate(self._values(remark, cell)):
                row += 1
                linked = cell is not None and number == 0
                self._line(row, values, ["link" if linked else "body", *["body"] * 4])
                if linked and cell is not None:
                    links[row] = cell
        for where, text in self._annotation.outside:
            for piece in _pieces(text):
                row += 1
                self._line(row, [str(where), "", words.word("annotation", "outside"), "", piece], ["body"] * 5)
        return links

    def _values(self, remark: AnnotatedFinding, cell: CellAddress | None) -> Iterable[list[TemplateValue]]:
        language, spot = self._words.language, remark.spot
        ref = spot.row if spot and isinstance(spot.row, str) else ""
        place = str(cell or remark.finding.where or self._words.word("annotation", "file"))
        first, *more = _pieces(remark.typed)
        finding = self._here(remark.finding)
        yield [place, ref, finding.message(language), finding.remedy(language), first]
        for piece in more:
            yield ["", "", "", "", piece]

    def _here(self, finding: Finding) -> Finding:
        """Return the finding in the copy's language, with row numbers of this copy."""
        if finding.code != "duplicate_ref":
            return finding
        twins = (
            remark.spot
            for remark in self._annotation.remarks
            if (remark.finding.code, remark.finding.found) == (finding.code, finding.found)
        )
        cells = (self._cell(spot) for spot in twins if spot)
        return duplicate_ref(finding.where, finding.found, [str(cell) for cell in cells if cell])

    def _line(self, row: int, values: Sequence[TemplateValue], styles: Sequence[str]) -> None:
        for column, (value, style) in enumerate(zip(values, styles, strict=True), 1):
            self._patch.put(self._dressed.name, row, column, value, self._dressed.styles[style])
        if row > HEADER:
            self._patch.fit(self._dressed.name, row, MODEL, dict(enumerate(values, 1)), exact=True)

    def _decorate(self, parts: dict[str, Iterable[bytes]], links: Mapping[int, CellAddress]) -> None:
        """Mark the cells of findings, add notes to them, and link the list to them."""
        notes: dict[str, dict[tuple[int, str], str]] = {}
        for remark in self._annotation.remarks:
            cell = self._cell(remark.spot) if remark.spot else None
            if cell is not None and remark.spot is not None:
                language = self._words.language
                finding = self._here(remark.finding)
                text = own_note(f"{finding.message(language)} {finding.remedy(language)}")
                sheet = notes.setdefault(remark.spot.sheet, {})
                place = (cell.row, column_letters(cell.column))
                sheet[place] = f"{sheet[place]}\n{text}" if place in sheet else text
        for block, (kind, found) in enumerate(sorted(notes.items()), 1):
            part = self._patch.sheet(self._table(kind).sheet.name).part
            parts[part] = (_marked(b"".join(parts[part]), found, self._dressed.styles["twin"]),)
            if kind in self._dressed.notes:
                comments, drawing = self._dressed.notes[kind]
                parts[comments] = (comments_part(found, "xltrack"),)
                parts[drawing] = (drawing_part(found, block),)
        parts[self._dressed.part] = (_linked(b"".join(parts[self._dressed.part]), links),)


def _pieces(text: str) -> list[str]:
    return [text[at : at + _PIECE] for at in range(0, len(text), _PIECE)] or [""]


def _marked(xml: bytes, cells: Iterable[tuple[int, str]], twin: int) -> bytes:
    """Return the sheet with those cells in the marked twins of their formats."""
    wanted = {f"{letters}{row}".encode() for row, letters in cells}

    def marked(match: re.Match[bytes]) -> bytes:
        if match[1] not in wanted:
            return match[0]
        return b'<c r="%s" s="%d"' % (match[1], int(match[2] or 0) + twin)

    return re.sub(rb'<c r="([A-Z]+\d+)"(?: s="(\d+)")?', marked, xml)


def _linked(xml: bytes, links: Mapping[int, CellAddress]) -> bytes:
    """Return the list with a link in the first cell of each row that leads to a cell."""
    items = "".join(
        f'<hyperlink ref="A{row}" location="{escape_attribute(f"{quoted(cell.sheet)}!{cell.address}")}"'
        f' display="{escape_attribute(str(cell))}"/>'
        for row, cell in links.items()
    )
    group = f"<hyperlinks>{items}</hyperlinks>".encode() if items else b""
    return xml.replace(b"<pageMargins", group + b"<pageMargins", 1)
