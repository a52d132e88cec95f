"""A return that explains itself: nothing typed is lost, everything wrong is marked, and it can be returned again."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date

import openpyxl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl.utils.cell import coordinate_to_tuple

from tests.command_line import xltrack
from tests.lint import findings as lint
from tests.tables import ISSUED, tracker
from tests.workbook.test_read import changes, findings, through_openpyxl
from xltrack.errors import BaseMissing
from xltrack.i18n.catalogue import catalogue
from xltrack.model.fields import ACTION_FIELDS
from xltrack.model.submission import Submission
from xltrack.workbook.annotate import annotated_bytes
from xltrack.workbook.read import read_bytes, read_workbook
from xltrack.workbook.write import workbook_bytes

SENT = tracker("""
    ref   | description       | responsible | deadline | status        | comments
    R1.A1 | Hold a workshop   | CO          | 2022/12  | initiated     | Started
    R1.A2 | Write the report  | RO          | 2024/12  | not_initiated |
    R2.A1 | Agree the terms   | CO          | 2023/06  | completed     | Agreed
""")
BYTES = workbook_bytes(SENT, as_of=ISSUED)
CELLS = {(ref, key): cell.address for (ref, key), cell in read_bytes(BYTES, "sent.xlsx").cells.items()}
LAST = max(coordinate_to_tuple(address)[0] for address in CELLS.values() if address.startswith("A"))

Typed = Mapping[tuple[str, str], object]


def returned(typed: Typed, beside: Mapping[str, object] | None = None) -> Submission:
    """The copy with values typed into cells (row, key); rows named +1, +2 lie under the table."""

    def edit(book: openpyxl.Workbook) -> None:
        for (ref, key), value in typed.items():
            known = CELLS["R1.A1" if ref.startswith("+") else ref, key]
            row, column = coordinate_to_tuple(known)
            row = LAST + int(ref) if ref.startswith("+") else row
            book["Actions"].cell(row, column).value = value  # type: ignore[index, assignment]
        for address, value in (beside or {}).items():
            book["Actions"][address] = value  # type: ignore[index, assignment]

    return read_bytes(through_openpyxl(BYTES, edit), "return.xlsx")


def copy_of(submission: Submission) -> tuple[bytes, Submission]:
    data = annotated_bytes(submission, as_of=ISSUED)
    return data, read_bytes(data, "return.xlsx")


def texts(data: bytes) -> set[str]:
    """Everything that stands in a cell of the copy's visible sheets."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    found = {str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None}
    book.close()
    return found


def codes(submission: Submission) -> set[str]:
    return {code for code, _ in findings(submission)}


@pytest.mark.parametrize(
    "key, typed, shown",
    [
        ("status", "Compleet", "Compleet"),
        ("status", None, None),
        ("status", 3, "3"),
        ("deadline", "some day", "some day"),
        ("deadline", 2000, "2000"),
        ("completed_on", "soon", "soon"),
        ("completed_on", date(2024, 5, 3), date(2024, 5, 3)),
        ("proposed_deadline", "when funds come", "when funds come"),
        ("comments", "All done\nin May", "All done\nin May"),
        ("comments", "=1+1", "Started"),
        ("comments", "#REF!", "Started"),
        ("description", "Hold two workshops", "Hold a workshop"),
    ],
)
def test_what_was_typed_stands_in_its_cell_unless_it_would_be_taken_for_something_else(key, typed, shown):
    first = returned({("R1.A1", key): typed})
    data, again = copy_of(first)
    book = openpyxl.load_workbook(io.BytesIO(data))
    value = book["Actions"][CELLS["R1.A1", key]].value
    book.close()
    assert (value.date() if hasattr(value, "date") else value) == shown
    assert changes(again) == changes(first)
    assert typed is None or isinstance(typed, date) or str(typed) in texts(data)


GARBAGE = st.sampled_from(
    [
        "Compleet",
        "soon",
        "2023/13",
        "5",
        "=1/0",
        "#REF!",
        "Done",
        "2025/03",
        "2024-05-03",
        "x" * 300,
        "N/A",
        "Сompleted",
    ]
)
KEYS = [column.key for column in ACTION_FIELDS]


@settings(max_examples=12, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(
    st.dictionaries(st.tuples(st.sampled_from(["R1.A1", "R1.A2", "R2.A1", "+1", "+2"]), st.sampled_from(KEYS)), GARBAGE)
)
def test_returned_as_it_is_the_copy_says_what_the_return_said(typed):
    first = returned(typed)
    data, again = copy_of(first)
    assert again.base == first.base
    assert changes(again) == changes(first)
    assert [a.model_copy(update={"ref": ""}) for a in again.added] == [
        a.model_copy(update={"ref": ""}) for a in first.added
    ]
    said = texts(data)
    assert not [value for value in typed.values() if value not in said and _kept_plain(value, said)]


def _kept_plain(value: str, said: set[str]) -> bool:
    """Whether a typed text is nowhere, not even as the value that it was read as."""
    read = {"Done": "Completed", "N/A": "No Longer Applicable", "2023/13": "2023/13"}
    return read.get(value, value) not in said and value not in ("2025/03", "2024-05-03")


def test_a_corrected_copy_is_clean_and_carries_every_edit():
    first = returned(
        {("R1.A1", "status"): "Compleet", ("R1.A1", "comments"): "Held in May", ("R1.A2", "status"): "Completed"}
    )
    data, _ = copy_of(first)

    def correct(book: openpyxl.Workbook) -> None:
        book["Actions"][CELLS["R1.A1", "status"]] = "Completed"
        book["Actions"][CELLS["R1.A2", "evidence"]] = "Minutes"

    again = read_bytes(through_openpyxl(data, correct), "corrected.xlsx")
    assert changes(again) == [
        ("R1.A1", "status", "completed"),
        ("R1.A1", "comments", "Held in May"),
        ("R1.A2", "status", "completed"),
        ("R1.A2", "evidence", "Minutes"),
    ]
    assert findings(again) == []


def test_every_finding_has_a_mark_a_note_and_a_line_that_leads_to_its_cell():
    first = returned(
        {("R1.A1", "status"): "Compleet", ("R1.A1", "completed_on"): "soon", ("R1.A2", "status"): "Completed"}
    )
    data, _ = copy_of(first)
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet, listed = book["Actions"], book["To fix"]
    wrong = {CELLS["R1.A1", "status"], CELLS["R1.A1", "completed_on"], CELLS["R1.A2", "status"]}
    notes = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    assert set(notes) == wrong
    assert "Compleet" in notes[CELLS["R1.A1", "status"]]
    assert "Completed" in notes[CELLS["R1.A1", "status"]]
    marks = {
        cell.coordinate for row in sheet.iter_rows(min_row=6) for cell in row if cell.border.left.style == "medium"
    }
    assert marks == wrong
    links = {cell.hyperlink.location for cell in listed["A"] if cell.hyperlink}
    assert links == {f"Actions!{address}" for address in wrong}
    assert book.active.title == "To fix"
    book.close()


def test_a_return_without_findings_says_that_nothing_is_left():
    data, again = copy_of(returned({("R1.A1", "comments"): "Started. Held"}))
    assert any(text.startswith("Nothing is left to fix") for text in texts(data))
    assert changes(again) == [("R1.A1", "comments", "Started. Held")]


def test_rows_that_were_not_taken_stay_visible_until_somebody_settles_them():
    twice = {("+1", key): value for key, value in {"ref": "R1.A1", "description": "Hold a workshop"}.items()}
    first = returned({**twice, ("+1", "comments"): "Other words", ("+2", "ref"): "R9.A9", ("+2", "reason"): "whose?"})
    data, again = copy_of(first)
    assert {"duplicate_ref", "unknown_ref"} <= codes(first)
    assert codes(again) == codes(first)
    assert {"Other words", "whose?", "R9.A9"} <= texts(data)
    assert changes(again) == changes(first) == []


def test_a_missing_row_is_back_in_the_copy():
    def edit(book: openpyxl.Workbook) -> None:
        book["Actions"].delete_rows(coordinate_to_tuple(CELLS["R1.A2", "ref"])[0])

    first = read_bytes(through_openpyxl(BYTES, edit), "return.xlsx")
    _, again = copy_of(first)
    assert (first.missing, again.missing) == (("R1.A2",), ())


def test_what_was_typed_beside_the_form_is_listed_with_its_cell():
    data, _ = copy_of(returned({}, beside={"T7": "see my mail"}))
    assert {"Actions!T7", "see my mail"} <= texts(data)


def test_the_copy_would_open_without_repair():
    typed = {(ref, key): "garbage" for ref in ("R1.A1", "R1.A2", "+1") for key in KEYS}
    data, _ = copy_of(returned(typed, beside={"T7": "x"}))
    assert lint(data) == []


def test_the_copy_speaks_the_language_of_the_return():
    french = SENT.model_copy(update={"meta": SENT.meta.model_copy(update={"language": "fr"})})
    data = workbook_bytes(french, as_of=ISSUED)
    cells = read_bytes(data, "sent.xlsx").cells

    def edit(book: openpyxl.Workbook) -> None:
        book[cells["R1.A1", "status"].sheet][cells["R1.A1", "status"].address] = "Initiatedd"

    copy = annotated_bytes(read_bytes(through_openpyxl(data, edit), "return.xlsx"), as_of=ISSUED)
    words = catalogue("fr")
    told = [text for text in texts(copy) if "Initiatedd" in text or words.word("status", "completed") in text]
    assert any(text.startswith(words.word("columns", "actions", "status")) for text in told)
    assert any(words.word("words", "did_you_mean", hint=words.word("status", "initiated")) in text for text in told)
    assert not [text for text in texts(copy) if "Not Initiated" in text or "Did you mean" in text]
    assert lint(copy) == []


def test_the_same_return_gives_the_same_bytes():
    first = returned({("R1.A1", "status"): "Compleet"})
    assert annotated_bytes(first, as_of=ISSUED) == annotated_bytes(first, as_of=ISSUED)


def test_without_a_base_nothing_can_be_marked():
    bare = read_bytes(through_openpyxl(BYTES, lambda book: book.remove(book["xltrack base"])), "return.xlsx")
    with pytest.raises(BaseMissing):
        annotated_bytes(bare, as_of=ISSUED)


def test_check_writes_the_copy_and_never_over_the_return(tmp_path):
    source, target = tmp_path / "return.xlsx", tmp_path / "to-fix.xlsx"
    edit = lambda book: book["Actions"].__setitem__(CELLS["R1.A1", "status"], "Compleet")  # noqa: E731
    source.write_bytes(through_openpyxl(BYTES, edit))
    ran = xltrack("check", source, "--annotate", target)
    assert (ran.code, "to-fix.xlsx" in ran.err, "Compleet" in ran.out) == (1, True, True)
    assert codes(read_workbook(target)) == {"unknown_choice"}
    assert xltrack("check", source, "--annotate", target).code == 2
    assert xltrack("check", source, "--annotate", source, "--force").code == 2
    assert xltrack("check", source, target, "--annotate", tmp_path / "x.xlsx").code == 2


@pytest.mark.libreoffice
@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
def test_a_copy_corrected_in_libreoffice_is_clean(office, tmp_path, suffix):
    source = tmp_path / "to-fix.xlsx"
    source.write_bytes(copy_of(returned({("R1.A1", "status"): "Compleet", ("R1.A1", "comments"): "Held in May"}))[0])
    fixed = office.edit(source, tmp_path / f"fixed{suffix}", ("type", "Actions", CELLS["R1.A1", "status"], "Completed"))
    again = read_workbook(fixed)
    assert changes(again) == [("R1.A1", "status", "completed"), ("R1.A1", "comments", "Held in May")]
    assert findings(again) == []
