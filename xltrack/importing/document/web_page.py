"""Saved web pages (.html, .mhtml) as blocks: paragraphs, data tables, links; navigation is marked as such."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from xltrack.errors import UnsafeWorkbook
from xltrack.findings import DocumentPlace
from xltrack.grid.limits import DEFAULT_LIMITS, Limits
from xltrack.grid.values import Area
from xltrack.importing.blocks import Aside, Document, TableBlock, TextBlock, document_table
from xltrack.importing.document.definition_lists import with_rows
from xltrack.importing.document.div_tables import with_tables
from xltrack.importing.document.markup import MarkupTag, tokens
from xltrack.importing.document.page_navigation import is_navigation
from xltrack.importing.document.page_text import page_text
from xltrack.importing.document.web_table import INNER, WebTable
from xltrack.importing.ticked_boxes import EMPTY_BOX, TICKED_BOX

_CODE = frozenset(("script", "style", "template", "svg", "noscript", "object", "math"))
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_INLINE = frozenset(
    (
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
        "ins", "kbd", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u",
        "var", "wbr", "img", "label", "input",
    )
)  # fmt: skip
_SPACES = re.compile(r"[\s\u00a0]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
"""Characters without a shape, which LibreOffice puts behind a form's fields."""
_STRUCK = frozenset(("s", "strike", "del"))
_DEEPEST = 400
"""Open elements; a page that nests deeper is read on without keeping count."""
_NESTED = 50
"""Open elements among which the one that ends is looked for."""
_ENDED_BY = {"tr": ("tr",), "td": ("td", "th"), "th": ("td", "th")}
"""The elements of a table that end where the next one begins."""
_NEAR_ELEMENTS = 4
"""Open elements around a text in which a heading is looked for."""
_MOST_NESTED = 30
"""Tables inside tables; a page of layout tables reaches ten."""
_WIDEST = 200
"""Columns or rows that one cell may cover."""


def read_web_page(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Read a saved page. Raises UnsafeWorkbook where it holds more cells than the limits allow."""
    reader = _PageReader(name, limits)
    for token in with_tables(list(with_rows(tokens(page_text(data))))):
        if isinstance(token, MarkupTag):
            reader.tag(token)
        else:
            reader.text(token)
    return reader.document()


class _Element(NamedTuple):
    """An open element; its properties (hidden, navigation) apply to everything inside it."""

    name: str
    code: bool = False
    hidden: bool = False
    menu: bool = False
    struck: bool = False


class _PageReader:
    """Builder of the blocks. Tags that are never closed, or closed without being open, change nothing."""

    def __init__(self, name: str, limits: Limits):
        self._name, self._limits = name, limits
        self._items: list[tuple[str, bool] | WebTable] = []
        self._open: list[_Element] = []
        self._tables: list[WebTable] = []
        self._parts: list[str] = []
        self._headings: set[str] = set()
        self._struck: list[str] = []
        """Struck-out words of the text that is being read."""
        self._struck_texts: list[tuple[str, str]] = []
        """Paragraphs outside tables with their struck-out words."""
        self._hidden: list[str] = []
        """Words outside tables that the page does not show."""
        self._cells = 0
        self._unselected = False

    def tag(self, tag: MarkupTag) -> None:
        """Take a tag."""
        if (tag.name not in _INLINE and tag.name != "option") or (tag.name == "a" and self._is_menu()):
            self._end_paragraph(line=tag.name == "br")
        if tag.ends:
            self._close(tag.name)
        else:
            self._start(tag)

    def text(self, text: str) -> None:
        """Take a text."""
        inside = self._open[-1] if self._open else _Element("")
        if inside.code or self._unselected:
            return
        shown = _SPACES.sub(" ", _CONTROLS.sub("", text))
        if inside.hidden:
            self._hide(shown.strip())
            return
        self._parts.append(shown)
        if inside.struck:
            self._struck.append(shown)

    def _hide(self, text: str) -> None:
        """Keep words that the page does not show, those of a table by its row."""
        table = self._tables[-1] if self._tables else None
        if any(map(str.isalnum, text)):
            words = self._hidden if table is None else table.hidden.setdefault(max(table.row, 1), [])
            words.append(text)

    def _start(self, tag: MarkupTag) -> None:
        name, values = tag.name, tag.attributes
        if name == "input":
            self._parts.append(_input_text(values))
        elif name == "option":
            self._unselected = "selected" not in values
        elif name == "a" and values.get("href", "").startswith(("http://", "https://", "mailto:")):
            self._link(values["href"])
        elif name == "table" and len(self._tables) < _MOST_NESTED:
            self._tables.append(WebTable(len(self._items), menu=self._is_menu()))
        elif name == "tr" and self._tables:
            self._end_cell()
            table = self._tables[-1]
            table.row, table.column = table.row + 1, 0
        elif name in ("td", "th") and self._tables:
            self._start_cell(values)
        if name in _ENDED_BY:
            self._end_open(_ENDED_BY[name], within="table")
        if name not in _VOID and len(self._open) < _DEEPEST:
            self._enter(name, values)

    def _end_open(self, names: Sequence[str], within: str = "") -> None:
        """End the innermost open element of these names, with all that it holds; none around the one named `within`."""
        for at in range(len(self._open) - 1, max(-1, len(self._open) - _NESTED), -1):
            if self._open[at].name in names:
                del self._open[at:]
                return
            if self._open[at].name == within:
                return

    def _enter(self, name: str, values: Mapping[str, str]) -> None:
        """Open an element; whether it is hidden or navigation passes on to all that it holds."""
        style = values.get("style", "").replace(" ", "").lower()
        hidden = "hidden" in values or "display:none" in style
        menu = is_navigation(name, values) and not (name == "select" and self._tables)
        struck = name in _STRUCK or "line-through" in style
        before = self._open[-1] if self._open else _Element("")
        self._open.append(
            _Element(
                name,
                before.code or name in _CODE,
                before.hidden or hidden,
                before.menu or menu,
                before.struck or struck,
            )
        )

    def _close(self, name: str) -> None:
        self._end_open((name,))
        if name in ("option", "select"):
            self._unselected = False
        elif name in ("td", "th", "tr"):
            self._end_cell()
        elif name == "table" and self._tables:
            self._end_cell()
            self._end_table(self._tables.pop())

    def _is_menu(self) -> bool:
        return bool(self._open and self._open[-1].menu)

    def _link(self, address: str) -> None:
        if self._tables and self._tables[-1].cell:
            self._tables[-1].asides.append((self._tables[-1].cell, "link", address))

    def _end_paragraph(self, line: bool = False) -> None:
        text = "".join(self._parts).strip()
        struck = "".join(self._struck).strip()
        self._parts, self._struck = [], []
        if text and any(element.name == "h1" for element in self._open[-_NEAR_ELEMENTS:]):
            self._headings.add(text)
        cell = next((table for table in reversed(self._tables) if table.cell), None)
        if text and cell is not None:  # a caption belongs to the cell that its table is in
            cell.texts.append(text)
            if struck and cell.cell:
                cell.asides.append((cell.cell, "struck_out", struck))
                cell.struck.append((text, struck))
        elif text:
            self._items.append((text, self._is_menu()))
            self._struck_texts += [(text, struck)] if struck else []

    def _start_cell(self, values: Mapping[str, str]) -> None:
        self._end_cell()
        table = self._tables[-1]
        table.row = max(table.row, 1)
        table.column += 1
        while (table.row, table.column) in table.taken:
            table.column += 1
        down, right = _span(values.get("rowspan")), _span(values.get("colspan"))
        self._cells += down * right
        if self._cells > self._limits.cells:
            raise UnsafeWorkbook("sheet_cells", file=self._name, sheet="table", limit=self._limits.cells)
        table.cell = (table.row, table.column)
        if down > 1 or right > 1:
            table.merged.append(Area(table.row, table.column, table.row + down - 1, table.column + right - 1))
            table.taken |= {(table.row + y, table.column + x) for y in range(down) for x in range(right)}
        table.column += right - 1

    def _end_cell(self) -> None:
        if not self._tables or self._tables[-1].cell is None:
            return
        self._end_paragraph()
        table = self._tables[-1]
        text = "\n".join(table.texts).strip()
        if text and table.cell is not None:
            table.cells[table.cell] = text
        table.cell, table.texts = None, []

    def _end_table(self, table: WebTable) -> None:
        """Keep a table: its own block, the text of a cell, or, where it only arranges others, their frame."""
        if self._tables and self._tables[-1].cell:
            self._tables[-1].inner.append(table)
            self._tables[-1].texts.append(f"\0{len(self._tables[-1].inner) - 1}\0")
            self._tables[-1].asides += ((self._tables[-1].cell, kind, text) for _, kind, text in table.asides)
            return
        self._place(table)

    def _place(self, table: WebTable) -> None:
        inside = sum(len(inner.cells) for inner in table.inner)
        arranges = inside > len(table.cells)
        if table.cells and not arranges:
            table.take_inner()
            self._items.append(table)
            return
        self._hidden += table.hidden_words
        self._struck_texts += table.struck
        for text in table.cells.values():
            for part, piece in enumerate(INNER.split(text)):
                if part % 2:
                    self._place(table.inner[int(piece)])
                else:
                    self._items += [(line, table.menu) for line in piece.split("\n") if line.strip()]

    def _paragraph(self, text: str, menu: bool, where: DocumentPlace) -> TextBlock:
        return TextBlock(text, where, menu=menu, heading=text in self._headings)

    def document(self) -> Document:
        """Return what was read; elements still open end here."""
        self._end_paragraph()
        while self._tables:
            self._end_cell()
            self._end_table(self._tables.pop())
        blocks: list[TextBlock | TableBlock] = []
        asides = [Aside("hidden", " ".join(self._hidden))] if self._hidden else []
        tables = paragraphs = 0
        for item in self._items:
            if isinstance(item, WebTable):
                tables += 1
                block = document_table(item.cells, tuple(item.merged), tables)
                blocks.append(block)
                asides += (Aside(kind, text, block.place(*at)) for at, kind, text in dict.fromkeys(item.asides))
                asides += (Aside("hidden", " ".join(words), block.place(at, 1)) for at, words in item.hidden.items())
            else:
                paragraphs += 1
                where = DocumentPlace(paragraph=paragraphs)
                blocks.append(self._paragraph(*item, where))
                asides += (Aside("struck_out", words, where) for text, words in self._struck_texts if text == item[0])
        return Document(tuple(blocks), tuple(asides))


def _input_text(values: Mapping[str, str]) -> str:
    """Return what a field of a form shows: its text, or its box."""
    kind = values.get("type", "text").lower()
    if kind in ("checkbox", "radio"):
        return f"{TICKED_BOX if 'checked' in values else EMPTY_BOX} "
    return values.get("value", "") if kind == "text" else ""


def _span(text: str | None) -> int:
    return min(max(int(text), 1), _WIDEST) if text and text.isascii() and text.isdigit() and len(text) < 6 else 1
