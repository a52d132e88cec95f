"""The guide for staff on one page: what to do, the statuses, the marks. Its words are those of the workbook."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from xltrack.i18n.catalogue import Catalogue, catalogue
from xltrack.palette import light
from xltrack.rendering.html import environment
from xltrack.rendering.pdf import pdf
from xltrack.workbook.default_template.styles import MARKED, MARKS, Style, mark_samples

_MARKS = tuple(mark for mark in MARKED if mark != "waiting")  # only the coordinator's sheet has cells that wait
_CSS = {
    "bold": "font-weight:bold",
    "italic": "font-style:italic",
    "font_strikeout": "text-decoration:line-through",
    "font_color": "color:{}",
    "bg_color": "background:{}",
}


def staff_guide_html(language: str) -> bytes:
    """Return the guide as a page that prints on one A4. Raises ValueError for a language that is not shipped."""
    words = catalogue(language)
    start, samples = words.section("start"), mark_samples(words)
    page = (
        environment()
        .get_template("staff_guide.html.j2")
        .render(
            language=language,
            direction=words.word("language", "direction"),
            start=start,
            notes=words.section("notes"),
            statuses=list(words.section("status").values()),
            marks=[(_css(MARKS[mark]), samples[mark], start[f"legend_{mark}"]) for mark in _MARKS],
            colours={name: light(name) for name in ("ink", "rule")},
        )
    )
    return page.encode()


def _css(style: Style) -> str:
    """Return the look of a cell as a style of a web page."""
    return ";".join(_CSS[name].format(value) for name, value in style.items())


def staff_guide_pdf(language: str) -> bytes:
    """Print the guide. Raises XltrackError where no program can."""
    return pdf(lambda: staff_guide_html(language), lambda: _workbook(catalogue(language)))


def _workbook(words: Catalogue) -> bytes:
    """Write the guide as a sheet, for a computer with LibreOffice and no browser."""
    import xlsxwriter

    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 1)
        sheet.set_column(0, 0, 90)
        if words.word("language", "direction") == "rtl":
            sheet.right_to_left()
        plain, bold = book.add_format({"text_wrap": True}), book.add_format({"bold": True, "font_size": 14})
        for row, (text, heading) in enumerate(_lines(words)):
            sheet.write_string(row, 0, text, bold if heading else plain)
    return out.getvalue()


def _lines(words: Catalogue) -> Iterator[tuple[str, bool]]:
    start = words.section("start")
    yield start["subtitle"], True
    yield start["steps_title"], True
    yield from ((f"{number}. {step}", False) for number, step in enumerate(start["steps"], start=1))
    yield words.word("notes", "status_title"), True
    yield from ((label, False) for label in words.section("status").values())
    yield start["legend_title"], True
    yield from ((start[f"legend_{mark}"], False) for mark in _MARKS)
    yield start["file_title"], True
    yield start["form_note"], False
