"""The summary as a Word document: the page in one column, then the annex. Made without Word and without a browser.

A minimal package: a document, its styles, a footer with page numbers, properties, and the charts as EMF pictures.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from itertools import chain, repeat, zip_longest

from xltrack.i18n.plain_text import run_on
from xltrack.rendering.charts_emf import emf
from xltrack.rendering.columns import width as width_of
from xltrack.rendering.docx_package import (
    DRAWING_SPACE,
    OFFICE_SPACE,
    W_SPACE,
    XML_HEAD,
    package_footer,
    package_properties,
    package_relations,
    package_styles,
    package_types,
    root_relations,
)
from xltrack.rendering.docx_xml import CELL_MARGIN, Run, Writer
from xltrack.rendering.page import KeyFigure, Listed, Page, Ranking
from xltrack.rendering.shapes import Picture, timeline_picture
from xltrack.rendering.small_charts import trend_picture
from xltrack.rendering.squares import SQUARE_COLOURS, marked_signs
from xltrack.rendering.table import PageTable

_SPACES = (
    f'xmlns:w="{W_SPACE}" xmlns:r="{OFFICE_SPACE}" xmlns:wp="{DRAWING_SPACE}/wordprocessingDrawing" '
    f'xmlns:a="{DRAWING_SPACE}/main" xmlns:pic="{DRAWING_SPACE}/picture"'
)
TEXT_WIDTH = 10_200
"""Width of the text on A4, in twentieths of a point."""
ANNEX_WIDTH = 15_100
"""The same on the annex, whose pages lie on their side: its tables have up to fourteen columns."""
PIXELS = 680
"""The same in pixels."""
NUMBER_WIDTH = 1000
"""Least width of the columns of the ranking, except that of the names."""
LETTER_WIDTHS = {"ijlt.,:;()'|-\u00a0\u202f": 72, "mwMWЖШЩМФЫЮжшщмфыю%": 164}
"""Widths of narrow and of broad letters of the tables' type, in a wide bold face."""
LETTER_WIDTH, CAPITAL_WIDTH = 107, 130
"""The same of other letters."""
PIECE = re.compile(r"[^ \t\n]+")
"""The longest piece that is never broken: no-break spaces hold its words together."""
NUMBERS = ("number", "percent")
"""The kinds of column that are set to the right."""
SHARES = {"long": 12, "text": 4}
"""Shares of the width that the words leave free, by the kind of column; numbers get none."""
LEGEND = {
    "overdue": Run("\u25cf", colour="late"),
    "open": Run("\u25cb", colour="todo"),
    "completed": Run("\u2022", colour="done"),
}
"""The signs of the timeline in words, of one colour with its dots."""


def docx(page: Page) -> bytes:
    """Return the package. The same page gives the same bytes."""
    pictures = dict(_pictures(page))
    parts: dict[str, bytes] = {
        "[Content_Types].xml": package_types().encode(),
        "_rels/.rels": root_relations().encode(),
        "docProps/core.xml": package_properties(page).encode(),
        "word/document.xml": "".join(_document(page, pictures)).encode(),
        "word/footer1.xml": package_footer(page).encode(),
        "word/styles.xml": package_styles(page).encode(),
        "word/settings.xml": f'{XML_HEAD}<w:settings xmlns:w="{W_SPACE}"/>'.encode(),
        "word/_rels/document.xml.rels": package_relations(pictures).encode(),
    }
    parts |= {f"word/media/{name}.emf": emf(picture) for name, picture in pictures.items()}
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, content)
    return stream.getvalue()


def _pictures(page: Page) -> Iterator[tuple[str, Picture]]:
    if page.timeline:
        yield "timeline", timeline_picture(page.timeline)
    if page.trend:
        yield "trend", trend_picture(page.trend, page.direction, 400)


def _document(page: Page, pictures: Mapping[str, Picture]) -> Iterator[str]:
    write = Writer(page.direction)
    yield f"{XML_HEAD}<w:document {_SPACES}><w:body>"
    yield from _head(page, write)
    if page.timeline:
        legend = [run for mark, text in page.timeline.legend for run in (LEGEND[mark], Run(f" {text}  "))]
        yield write.paragraph(str(page.timeline.title), style="Heading2")
        yield write.paragraph(f"{page.timeline.subtitle} ", *legend, style="Small", keep=True)
        yield write.picture(pictures["timeline"], "timeline", 1, PIXELS)
    if page.ranking:
        yield from _ranking(page.ranking, write)
    if page.listed:
        yield from _list(page.listed, write)
    if page.moved:
        yield write.paragraph(str(page.moved))
    yield from _beside(page, pictures, write)
    for title, texts in ((page.doubts_title, page.doubts), (page.method_title, page.method)):
        yield write.paragraph(str(title), style="Heading2")
        yield from (write.paragraph(str(text), style="Small") for text in texts)
    yield from _annex(page, write)
    yield f"{_sheet(page, landscape=True)}</w:body></w:document>"


def _sheet(page: Page, landscape: bool) -> str:
    """Set the paper of a section: A4 upright for the page, on its side for the annex."""
    size = 'w:w="16838" w:h="11906" w:orient="landscape"' if landscape else 'w:w="11906" w:h="16838"'
    return (
        f'<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:pgSz {size}/>'
        '<w:pgMar w:top="720" w:right="850" w:bottom="800" w:left="850" w:header="400" w:footer="400" w:gutter="0"/>'
        "</w:sectPr>"
    )


def _head(page: Page, write: Writer) -> Iterator[str]:
    kicker = page.kicker
    yield write.paragraph(f"{kicker.title} · {kicker.kind}", style="Kicker")
    yield write.paragraph(" · ".join(str(part) for part in (kicker.as_of, kicker.compared) if part), style="Kicker")
    yield write.paragraph(str(page.headline), style="Title")
    if page.lead:
        yield write.paragraph(run_on(page.lead), style="Lead")
    width = TEXT_WIDTH // len(page.figures)
    cells = [write.cell(_figure(figure, write), width) for figure in page.figures]
    yield write.table([write.row(cells)], [width] * len(page.figures))
    yield write.paragraph("", style="Gap")


def _figure(figure: KeyFigure, write: Writer) -> str:
    value = Run(figure.value, colour="late" if figure.tone else "")
    unit = [Run(f" {figure.unit}", size=20)] if figure.unit else []
    lines = [write.paragraph(str(figure.label), style="Small"), write.paragraph(value, *unit, style="KeyFigure")]
    lines += [write.paragraph(str(figure.context), style="Small")] if figure.context else []
    lines += [write.paragraph(Run(str(figure.change), bold=True, colour="ink"), style="Small")] if figure.change else []
    return "".join(lines)


def _list(listed: Listed, write: Writer) -> Iterator[str]:
    yield write.paragraph(str(listed.title), style="Heading2")
    if listed.subtitle:
        yield write.paragraph(str(listed.subtitle), style="Small", keep=True)
    wide = 3700 if any(item.plan for group in listed.groups for item in group.items) else 860
    widths = [wide, TEXT_WIDTH - wide]
    for group in listed.groups:
        about = f" · {group.ago}" if listed.kind == "longest" else f" · {group.ago} · {group.count}"
        yield write.paragraph(Run(str(group.month)), Run(about, colour="soft"), style="Group")
        rows = []
        for item in group.items:
            runs = [Run(item.text), Run(f" · {item.unit}" if item.unit else "", colour="soft")]
            mark_colour = "ink" if listed.kind == "ahead" else "late"
            runs += [Run(" · ", colour="soft"), Run(str(item.mark), bold=True, colour=mark_colour)] if item.mark else []
            name = Run(" ".join(filter(None, (item.plan, item.ref))), colour="soft")
            cells = (write.paragraph(name, style="Cell"), write.paragraph(*runs, style="Cell"))
            rows.append(write.row(write.cell(cell, width) for cell, width in zip(cells, widths, strict=True)))
        yield write.table(rows, widths, lines=False)
    yield write.paragraph("", style="Gap")
    if listed.left_out:
        yield write.paragraph(str(listed.left_out))


def _ranking(ranking: Ranking, write: Writer) -> Iterator[str]:
    keys = [key for key in ("open", "share", "since", "longest") if key in ranking.columns]
    first = ranking.columns.get("plan") or ranking.columns["unit"]
    labels = [str(text) for text in (first, ranking.columns["overdue"], *(ranking.columns[key] for key in keys))]
    numbers = [max(NUMBER_WIDTH, _least([label])) for label in labels[1:]]
    widths = [TEXT_WIDTH - sum(numbers), *numbers]
    yield write.paragraph(str(ranking.title), style="Heading2")
    yield write.paragraph(str(ranking.subtitle), style="Small", keep=True)
    rows = [write.row((_text(label, width, write, at > 0, head=True) for at, (label, width) in
                       enumerate(zip(labels, widths, strict=True))), head=True)]  # fmt: skip
    for row in ranking.rows:
        name = f"{row.name} ({row.note})" if row.note else row.name
        late = write.paragraph(Run(str(row.overdue), bold=bool(row.overdue), colour="late" if row.overdue else "ink"),
                               style="Cell", right=True)  # fmt: skip
        cells = [_text(name, widths[0], write, link=row.link), write.cell(late, widths[1])]
        rest = zip(keys, widths[2:], strict=True)
        cells += [_text(str(getattr(row, key)), width, write, right=True) for key, width in rest]
        rows.append(write.row(cells))
    yield write.table(rows, widths, title=str(ranking.title))
    yield write.paragraph(str(ranking.left_out or ""), style="Small" if ranking.left_out else "Gap")


def _beside(page: Page, pictures: Mapping[str, Picture], write: Writer) -> Iterator[str]:
    if page.bridge:
        yield write.paragraph(str(page.bridge.title), style="Heading2")
        yield write.paragraph(str(page.bridge.line))
    if page.trend:
        yield write.paragraph(str(page.trend.title), style="Heading2")
        yield write.paragraph(str(page.trend.subtitle), style="Small", keep=True)
        yield write.picture(pictures["trend"], "trend", 2, 400)
        if page.trend.note:
            yield write.paragraph(str(page.trend.note), style="Small")
    if page.where:
        yield write.paragraph(str(page.where.title), style="Heading2")
        yield write.paragraph(str(page.where.subtitle), style="Small", keep=True)
        widths = [700, TEXT_WIDTH - 4100, 2600, 800]
        rows = []
        for part in page.where.parts:
            signs = [Run(text, colour=SQUARE_COLOURS[mark]) for mark, text in marked_signs(page.where, part)]
            late = write.paragraph(Run(str(part.overdue or ""), bold=True, colour="late"), style="Cell", right=True)
            cells = [
                _text(part.ref, widths[0], write),
                _text(part.text, widths[1], write),
                write.cell(write.paragraph(*signs, style="Cell"), widths[2]),
            ]
            rows.append(write.row([*cells, write.cell(late, widths[3])]))
        yield write.table(rows, widths, title=str(page.where.title))
        yield write.paragraph("", style="Gap")


def _annex(page: Page, write: Writer) -> Iterator[str]:
    turned = "<w:bidi/>" if page.direction == "rtl" else ""
    yield f'<w:p><w:pPr><w:pStyle w:val="Gap"/>{turned}{_sheet(page, landscape=False)}</w:pPr></w:p>'
    yield write.paragraph(str(page.annex_title), style="Heading1")
    for section in page.annex:
        yield write.paragraph(section.title, style="Heading2")
        yield from (write.paragraph(text, keep=bool(section.tables)) for text in section.texts)
        for table in section.tables:
            if table.title != section.title:
                yield write.paragraph(table.title, style="Heading3")
            yield from _table(table, write)
            if table.more:
                yield write.paragraph(table.more)
        yield from (write.paragraph(note, style="Small") for note in section.notes)


def _table(table: PageTable, write: Writer) -> Iterator[str]:
    widths = _widths(table)
    rights = [column.kind in NUMBERS for column in table.columns]
    places = list(zip(widths, rights, strict=True))
    labels = zip((column.label for column in table.columns), places, strict=True)
    rows = [write.row((_text(label, width, write, right, head=True) for label, (width, right) in labels), head=True)]
    for texts, link in zip_longest(table.texts, table.links, fillvalue=""):
        links = chain([link], repeat(""))
        cells = zip(texts, places, links, strict=False)
        rows.append(write.row(_text(text, width, write, right, link=to) for text, (width, right), to in cells))
    yield write.table(rows, widths, title=table.title)
    yield write.paragraph("", style="Gap")


def _text(text: str, width: int, write: Writer, right: bool = False, head: bool = False, link: str = "") -> str:
    run = Run(text, bold=head, colour="soft" if head else "todo" if link else "", link=link)
    return write.cell(write.paragraph(run, style="Cell", right=right, keep=head), width, "canvas" if head else "")


def _widths(table: PageTable) -> list[int]:
    """Make every column as wide as its longest word, and share out what is left to those with texts."""
    labels = [column.label for column in table.columns]
    least = [_least(texts) for texts in zip(labels, *table.texts, strict=True)]
    for at, column in enumerate(table.columns):
        if column.kind in NUMBERS:  # "7 of 15 (47%)" stays on its line
            least[at] = max([least[at], *(_piece_width(row[at]) + 2 * CELL_MARGIN for row in table.texts)])
    while sum(least) > ANNEX_WIDTH:
        widest = least.index(max(least))
        least[widest] -= min(sum(least) - ANNEX_WIDTH, max(least[widest] // 10, 1))
    shares = [SHARES.get(column.kind, 0) for column in table.columns]
    rest = min(ANNEX_WIDTH - sum(least), 1600 * max(sum(shares), 1))
    return [width + rest * share // max(sum(shares), 1) for width, share in zip(least, shares, strict=True)]


def _least(texts: Iterable[str]) -> int:
    """Return the width of the column whose longest piece just fits."""
    pieces = {piece for text in texts for piece in PIECE.findall(text)}
    return max(map(_piece_width, pieces), default=0) + 2 * CELL_MARGIN


def _piece_width(piece: str) -> int:
    narrow, broad = (sum(map(piece.count, letters)) for letters in LETTER_WIDTHS)
    capitals = sum(letter.isupper() for letter in piece) - sum(map(piece.count, "MWЖШЩМФЫЮ"))
    less, more = LETTER_WIDTHS.values()
    others = width_of(piece) - narrow - broad - capitals
    return narrow * less + broad * more + capitals * CAPITAL_WIDTH + others * LETTER_WIDTH
