"""The parts of a Word package beside its text: types, relations, properties, styles and the footer."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape

from xltrack.rendering.docx_xml import colour
from xltrack.rendering.page import Page
from xltrack.rendering.shapes import Picture

W_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE_SPACE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
DRAWING_SPACE = "http://schemas.openxmlformats.org/drawingml/2006"
WORD_LANGUAGES = {"en": "en-GB", "fr": "fr-FR", "es": "es-ES", "ru": "ru-RU", "ar": "ar-SA", "zh": "zh-CN"}
FACES = {"ar": "Arial", "zh": "DengXian"}
"""Faces of scripts that Word sets apart. Latin text between them is marked as English, or its words are broken."""


def package_types() -> str:
    """List the content types of the parts."""
    overrides = {
        "/word/document.xml": f"{_MAIN}.document.main+xml",
        "/word/styles.xml": f"{_MAIN}.styles+xml",
        "/word/settings.xml": f"{_MAIN}.settings+xml",
        "/word/footer1.xml": f"{_MAIN}.footer+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    made = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in overrides.items())
    return (
        f'{XML_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="emf" ContentType="image/x-emf"/>{made}</Types>'
    )


def root_relations() -> str:
    """Point to the document and the properties."""
    return (
        f'{XML_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE_SPACE}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
        "</Relationships>"
    )


def package_relations(pictures: Mapping[str, Picture]) -> str:
    """Point from the document to its styles, footer and pictures."""
    targets = {
        "rId1": ("styles", "styles.xml"),
        "rId2": ("settings", "settings.xml"),
        "rId3": ("footer", "footer1.xml"),
    }
    targets |= {name: ("image", f"media/{name}.emf") for name in pictures}
    made = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE_SPACE}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'{XML_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{made}</Relationships>'


def package_properties(page: Page) -> str:
    """Write title, program, language and day."""
    return (
        f'{XML_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(str(page.headline))}</dc:title><dc:creator>xltrack</dc:creator>"
        f"<dc:language>{escape(page.language)}</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{page.as_of.isoformat()}T00:00:00Z</dcterms:created>'
        "</cp:coreProperties>"
    )


def package_styles(page: Page) -> str:
    """Write the styles: headings are marked as such, and the language is set."""
    face = FACES.get(page.language, "Calibri")
    font = f'<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="{face}" w:eastAsia="{face}"/>'
    code = WORD_LANGUAGES[page.language]
    latin = WORD_LANGUAGES["en"] if page.language in FACES else code
    tongue = f'<w:lang w:val="{latin}" w:eastAsia="{code}" w:bidi="{code}"/>'

    def style(name: str, shown: str, paragraph: str, run: str) -> str:
        based = "" if name == "Normal" else '<w:basedOn w:val="Normal"/><w:next w:val="Normal"/>'
        default = ' w:default="1"' if name == "Normal" else ""
        return (
            f'<w:style w:type="paragraph"{default} w:styleId="{name}"><w:name w:val="{shown}"/>{based}'
            f"<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
        )

    def look(size: int, name: str = "", bold: bool = False) -> str:
        weight = "<w:b/><w:bCs/>" if bold else ""
        tint = f'<w:color w:val="{colour(name)}"/>' if name else ""
        return f'{weight}{tint}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'

    def space(before: int, after: int) -> str:
        return f'<w:spacing w:before="{before}" w:after="{after}"/>'

    keep = "<w:keepNext/>"
    headings = "".join(
        style(f"Heading{level}", f"heading {level}", f'{keep}{space(before, 30)}<w:outlineLvl w:val="{level - 1}"/>',
              look(size, "navy", bold=True))
        for level, before, size in ((1, 240, 30), (2, 160, 23), (3, 120, 20))
    )  # fmt: skip
    return (
        f'{XML_HEAD}<w:styles xmlns:w="{W_SPACE}"><w:docDefaults><w:rPrDefault><w:rPr>{font}{look(19)}{tongue}'
        "</w:rPr></w:rPrDefault></w:docDefaults>"
        + style("Normal", "Normal", space(0, 50), look(19, "ink"))
        + style("Kicker", "Kicker", space(0, 40), look(18, "soft"))
        + style("Title", "Title", keep + space(0, 60), look(38, "ink", bold=True))
        + style("Lead", "Lead", space(0, 100), look(23, "ink"))
        + headings
        + style("KeyFigure", "KeyFigure", space(0, 0), look(34, "ink", bold=True))
        + style("Small", "Small", space(0, 0), look(17, "soft"))
        + style("Cell", "Cell", space(10, 10), look(17, "ink"))
        + style("Group", "Group", keep + space(70, 10), look(18, "ink", bold=True))
        + style("Picture", "Picture", keep + space(20, 40), "")
        + style("Gap", "Gap", '<w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/>', look(8))
        + "</w:styles>"
    )


def package_footer(page: Page) -> str:
    """Number the pages: 2 / 5."""
    turned = "<w:bidi/>" if page.direction == "rtl" else ""

    def field(name: str) -> str:
        return f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'

    return (
        f'{XML_HEAD}<w:ftr xmlns:w="{W_SPACE}"><w:p><w:pPr><w:pStyle w:val="Small"/>{turned}<w:jc w:val="center"/>'
        "</w:pPr>"
        f'{field("PAGE")}<w:r><w:t xml:space="preserve"> / </w:t></w:r>{field("NUMPAGES")}</w:p></w:ftr>'
    )
