"""The child process of `calamine`: a workbook on standard input, its filled cells as JSON on standard output.

Runs as a script, below `restrained`. Arguments: filled rows and filled cells a sheet.
"""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from typing import Any

_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - days in a workbook have no zone
BREAKS = {b"<text:line-break/>": b"\n", b"<text:tab/>": b"\t"}
"""Elements of an .ods text that the library leaves out, and the characters they are."""

_FRAME = rb"</?(?:table|office|calcext):"
_INDENTED = re.compile(rb"(" + _FRAME + rb"[^<>]*>)\s+(?=<)|(?<=>)\s+(?=" + _FRAME + rb")")
"""White space between the tags of a table, as Gnumeric writes it, which the library takes for text."""
_CELL = re.compile(
    rb'<table:table-cell\b[^<>]*?(?:calcext:value-type="error"|table:formula="of:=(TRUE|FALSE)\(\)")[^<>]*>'
)
"""A cell that shows an error, or a checkbox as LibreOffice keeps it: a formula that gives a number."""
_TYPED = re.compile(rb' office:(?:value-type|value|string-value|boolean-value)="[^"]*"')
_TEXT = re.compile(rb"\s*<text:p>([^<>]*)</text:p>")
_ERROR = "\ufdd0"
"""A mark before the text of an error, which the library has no value for; no character of any text."""
_DRAWN = re.compile(rb"<(/?)draw:[^<>]*?(/?)>")
"""A tag of a shape or picture, whose words the library takes for those of the cell that it is in."""


def run_worker() -> None:
    """Read the workbook on standard input and print its filled cells, or the reason why not, as JSON."""
    rows, cells = map(int, sys.argv[1:])
    sys.stdout.write(json.dumps(answer(sys.stdin.buffer.read(), rows, cells)))


def answer(data: bytes, rows: int, cells: int) -> dict[str, Any]:
    """Return the filled cells, or what kept them from being read."""
    try:
        return filled_sheets(data, rows, cells)
    except MemoryError:
        return {"code": "memory"}
    except Exception as error:  # the parent puts any error of the library into words
        return {"error": str(error)[:200] or type(error).__name__}


def filled_sheets(data: bytes, rows: int, cells: int) -> dict[str, Any]:
    """Return the filled cells of every sheet as JSON can hold them, or the code of the limit that one exceeds."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(_readable(data)))
    sheets: list[dict[str, Any]] = []
    for about in book.sheets_metadata:
        if about.typ == SheetTypeEnum.WorkSheet:
            sheet = book.get_sheet_by_name(about.name)
            found = _filled(sheet)
            if len(found) > rows:
                return {"code": "sheet_rows", "sheet": about.name}
            if sum(len(columns) for _, columns, _ in found) > cells:
                return {"code": "sheet_cells", "sheet": about.name}
            sheets.append({"name": about.name, "rows": found, "merged": _merged(sheet)})
    return {"sheets": sheets}


def _readable(data: bytes) -> bytes:
    """Spell an .ods as the library reads it: line breaks and tabs as characters, no shapes in cells, no white space
    around them, errors as marked texts, checkboxes as truth values."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            content = package.read("content.xml")
            plain = _typed(_INDENTED.sub(rb"\1", _undrawn(content)))
            if plain == content and not any(element in content for element in BREAKS):
                return data
            content = plain
            needed = {"mimetype", "META-INF/manifest.xml"} & set(package.namelist())
            parts = {name: package.read(name) for name in sorted(needed)}
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError, RuntimeError, ValueError):
        return data  # another format, or damaged: the library says which
    for element, character in BREAKS.items():
        content = content.replace(element, character)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, part in (parts | {"content.xml": content}).items():
            package.writestr(name, part)
    return out.getvalue()


def _typed(content: bytes) -> bytes:
    """Return the content with the type of cells that the library would take for empty ones or for numbers."""

    def spelled(cell: re.Match[bytes]) -> bytes:
        if cell[1]:
            value = b' office:value-type="boolean" office:boolean-value="%s"' % cell[1].lower()
        elif shown := _TEXT.match(content, cell.end()):
            value = b' office:value-type="string" office:string-value="%s%s"' % (_ERROR.encode(), shown[1])
        else:
            return cell[0]
        head = b"<table:table-cell"
        return head + value + _TYPED.sub(b"", cell[0].removeprefix(head))

    return _CELL.sub(spelled, content)


def _undrawn(content: bytes) -> bytes:
    """Return the content without its shapes and pictures; as it is where their tags are not in pairs."""
    kept, depth, begin = [], 0, 0
    for tag in _DRAWN.finditer(content):
        if tag[1]:
            depth -= 1
            begin = tag.end()
        else:
            if depth == 0:
                kept.append(content[begin : tag.start()])
                begin = tag.end()
            depth += not tag[2]
        if depth < 0:
            return content
    return content if depth else b"".join((*kept, content[begin:]))


def _filled(sheet: Any) -> list[tuple[int, list[int], list[Any]]]:
    """Yield the number, columns and values of each filled row, counted from 1 in the sheet itself."""
    if sheet.start is None:
        return []
    top, left = sheet.start
    cells = []
    for number, row in enumerate(sheet.to_python(skip_empty_area=True), top + 1):
        columns = [at for at, value in enumerate(row, left + 1) if value not in ("", None)]
        if columns:
            cells.append((number, columns, [_plain(row[at - left - 1]) for at in columns]))
    return cells


def _merged(sheet: Any) -> list[tuple[int, int, int, int]]:
    ranges = sheet.merged_cell_ranges or []
    return [(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in ranges]


def _plain(value: Any) -> Any:
    """Return a day as its serial in a list; a length of time as text; an error as its name in an object."""
    if isinstance(value, str) and value.startswith(_ERROR):
        return {"error": value.removeprefix(_ERROR)}
    if isinstance(value, datetime):
        return [(value.replace(tzinfo=None) - _EPOCH).total_seconds() / 86_400]
    if isinstance(value, date):
        return [float((value - _EPOCH.date()).days)]
    return str(value) if isinstance(value, (time, timedelta)) else value


if __name__ == "__main__":
    run_worker()
