"""However many remarks a workbook holds, and however long they are, their words reach the coordinator."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltrack.grid.values import Row, Sheet
from xltrack.i18n.catalogue import LANGUAGES, catalogue
from xltrack.model.remark import Remark, remark_title
from xltrack.model.text_length import fits
from xltrack.reading.long_remarks import LONGEST_REMARK, in_parts, manageable, parts
from xltrack.reading.other_sheets import added_words

MANY = [
    Remark(kind="own_column", text=f"code {row}", sheet="Actions", address=f"R{row}", column="Budget", ref=f"R1.A{row}")
    for row in range(1, 801)
]
NOTE = Remark(kind="note", text="Six more months", sheet="Actions", address="G9", author="Aru", ref="R1.A4")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_hundreds_of_remarks_all_remain(language):
    shown = manageable([*MANY, NOTE], catalogue(language))
    assert len(shown) < 600
    assert NOTE in shown
    alone = {remark.text for remark in shown if remark.kind == "own_column"}
    listed = [line for remark in shown if remark.kind == "beside" for line in remark.text.split("\n")]
    places = {remark.text: (remark.address, remark.ref) for remark in MANY}
    for text, place in places.items():
        found = [line for line in listed if line.endswith(f": {text}")]
        assert (text in alone) != (len(found) == 1)
        assert all(part in line for line in found for part in place)


def test_few_remarks_stay_as_they_are():
    assert manageable([NOTE, *MANY[:400]], catalogue()) == (NOTE, *MANY[:400])


def test_what_is_listed_is_listed_by_sheet():
    others = [remark.model_copy(update={"sheet": "Recommendations"}) for remark in MANY]
    listed = [remark for remark in manageable([*MANY, *others], catalogue()) if remark.kind == "beside"]
    assert [remark.sheet for remark in listed] == sorted(remark.sheet for remark in listed)
    assert all(f"{remark.sheet}!" in line for remark in listed for line in remark.text.split("\n"))


def test_the_same_remarks_give_the_same_codes_in_a_second_file():
    codes = [[remark.code for remark in manageable([*MANY, NOTE], catalogue())] for _ in range(2)]
    assert codes[0] == codes[1]
    assert len(set(codes[0])) == len(codes[0])


@given(st.lists(st.integers(min_value=1, max_value=3 * LONGEST_REMARK), max_size=9))
def test_lines_of_any_length_are_cut_and_none_is_lost(lengths):
    lines = [chr(97 + at) * length for at, length in enumerate(lengths)]
    texts = list(parts(lines))
    assert "".join(texts).replace("\n", "") == "".join(lines)
    assert all(0 < len(text) <= LONGEST_REMARK for text in texts)


def test_a_text_without_end_ends_with_an_ellipsis():
    texts = list(parts("x" * LONGEST_REMARK for _ in range(200)))
    assert len(texts) < 150
    assert texts[-1].endswith("…")


def test_every_row_of_a_long_added_sheet_is_in_a_remark():
    rows = tuple(Row(at, (1, 2), (f"Line {at}", "Not funded any more. " * 9)) for at in range(1, 401))
    remarks = list(added_words(Sheet("Budget", rows), {}))
    lines = [line for remark in remarks for line in remark.text.split("\n")]
    assert [line.partition(" · ")[0] for line in lines] == [f"Line {at}" for at in range(1, 401)]
    assert {remark.kind for remark in remarks} == {"own_sheet"}


def test_a_remark_too_long_for_a_cell_becomes_several_with_its_place_and_author():
    text = "\n".join(f"Line {at} of a long mail 🙂" for at in range(4_000))
    mail = NOTE.model_copy(update={"kind": "mail", "text": text})
    shown = list(in_parts(mail))
    assert "\n".join(remark.text for remark in shown) == text
    assert {(remark.kind, remark.author, remark.address, remark.ref) for remark in shown} == {
        ("mail", "Aru", "G9", "R1.A4")
    }
    assert all(fits(f"{remark_title(remark, catalogue())}: {remark.text}") for remark in shown)
    assert fits("🙂" * LONGEST_REMARK)
    assert manageable([mail], catalogue()) == tuple(shown)
