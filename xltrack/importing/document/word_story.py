"""One text part of a Word file (the document, its notes, a header) as blocks, in one pass of the XML parser.

Tracked changes count as accepted: insertions and moved-to text are read, deletions and moved-from text are not, and
their number is kept. Content controls, fields, smart tags and alternate content are looked through.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from xltrack.findings import DocumentPlace
from xltrack.grid.values import Area
from xltrack.importing.blocks import Aside, TableBlock, TextBlock, document_table
from xltrack.importing.document.word_fields import FormFields, symbol
from xltrack.importing.document.word_table import WordTable
from xltrack.xlsx.container import Package
from xltrack.xlsx.xml import feed, parser, too_deep

_SKIPPED = frozenset(
    (
        "del", "moveFrom", "instrText", "delText", "delInstrText", "Fallback", "rPrChange", "pPrChange", "tblPrChange",
        "tcPrChange", "trPrChange", "sectPrChange", "tblGridChange", "numberingChange", "sdtPr",
    )
)  # fmt: skip
"""Elements whose text is not read: what a tracked change removes, codes of fields, a second copy for old programs."""
_CHANGES = frozenset(("ins", "del", "moveFrom", "moveTo"))
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-", "ptab": "\t"}
_REFERENCES = {"footnoteReference": "footnote", "endnoteReference": "footnote", "commentReference": "comment"}


class Note(NamedTuple):
    """A footnote or a comment: its text, and who wrote it where that is known."""

    text: str
    author: str = ""


@dataclass
class Story:
    """The contents of one part. `references` gives the place that refers to a note, by kind and id."""

    blocks: list[TextBlock | TableBlock] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)
    notes: dict[str, Note] = field(default_factory=dict)
    references: dict[tuple[str, str], DocumentPlace] = field(default_factory=dict)
    tracked: int = 0

    @property
    def whole_text(self) -> str:
        """All its text, a paragraph a line."""
        texts = [block.text for block in self.blocks if isinstance(block, TextBlock)]
        for block in self.blocks:
            if isinstance(block, TableBlock):
                texts += [str(raw) for raw in block.cells.values()]
        return "\n".join(text for text in texts if text)


def read_story(package: Package, part: str, links: Mapping[str, str]) -> Story:
    """Read a part. `links` maps relation ids to web addresses. Raises like the container and the parser do."""
    reader = _StoryReader(package, part, links)
    made = parser(package, part)
    made.StartElementHandler, made.EndElementHandler = reader.start, reader.end
    made.CharacterDataHandler = reader.data
    feed(made, package, part, package.stream(part))
    return reader.read()


class _StoryReader:
    """Handlers of the parser; tables nest, so they are kept on a stack."""

    def __init__(self, package: Package, part: str, links: Mapping[str, str]):
        self.story = Story()
        self._package, self._part, self._links = package, part, links
        self._path: list[str] = []
        self._skip = 0
        self._text: list[str] = []
        self._outer_texts: list[list[str]] = []
        """Texts of the paragraphs that a text box interrupts."""
        self._in_text = False
        self._tables: list[WordTable] = []
        self._boxes: list[tuple[list[str] | None, list[WordTable]]] = []
        self._box: list[str] | None = None
        self._note: tuple[str, str] | None = None
        self._note_text: list[str] = []
        self._struck: list[str] | None = None
        self._fields = FormFields()
        self._count = self._paragraphs = self._cells = 0

    def read(self) -> Story:
        """Return the story, the prompts of empty controls as its last words."""
        prompts = " · ".join(self._fields.prompts)
        self.story.blocks += [TextBlock(prompts, self._here(), menu=True)] if prompts else []
        return self.story

    def start(self, full: str, attributes: dict[str, str]) -> None:
        name = full.rpartition(" ")[2].rpartition(":")[2]
        parent = self._path[-1] if self._path else ""
        if len(self._path) >= self._package.limits.depth:
            raise too_deep(self._package, self._part)
        self._path.append(name)
        values = {key.rpartition(" ")[2].rpartition(":")[2]: value for key, value in attributes.items()}
        self._fields.enter(name, parent, values)
        if self._skip or (name in _SKIPPED and parent not in ("rPr", "trPr")):
            self._skip += 1
        if name in _CHANGES and (self._skip <= 1 or name != "del"):
            self.story.tracked += 1
        if self._skip:
            return
        handler = getattr(self, f"_start_{name}", None)
        if handler is not None:
            handler(parent, values)
        elif name in _BREAKS and parent == "r":
            self._text.append(_BREAKS[name])
        elif name in _REFERENCES:
            self.story.references[_REFERENCES[name], values.get("id", "")] = self._here()

    def end(self, full: str) -> None:
        name = self._path.pop()
        self._fields.leave(name)
        if self._skip:
            self._skip -= 1
            return
        handler = getattr(self, f"_end_{name}", None)
        if handler is not None:
            handler()

    def data(self, text: str) -> None:
        if self._in_text and not self._skip and not self._fields.take_prompt(text):
            self._text.append(text)
            if self._struck is not None:
                self._struck.append(text)

    def _start_t(self, parent: str, values: dict[str, str]) -> None:
        self._in_text = True

    def _end_t(self) -> None:
        self._in_text = False

    def _start_sym(self, parent: str, values: dict[str, str]) -> None:
        self._text.append(symbol(values))

    def _start_fldChar(self, parent: str, values: dict[str, str]) -> None:  # noqa: N802 - the element's name
        self._fields.mark(values.get("fldCharType", ""), self._text)

    def _start_r(self, parent: str, values: dict[str, str]) -> None:
        self._struck = None

    def _end_r(self) -> None:
        if self._struck:
            self.story.asides.append(Aside("struck_out", "".join(self._struck), self._here()))
        self._struck = None

    def _start_strike(self, parent: str, values: dict[str, str]) -> None:
        if values.get("val", "1") not in ("0", "false", "off") and self._path[-3:-1] == ["r", "rPr"]:
            self._struck = []

    _start_dstrike = _start_strike

    def _start_p(self, parent: str, values: dict[str, str]) -> None:
        self._paragraphs += not self._tables and self._box is None
        self._outer_texts.append(self._text)
        self._text = []

    def _end_p(self) -> None:
        text = "".join(self._text).replace("\xa0", " ").strip()
        self._text = self._outer_texts.pop()
        if self._box is not None:
            self._box.append(text)
        elif self._tables:
            self._tables[-1].texts.append(text)
        elif self._note is not None:
            self._note_text.append(text)
        elif text:
            self.story.blocks.append(TextBlock(text, self._here()))

    def _start_hyperlink(self, parent: str, values: dict[str, str]) -> None:
        target = self._links.get(values.get("id", ""))
        if target:
            self.story.asides.append(Aside("link", target, self._here()))

    def _start_txbxContent(self, parent: str, values: dict[str, str]) -> None:  # noqa: N802 - the element's name
        self._boxes.append((self._box, self._tables))
        self._box, self._tables = [], []

    def _end_txbxContent(self) -> None:  # noqa: N802 - the element's name
        text = "\n".join(filter(None, self._box or []))
        self._box, self._tables = self._boxes.pop()
        if text:
            self.story.asides.append(Aside("text_box", text, self._here()))

    def _start_docPr(self, parent: str, values: dict[str, str]) -> None:  # noqa: N802 - the element's name
        if values.get("descr"):
            self.story.asides.append(Aside("picture", values["descr"], self._here()))

    def _start_footnote(self, parent: str, values: dict[str, str]) -> None:
        if values.get("type", "normal") == "normal":
            self._note, self._note_text = (values.get("id", ""), values.get("author", "")), []

    def _end_footnote(self) -> None:
        if self._note is not None:
            number, author = self._note
            self.story.notes[number] = Note("\n".join(filter(None, self._note_text)), author)
            self._note = None

    _start_endnote, _end_endnote = _start_footnote, _end_footnote
    _start_comment, _end_comment = _start_footnote, _end_footnote

    def _start_tbl(self, parent: str, values: dict[str, str]) -> None:
        if not self._tables:
            self._count += 1
        self._tables.append(WordTable(self._count))

    def _end_tbl(self) -> None:
        table = self._tables.pop()
        for column in list(table.open_down):
            table.close_down(column, table.row)
        if self._tables or self._box is not None:
            rows: dict[int, list[str]] = {}
            for (row, _), text in sorted(table.cells.items()):
                rows.setdefault(row, []).append(text)
            lines = ["\t".join(texts) for texts in rows.values()]
            (self._tables[-1].texts if self._tables else self._box or []).extend(lines)
        elif table.cells:
            self.story.blocks.append(document_table(table.cells, tuple(table.merged), table.number))

    def _start_tr(self, parent: str, values: dict[str, str]) -> None:
        if self._tables:
            table = self._tables[-1]
            table.row, table.column, table.deleted = table.row + 1, 1, False

    def _end_tr(self) -> None:
        if self._tables and self._tables[-1].deleted:
            table = self._tables[-1]
            table.cells = {at: text for at, text in table.cells.items() if at[0] != table.row}
            table.merged = [area for area in table.merged if area.top != table.row or area.bottom != area.top]

    def _start_del(self, parent: str, values: dict[str, str]) -> None:
        if parent == "trPr" and self._tables:
            self._tables[-1].deleted = True

    def _start_gridBefore(self, parent: str, values: dict[str, str]) -> None:  # noqa: N802 - the element's name
        if self._tables:
            self._tables[-1].column += _small(values)

    def _start_tc(self, parent: str, values: dict[str, str]) -> None:
        if self._tables:
            table = self._tables[-1]
            table.width, table.goes_on, table.texts = 1, False, []
            self._cells += 1
            if self._cells > self._package.limits.cells:
                raise too_deep(self._package, self._part)

    def _start_gridSpan(self, parent: str, values: dict[str, str]) -> None:  # noqa: N802 - the element's name
        if self._tables:
            self._tables[-1].width = max(1, _small(values))

    def _start_vMerge(self, parent: str, values: dict[str, str]) -> None:  # noqa: N802 - the element's name
        if not self._tables:
            return
        table = self._tables[-1]
        table.goes_on = values.get("val", "continue") != "restart"
        if not table.goes_on:
            table.close_down(table.column, table.row - 1)
            table.open_down[table.column] = table.row, table.width

    def _end_tc(self) -> None:
        if not self._tables:
            return
        table = self._tables[-1]
        text = "\n".join(filter(None, table.texts)).strip()
        top = table.open_down.get(table.column, (table.row, 1))[0]
        if not table.goes_on:
            for column in range(table.column, table.column + table.width):
                if table.open_down.get(column, (table.row, 1))[0] != table.row:
                    table.close_down(column, table.row - 1)
            top = table.row
        if text:
            above = table.cells.get((top, table.column), "")
            table.cells[top, table.column] = f"{above}\n{text}".strip()
        if table.width > 1 and table.column not in table.open_down:
            table.merged.append(Area(table.row, table.column, table.row, table.column + table.width - 1))
        table.column += table.width

    def _here(self) -> DocumentPlace:
        if self._tables:
            table = self._tables[0]
            return DocumentPlace(table=table.number, row=table.row, column=table.column)
        return DocumentPlace(paragraph=self._paragraphs)


def _small(values: Mapping[str, str]) -> int:
    """Read a count of columns, at most what a table of Word can have."""
    text = values.get("val", "1")
    return min(int(text), 63) if text.isascii() and text.isdigit() and len(text) < 4 else 1
