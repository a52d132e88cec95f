"""Reading what was written gives what was written, whoever has saved it in between."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings

from tests.packages import pack
from tests.raw_xlsx import header_row, parts, text_cell
from tests.real_plan import real_text
from tests.strategies import trackers
from tests.tables import ISSUED, tracker
from tests.xlsx_text import drawn_at
from xltrack.errors import NotATracker, WorkbookError
from xltrack.importing.response_text import parse_text
from xltrack.model.compare import diff
from xltrack.model.serialize import to_chunks
from xltrack.model.submission import Submission
from xltrack.model.tracker import Tracker, new_tracker
from xltrack.workbook.read import read_bytes, read_workbook
from xltrack.workbook.write import workbook_bytes

SENT = tracker("""
    ref   | description       | responsible | deadline | status        | comments
    R1.A1 | Hold a workshop   | CO          | 2022/12  | initiated     | Started
    R1.A2 | Write the report  | RO          | 2024/12  | not_initiated |
    R1.A3 | Train the staff   | RO          | 2025/06  | not_initiated | Later
    R2.A1 | Agree the terms   | CO          | 2023/06  | completed     | Agreed
""")


@pytest.fixture(scope="module")
def sent() -> bytes:
    return workbook_bytes(SENT, as_of=ISSUED)


def findings(found: Submission) -> list[tuple[str, str | None]]:
    for finding in found.findings:
        assert str(finding)
        assert finding.file == found.file
    return [(p.code, p.where.address if p.where else None) for p in found.findings]


def changes(found: Submission) -> list[tuple[str, str | None, str]]:
    assert found.base is not None
    return [(c.ref, c.field, str(c.after)) for c in diff(found.base.plan, found.current)]


def remade(data: bytes, edit: Callable[[dict[str, bytes]], None]) -> bytes:
    """The workbook with its parts edited."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    edit(found)
    return pack(found)


def part_of(found: dict[str, bytes], sheet: str) -> str:
    book = found["xl/workbook.xml"].decode()
    number = re.search(rf'<sheet name="{sheet}"[^>]*r:id="(\w+)"', book)
    assert number
    rels = found["xl/_rels/workbook.xml.rels"].decode()
    target = re.search(rf'<Relationship [^>]*Id="{number[1]}"[^>]*>', rels)
    assert target
    return "xl/" + re.search(r'Target="([^"]+)"', target[0])[1]


def through_openpyxl(data: bytes, edit: Callable[[openpyxl.Workbook], None]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    edit(book)
    out = io.BytesIO()
    book.save(out)
    book.close()
    return out.getvalue()


@settings(max_examples=15)
@given(trackers())
def test_reading_what_was_written_gives_what_was_written(written):
    found = read_bytes(workbook_bytes(written, as_of=ISSUED), "copy.xlsx")
    assert found.base is not None
    assert (found.base.plan, found.current, findings(found)) == (found.current, found.base.plan, [])
    assert found.base.meta == written.meta
    assert (found.added, found.missing) == ((), ())


def real_tracker() -> Tracker:
    return new_tracker(parse_text(real_text()).plan, ISSUED)


def test_the_real_plan_comes_back_in_silence():
    real = real_tracker()
    found = read_bytes(workbook_bytes(real, as_of=ISSUED), "copy.xlsx")
    assert (found.base, found.current, findings(found)) == (real, real.plan, [])
    assert len(found.digest) == 64


def test_openpyxl_in_between_changes_nothing_but_what_was_edited(sent):
    def edit(book):
        sheet = book["Actions"]
        head = next(row for row in sheet.iter_rows() if row[0].value == "Ref")
        names = {cell.value: cell.column for cell in head}
        row = head[0].row + 2
        sheet.cell(row, names["Status"]).value = "Completed"
        sheet.cell(row, names["Comments"]).value = "=1+1"
        sheet.insert_cols(3)

    found = read_bytes(through_openpyxl(sent, edit), "r.xlsx")
    assert changes(found) == [("R1.A2", "status", "completed")]
    assert [code for code, _ in findings(found)] == ["completed_without_evidence", "formula_without_value"]


def test_a_column_that_moved_under_a_live_name_is_still_read(sent):
    """openpyxl moves cells and not names, so the name of a live column then points at Reason."""

    def edit(book):
        sheet = book["Actions"]
        head = next(row for row in sheet.iter_rows() if row[0].value == "Ref")
        names = {cell.value: cell.column for cell in head}
        sheet.cell(head[0].row + 1, names["Reason"]).value = "Staff left"
        sheet.insert_cols(2)

    assert changes(read_bytes(through_openpyxl(sent, edit), "r.xlsx")) == [("R1.A1", "reason", "Staff left")]


def test_without_its_hidden_sheet_the_return_says_what_it_shows(sent):
    found = read_bytes(through_openpyxl(sent, lambda book: book.remove(book["xltrack base"])), "r.xlsx")
    assert ("base_missing", None) in findings(found)
    assert (found.base, found.tracker, found.revision) == (None, SENT.meta.id, 1)
    assert [a.ref for a in found.current.actions] == [a.ref for a in SENT.plan.actions]


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_without_its_first_sheet_too_it_still_says_which_state_it_was_made_from(language):
    state = SENT.model_copy(update={"meta": SENT.meta.model_copy(update={"language": language, "revision": 7})})
    sent = workbook_bytes(state, as_of=SENT.meta.issued)

    def edit(book):
        for name in (book.sheetnames[0], book.sheetnames[-1]):
            book.remove(book[name])

    found = read_bytes(through_openpyxl(sent, edit), "r.xlsx")
    assert (found.base, found.tracker, found.revision) == (None, SENT.meta.id, 7)


@pytest.mark.parametrize("number", ["²", "0" * 5000, "-1", "1_0", "999999"])
def test_a_text_number_that_is_none_is_refused_and_not_stumbled_over(number):
    data = pack(parts(f'<row r="1"><c r="A1" t="s"><v>{number}</v></c></row>'))
    with pytest.raises(WorkbookError, match=r"sheet|cell|damaged"):
        read_bytes(data, "r.xlsx")


def test_a_base_that_is_given_stands_in_for_one_that_is_gone(sent):
    stripped = through_openpyxl(sent, lambda book: book.remove(book["xltrack base"]))
    found = read_bytes(stripped, "r.xlsx", base=SENT)
    assert (found.base, found.current, findings(found)) == (SENT, SENT.plan, [])
    other = tracker("ref | description\nR1.A1 | Other")
    assert read_bytes(sent, "r.xlsx", base=other).base == SENT


def test_a_damaged_hidden_sheet_is_told(sent):
    def edit(book):
        cell = next(c for row in book["xltrack base"].iter_rows() for c in row if str(c.value).startswith("xltrack:"))
        cell.value = cell.value[:-10] + ("A" * 10)

    found = read_bytes(through_openpyxl(sent, edit), "r.xlsx")
    assert found.base is None
    assert ("base_damaged", None) in findings(found)


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[:-10] + "A" * 10,
        lambda text: text.replace(":1/", ":" + "9" * 6000 + "/"),
        lambda text: "xltrack:",
        lambda text: text[:40],
    ],
)
def test_a_damaged_base_is_told_apart_from_one_that_is_gone_and_named_when_another_stands_in(sent, damage):
    def edit(book):
        for row in book["xltrack base"].iter_rows():
            for cell in row:
                if str(cell.value).startswith("xltrack:"):
                    cell.value = damage(cell.value)

    data = through_openpyxl(sent, edit)
    alone, beside = read_bytes(data, "r.xlsx"), read_bytes(data, "r.xlsx", base=SENT)
    assert (alone.base, findings(alone)) == (None, [("base_damaged", None)])
    assert (beside.base, beside.current, findings(beside)) == (SENT, SENT.plan, [("base_set_aside", None)])


def test_what_a_formula_shows_is_taken_and_every_cell_that_it_fills_is_named(sent):
    """A plain formula, an array formula in one cell, and one that spills into the row below."""
    (plain, single, head, spill) = (drawn_at("evidence", row) for row in (6, 7, 8, 9))
    contents = {
        plain: ' t="str"><f>A6</f><v>R1.A1</v></c>',
        single: f'><f t="array" ref="{single}">SUM(LEN(A6:A7))</f><v>10</v></c>',
        head: f' cm="1" t="str"><f t="array" ref="{head}:{spill}">A6:A7</f><v>R1.A1</v></c>',
        spill: ' t="str"><v>R1.A2</v></c>',
    }

    def edit(found):
        part = part_of(found, "Actions")
        xml = found[part].decode()
        for at, content in contents.items():
            xml = re.sub(rf'(<c r="{at}"[^>]*?)(?: t="\w+")?(?:/>|>.*?</c>)', rf"\g<1>{content}", xml, count=1)
        found[part] = xml.encode()

    read = read_bytes(remade(sent, edit), "r.xlsx")
    values = {"R1.A1": "R1.A1", "R1.A2": "10", "R1.A3": "R1.A1", "R2.A1": "R1.A2"}
    assert changes(read) == [(ref, "evidence", value) for ref, value in values.items()]
    assert [at for at in findings(read) if at[0] == "formula_in_cell"] == [("formula_in_cell", at) for at in contents]


def test_the_base_is_found_by_content_and_is_never_the_actions_sheet(sent):
    def edit(book):
        book["xltrack base"].sheet_state = "visible"
        book["xltrack base"].title = "Sheet9"
        book.remove(book["Actions"])

    found = read_bytes(through_openpyxl(sent, edit), "r.xlsx")
    assert found.base == SENT
    assert ("sheet_missing", None) in findings(found)


def test_an_actions_sheet_pasted_elsewhere_is_found_by_its_headers(sent):
    def edit(book):
        old, new = book["Actions"], book.create_sheet("Sheet1")
        for row in old.iter_rows():
            for cell in row:
                if cell.value is not None:
                    new.cell(cell.row + 3, cell.column + 2).value = cell.value
        book.remove(old)

    found = read_bytes(through_openpyxl(sent, edit), "r.xlsx")
    assert (found.current, found.missing) == (SENT.plan, ())


def test_macros_links_and_the_1904_system_are_told_and_not_followed():
    made = parts(header_row(), properties='<workbookPr date1904="1"/>')
    made |= {"xl/vbaProject.bin": "x", "xl/externalLinks/externalLink1.xml": "<x/>"}
    codes = [code for code, _ in findings(read_bytes(pack(made), "r.xlsm"))]
    assert codes == ["base_missing", "macros_present", "links_present", "date_system_1904"]


def test_a_workbook_of_somebody_else_is_no_tracker():
    with pytest.raises(NotATracker):
        read_bytes(pack(parts('<row r="1">' + text_cell("A1", "Budget") + "</row>")), "budget.xlsx")


def test_the_base_alone_is_enough_to_know_a_tracker():
    chunks = "".join(f'<row r="{at}">{text_cell(f"A{at}", text)}</row>' for at, text in enumerate(to_chunks(SENT), 1))
    found = read_bytes(pack(parts(chunks)), "r.xlsx")
    assert (found.base, found.current) == (SENT, SENT.plan)
    assert findings(found) == [("sheet_missing", None)]


@pytest.mark.parametrize("title", ["2024 review", "5&10"])
def test_a_title_that_begins_with_a_digit_is_no_size_of_the_letters_of_a_page_header(title):
    sent = SENT.model_copy(update={"plan": SENT.plan.model_copy(update={"title": title})})
    assert findings(read_bytes(workbook_bytes(sent, as_of=ISSUED), "r.xlsx")) == []


def test_it_is_known_who_saved_it_and_when(sent):
    def edit(found):
        core = found["docProps/core.xml"].decode()
        core = re.sub(r"(<dc:creator>)[^<]*", lambda found: f"{found[1]}Aida&#10; \u202eBek{' Z' * 5000}", core)
        core = re.sub(r"<cp:lastModifiedBy>[^<]*</cp:lastModifiedBy>", "", core)
        core = re.sub(r"(<dcterms:modified[^>]*>)[^<]*", r"\g<1>2024-07-01T08:30:00Z", core)
        found["docProps/core.xml"] = core.encode()

    found = read_bytes(remade(sent, edit), "r.xlsx")
    assert found.by.startswith("Aida �Bek Z")
    assert len(found.by) <= 100
    assert found.saved is not None
    assert found.saved.isoformat() == "2024-07-01T08:30:00+00:00"


@pytest.mark.parametrize("name", ["r.ods", "r.xls", "r.xlsb"])
def test_a_damaged_file_in_another_format_gives_one_clear_error(name):
    start = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" if name == "r.xls" else b"PK\x03\x04"
    with pytest.raises(WorkbookError) as caught:
        read_bytes(start + b"\0" * 600, name)
    assert caught.value.code == "foreign_failed"
    assert name in str(caught.value)


@pytest.mark.parametrize("name", ["r.ods", "r.xlsb"])
def test_a_value_in_the_last_cell_ends_only_the_child(name):
    """There calamine asks for terabytes and aborts its process."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"], book.active["XFD1048576"] = "x", "y"
    book.save(out)
    with pytest.raises(WorkbookError) as caught:
        read_bytes(out.getvalue(), name)
    assert caught.value.code == "foreign_memory"


# A real LibreOffice from here on.

FORMATS = pytest.mark.parametrize("suffix", [".xlsx", ".ods", ".xls"])


def edited(office, tmp_path: Path, data: bytes, suffix: str, *steps) -> Submission:
    source = tmp_path / "sent.xlsx"
    source.write_bytes(data)
    return read_workbook(office.edit(source, tmp_path / f"returned{suffix}", *steps))


def place(data: bytes, ref: str, field: str) -> str:
    return read_bytes(data, "sent.xlsx").cells[ref, field].address


@pytest.mark.libreoffice
@FORMATS
def test_a_real_plan_saved_by_libreoffice_is_unchanged(office, tmp_path, suffix):
    real = real_tracker()
    found = edited(office, tmp_path, workbook_bytes(real, as_of=ISSUED), suffix)
    assert (found.base, found.current, findings(found)) == (real, real.plan, [])


@pytest.mark.libreoffice
@FORMATS
def test_sorted_stretched_and_edited_in_libreoffice_gives_exactly_the_edits(office, tmp_path, suffix, sent):
    at = {
        field: place(sent, "R1.A2", field)
        for field in ("status", "comments", "proposed_deadline", "reason", "deadline")
    }
    first, last = place(sent, "R1.A1", "ref"), place(sent, "R2.A1", "uid")
    found = edited(
        office, tmp_path, sent, suffix,
        ("type", "Actions", at["status"], "Completed"),
        ("type", "Actions", at["comments"], "Was done\nin May"),
        ("type", "Actions", at["proposed_deadline"], "2025/03"),
        ("type", "Actions", at["reason"], "= late funds"[2:]),
        ("type", "Actions", at["deadline"], "2025/01"),
        ("sort", "Actions", f"{first}:{last}", 2, False),
        ("insert", "Actions", "rows", int(re.sub(r"\D", "", first)) + 2, 2),
        ("insert", "Actions", "columns", 3, 1),
        ("rename", "xltrack base", "Sheet7"),
    )  # fmt: skip
    assert changes(found) == [
        ("R1.A2", "deadline", "2025/01"),
        ("R1.A2", "status", "completed"),
        ("R1.A2", "comments", "Was done\nin May"),
        ("R1.A2", "proposed_deadline", "2025/03"),
        ("R1.A2", "reason", "late funds"),
    ]
    assert (findings(found), found.missing, found.added) == ([], (), ())


@pytest.mark.libreoffice
@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
def test_a_note_written_in_libreoffice_is_a_remark_on_its_action_also_after_a_sort(office, tmp_path, suffix, sent):
    first, last = place(sent, "R1.A1", "ref"), place(sent, "R2.A1", "uid")
    found = edited(
        office, tmp_path, sent, suffix,
        ("sort", "Actions", f"{first}:{last}", 2, False),
        ("note", "Actions", place(sent, "R2.A1", "comments"), "Six more months\nplease"),
    )  # fmt: skip
    (row,) = [ref for (ref, field), cell in found.cells.items()
              if field == "comments" and cell.address == place(sent, "R2.A1", "comments")]  # fmt: skip
    assert [(one.kind, one.ref, one.text) for one in found.remarks] == [("note", row, "Six more months\nplease")]
    assert changes(found) == []


@pytest.mark.libreoffice
@FORMATS
def test_rows_deleted_copied_and_added_in_libreoffice(office, tmp_path, suffix, sent):
    first, uid, text = (place(sent, "R1.A1", field) for field in ("ref", "uid", "description"))
    row = int(re.sub(r"\D", "", place(sent, "R2.A1", "ref")))
    column = text.rstrip("0123456789")
    found = edited(
        office, tmp_path, sent, suffix,
        ("delete", "Actions", "rows", row, 1),
        ("copy", "Actions", f"{first}:{uid}", f"A{row + 3}"),
        ("type", "Actions", f"{column}{row + 3}", "Another workshop"),
        ("type", "Actions", f"{column}{row + 5}", "A new step"),
    )  # fmt: skip
    assert changes(found) == []
    assert found.missing == ("R2.A1",)
    assert [a.description for a in found.added] == ["Another workshop", "A new step"]
    assert sorted(code for code, _ in findings(found)) == ["copied_row", "row_added", "row_missing"]


@pytest.mark.libreoffice
def test_an_error_typed_in_libreoffice_keeps_what_was_sent(office, tmp_path, sent):
    at = place(sent, "R1.A1", "comments")
    found = edited(office, tmp_path, sent, ".xlsx", ("type", "Actions", at, "=1/0"))
    assert (changes(found), findings(found)) == ([], [("error_in_cell", at)])


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    "suffix, typed, code",
    [
        (".ods", "=1/0", "error_in_cell"),
        (".ods", "", "empty_or_error"),
        (".xls", "=1/0", "empty_or_error"),
        (".xls", "", "empty_or_error"),
    ],
)
def test_an_empty_cell_or_an_error_in_another_format_clears_nothing(office, tmp_path, suffix, typed, code, sent):
    at = place(sent, "R1.A1", "comments")
    found = edited(office, tmp_path, sent, suffix, ("type", "Actions", at, typed))
    assert (changes(found), findings(found)) == ([], [(code, at)])
