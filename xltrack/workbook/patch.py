"""Edits of a workbook, gathered part by part and then spliced into it: everything else keeps its bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from io import BytesIO

from xltrack.errors import WorkbookError
from xltrack.grid.limits import Limits
from xltrack.grid.values import Sheet
from xltrack.i18n.catalogue import catalogue
from xltrack.model.serialize import to_chunks
from xltrack.model.tracker import Tracker
from xltrack.workbook.cell_formats import AddedFormats
from xltrack.workbook.owned_parts import page_heads, properties_updated, recalculated, with_visibility
from xltrack.workbook.present_rows import PresentRows
from xltrack.workbook.row_ranges import EndMove, follows_actions, formulas_moved, names_moved, ranges_moved, table_moved
from xltrack.workbook.shared_texts import carries_base, plain_strings, without_chunks
from xltrack.workbook.template import NamedRange, WorkbookTemplate
from xltrack.xlsx.addresses import column_number
from xltrack.xlsx.container import Package
from xltrack.xlsx.shared_strings import SharedStrings, holdable, unescape_xml
from xltrack.xlsx.sheet_editor import Height, NewCell, edited_sheet
from xltrack.xlsx.sheet_template import TemplateValue
from xltrack.xlsx.workbook_part import Book, SheetPart


class Patch:
    """One workbook and the edits to be made in it. Raises WorkbookError for one that lacks an owned sheet."""

    def __init__(self, data: bytes, file: str, limits: Limits, language: str):
        package = Package(data, file, limits)
        self.book = Book(package)
        self.file, self.words = file, catalogue(language)
        self._source = WorkbookTemplate(package)
        self.rows = PresentRows(self._source)
        self._sheets = {sheet.name.casefold(): sheet for sheet in self.book.sheets}
        self._alike: dict[tuple[type, TemplateValue, int | None], NewCell] = {}
        self._edits: dict[str, dict[int, dict[int, NewCell]]] = {}
        self._heights: dict[str, dict[int, Height]] = {}
        self._moves: dict[str, EndMove] = {}
        """Sheet -> the move of its last row."""
        self._office: EndMove | None = None
        self.followed: list[str] = []
        """The office's own ranges that followed the last action: cells, names, tables, charts, pivot sources."""
        self._shown: dict[str, bool] = {}
        self._out = BytesIO()
        self._new_base = False
        self.formats = AddedFormats(self._source.text(self._source.styles_part))
        texts = self._source.text(self._source.strings_part)
        self._strings = SharedStrings(texts, self._out, plain_strings(texts))

    def place(self, name: str) -> NamedRange:
        """Return where a name of ours points. Raises WorkbookError that says what is missing."""
        place = self._there(name)
        if place is None:
            raise WorkbookError("name_missing", file=self.file, name=name)
        return place

    def _there(self, name: str) -> NamedRange | None:
        place = self._source.names.get(name)
        return place if place is not None and place.sheet in self._sheets else None

    def has(self, name: str) -> bool:
        return name in self._source.names

    def sheet(self, key: str) -> SheetPart:
        return self._sheets[key.casefold()]

    def put(self, sheet: str, row: int, column: int, value: TemplateValue, style: int | None = None) -> None:
        """Put a value into a cell, which keeps its look."""
        self._row(sheet, row)[column] = self._cell(value, self.formats.of(sheet, column) if style is None else style)

    def _cell(self, value: TemplateValue, style: int | None) -> NewCell:
        """Return a cell with that value. Equal values share one object, since a log repeats itself."""
        key = (type(value), value, style)
        if key not in self._alike:
            self._alike[key] = self._new_cell(value, style)
        return self._alike[key]

    def _new_cell(self, value: TemplateValue, style: int | None) -> NewCell:
        if value is None or value == "":
            return NewCell(style=style)
        if isinstance(value, str):
            return NewCell("s", str(self._strings.add(holdable(value))), style)
        return NewCell("n", str(value), style)

    def _row(self, sheet: str, row: int) -> dict[int, NewCell]:
        """Return the edits of a row so far, by column."""
        return self._edits.setdefault(self.sheet(sheet).part, {}).setdefault(row, {})

    def refresh(self, sheet: str, row: int, column: int, value: str | int) -> None:
        """Store the result of the formula in a cell. A cell without a formula, or with this result, stays as it is."""
        if not self.rows.has_stored(sheet, row, column, value):
            kind = "str" if isinstance(value, str) else "n"
            self._row(sheet, row)[column] = NewCell(kind, str(value), refresh=True)

    def put_at(self, name: str, value: TemplateValue) -> None:
        """Put a value into the cell a name points to; an office may have removed the name or its sheet."""
        if place := self._there(name):
            self.put(place.sheet, place.first, column_number(place.letters), value)

    def refresh_at(self, name: str, value: int) -> None:
        if place := self._there(name):
            self.refresh(place.sheet, place.first, column_number(place.letters), value)

    def append_row(self, sheet: str, model: int, row: int, values: Mapping[int, TemplateValue]) -> None:
        """Append a row that looks like the model row, with its formulas; `values` by column.

        It is made as tall as its texts need, and the sheet's filter, rules, print area and names are extended to it.
        """
        key, edits = sheet.casefold(), self._row(sheet, row)
        form = self.rows.model(key, model)
        for column, style, formula in form.cells:
            value = values.get(column)
            if formula:
                kind = "str" if isinstance(value, str) else "n"
                edits[column] = NewCell(kind, str(value or ""), style, formula=unescape_xml(formula(row)))
            else:
                edits[column] = self._cell(value, style)
        if not form.columns.issuperset(values):
            edits |= {at: self._cell(value, None) for at, value in values.items() if at not in form.columns}
        self.fit(sheet, row, model, values, exact=True)
        begun = self._moves.get(key, EndMove(key, 0, row - 1, row))
        self._moves[key] = begun._replace(after=max(row, begun.after))

    def move_end(self, sheet: str, first: int, before: int, after: int) -> None:
        """Extend every range over a table's rows, the office's included, to its new last row."""
        move = EndMove(sheet.casefold(), first, before, after)
        self._moves[move.sheet] = self._office = move

    def put_formula(self, sheet: str, row: int, column: int, formula: str, value: str | int) -> None:
        """Put a formula with its stored result into a cell, which keeps its look, or the one it was just given."""
        kind, given = "str" if isinstance(value, str) else "n", self._row(sheet, row).get(column, NewCell())
        self._row(sheet, row)[column] = NewCell(kind, str(value), given.style, formula=formula)

    def fit(self, sheet: str, row: int, model: int, values: Mapping[int, TemplateValue], *, exact: bool) -> None:
        """Make an edited row as tall as these texts need; unless `exact`, only ever taller than it is."""
        widths, heights = self.rows.room(sheet, model)
        points = heights.points([values.get(column) for column in widths])
        self._heights.setdefault(self.sheet(sheet).part, {})[row] = Height(points, exact)

    def show(self, sheet: str, visible: bool) -> None:
        """Show or hide a sheet. The one that a workbook opens with stays shown: typing would go into a hidden sheet."""
        if visible or self._source.opens_with != sheet.casefold():
            self._shown[sheet.casefold()] = visible

    def base_sheet(self) -> SheetPart:
        """Return the hidden sheet that carries the base."""
        return self.sheet(self.place("xltrack_base").sheet)

    def write_chunks(self, name: str, sheet: Sheet, tracker: Tracker) -> None:
        """Write the tracker into the cells that carried the old one, then into column A below them."""
        self._new_base = True
        cells = ((row.number, zip(row.columns, row.values, strict=True)) for row in sheet.rows)
        old = [(row, column) for row, pairs in cells for column, raw in pairs if carries_base(raw)]
        last = max((row for row, _ in old), default=1)
        chunks = list(to_chunks(tracker))
        places = old + [(row, 1) for row in range(last + 1, last + 1 + len(chunks))]
        for (row, column), chunk in zip(places, chunks, strict=False):
            self.put(name, row, column, chunk)
        for row, column in old[len(chunks) :]:
            self.put(name, row, column, None)

    def parts(self, before: Tracker, after: Tracker) -> dict[str, Iterable[bytes]]:
        """Return every part of the package, with the edited ones replaced, in the order of the file."""
        made: dict[str, Iterable[bytes]] = {}
        self.rows.forget()  # nothing is added any more, and a large sheet takes as much memory again
        heads = page_heads(before, after, self.words)
        for sheet in self._sheets.values():
            if sheet.part in self._edits:
                made[sheet.part] = self._sheet_part(sheet, heads)
        head, tail = self._strings.frame()
        if self._new_base:  # Were the old base's texts kept, the file would grow with every merge.
            head = without_chunks(head)
        made[self._source.strings_part] = (head.encode(), self._out.getvalue(), tail.encode())
        book = self._source.book_part
        names, followed = names_moved(self._source.text(book), self._moves.values(), self._office)
        self.followed += followed
        made[book] = (recalculated(with_visibility(names, self._shown)).encode(),)
        if self.formats.added:
            made[self._source.styles_part] = (self.formats.text.encode(),)
        made |= self._tables() | self._office_formulas(made)
        for kind, part in self._source.relations("").values():
            text = properties_updated(kind, self._source.text(part), before, after) if self._source.has(part) else None
            if text is not None:
                made[part] = (text.encode(),)
        return {name: made.get(name, old) for name, old in self._source.parts.items()}

    def _tables(self) -> dict[str, Iterable[bytes]]:
        """Return the Excel tables that ended at a last row and move with it; notes their names."""
        made: dict[str, Iterable[bytes]] = {}
        for key, move in self._moves.items():
            for part in self._source.tables(self.sheet(key).part):
                moved, name = table_moved(self._source.text(part), move)
                if name:
                    made[part] = (moved.encode(),)
                    self.followed.append(name)
        return made

    def _sheet_part(self, sheet: SheetPart, heads: Callable[[str], str]) -> list[bytes]:
        key = sheet.name.casefold()
        move = self._moves.get(key)
        ends = {place.last for place in self._source.names.values() if place.sheet == key}

        def tail(text: str) -> str:
            """Return what follows the rows: this state's line in headers, and ranges that reach the last row."""
            text = self.formats.with_dropdowns(key, heads(text))
            return ranges_moved(text, move, ends | {move.before}) if move else text

        edits, heights = self._edits.pop(sheet.part), self._heights.pop(sheet.part, None)
        return edited_sheet(self.book.package, sheet.part, sheet.name, edits, heights, tail)

    def _office_formulas(self, made: dict[str, Iterable[bytes]]) -> dict[str, Iterable[bytes]]:
        """Return the sheets and charts whose formulas ran over all actions, and do so again; notes their places."""
        move = self._office
        sheets = {sheet.part: sheet.name for sheet in self._sheets.values()}
        old = self._source.parts if move else {}
        moved: dict[str, Iterable[bytes]] = {}
        for part in sorted(old, key=lambda part: (part not in sheets, part)):
            if move is None or not (part in sheets or follows_actions(part)):
                continue
            name = sheets.get(part, "")
            data, cells = formulas_moved(b"".join(made.get(part, old[part])), move, name.casefold())
            moved[part] = (data,)
            label = name or part.rpartition("/")[2].removesuffix(".xml")
            self.followed += [f"{label}!{cell}" if cell else label for cell in cells]
        return moved
