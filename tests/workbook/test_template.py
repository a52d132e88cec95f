"""The default template is drawn the same every time, and is what a tracker needs."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.lint import findings
from tests.paths import ROOT
from tests.xlsx_text import drawn_at, opened
from xltrack.i18n.catalogue import LANGUAGES
from xltrack.model.fields import SHEETS, defined_name
from xltrack.palette import contrast
from xltrack.workbook.default_template.draw import draw
from xltrack.workbook.default_template.styles import (
    BODIES,
    FIGURE_LABEL,
    GROUPS,
    HEADERS,
    MARKS,
    PAPER,
    QUIET,
    TITLE,
)

SHIPPED = ROOT / "templates" / "tracker_template.xlsx"


def test_the_template_in_the_repository_is_what_the_code_draws():
    assert SHIPPED.read_bytes() == draw()


def test_another_process_in_another_time_zone_draws_the_same_bytes():
    code = "import sys; from xltrack.workbook.default_template.draw import draw; sys.stdout.buffer.write(draw())"
    environment = {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7", "LC_ALL": "C"}
    made = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True).stdout
    assert made == draw()


def test_excel_would_open_it_without_a_word():
    assert findings(draw()) == []


def test_every_column_is_marked_by_its_name():
    book = opened(draw())
    assert {defined_name(sheet, c.key) for sheet, columns in SHEETS.items() for c in columns} <= set(book.defined_names)


@pytest.mark.parametrize("name, style", [*MARKS.items(), *HEADERS.items(), *BODIES.items(), *GROUPS.items()])
def test_text_stands_out_from_its_fill(name, style):
    assert contrast(style["font_color"], style.get("bg_color", PAPER)) >= 4.5


@pytest.mark.parametrize("style", [TITLE, QUIET, FIGURE_LABEL])
def test_text_stands_out_from_paper(style):
    assert contrast(style["font_color"], PAPER) >= 4.5


def test_a_mark_is_never_a_colour_alone():
    assert all({"bold", "italic", "font_strikeout"} & set(style) for style in MARKS.values())


def test_dropdowns_name_a_list_and_rules_do_not_overlap():
    sheet = opened(draw())["Actions"]
    lists = [rule for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    assert {rule.formula1 for rule in lists} == {"xltrack_list_status", "xltrack_list_responsible"}
    covered = [cell for ranges in sheet.conditional_formatting for cell in str(ranges.sqref).split()]
    assert len(covered) == len(set(covered))
    rules = [rule for ranges in sheet.conditional_formatting for rule in ranges.rules]
    assert not any("!" in formula or "EOMONTH" in formula for rule in rules for formula in rule.formula)


def test_date_rules_warn_and_never_stop():
    rules = opened(draw())["Actions"].data_validations.dataValidation
    assert {rule.errorStyle for rule in rules if rule.type == "date"} == {"warning"}


def test_choice_columns_say_what_to_do():
    rules = opened(draw())["Actions"].data_validations.dataValidation
    assert all(rule.promptTitle and rule.prompt for rule in rules)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sheet, needed", [("actions", ("status", "comments", "check")), ("decisions", ("take",))])
def test_what_people_fill_in_and_what_is_wrong_show_on_the_first_screen_of_a_laptop(language, sheet, needed):
    """1366 pixels at 100 % less row numbers and scroll bar; LibreOffice draws columns 5.7 % wider than Excel."""
    book = opened(draw(language))
    title, _ = next(iter(book.defined_names[defined_name(sheet, needed[0])].destinations))
    keys = [column.key for column in SHEETS[sheet]]
    shown = keys[: max(keys.index(key) for key in needed) + 1]
    widths = [book[title].column_dimensions[drawn_at(key, 1, sheet)[0]].width for key in shown]
    assert sum(int(width * 7 + 0.5) for width in widths) <= (1366 - 55) / 1.057


def test_pages_are_a4_across_with_the_header_repeated():
    sheet = opened(draw())["Actions"]
    page = sheet.page_setup
    assert (page.orientation, page.paperSize, page.fitToHeight) == ("landscape", 9, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$5:$5"
    assert "&P" in sheet.oddFooter.right.text
    assert sheet.freeze_panes == "D6"
