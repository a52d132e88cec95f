"""Masters as offices keep them: own columns, sheets, looks, and every kind of part that xltrack does not know."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

from lxml import etree

from tests.edits import edit_cells, read, save, with_parts
from tests.raw_xlsx import MAIN
from tests.returns import WHEN
from tests.tables import ISSUED
from xltrack.merging.merge import merge
from xltrack.merging.merge_result import MergeResult
from xltrack.model.submission import Submission
from xltrack.model.tracker import Tracker
from xltrack.workbook.read import read_bytes, read_workbook
from xltrack.workbook.update import update_workbook
from xltrack.workbook.write import workbook_bytes
from xltrack.xlsx.sheet_editor import NewCell

ACTIONS = "xl/worksheets/sheet2.xml"
OWN = {
    "xl/charts/chart7.xml": "<c:chart/>",
    "xl/drawings/drawing7.xml": "<xdr:wsDr/>",
    "xl/media/logo.png": "\x89PNG not really",
    "xl/pivotTables/pivotTable1.xml": "<pivotTableDefinition/>",
    "xl/pivotCache/pivotCacheDefinition1.xml": "<pivotCacheDefinition/>",
    "xl/slicers/slicer1.xml": "<slicers/>",
    "xl/threadedComments/threadedComment1.xml": "<ThreadedComments/>",
    "xl/persons/person.xml": "<personList/>",
    "customXml/item1.xml": "<office>private</office>",
    "xl/printerSettings/printerSettings1.bin": "\x00\x01settings",
    "xl/vbaProject.bin": "\xd0\xcf\x11\xe0 macro",
}
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def lived_in(data: bytes) -> bytes:
    """The master with own columns (values and formulas) beside ours, an own sheet, own names, widths and looks."""
    actions, book, links = read(data, ACTIONS), read(data, "xl/workbook.xml"), "xl/_rels/workbook.xml.rels"
    own = {5: {17: NewCell("str", "My notes", 1), 18: NewCell("str", "Length", 1)}}
    for row in range(6, 6 + read(data, ACTIONS).count(b'<c r="A') + 1):
        if f'<row r="{row}"'.encode() in actions and row < 200:
            length = NewCell("n", "0", formula=f"LEN(G{row})")
            own[row] = {17: NewCell("str", f"private {row}", 3), 18: length}
    actions = edit_cells(actions, own).replace(b"<sheetData>", b"<!-- an own remark --><sheetData>", 1)
    actions = actions.replace(b"</worksheet>", b"<!-- and another --></worksheet>")
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><f>Actions!R6</f><v>0</v></c></row></sheetData>'
    book = book.replace(b"</sheets>", b'<sheet name="Private" sheetId="99" r:id="rIdOwn"/></sheets>')
    book = book.replace(b"</definedNames>", b'<definedName name="zz_office">Private!$A$1</definedName></definedNames>')
    target = f'<Relationship Id="rIdOwn" Type="{_OFFICE}/worksheet" Target="worksheets/sheet99.xml"/></Relationships>'
    types = read(data, "[Content_Types].xml").replace(
        b"</Types>",
        b'<Override PartName="/xl/worksheets/sheet99.xml" ContentType="application/vnd.openxmlformats-officedocument'
        b'.spreadsheetml.worksheet+xml"/></Types>',
    )
    made = {name: text.encode("latin-1") for name, text in OWN.items()} | {
        ACTIONS: actions,
        "xl/workbook.xml": book,
        links: read(data, links).replace(b"</Relationships>", target.encode()),
        "[Content_Types].xml": types,
        "xl/worksheets/sheet99.xml": f"{sheet}</worksheet>".encode(),
    }
    return with_parts(data, made)


def master(path: Path, tracker: Tracker, *, plain: bool = False) -> Path:
    """A master workbook on the disk, as an office has it or as it was first written."""
    data = workbook_bytes(tracker, as_of=ISSUED)
    return save(path, data if plain else lived_in(data))


def returned(tracker: Tracker, name: str, edits: dict[tuple[str, str], str | float]) -> Submission:
    """A copy of the tracker's workbook with cells typed into, read back."""
    from tests.edits import cell, typed

    sent = workbook_bytes(tracker, as_of=ISSUED)
    return read_bytes(typed(sent, {cell(sent, ref, key): value for (ref, key), value in edits.items()}), name)


def merged(path: Path, *returns: Submission, as_of: date = ISSUED) -> MergeResult:
    """The returns merged into the master on the disk."""
    before = read_workbook(path)
    result = merge(before, returns, when=WHEN)
    update_workbook(path, before, result.tracker, as_of=as_of, adopted=result.adopted)
    return result


def cells(data: bytes, part: str) -> dict[str, tuple[object, ...]]:
    """Address -> style, formula and value of every cell that holds anything; texts resolved, by an XML library."""
    space = {"x": MAIN}
    strings = [
        "".join(item.itertext())
        for item in etree.fromstring(read(data, "xl/sharedStrings.xml")).iterfind("x:si", space)
    ]
    found: dict[str, tuple[object, ...]] = {}
    for one in etree.fromstring(read(data, part)).iterfind(".//x:c", space):
        value = one.findtext("x:v", None, space)
        value = strings[int(value)] if one.get("t") == "s" and value else value
        if value is not None or one.find("x:f", space) is not None:
            found[str(one.get("r"))] = (one.get("s"), one.findtext("x:f", None, space), value)
    return found


def differing(before: bytes, after: bytes, part: str) -> dict[str, object]:
    """Address -> what the cell holds now, of the cells of a sheet that are not as they were."""
    old, new = cells(before, part), cells(after, part)
    return {at: (new.get(at) or (None, None, None))[2] for at in old.keys() | new.keys() if old.get(at) != new.get(at)}


def names(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.namelist()
