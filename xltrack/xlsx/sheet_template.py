"""One worksheet of a template: its model row, and the same sheet with many rows in the model row's place.

The XML is not loaded and saved. Its text is cut at the rows; the text around them is kept as it is, except ranges,
which grow. So everything that an office put on the sheet stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property
from typing import NamedTuple

from xltrack.errors import WorkbookError
from xltrack.xlsx.addresses import column_number
from xltrack.xlsx.formulas import Growth, compiled, grow
from xltrack.xlsx.plain_xml import NotPlain
from xltrack.xlsx.row_cutter import SheetCutter, cut_row, in_pieces
from xltrack.xlsx.shared_strings import escape_xml, unescape_xml

MAX_HEIGHT = 409.0
"""Points: the tallest row Excel shows."""

_CELL = re.compile(r"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_FORMULA = re.compile(r"<f\b([^>]*?)(?:/>|>(.*?)</f>)", re.DOTALL)
_INLINE = re.compile(r'(<c\b[^>]*?) t="inlineStr"([^>]*)>\s*<is>(.*?)</is>\s*</c>', re.DOTALL)
_WIDTH = re.compile(r"<col\b[^>]*>")
_RANGES = re.compile(
    r'(<(autoFilter|mergeCell|hyperlink|conditionalFormatting|dataValidation)\b[^>]*?\b(?:sqref|ref)=")([^"]*)'
)
_INNER = re.compile(r"(<(formula|formula1|formula2|xm:f|xm:sqref)>)([^<]*)(?=<)")

TemplateValue = str | float | None


@cache
def _attribute(name: str) -> re.Pattern[str]:
    return re.compile(rf'(?<![\w:]){name}="([^"]*)"')


def attribute(tag: str, name: str) -> str | None:
    """Return an attribute of a tag's text, unescaped."""
    match = _attribute(name).search(tag)
    return unescape_xml(match[1]) if match else None


class ModelCell(NamedTuple):
    """A cell of the model row: its column, its format, and what the template wrote into it."""

    letters: str
    style: str
    kind: str
    formula: str
    content: str


class SheetXml:
    """A template sheet's XML, cut at its rows. Raises WorkbookError for a sheet that cannot be cut."""

    def __init__(self, xml: bytes, name: str, file: str):
        """`xml` is a plain sheet."""
        self.name = name
        cutter = SheetCutter()
        try:
            self.rows = dict(_row_of(row) for block in cutter.blocks(in_pieces(xml)) for row in block)
        except (NotPlain, UnicodeDecodeError) as error:
            raise WorkbookError("not_understood", file=file, part=name) from error
        self.head, self.tail = cutter.head.decode().removesuffix("<sheetData>"), cutter.tail.decode()
        self.tail = self.tail.removeprefix("</sheetData>")

    def share(self, add: Callable[[str], int]) -> None:
        """Turn texts inside cells into shared ones: files with texts inside cells crash some programs."""

        def shared(match: re.Match[str]) -> str:
            return f'{match[1]} t="s"{match[2]}><v>{add(match[3])}</v></c>'

        for number, (attributes, cells) in self.rows.items():
            if "inlineStr" in cells:
                self.rows[number] = (attributes, _INLINE.sub(shared, cells))

    def cells(self, row: int) -> list[ModelCell]:
        """Return the cells of a row, from left to right."""
        return [_model_cell(match) for match in _CELL.finditer(self.rows.get(row, ("", ""))[1])]

    def width(self, column: int) -> float:
        """Return the width of a column in characters; 0 if it is hidden."""
        return next((width for low, high, width in self._spans if low <= column <= high), 9.0)

    @cached_property
    def _spans(self) -> list[tuple[int, int, float]]:
        """First and last columns of equal width, and that width."""
        spans = []
        for tag in _WIDTH.findall(self.head):
            width = 0.0 if attribute(tag, "hidden") in ("1", "true") else float(attribute(tag, "width") or 9)
            spans.append((int(attribute(tag, "min") or 1), int(attribute(tag, "max") or 1), width))
        return spans

    def filled_below(self, row: int) -> bool:
        """Return whether any row below is filled."""
        return any(number > row and re.search(r"<(v|f|is)\b", cells) for number, (_, cells) in self.rows.items())

    def set_cell(self, letters: str, row: int, content: str, kind: str = "") -> None:
        """Put a value (the XML inside the cell) into a cell, keeping its format; a cell that is not there is made."""
        attributes, inner = self.rows.get(row, (f' r="{row}"', ""))
        texts = {column_number(_model_cell(match).letters): match[0] for match in _CELL.finditer(inner)}
        old = next((cell for cell in self.cells(row) if cell.letters == letters), None)
        style = f' s="{old.style}"' if old and old.style else ""
        kind = f' t="{kind}"' if kind else ""
        texts[column_number(letters)] = f'<c r="{letters}{row}"{style}{kind}>{content}</c>'
        self.rows[row] = (attributes, "".join(texts[at] for at in sorted(texts)))
        self.rows = dict(sorted(self.rows.items()))

    def store(self, letters: str, row: int, value: str | int) -> None:
        """Store the result of the formula in a cell. A cell without a formula is left alone."""
        cell = next((cell for cell in self.cells(row) if cell.letters == letters), None)
        if cell and cell.formula:
            content = f"<f>{escape_xml(cell.formula)}</f><v>{escape_xml(str(value))}</v>"
            self.set_cell(letters, row, content, "str" if isinstance(value, str) else "")

    def rows_xml(self, low: int, high: int, grown: Mapping[str, Growth], own: str) -> str:
        """Return the template's own rows from `low` to `high` with their references grown and, below the table,
        moved."""
        growth, out = grown.get(own), []
        for number, (attributes, cells) in self.rows.items():
            if not low <= number <= high:
                continue
            to = growth.start(number) if growth else number
            if "<f" in cells:
                cells = _FORMULA.sub(lambda match: _grown_formula(match, grown, own), cells)
            if to != number:
                attributes = re.sub(r'(?<![\w:])r="\d+"', f'r="{to}"', attributes)
                cells = re.sub(r'(<c\b[^>]*?(?<![\w:])r="[A-Z]+)\d+"', rf'\g<1>{to}"', cells)
            out.append(f"<row{attributes}>{cells}</row>")
        return "".join(out)

    def frame(self, growth: Growth | None, grown: Mapping[str, Growth], own: str) -> tuple[str, str]:
        """Return the XML before and after the rows, its ranges grown. Filters end with the last row, rules go
        on."""
        if growth is None:
            return self.head, self.tail

        def ranges(match: re.Match[str]) -> str:
            rule = match[2] in ("conditionalFormatting", "dataValidation")
            return match[1] + (growth if rule else growth.exact()).box(match[3])

        def inner(match: re.Match[str]) -> str:
            if match[2] == "xm:sqref":
                return match[1] + growth.box(match[3])
            return match[1] + escape_xml(grow(unescape_xml(match[3]), grown, own=own, fixed=True))

        head = re.sub(r"<dimension\b[^>]*/>", "", self.head)
        return head, _INNER.sub(inner, _RANGES.sub(ranges, self.tail))


def _row_of(row: bytes) -> tuple[int, tuple[str, str]]:
    """Return a row's number, its attributes and its cells. Raises NotPlain."""
    cut = cut_row(row)
    tag = cut.tag.removeprefix("<row").removesuffix(">").removesuffix("/")
    return int(cut.number), (tag, '<c r="'.join(cut.cells))


def _model_cell(match: re.Match[str]) -> ModelCell:
    inner = match[2] or ""
    formula = _FORMULA.search(inner) if "<f" in inner else None
    return ModelCell(
        letters=(attribute(match[1], "r") or "").rstrip("0123456789"),
        style=attribute(match[1], "s") or "",
        kind=attribute(match[1], "t") or "",
        formula=unescape_xml(formula[2] or "") if formula else "",
        content=inner,
    )


def _grown_formula(match: re.Match[str], grown: Mapping[str, Growth], own: str) -> str:
    if not match[2]:
        return match[0]
    return f"<f{match[1]}>{escape_xml(grow(unescape_xml(match[2]), grown, own=own))}</f>"


class ModelRow:
    """The model row of a sheet as a maker of rows: one value for each owned column, the rest copied as it is."""

    def __init__(
        self,
        sheet: SheetXml,
        row: int,
        keys: Sequence[str],
        letters: Mapping[str, str],
        add: Callable[[str], int],
        grown: Mapping[str, Growth],
        own: str,
    ):
        """`keys` is the order of the values, `letters` each key's column; `add` gives a text its index."""
        self._add = add
        self._attributes = _row_attributes(sheet.rows.get(row, ("", ""))[0])
        cells = {column_number(cell.letters): cell for cell in sheet.cells(row)}
        for name in letters.values():
            cells.setdefault(column_number(name), ModelCell(name, "", "", "", ""))
        self.cells = [cells[at] for at in sorted(cells)]
        slots = {letters[key]: at for at, key in enumerate(keys) if key in letters}
        self._plans = [
            _plan(cell, slots.get(cell.letters, -1), compiled(cell.formula, grown, own, row) if cell.formula else None)
            for cell in self.cells
        ]

    def render(self, row: int, values: Sequence[TemplateValue], height: str = "") -> str:
        """Return one row. A text in a column with a formula is that formula's stored result."""
        number, add = str(row), self._add
        out = [f'<row r="{number}"{self._attributes}{height}>']
        for slot, start, style, kind, inner, formula in self._plans:
            if formula is not None:
                out.append(_formula_cell(start + number + style, formula(row), values[slot] if slot >= 0 else None))
                continue
            value = values[slot] if slot >= 0 else None
            if value is None or value == "":
                out.append(f"{start}{number}{style}{kind}>{inner}</c>" if inner else f"{start}{number}{style}/>")
            elif isinstance(value, str):
                out.append(f'{start}{number}{style} t="s"><v>{add(value)}</v></c>')
            else:
                out.append(f"{start}{number}{style}><v>{value}</v></c>")
        out.append("</row>")
        return "".join(out)


def _plan(
    cell: ModelCell, slot: int, formula: Callable[[int], str] | None
) -> tuple[int, str, str, str, str, Callable[[int], str] | None]:
    """Return a model cell as: the place of its value (-1: none), the XML before and after its row number, its own
    content."""
    style = f' s="{cell.style}"' if cell.style else ""
    inner = cell.content if slot < 0 and not formula else ""
    kind = f' t="{cell.kind}"' if inner and cell.kind else ""
    return slot, f'<c r="{cell.letters}', f'"{style}', kind, inner, formula


def _formula_cell(start: str, formula: str, value: TemplateValue) -> str:
    if isinstance(value, str):
        return f'{start} t="str"><f>{formula}</f><v>{escape_xml(value)}</v></c>'
    return f"{start}><f>{formula}</f></c>" if value is None else f"{start}><f>{formula}</f><v>{value}</v></c>"


def _row_attributes(attributes: str) -> str:
    """Return a row's attributes without its number, its extent and its height, which is computed again."""
    return re.sub(r'\s+(?:r|spans|ht|customHeight|[\w]+:dyDescent)="[^"]*"', "", attributes).rstrip()
