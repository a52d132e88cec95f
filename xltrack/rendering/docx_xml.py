"""Pieces of a Word document: paragraphs, tables and pictures as WordprocessingML.

Every piece knows the direction of its language: Word turns paragraphs, tables and single runs separately.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from xltrack.i18n.plain_text import cleaned
from xltrack.palette import light
from xltrack.rendering.shapes import Picture

CELL_MARGIN = 70
"""In twentieths of a point, like every length here."""
EMU = 9525
"""English Metric Units of one pixel."""
PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"


def colour(name: str) -> str:
    """Return a colour of the palette without its sign, as Word writes it."""
    return light(name).removeprefix("#")


class Run(NamedTuple):
    """A piece of text of one look. Sizes are in half points."""

    text: str
    bold: bool = False
    colour: str = ""
    size: int = 0
    link: str = ""


class Writer(NamedTuple):
    """The pieces for one language."""

    direction: str

    def paragraph(self, *runs: Run | str, style: str = "Normal", right: bool = False, keep: bool = False) -> str:
        """Return a paragraph, which `keep` holds on one page with what follows.

        In a right-to-left one Word's "right" is where lines end.
        """
        kept = "<w:keepNext/>" if keep else ""
        turned = "<w:bidi/>" if self.direction == "rtl" else ""
        aligned = f'<w:jc w:val="{"left" if self.direction == "rtl" else "right"}"/>' if right else ""
        made = "".join(self._run(run if isinstance(run, Run) else Run(run)) for run in runs)
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{kept}{turned}{aligned}</w:pPr>{made}</w:p>'

    def _run(self, run: Run) -> str:
        if not run.text:
            return ""
        looks = "<w:b/><w:bCs/>" if run.bold else ""
        looks += f'<w:color w:val="{colour(run.colour)}"/>' if run.colour else ""
        looks += f'<w:sz w:val="{run.size}"/><w:szCs w:val="{run.size}"/>' if run.size else ""
        leftward = self.direction == "rtl"
        looks += "<w:rtl/>" if leftward and _turned(run.text) else ""
        end = "\u200e" if leftward and not _turned(run.text) else ""  # its last sign belongs to it
        look = f"<w:rPr>{looks}</w:rPr>" if looks else ""
        made = f'<w:r>{look}<w:t xml:space="preserve">{escape(_allowed(run.text))}{end}</w:t></w:r>'
        if not run.link:
            return made
        address = quoteattr(f' HYPERLINK "{run.link}" ')
        return f"<w:fldSimple w:instr={address}>{made}</w:fldSimple>"

    def cell(self, content: str, width: int, fill: str = "") -> str:
        """Return a table cell."""
        shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{colour(fill)}"/>' if fill else ""
        return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>{content}</w:tc>'

    def row(self, cells: Iterable[str], head: bool = False) -> str:
        """Return a table row that stays on one page; a head is repeated on every page."""
        repeated = "<w:tblHeader/>" if head else ""
        return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(cells)}</w:tr>"

    def table(self, rows: Iterable[str], widths: Sequence[int], lines: bool = True, title: str = "") -> str:
        """Return a table of fixed column widths."""
        line = '<w:{0} w:val="single" w:sz="4" w:space="0" w:color="' + colour("rule") + '"/>'
        borders = "".join(line.format(side) for side in ("top", "bottom", "insideH")) if lines else ""
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        margins = "".join(f'<w:{side} w:w="{CELL_MARGIN}" w:type="dxa"/>' for side in ("left", "right"))
        turned = "<w:bidiVisual/>" if self.direction == "rtl" else ""
        caption = f"<w:tblCaption w:val={quoteattr(_allowed(title))}/>" if title else ""
        return (
            f'<w:tbl><w:tblPr>{turned}<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
            f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>{caption}</w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
        )

    def picture(self, picture: Picture, relation: str, number: int, width: int) -> str:
        """Return a paragraph with a picture, `width` pixels wide, with its description as alternative text."""
        size = f'cx="{width * EMU}" cy="{round(width * picture.height / picture.width) * EMU}"'
        name = quoteattr(_allowed(picture.title))
        words = quoteattr(_allowed(picture.described or picture.title))
        return (
            '<w:p><w:pPr><w:pStyle w:val="Picture"/></w:pPr><w:r><w:drawing>'
            f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
            f'<wp:docPr id="{number}" name={name} descr={words}/><a:graphic><a:graphicData uri="{PICTURE}"><pic:pic>'
            f'<pic:nvPicPr><pic:cNvPr id="{number}" name={name} descr={words}/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
            "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
        )


def _turned(text: str) -> bool:
    """Return whether a run has letters that run from right to left; others keep their own direction."""
    return any("\u0590" <= ch <= "\u08ff" or "\ufb1d" <= ch <= "\ufefc" for ch in text) or not any(
        map(str.isalpha, text)
    )


def _allowed(text: str) -> str:
    """Keep what XML and Word can hold. Marks of direction go: Word's own runs carry it."""
    return (
        "".join(ch for ch in text if ch not in "\u2068\u2069" and (ch >= " " or ch in "\t\n"))
        if text
        else cleaned(text)
    )
