"""A template prepared for a return with marked findings: a sheet for the findings, notes, and marked formats.

The parts are added to the template's text before it is filled, so that filling and patching need not know about them.
Every cell format gets a twin with another fill and a frame, so that any cell can be marked; the frame shows where the
colour of a rule covers the fill.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Mapping
from io import BytesIO

from xltrack.errors import TemplateError
from xltrack.findings import column_letters
from xltrack.i18n.catalogue import Catalogue
from xltrack.model.fields import defined_name
from xltrack.workbook.default_template.styles import MARKS
from xltrack.workbook.template import WorkbookTemplate
from xltrack.xlsx.shared_strings import escape_xml
from xltrack.xlsx.zip_writer import write_zip

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TYPES = "[Content_Types].xml"
_SHEET = "xl/worksheets/xltrackToFix.xml"
_WIDTHS = (16, 10, 44, 44, 60)
HEADER, MODEL = 4, 5
"""The list's header, and its first row."""
_AFTER_DRAWING = re.compile(
    r"<(?:legacyDrawingHF|picture|oleObjects|controls|webPublishItems|tableParts|extLst)\b|</worksheet>"
)
_XF = re.compile(r"<xf\b[^>]*/>|<xf\b[^>]*[^/]>.*?</xf>", re.DOTALL)
_EMPTY = f'<x xmlns="{_MAIN}"/>'.encode()


class Dressed:
    """The prepared template: its bytes, and the places of what was added."""

    def __init__(self, template: WorkbookTemplate, words: Catalogue, noted: Collection[str]):
        """`noted` are the owned sheets (actions, recommendations) whose cells get notes."""
        self._template, self._made = template, dict[str, bytes]()
        self.name = self._free_name(words.word("annotation", "sheet"))
        self.part = _SHEET
        self.styles = self._styles()
        self.notes = {kind: paths for kind in noted if (paths := self._notes(kind))}
        """Sheet -> its comments part and its drawing part; none where the template has notes of its own."""
        self._add_sheet(words)

    @property
    def data(self) -> bytes:
        out = BytesIO()
        made = {name: (content,) for name, content in self._made.items()}
        write_zip(out, {**self._template.parts, **made})
        return out.getvalue()

    def _free_name(self, name: str) -> str:
        number, free = 1, name
        while free.casefold() in self._template.sheets:
            number += 1
            free = f"{name} {number}"
        return free

    def _text(self, part: str) -> str:
        """Return the present text of a part; "" for a part that does not exist."""
        if part in self._made:
            return self._made[part].decode()
        return self._template.text(part) if self._template.has(part) else ""

    def _edit(self, part: str, old: str, new: str) -> None:
        text = self._text(part)
        if old not in text:
            raise TemplateError("template_part", file=self._template.file, reason=f"{part} has no {old}")
        self._made[part] = text.replace(old, new, 1).encode()

    def _styles(self) -> Mapping[str, int]:
        """Formats by use; `twin` is what to add to a cell's format to mark it."""
        part = self._template.styles_part
        text = self._template.text(part)
        fill = f'<fill><patternFill patternType="solid"><fgColor rgb="FF{MARKS["finding"]["bg_color"][1:]}"/>'
        text, marked = _added(text, "fills", "fill", fill + '<bgColor indexed="64"/></patternFill></fill>')
        side = "".join(
            f'<{side} style="medium"><color rgb="FF{MARKS["finding"]["font_color"][1:]}"/></{side}>'
            for side in ("left", "right", "top", "bottom")
        )
        text, framed = _added(text, "borders", "border", f"<border>{side}<diagonal/></border>")
        formats = _XF.findall(re.search(r"<cellXfs\b[^>]*>(.*?)</cellXfs>", text, re.DOTALL)[1])  # type: ignore[index]
        marks = {"fillId": str(marked), "applyFill": "1", "borderId": str(framed), "applyBorder": "1"}
        twins = [_with(xf, **marks) for xf in formats]
        body = formats[self._format(defined_name("actions", "comments"), 1)]
        link = '<font><u/><sz val="10"/><color rgb="FF0B5394"/><name val="Calibri"/><family val="2"/></font>'
        text, font = _added(text, "fonts", "font", link)
        twins.append(_with(body, fontId=str(font), applyFont="1"))
        text, _ = _added(text, "cellXfs", "xf", "".join(twins))
        self._made[part] = text.encode()
        return {
            "twin": len(formats),
            "link": 2 * len(formats),
            "body": self._format(defined_name("actions", "comments"), 1),
            "header": self._format(defined_name("actions", "comments"), 0),
            "title": self._format("xltrack_head_actions_title", 0),
            "quiet": self._format("xltrack_head_actions_form", 0),
        }

    def _format(self, name: str, below: int) -> int:
        """Return the format of the cell a name points to, or of the one below it."""
        place = self._template.names.get(name)
        if place is None:
            return 0
        sheet = self._template.sheet_xml(place.sheet)
        styles = (cell.style for cell in sheet.cells(place.first + below) if cell.letters == place.letters)
        return int(next(styles, "") or 0)

    def _notes(self, kind: str) -> tuple[str, str] | None:
        sheet = self._template.sheets[self._template.columns(kind)[0]][1]
        text = self._template.text(sheet)
        if "<legacyDrawing " in text:
            return None
        comments, drawing = f"xl/xltrack_{kind}_comments.xml", f"xl/drawings/xltrack_{kind}.vml"
        self._relate(sheet, "rIdXltrackNotes", "comments", comments)
        self._relate(sheet, "rIdXltrackBoxes", "vmlDrawing", drawing)
        end = _AFTER_DRAWING.search(text, text.rindex("sheetData"))
        at = end.start() if end else len(text)
        link = f'<legacyDrawing xmlns:r="{_OFFICE}" r:id="rIdXltrackBoxes"/>'
        self._made[sheet] = (text[:at] + link + text[at:]).encode()
        self._made[comments] = self._made[drawing] = _EMPTY
        self._override(comments, f"{_SPREADSHEET}.comments+xml")
        self._override(drawing, "application/vnd.openxmlformats-officedocument.vmlDrawing")
        return comments, drawing

    def _relate(self, source: str, ident: str, kind: str, target: str) -> None:
        folder, name = posixpath.split(source)
        part = posixpath.join(folder, "_rels", name + ".rels")
        if not self._text(part):
            self._made[part] = f'<Relationships xmlns="{_RELS}"></Relationships>'.encode()
        path = posixpath.relpath(target, folder)
        link = f'<Relationship Id="{ident}" Type="{_OFFICE}/{kind}" Target="{path}"/>'
        self._edit(part, "</Relationships>", link + "</Relationships>")

    def _override(self, part: str, kind: str) -> None:
        self._edit(_TYPES, "</Types>", f'<Override PartName="/{part}" ContentType="{kind}"/></Types>')

    def _add_sheet(self, words: Catalogue) -> None:
        """Add the sheet of findings, last in the book, which opens with it."""
        book = self._template.book_part
        text = self._template.text(book)
        number = max((int(one) for one in re.findall(r'\bsheetId="(\d+)"', text)), default=0) + 1
        tag = f'<sheet name="{escape_xml(self.name)}" sheetId="{number}"'
        tag += f' xmlns:r="{_OFFICE}" r:id="rIdXltrackToFix"/></sheets>'
        text = text.replace("</sheets>", tag, 1)
        at = len(re.findall(r"<sheet\b", text)) - 1
        text = re.sub(r'(<workbookView\b[^>]*?)\s+activeTab="\d+"', r"\1", text)
        self._made[book] = re.sub(r"<workbookView\b", f'<workbookView activeTab="{at}"', text, count=1).encode()
        for _, part in self._template.sheets.values():
            sheet = self._text(part)
            self._made[part] = re.sub(r'(<sheetView\b[^>]*?)\s+tabSelected="(?:1|true)"', r"\1", sheet).encode()
        self._relate(book, "rIdXltrackToFix", "worksheet", _SHEET)
        self._override(_SHEET, f"{_SPREADSHEET}.worksheet+xml")
        self._made[_SHEET] = _sheet(self.styles["body"], words.word("language", "direction") == "rtl").encode()


def _added(text: str, group: str, item: str, content: str) -> tuple[str, int]:
    """Return the styles with one more item in a group, and the number of that item."""
    match = re.search(rf"<{group}\b([^>]*)>(.*?)</{group}>", text, re.DOTALL)
    if match is None:
        raise TemplateError("template_part", file="styles", reason=f"it has no {group}")
    count, more = (len(re.findall(rf"<{item}\b", part)) for part in (match[2], content))
    head = re.sub(r'\bcount="\d+"', f'count="{count + more}"', match[1])
    return text[: match.start()] + f"<{group}{head}>{match[2]}{content}</{group}>" + text[match.end() :], count


def _with(xf: str, **attributes: str) -> str:
    for name, value in attributes.items():
        xf = re.sub(rf'\s+{name}="[^"]*"', "", xf, count=1)
        xf = xf.replace("<xf", f'<xf {name}="{value}"', 1)
    return xf


def _sheet(body: int, rtl: bool) -> str:
    """Return the empty list: its columns, and a first row whose look the other rows take."""
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>' for at, width in enumerate(_WIDTHS, 1)
    )
    cells = "".join(f'<c r="{column_letters(at)}{MODEL}" s="{body}"/>' for at in range(1, len(_WIDTHS) + 1))
    direction = 'rightToLeft="1" ' if rtl else ""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>'
        f'<sheetView showGridLines="0" {direction}tabSelected="1" workbookViewId="0">'
        f'<pane ySplit="{HEADER}" topLeftCell="A{MODEL}" activePane="bottomLeft" state="frozen"/>'
        f'<selection pane="bottomLeft" activeCell="A{MODEL}" sqref="A{MODEL}"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols>'
        f'<sheetData><row r="{MODEL}">{cells}</row></sheetData>'
        '<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" fitToHeight="0" orientation="landscape"/></worksheet>'
    )
