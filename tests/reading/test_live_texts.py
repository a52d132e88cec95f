"""A text typed over a formula of ours is a remark; what the formulas show, in any language, is none."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.edits import cell, typed
from tests.packages import pack, unpack
from tests.tables import ISSUED, tracker
from tests.workflows.test_office_words import invented
from tests.xlsx.outside import saved
from tests.xlsx.spellings import SPELLINGS
from tests.xlsx_text import opened
from xltrack.i18n.catalogue import LANGUAGES, OfficeLanguage, catalogue, fold
from xltrack.model.fields import ACTION_FIELDS
from xltrack.model.row_rules import ROW_RULES
from xltrack.reading.live_texts import LIVE_KEYS, LONGEST_SHOWN, is_typed_over
from xltrack.workbook.annotate import annotated_bytes
from xltrack.workbook.read import read_bytes
from xltrack.workbook.write import workbook_bytes

SENT = tracker("""
    ref   | responsible | deadline | status    | comments
    R1.A1 | CO          | 2022-12  | initiated | Begun
    R1.A2 | RO          | 2022-12  | initiated |
""")
BROKEN = tracker("""
    ref   | responsible | deadline | status    | comments | completed_on
    R1.A1 | CO          | 2022-12  | initiated | Begun    |
    R1.A2 | RO          | 2022-12  | initiated |          | 2024-06-30
""")
"""The second row is overdue and breaks a rule of Check."""


@pytest.mark.parametrize("key", LIVE_KEYS)
def test_words_typed_over_a_live_formula_are_a_remark_on_that_action(key):
    sent = workbook_bytes(SENT, as_of=ISSUED)
    place = cell(sent, "R1.A2", key)
    read = read_bytes(typed(sent, {place: "We finished in May"}), "r.xlsx")
    assert [(one.kind, one.text, one.ref, one.address) for one in read.remarks] == [
        ("beside", "We finished in May", "R1.A2", place[1])
    ]
    assert read.current == SENT.plan


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_words_over_a_formula_are_found_in_every_spelling_of_the_workbook(spelling):
    sent = workbook_bytes(SENT, as_of=ISSUED)
    over = typed(sent, {cell(sent, ref, key): f"{ref} {key}" for ref in ("R1.A1", "R1.A2") for key in LIVE_KEYS})
    read = read_bytes(pack(SPELLINGS[spelling](unpack(over))), "r.xlsx")
    assert {f"{ref} {key}" for ref in ("R1.A1", "R1.A2") for key in LIVE_KEYS} <= {one.text for one in read.remarks}


def test_an_untouched_copy_has_no_remarks():
    assert read_bytes(workbook_bytes(SENT, as_of=ISSUED), "r.xlsx").remarks == ()


@pytest.mark.parametrize("language", [*LANGUAGES, *(OfficeLanguage(code, invented(code)) for code in LANGUAGES)])
def test_what_the_formulas_show_is_not_taken_for_words_of_somebody(language):
    words = catalogue(language)
    labels = [words.word("columns", "actions", column.key) for column in ACTION_FIELDS]
    headers = {fold(label) for label in labels}
    assert not any(is_typed_over(words.months(count), "overdue", headers, words) for count in range(1, 200))
    assert not is_typed_over(", ".join(labels), "changed", headers, words)
    assert not is_typed_over(f"{labels[0]}, {words.word('words', 'remark')}", "waiting", headers, words)
    rules = [words.word("check", rule.code) for rule in ROW_RULES]
    waits = words.word("check", "waiting", fields=", ".join(labels))
    assert not is_typed_over("; ".join([*rules, waits]), "check", headers, words)


@pytest.mark.parametrize(
    "labels, text, is_typed",
    [
        (["Cost, in USD", "Risk"], "Cost, in USD, Risk", False),
        (["Cost, in USD", "Cost"], "Cost, Cost, in USD", False),
        (["Est. cost.", "Risk"], "Est. cost., Risk", False),
        (["Cost, in USD", "Risk"], "Cost, in EUR, Risk", True),
        (["Cost, in USD", "Risk"], "Cost, in", True),
        (["Risk"], "Risk, ask Aru", True),
        ([f"A field with number {number}" for number in range(40)], None, False),
    ],
)
def test_headers_with_commas_and_a_list_that_the_formula_cut_are_no_words_of_somebody(labels, text, is_typed):
    text = ", ".join(labels)[:LONGEST_SHOWN] if text is None else text
    assert is_typed_over(text.strip(), "changed", set(map(fold, labels)), catalogue()) is is_typed


@pytest.mark.parametrize("name", ["r.xlsx", "r.csv"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_values_in_place_of_formulas_are_no_remarks_and_words_among_them_are(language, name):
    """Programs that keep no formulas write such files, and a .csv has none."""
    sent = BROKEN.model_copy(update={"meta": BROKEN.meta.model_copy(update={"language": language})})
    data = workbook_bytes(sent, as_of=ISSUED)
    book = opened(data, results=True)
    sheet, place = book.worksheets[1], cell(data, "R1.A2", "check")[1]
    assert sheet[place].value
    assert sheet[cell(data, "R1.A2", "overdue")[1]].value
    for said in ("", "We finished in May"):
        sheet[place] = said or sheet[place].value
        raw = saved(book) if name == "r.xlsx" else as_csv(sheet)
        told = read_bytes(raw, name, base=sent).remarks
        assert [(one.text, one.ref) for one in told] == ([(said, "R1.A2")] if said else [])


def as_csv(sheet: Worksheet) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(sheet.iter_rows(values_only=True))
    return out.getvalue().encode()


@pytest.mark.parametrize("key", LIVE_KEYS)
def test_a_copy_to_be_corrected_repeats_words_typed_over_a_live_formula(key):
    sent = workbook_bytes(SENT, as_of=ISSUED)
    read = read_bytes(typed(sent, {cell(sent, "R1.A2", key): "We finished in May"}), "r.xlsx")
    copy = annotated_bytes(read, as_of=ISSUED)
    shown = [str(one.value) for sheet in opened(copy) for row in sheet.iter_rows() for one in row if one.value]
    assert any("We finished in May" in text for text in shown)


@pytest.mark.parametrize("title", ["A plan & its long title, " * 9, "12 plans\nof two lines " * 9, "标题很长" * 60])
@pytest.mark.parametrize("added", ["", " Draft of Aru"])
def test_a_long_title_that_is_cut_in_the_printed_margin_is_no_remark_and_what_stands_behind_it_is(title, added):
    plan = SENT.plan.model_copy(update={"title": title.strip()})
    book = opened(workbook_bytes(SENT.model_copy(update={"plan": plan}), as_of=ISSUED))
    book["Actions"].oddHeader.left.text += added
    assert [remark.text for remark in read_bytes(saved(book), "back.xlsx").remarks] == (
        [added.strip()] if added else []
    )
