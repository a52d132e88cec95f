"""Workbooks with what people put outside the cells: notes, threads, shapes, struck-out words, links, margins."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

from openpyxl import Workbook, load_workbook

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
_RELATION = "http://schemas.microsoft.com/office/2017/10/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def opened(data: bytes) -> Workbook:
    """The workbook in bytes, with its rich texts."""
    return load_workbook(io.BytesIO(data), rich_text=True)


def rewritten(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The same package after `change` has edited its parts by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def _link(parts: dict[str, bytes], owner: str, kind: str, target: str) -> str:
    """Add a relationship to the rels part of `owner`; its id."""
    folder, _, name = owner.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels"
    empty = f'<Relationships xmlns="{_RELATIONS}"></Relationships>'.encode()
    text = parts.get(rels, empty).replace(b"/>\n", b"/>")
    text = text.replace(b"<Relationships/>", empty)
    number = f"rId{text.count(b'<Relationship ') + 70}"
    entry = f'<Relationship Id="{number}" Type="{kind}" Target="{target}"/></Relationships>'
    parts[rels] = text.replace(b"</Relationships>", entry.encode())
    return number


def with_thread(data: bytes, sheet: str, comments: str, persons: Mapping[str, str]) -> bytes:
    """The workbook with threaded comments (their XML) on a sheet part, by these persons (id -> name)."""

    def change(parts: dict[str, bytes]) -> None:
        people = "".join(f'<person displayName="{name}" id="{key}"/>' for key, name in persons.items())
        parts["xl/persons/person.xml"] = f'<personList xmlns="{THREADS}">{people}</personList>'.encode()
        body = f'<ThreadedComments xmlns="{THREADS}">{comments}</ThreadedComments>'
        parts["xl/threadedComments/threadedComment1.xml"] = body.encode()
        _link(parts, "xl/workbook.xml", f"{_RELATION}/person", "/xl/persons/person.xml")
        _link(parts, sheet, f"{_RELATION}/threadedComment", "/xl/threadedComments/threadedComment1.xml")

    return rewritten(data, change)


def with_drawing(data: bytes, sheet: str, shapes: str) -> bytes:
    """The workbook with a drawing (the XML of its anchors) on a sheet part."""

    def change(parts: dict[str, bytes]) -> None:
        names = f'xmlns:xdr="{_DRAWING}/spreadsheetDrawing" xmlns:a="{_DRAWING}/main"'
        parts["xl/drawings/drawing9.xml"] = f"<xdr:wsDr {names}>{shapes}</xdr:wsDr>".encode()
        number = _link(parts, sheet, f"{OFFICE}/drawing", "/xl/drawings/drawing9.xml")
        mark = f'<drawing xmlns:r="{OFFICE}" r:id="{number}"/></worksheet>'
        parts[sheet] = parts[sheet].replace(b"</worksheet>", mark.encode())
        kind = "application/vnd.openxmlformats-officedocument.drawing+xml"
        override = f'<Override PartName="/xl/drawings/drawing9.xml" ContentType="{kind}"/></Types>'
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", override.encode())

    return rewritten(data, change)


def anchored(row: int, column: int, shape: str) -> str:
    """A shape over a cell (counted from 1), as a drawing anchors it."""
    place = f"<xdr:from><xdr:col>{column - 1}</xdr:col><xdr:row>{row - 1}</xdr:row></xdr:from>"
    return f'<xdr:oneCellAnchor>{place}<xdr:ext cx="9" cy="9"/>{shape}<xdr:clientData/></xdr:oneCellAnchor>'


def text_box(*paragraphs: str) -> str:
    """A text box with these paragraphs."""
    words = "".join(f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>" for text in paragraphs)
    head = '<xdr:nvSpPr><xdr:cNvPr id="2" name="TextBox 1"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr><xdr:spPr/>'
    return f'<xdr:sp macro="" textlink="">{head}<xdr:txBody><a:bodyPr/>{words}</xdr:txBody></xdr:sp>'


def picture(alternative: str) -> str:
    """A picture with this alternative text."""
    head = f'<xdr:nvPicPr><xdr:cNvPr id="3" name="Picture 1" descr="{alternative}"/><xdr:cNvPicPr/></xdr:nvPicPr>'
    return f"<xdr:pic>{head}<xdr:blipFill/><xdr:spPr/></xdr:pic>"


def with_diagram(data: bytes, sheet: str, row: int, column: int, *texts: str) -> bytes:
    """The workbook with a diagram (SmartArt) over a cell of a sheet part; each text in a box of its own."""
    graphic = (
        f'<a:graphic><a:graphicData><d:relIds xmlns:d="{_DRAWING}/diagram" dm="rId70"/></a:graphicData></a:graphic>'
    )
    shape = f'<xdr:graphicFrame><xdr:cNvPr id="4" name="Diagram 1"/>{graphic}</xdr:graphicFrame>'

    def change(parts: dict[str, bytes]) -> None:
        assert _link(parts, "xl/drawings/drawing9.xml", f"{OFFICE}/diagramData", "../diagrams/data1.xml") == "rId70"
        boxes = "".join(f"<d:pt><d:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></d:t></d:pt>" for text in texts)
        names = f'xmlns:d="{_DRAWING}/diagram" xmlns:a="{_DRAWING}/main"'
        parts["xl/diagrams/data1.xml"] = f"<d:dataModel {names}><d:ptLst>{boxes}</d:ptLst></d:dataModel>".encode()

    return rewritten(with_drawing(data, sheet, anchored(row, column, shape)), change)
