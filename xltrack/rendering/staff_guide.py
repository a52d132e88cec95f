"""The guide for staff on one page: what to do, the statuses, the marks. Its words are those of the workbook."""

from __future__ import annotations

from xltrack.i18n.catalogue import catalogue
from xltrack.palette import light
from xltrack.rendering.html import environment
from xltrack.rendering.pdf import pdf
from xltrack.workbook.default_template.styles import MARKED, MARKS, Style, mark_samples

_MARKS = tuple(mark for mark in MARKED if mark != "waiting")  # only the coordinator's sheet has cells that wait
BROWSER_SIZE, OFFICE_SIZE = 12, 10
"""Points of the letters. LibreOffice leaves more between lines than a browser, and knows no columns."""
_CSS = {
    "bold": "font-weight:bold",
    "italic": "font-style:italic",
    "font_strikeout": "text-decoration:line-through",
    "font_color": "color:{}",
    "bg_color": "background:{}",
}


def staff_guide_html(language: str, size: float = BROWSER_SIZE) -> bytes:
    """Return the guide as a page that prints on one A4, in letters of so many points.

    Raises ValueError for a language that is not shipped.
    """
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
            size=size,
            colours={name: light(name) for name in ("ink", "rule")},
        )
    )
    return page.encode()


def _css(style: Style) -> str:
    """Return the look of a cell as a style of a web page."""
    return ";".join(_CSS[name].format(value) for name, value in style.items())


def staff_guide_pdf(language: str) -> bytes:
    """Print the guide. Raises XltrackError where no program can."""
    return pdf(lambda: staff_guide_html(language), lambda: staff_guide_html(language, OFFICE_SIZE), "guide.html")
