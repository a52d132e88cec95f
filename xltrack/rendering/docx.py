"""The one-pager as a Word document, for those who must paste it into a report.

A minimal package: a document, its styles, its properties. Headings and table headers are marked as such.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from xml.sax.saxutils import escape

from xltrack.rendering.page import Page, PageColumn, PageTable, Section

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"

_TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_MAIN}.styles+xml"/>'
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    "</Types>"
)
_RELS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>"
)
_DOCUMENT_RELS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
)
_FONT = '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/>'
TEXT_WIDTH = 10_200
"""Width of the text on A4, in twentieths of a point."""
CELL_MARGIN = 70
DOCX_ROWS = ("plan", "overdue", "responsible")
"""The sections that have room on one page, in this order after what happened."""
DOCX_WIDTHS = {
    "ref": 820, "unit": 1500, "deadline": 900, "original": 900, "months_late": 900, "moved": 800, "status": 1150,
    "happened": 4100, "count": 1000, "percent": 1150,
}  # fmt: skip
"""Of columns whose words must not be broken, in twentieths of a point; numbers want 1050, long texts share the rest."""
LEFT_OUT = ("no_longer_applicable", "on_schedule", "overdue_not_initiated", "comment")
"""Columns that have no room on one page."""


def docx(page: Page) -> bytes:
    """The package. Same page, same bytes."""
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELS,
        "docProps/core.xml": _properties(page),
        "word/document.xml": "".join(_document(page)),
        "word/styles.xml": _styles(page),
        "word/_rels/document.xml.rels": _DOCUMENT_RELS,
    }
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, xml in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, xml.encode())
    return stream.getvalue()


def _properties(page: Page) -> str:
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(page.title)}</dc:title><dc:language>{escape(page.language)}</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{page.as_of.isoformat()}T00:00:00Z</dcterms:created>'
        "</cp:coreProperties>"
    )


def _styles(page: Page) -> str:
    def style(name: str, shown: str, paragraph: str, run: str) -> str:
        based = "" if name == "Normal" else '<w:basedOn w:val="Normal"/><w:next w:val="Normal"/>'
        default = ' w:default="1"' if name == "Normal" else ""
        return (
            f'<w:style w:type="paragraph"{default} w:styleId="{name}"><w:name w:val="{shown}"/>{based}'
            f"<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
        )

    keep, near = "<w:keepNext/>", '<w:spacing w:before="0" w:after="40"/>'
    return (
        f'{_XML}<w:styles xmlns:w="{_W}"><w:docDefaults><w:rPrDefault><w:rPr>{_FONT}<w:sz w:val="19"/>'
        f'<w:lang w:val="{escape(page.language)}"/></w:rPr></w:rPrDefault></w:docDefaults>'
        + style("Normal", "Normal", '<w:spacing w:before="0" w:after="60"/>', _FONT)
        + style("Title", "Title", keep + near, '<w:b/><w:color w:val="12324F"/><w:sz w:val="36"/>')
        + style(
            "Heading1",
            "heading 1",
            keep + '<w:spacing w:before="120" w:after="40"/><w:outlineLvl w:val="0"/>',
            '<w:b/><w:color w:val="12324F"/><w:sz w:val="24"/>',
        )
        + style("Headline", "Headline", near, '<w:b/><w:sz w:val="26"/>')
        + style("Alarm", "Alarm", near, '<w:b/><w:color w:val="A8201A"/><w:sz w:val="26"/>')
        + style(
            "Gap", "Gap", '<w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/>', '<w:sz w:val="8"/>'
        )
        + style("Note", "Note", near, '<w:i/><w:color w:val="6B4400"/><w:sz w:val="17"/>')
        + "</w:styles>"
    )


def _document(page: Page) -> Iterator[str]:
    yield f'{_XML}<w:document xmlns:w="{_W}"><w:body>'
    yield _paragraph(page.title, "Title")
    for line in page.subtitle:
        yield _paragraph(line)
    yield _paragraph(page.words.word("as_of", day=page.words.day(page.as_of)), bold=True)
    first, *others = page.headline
    yield _paragraph(first, "Headline")
    if others:
        yield _paragraph(" ".join(others))
    yield from _tiles(page)
    yield from (_paragraph(note, "Note") for note in page.notes)
    if page.changes:
        yield _paragraph(page.changes.title, "Heading1")
        yield from _table(page.changes, page)
    for section in filter(None, map(page.section, DOCX_ROWS)):
        yield from _section(section, page)
    about = page.section("about")
    yield from (_paragraph(text, "Note") for text in (about.texts[:1] if about else ()))
    yield (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="850" w:right="850" w:bottom="850" w:left="850" '
        'w:header="400" w:footer="400" w:gutter="0"/></w:sectPr></w:body></w:document>'
    )


def _section(section: Section, page: Page) -> Iterator[str]:
    yield _paragraph(section.title, "Heading1")
    yield from (_paragraph(text) for text in section.texts)
    for table in section.tables:
        yield from _table(table, page)
    yield from (_paragraph(note, "Note") for note in section.notes)


def _paragraph(text: str, style: str = "Normal", bold: bool = False, right: bool = False) -> str:
    aligned = '<w:jc w:val="right"/>' if right else ""
    run = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{aligned}</w:pPr>'
        f'<w:r>{run}<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
    )


def _tiles(page: Page) -> Iterator[str]:
    width = TEXT_WIDTH // max(len(page.tiles), 1)
    yield _open_table([width] * len(page.tiles), lines=False)
    cells = (
        _cell(
            _paragraph(tile.label, bold=True)
            + _paragraph(tile.value, "Alarm" if tile.alarm else "Headline")
            + _paragraph(tile.detail),
            width,
            "F3F5F8",
        )
        for tile in page.tiles
    )
    yield f"<w:tr>{''.join(cells)}</w:tr></w:tbl>{_paragraph('', 'Gap')}"


def _table(table: PageTable, page: Page) -> Iterator[str]:
    shown = [at for at, column in enumerate(table.columns) if column.key not in LEFT_OUT]
    columns = [table.columns[at] for at in shown]
    widths = _widths(columns)
    rights = [column.kind in ("number", "percent") for column in columns]
    yield _open_table(widths, lines=True)
    labels = [column.label for column in columns]
    yield f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{_cells(labels, widths, rights, head=True)}</w:tr>"
    for row in table.rows:
        texts = [page.words.show(row[at], table.columns[at].kind) for at in shown]
        yield f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{_cells(texts, widths, rights)}</w:tr>"
    yield f"</w:tbl>{_paragraph('', 'Gap')}"


def _widths(columns: Sequence[PageColumn]) -> list[int]:
    """Narrow columns as wide as their words; the first column or the long texts take what is left."""
    if len(columns) < 3:
        return [DOCX_WIDTHS.get(column.key, TEXT_WIDTH // 3) for column in columns]
    wide = [at for at, column in enumerate(columns) if column.kind == "long"] or [0]
    fixed = {at: DOCX_WIDTHS.get(column.key, 1050) for at, column in enumerate(columns) if at not in wide}
    rest = max(TEXT_WIDTH - sum(fixed.values()), 1200 * len(wide))
    return [fixed.get(at, rest // len(wide)) for at in range(len(columns))]


def _open_table(widths: Iterable[int], lines: bool) -> str:
    line = '<w:{0} w:val="single" w:sz="4" w:space="0" w:color="D5DAE1"/>'
    borders = "".join(line.format(side) for side in ("top", "bottom", "insideH")) if lines else ""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    margins = "".join(f'<w:{side} w:w="{CELL_MARGIN}" w:type="dxa"/>' for side in ("left", "right"))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
    )


def _cells(texts: Iterable[str], widths: Iterable[int], rights: Iterable[bool], head: bool = False) -> str:
    return "".join(
        _cell(_paragraph(text, bold=head, right=right), width, "F3F5F8" if head else "")
        for text, width, right in zip(texts, widths, rights, strict=True)
    )


def _cell(content: str, width: int, fill: str = "") -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>{content}</w:tc>'
