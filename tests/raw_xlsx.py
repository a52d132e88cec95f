"""Workbooks made part by part, so that a test can break exactly one thing."""

from __future__ import annotations

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEADERS = (
    "Ref", "Key action", "Responsible", "Deadline", "Status",
    "Comments", "Completed on", "Evidence", "Proposed deadline", "Reason",
)  # fmt: skip


def relations(*found: tuple[str, str, str]) -> str:
    """A .rels part: id, kind, target."""
    items = "".join(f'<Relationship Id="{i}" Type="{_OFFICE}/{kind}" Target="{t}"/>' for i, kind, t in found)
    return f'<Relationships xmlns="{_RELS}">{items}</Relationships>'


def sheet(data: str, after: str = "", space: str = MAIN) -> str:
    return f'<worksheet xmlns="{space}"><sheetData>{data}</sheetData>{after}</worksheet>'


def parts(
    data: str = "", strings: str = "", *, properties: str = "", names: str = "", after: str = ""
) -> dict[str, str]:
    """The parts of a workbook of one sheet called Actions with that sheet data and those shared strings (<si>)."""
    return {
        "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}">{properties}<sheets>'
        f'<sheet name="Actions" sheetId="1" r:id="s1"/></sheets>{names}</workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            ("s1", "worksheet", "worksheets/sheet1.xml"),
            ("s2", "sharedStrings", "sharedStrings.xml"),
            ("s3", "styles", "styles.xml"),
        ),
        "xl/worksheets/sheet1.xml": sheet(data, after),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="170" formatCode="yyyy/mm"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="14"/></cellXfs></styleSheet>',
    }


def text_cell(address: str, text: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def header_row(number: int = 1) -> str:
    cells = "".join(text_cell(f"{chr(65 + at)}{number}", word) for at, word in enumerate(HEADERS))
    return f'<row r="{number}">{cells}</row>'
