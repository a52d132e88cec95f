"""Filling a template's own sheets with a tracker. Rows are streamed, so that memory does not grow with the plan."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from typing import BinaryIO, cast

from xltrack.errors import WorkbookError
from xltrack.findings import column_letters
from xltrack.i18n.catalogue import catalogue
from xltrack.merging.decision_choices import take_words
from xltrack.model.fields import SHEETS, Column
from xltrack.model.plan_fields import own_columns
from xltrack.model.serialize import to_chunks
from xltrack.model.tracker import Tracker
from xltrack.workbook import live_formulas as live
from xltrack.workbook import sheets as rows
from xltrack.workbook.former_formulas import renewed
from xltrack.workbook.owned_parts import header_text, owned_parts
from xltrack.workbook.row_heights import Heights
from xltrack.workbook.template import WorkbookTemplate
from xltrack.workbook.writable import held
from xltrack.xlsx.addresses import column_number
from xltrack.xlsx.formulas import Growth
from xltrack.xlsx.shared_strings import SharedStrings
from xltrack.xlsx.sheet_template import ModelRow, SheetXml, TemplateValue

SPARE = 200
"""Rows after the last one that dropdowns, rules and names still cover, for rows that people add."""
MAX_ROWS = 1_048_576
SPOOL = 2**22
"""Bytes of a part kept in memory; more goes to a temporary file."""
BATCH = 500
"""Rows written at a time."""

_PROTECTION = (
    '<sheetProtection sheet="1" objects="1" scenarios="1" formatCells="0" formatColumns="0" formatRows="0"'
    ' sort="0" autoFilter="0"/>'
)
"""Protection without a password, against mistakes only. Excel sorts protected rows only if all cells are unlocked."""

Parts = Mapping[str, Iterable[bytes]]


class _Table:
    """An owned sheet while it is filled: the places of its columns, and how it grows."""

    def __init__(self, template: WorkbookTemplate, sheet: str, count: int, own: Sequence[Column]):
        self.sheet = sheet
        self.key, self.model, self.letters = template.columns(sheet, own)
        self.part = template.sheets[self.key][1]
        self.xml = template.sheet_xml(self.key)
        attributes, cells = self.xml.rows.get(self.model, ("", ""))
        self.xml.rows[self.model] = (attributes, renewed(cells))
        if self.model + max(count, 1) + SPARE > MAX_ROWS:
            raise WorkbookError("too_many_rows", count=count, limit=MAX_ROWS - self.model - SPARE)
        spare = 0 if self.xml.filled_below(self.model) else SPARE
        self.growth = Growth(self.model, self.model + max(count, 1) - 1, spare)


class Filler:
    """One workbook about to be written. Raises WorkbookError and TemplateError before it writes anything."""

    def __init__(self, tracker: Tracker, as_of: date, template: WorkbookTemplate, protect: bool):
        self.tracker, self.as_of, self.template, self.protect = held(tracker), as_of, template, protect
        self.words = catalogue(tracker.meta.language)
        self.shift = rows.SHIFT_1904 if template.counts_from_1904 else 0
        self.actions = rows.ActionRows(self.tracker, as_of, self.words, self.shift)
        counts = {"actions": self.actions.count, "recommendations": len(self.tracker.plan.recommendations)}
        counts |= {
            "changes": len(tracker.log),
            "decisions": sum(len(conflict.claims) for conflict in tracker.conflicts),
        }
        own = {key: own_columns(self.tracker.plan, key) for key in SHEETS}
        self.tables = {key: _Table(template, key, counts[key], own[key]) for key in SHEETS}
        self.grown = {table.key: table.growth for table in self.tables.values()}
        self.units = list(self.tracker.plan.units) or [""]
        self.start, self.lists, self.base = (self._sheet(name) for name in _ANCHORS)

    def _sheet(self, anchor: str) -> tuple[str, SheetXml]:
        """Return the part and the XML of the sheet that a needed name points to."""
        key = self.template.place(anchor, _ANCHORS[anchor], anchor).sheet
        return self.template.sheets[key][1], self.template.sheet_xml(key)

    @contextmanager
    def parts(self) -> Iterator[Parts]:
        """Make the owned parts anew. Large ones are kept in temporary files until the block ends."""
        with ExitStack() as stack:
            actions, base, text = (
                cast(BinaryIO, stack.enter_context(tempfile.SpooledTemporaryFile(SPOOL))) for _ in range(3)
            )
            strings = SharedStrings(self.template.text(self.template.strings_part), text)
            for sheet in (self.start[1], self.lists[1], *(table.xml for table in self.tables.values())):
                sheet.share(strings.add_xml)
            made: dict[str, Iterable[bytes]] = {}
            self._fill_actions(strings, actions, base)
            made |= {self.tables["actions"].part: _pieces(actions), self.base[0]: _pieces(base)}
            for key, content in self._contents().items():
                made[self.tables[key].part] = [part.encode() for part in self._filled(key, content, strings)]
            made |= self._fill_singles(strings)
            head, tail = strings.frame()
            made[self.template.strings_part] = _framed(head, text, tail)
            shown = {self.tables["changes"].key: bool(self.tracker.log)}
            shown[self.tables["decisions"].key] = bool(self.tracker.conflicts)
            yield made | owned_parts(self.template, self.tracker, self.grown, shown, len(self.units))

    def _fill_actions(self, strings: SharedStrings, actions: BinaryIO, base: BinaryIO) -> None:
        """Fill Actions and the base sheet in one pass, since the grid on the base sheet holds the same values."""
        add, chunks = strings.add, to_chunks(self.tracker)
        grid = _Grid(self.base[1], self.actions.field_keys, add)
        sent = iter(self.actions)

        def content() -> Iterator[list[TemplateValue]]:
            row = 2
            batch = [grid.head(self.words.word("notes", "base"))]
            for row, (action, short, uid) in enumerate(sent, 2):
                fields = self.actions.fields(action)
                batch.append(grid.row(row, next(chunks, None), [uid, *fields]))
                if len(batch) >= BATCH:
                    base.write("".join(batch).encode())
                    batch.clear()
                yield [
                    action.ref,
                    short,
                    *fields,
                    *self.actions.live(action),
                    uid,
                    self.actions.waiting.get(action.ref),
                ]
            batch += [grid.row(at, chunk, ()) for at, chunk in enumerate(chunks, row + 1)]
            base.write(("".join(batch) + grid.tail).encode())

        for piece in self._filled("actions", content(), strings):
            actions.write(piece.encode())

    def _contents(self) -> dict[str, Iterator[list[TemplateValue]]]:
        tracker, words = self.tracker, self.words
        blocks = (rows.conflict_rows(conflict, tracker, words, self.shift) for conflict in tracker.conflicts)
        return {
            "recommendations": (rows.recommendation_row(rec, self.actions) for rec in tracker.plan.recommendations),
            "changes": (rows.log_row(entry, words, self.shift, tracker.plan.fields) for entry in tracker.log),
            "decisions": (row for block in blocks for row in block),
        }

    def _filled(self, key: str, content: Iterator[list[TemplateValue]], strings: SharedStrings) -> Iterator[str]:
        """Yield a sheet's XML in pieces, its model row repeated for each row of the content."""
        table, keys = self.tables[key], rows.keys_of(key, self.tracker.plan)
        self._heading(table, strings)
        model = ModelRow(table.xml, table.model, keys, table.letters, strings.add, self.grown, table.key)
        height = self._heights(table, keys, model)
        before, after = self._frame(table.xml, table.key)
        yield before + table.xml.rows_xml(1, table.model - 1, self.grown, table.key)
        batch, number = [], table.model - 1
        for number, values in enumerate(content, table.model):
            batch.append(model.render(number, values, height(values)))
            if len(batch) >= BATCH:
                yield "".join(batch)
                batch.clear()
        if number < table.model:
            batch.append(model.render(table.model, [""] * len(keys)))
        yield "".join(batch) + table.xml.rows_xml(table.model + 1, MAX_ROWS, self.grown, table.key) + after

    def _heights(self, table: _Table, keys: Sequence[str], model: ModelRow) -> Heights:
        width = table.xml.width
        fits = {at: width(column_number(table.letters[key])) for at, key in enumerate(keys) if key in table.letters}
        sizes = self.template.font_sizes
        size = max((sizes(cell.style) for cell in model.cells), default=sizes(""))
        return Heights({at: room for at, room in fits.items() if room}, size, sizes(""))

    def _frame(self, xml: SheetXml, key: str) -> tuple[str, str]:
        head, tail = xml.frame(self.grown.get(key), self.grown, key)
        for token, text in {
            "{title}": self.tracker.plan.title,
            "{form}": rows.form_line(self.tracker.meta, self.words),
        }.items():
            tail = tail.replace(token, header_text(text))
        lock = _PROTECTION if self.protect and "<sheetProtection" not in tail else ""
        return head + "<sheetData>", "</sheetData>" + lock + tail

    def _heading(self, table: _Table, strings: SharedStrings) -> None:
        """Write the title and the form id over a table, and the status words that its rules compare with."""
        self._put(table.xml, f"xltrack_head_{table.sheet}_title", self.tracker.plan.title, strings)
        self._put(table.xml, f"xltrack_head_{table.sheet}_form", rows.form_line(self.tracker.meta, self.words), strings)
        for code in ("completed", "no_longer_applicable"):
            if place := self.template.names.get(f"xltrack_head_{table.sheet}_{code}"):
                table.xml.store(place.letters, place.first, self.words.word("status", code))

    def _put(self, xml: SheetXml, name: str, value: TemplateValue, strings: SharedStrings) -> None:
        """Put a value into the cell a name points to; a template without that name shows it nowhere."""
        if place := self.template.names.get(name):
            _set(xml, place.letters, place.first, value, strings)

    def _fill_singles(self, strings: SharedStrings) -> dict[str, Iterable[bytes]]:
        """Fill Start here and Lists, cell by cell."""
        xml, meta, names = self.start[1], self.tracker.meta, self.template.names
        facts: dict[str, TemplateValue] = {
            "title": self.tracker.plan.title,
            "form_id": meta.id,
            "revision": meta.revision,
        }
        facts["issued"] = rows.serial(meta.issued, self.shift)
        for key, fact in facts.items():
            self._put(xml, f"xltrack_start_{key}", fact, strings)
        for key, count in rows.counters(self.actions).items():
            if place := names.get(f"xltrack_start_{key}"):
                xml.store(place.letters, place.first, count)
        for key, texts in self._words().items():
            if place := names.get(f"xltrack_list_{key}"):
                for row, text in enumerate(texts, place.first):
                    _set(self.lists[1], place.letters, row, text, strings)
        made: dict[str, Iterable[bytes]] = {}
        for part, sheet in (self.start, self.lists):
            key = sheet.name.casefold()
            before, after = self._frame(sheet, key)
            made[part] = [(before + sheet.rows_xml(1, MAX_ROWS, self.grown, key) + after).encode()]
        return made

    def _words(self) -> dict[str, list[str]]:
        words = self.words
        texts = {section: [str(text) for text in words.section(section).values()] for section in ("status", "category")}
        made = {
            "words": live.list_words(words, copy=bool(self.tracker.meta.to)),
            "responsible": self.units,
            "take": take_words(words),
        }
        return texts | made


_ANCHORS = {"xltrack_start_form_id": "start", "xltrack_list_status": "lists", "xltrack_base": "base"}
"""Names that must be there, and the sheets that they mark."""


class _Grid:
    """The base sheet: the tracker in column A, and beside it the values as sent, in the form in which formulas compare
    them."""

    def __init__(self, sheet: SheetXml, keys: Sequence[str], add: Callable[[str], int]):
        self._sheet, self._add = sheet, add
        self._keys = ("uid", *keys)
        self._letters = [column_letters(at) for at in range(live.FIRST_SENT - 1, live.FIRST_SENT + len(keys))]
        self.tail = "</sheetData>" + sheet.tail

    def head(self, sentence: str) -> str:
        """Return the XML before the second row: the sheet's purpose in words, and the keys of the grid."""
        cells = self._sheet.cells(1)
        style = f' s="{cells[0].style}"' if cells and cells[0].style else ""
        first = f'<c r="A1"{style} t="s"><v>{self._add(sentence)}</v></c>'
        keys = zip(self._letters, self._keys, strict=True)
        texts = "".join(f'<c r="{letters}1" t="s"><v>{self._add(key)}</v></c>' for letters, key in keys)
        head = re.sub(r"<dimension\b[^>]*/>", "", self._sheet.head)
        return f'{head}<sheetData><row r="1">{first}{texts}</row>'

    def row(self, number: int, chunk: str | None, values: Sequence[TemplateValue]) -> str:
        """Return a row with the next chunk of the tracker and the next action's values, while there are any."""
        add, out = self._add, [f'<row r="{number}">']
        if chunk is not None:
            out.append(f'<c r="A{number}" t="s"><v>{add(chunk)}</v></c>')
        for letters, value in zip(self._letters, values, strict=False):
            if isinstance(value, str) and value:
                out.append(f'<c r="{letters}{number}" t="s"><v>{add(value)}</v></c>')
            elif value is not None and value != "":
                out.append(f'<c r="{letters}{number}"><v>{value}</v></c>')
        out.append("</row>")
        return "".join(out)


def _set(xml: SheetXml, letters: str, row: int, value: TemplateValue, strings: SharedStrings) -> None:
    if isinstance(value, str):
        xml.set_cell(letters, row, f"<v>{strings.add(value)}</v>" if value else "", "s" if value else "")
    else:
        xml.set_cell(letters, row, f"<v>{value}</v>")


def _pieces(part: BinaryIO) -> Iterator[bytes]:
    part.seek(0)
    while piece := part.read(2**18):
        yield piece


def _framed(head: str, part: BinaryIO, tail: str) -> Iterator[bytes]:
    yield head.encode()
    yield from _pieces(part)
    yield tail.encode()
