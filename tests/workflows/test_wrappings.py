"""Answers in other wrappings: mails, CSV files, tables pasted elsewhere; whatever cannot be read is named."""

from __future__ import annotations

import csv
import email
import email.policy
import io
import zipfile
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, date, datetime
from email.message import EmailMessage

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from tests.command_line import xltrack
from tests.mail.ole import msg_bytes, msg_tree, ole_bytes
from tests.returns import WHEN, master
from tests.tables import tracker
from tests.xlsx.outside import anchored, rewritten, text_box, with_drawing
from xltrack.errors import UnsafeWorkbook
from xltrack.grid.limits import DEFAULT_LIMITS
from xltrack.mail.receipt_letter import receipt_text
from xltrack.merging.merge import merge
from xltrack.model.correspondence import SentCopy
from xltrack.model.plan import Status
from xltrack.model.text_length import fits
from xltrack.workbook.read import read_workbook
from xltrack.workbook.write import workbook_bytes
from xltrack.workflows.check import check_workbooks
from xltrack.workflows.compare_plans import compare_plans, compare_return
from xltrack.workflows.return_files import FileInMemory
from xltrack.workflows.returns import read_returns

PLAN = tracker("""
    ref   | description      | responsible | deadline | status        | comments
    R1.A1 | Hold a workshop  | CO          | 2022/12  | initiated     | The terms were agreed.
    R1.A2 | Write the report | RO          | 2024/12  | not_initiated |
""")
SHEET = b"vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SENT = datetime(2024, 5, 3, 9, 30, tzinfo=UTC)


def filled(text: str = "Signed.") -> Workbook:
    """A copy in which one line was added to the comments of R1.A1."""
    book = load_workbook(io.BytesIO(workbook_bytes(PLAN, as_of=date(2024, 6, 1))))
    sheet = book["Actions"]
    (cell,) = [one for row in sheet.iter_rows() for one in row if one.value == "The terms were agreed."]
    cell.value = f"The terms were agreed.\n{text}"
    return book


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def eml(text: str, *files: tuple[str, bytes]) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Date"] = "Madi Sadykov <madi@example.org>", "Re: tracker", SENT
    mail.set_content(text)
    for name, data in files:
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return bytes(mail)


def msg(text: str, *files: tuple[str, bytes]) -> bytes:
    return msg_bytes("Madi Sadykov", "madi@example.org", text, dict(files), SENT)


def merged(*files: FileInMemory):
    returns = read_returns(files, known=PLAN, limits=DEFAULT_LIMITS)
    return returns, merge(master(PLAN), returns.submissions, when=WHEN)


mails = pytest.mark.parametrize("ending, make", [(".eml", eml), (".msg", msg)])


@mails
def test_a_mail_is_checked_by_what_is_attached_to_it_and_is_named_where_a_workbook_is_wanted(ending, make, tmp_path):
    mail = tmp_path / f"Re{ending}"
    mail.write_bytes(make("R1.A2 needs more.", ("mine.xlsx", saved(filled()))))
    report = check_workbooks([mail])
    assert {one.path.name: (one.edits, one.error) for one in report.files} == {
        mail.name: (None, None),
        f"{mail.name}: mine.xlsx": (1, None),
    }
    with pytest.raises(UnsafeWorkbook) as refused:
        read_workbook(mail)
    assert refused.value.code == "is_mail"


@mails
def test_a_mail_is_a_return_of_its_sender_and_all_the_rest_of_it_is_remarks(ending, make):
    data = make("R1.A2 needs six more months.", ("tracker.xlsx", saved(filled())), ("photo.jpg", b"\xff\xd8"))
    returns, result = merged(FileInMemory(f"Re{ending}", data))
    assert returns.unreadable == []
    (change,) = result.changes
    assert (change.ref, change.who, change.file) == ("R1.A1", "Madi Sadykov", f"Re{ending}: tracker.xlsx")
    asked = {(one.claims[0].remark.kind, one.ref, one.claims[0].remark.text) for one in result.conflicts}
    assert asked == {("mail", "R1.A2", "R1.A2 needs six more months."), ("attachment", "", "photo.jpg")}


def test_a_mail_that_says_nothing_is_named():
    returns, _ = merged(FileInMemory("Re.eml", eml("").replace(b"Subject: Re: tracker\n", b"")))
    assert [(one.code, one.found) for one in returns.findings] == [("not_a_workbook", "Re.eml")]


def test_the_same_mail_again_asks_nothing():
    file = FileInMemory("Re.eml", eml("We wait for the ministry."))
    _, first = merged(file)
    again = merge(master(first.tracker), read_returns([file]).submissions, when=WHEN)
    assert again.tracker is first.tracker


def inner_eml(text: str, *files: tuple[str, bytes]) -> bytes:
    """A mail of somebody else's, to be attached to another."""
    return eml(text, *files).replace(b"Madi Sadykov <madi@example.org>", b"Aru Bek <aru@example.org>")


def inner_msg(text: str, *files: tuple[str, bytes], head: int = 24):
    return msg_tree("Aru Bek", "aru@example.org", text, dict(files), SENT, head=head)


def as_part(inner: bytes, base64: bool = False) -> bytes:
    """A mail whose attachment is a mail, not a file; some programs put it in base64."""
    mail = EmailMessage()
    mail["From"], mail["Date"] = "Madi Sadykov <madi@example.org>", SENT
    mail.set_content("Forwarded.")
    mail.add_attachment(email.message_from_bytes(inner, policy=email.policy.default))
    if not base64:
        return bytes(mail)
    whole, start = bytes(mail), bytes(mail).index(b"Content-Type: message/rfc822")
    head, body = whole[start : whole.index(b"\n\n", start)], whole[whole.index(b"\n\n", start) + 2 :]
    end = body.rindex(b"\n--")
    packed = b64encode(inner)
    head = head.replace(b"8bit", b"base64").replace(b"7bit", b"base64")
    if b"base64" not in head:
        head += b"\nContent-Transfer-Encoding: base64"
    return whole[:start] + head + b"\n\n" + packed + body[end:]


WORDS = "R1.A2 needs six more months."
FORWARDED = {
    "a mail in an .eml": (".eml", lambda file: as_part(inner_eml(WORDS, file))),
    "a mail in an .eml, in base64": (".eml", lambda file: as_part(inner_eml(WORDS, file), base64=True)),
    "a mail in a mail in an .eml": (".eml", lambda file: as_part(as_part(inner_eml(WORDS, file)))),
    "an .eml file in an .eml": (".eml", lambda file: eml("", ("Fw.eml", inner_eml(WORDS, file)))),
    "an .eml file in a .msg": (".msg", lambda file: msg("", ("Fw.EML", inner_eml(WORDS, file)))),
    "a .msg file in an .eml": (
        ".eml",
        lambda file: eml("", ("Fw.msg", ole_bytes(inner_msg(WORDS, file, head=32)))),
    ),
    "a mail in a .msg": (".msg", lambda file: msg("", ("Fw", inner_msg(WORDS, file)))),  # type: ignore[arg-type]
    "a mail in a mail in a .msg": (
        ".msg",
        lambda file: msg("", ("Fw", inner_msg("", ("Fw", inner_msg(WORDS, file))))),  # type: ignore[arg-type]
    ),
    "a zip in a mail in an .eml": (".eml", lambda file: as_part(inner_eml(WORDS, ("all.zip", zipped(file))))),
    "a mail in a zip in a zip": (".zip", lambda file: zipped(("in.zip", zipped(("Fw.eml", inner_eml(WORDS, file)))))),
}


def zipped(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in files:
            package.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("wrapping", FORWARDED)
def test_a_workbook_in_a_mail_that_was_passed_on_is_a_return_of_the_person_who_wrote_that_mail(wrapping):
    ending, make = FORWARDED[wrapping]
    returns, result = merged(FileInMemory(f"Fw{ending}", make(("mine.xlsx", saved(filled())))))
    assert returns.unreadable == []
    assert [(one.ref, one.who) for one in result.changes] == [("R1.A1", "Aru Bek")]
    asked = [claim.remark.text for one in result.conflicts for claim in one.claims if claim.remark]
    assert sum(WORDS in text for text in asked) == 1


def test_mails_too_deep_inside_one_another_are_named_and_nothing_else_is_lost():
    data = inner_eml("The innermost.")
    for _ in range(40):
        data = as_part(data)
    returns, result = merged(FileInMemory("Deep.eml", data), FileInMemory("a.xlsx", saved(filled())))
    assert returns.unreadable == []
    assert len(result.changes) == 1
    assert "attachment" in {claim.remark.kind for one in result.conflicts for claim in one.claims if claim.remark}
    package = ("mine.xlsx", saved(filled()))
    for _ in range(8):
        package = ("more.zip", zipped(package))
    deep, _ = merged(FileInMemory("June.zip", package[1]))
    assert [(one.code, one.found, one.file) for one in deep.findings] == [("nested_too_deep", "more.zip", "June.zip")]


def test_a_colon_in_a_name_does_not_part_it():
    package = ("Re: more.zip", zipped(("Re: plan.bin", b"\x00\x01")))
    named, _ = merged(FileInMemory("Re: June.zip", zipped(package)))
    assert [one.found for one in named.findings] == ["Re plan.bin"]
    for _ in range(8):
        package = ("Re: more.zip", zipped(package))
    deep, _ = merged(FileInMemory("Re: June.zip", package[1]))
    assert [(one.found, one.file) for one in deep.findings] == [("Re more.zip", "Re: June.zip")]


def test_a_damaged_mail_is_named_and_the_good_file_beside_it_is_merged():
    files = (
        FileInMemory("Bad.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000)),
        FileInMemory("a.xlsx", saved(filled())),
    )
    returns, result = merged(*files)
    assert len(returns.unreadable) == 1
    assert "Bad.msg" in str(returns.unreadable[0])
    assert len(result.changes) == 1


@pytest.mark.parametrize(
    "name, code",
    [
        ("scan0001.pdf", "returned_picture"),
        ("IMG_2023.JPEG", "returned_picture"),
        ("answer.docx", "returned_document"),
        ("page.html", "returned_document"),
        ("notes.txt", "returned_document"),
        ("tracker.fods", "returned_spreadsheet"),
        ("跟踪表.et", "returned_spreadsheet"),
        ("returns.7z", "returned_archive"),
        ("tracker.xlsx.gz", "returned_archive"),
        ("Tracker.gsheet", "returned_link"),
        ("tracker.xlsx.lnk", "returned_link"),
        ("data.bin", "not_a_workbook"),
    ],
)
def test_a_file_that_is_no_return_is_named_with_what_to_do(name, code):
    returns, _ = merged(FileInMemory(name, b"anything"))
    assert [(one.code, one.found) for one in returns.findings] == [(code, name)]


@pytest.mark.parametrize(
    "name, wrap",
    [
        ("tracker", lambda book: book),
        ("tracker.xlsx.txt", lambda book: book),
        ("tracker.xlsx_", lambda book: book),
        ("tracker.zip", lambda book: book),
        ("Re.eml", lambda book: eml("", ("tracker", book))),
        ("Re.eml", lambda book: eml("", ("tracker.dat", book))),
        ("Re.eml", lambda book: msg("", ("tracker.xlsx", book))),
        ("Re.msg", lambda book: eml("", ("tracker.xlsx", book))),
        ("Re.eml", lambda book: eml("", ("", book)).replace(b"octet-stream", SHEET).replace(b' filename=""', b"")),
    ],
)
def test_a_workbook_or_a_mail_is_read_whatever_its_name_ends_in(name, wrap):
    returns, result = merged(FileInMemory(name, wrap(saved(filled()))))
    assert (returns.unreadable, returns.findings) == ([], [])
    assert [one.after for one in result.changes] == ["The terms were agreed.\nSigned."]
    assert result.conflicts == ()


def as_csv(book: Workbook) -> bytes:
    out = io.StringIO()
    rows = book["Actions"].iter_rows()
    csv.writer(out).writerows(
        [f"{one.value:%d-%b-%y}" if isinstance(one.value, datetime) else one.value for one in row] for row in rows
    )
    return out.getvalue().encode("utf-8-sig")


def pasted(book: Workbook) -> bytes:
    """The values of the sheet in a new workbook: no names, no base."""
    new = Workbook()
    for row in book["Actions"].iter_rows():
        for one in row:
            new.active[one.coordinate] = None if str(one.value).startswith("=") else one.value
    return saved(new)


def as_text(encoding: str, separator: str = "\t") -> Callable[[Workbook], bytes]:
    """The sheet as Excel saves "Unicode text" (tabs, UTF-16 with its mark), and as other programs do."""

    def make(book: Workbook) -> bytes:
        out = io.StringIO()
        rows = csv.reader(io.StringIO(as_csv(book).decode("utf-8-sig")))
        csv.writer(out, delimiter=separator).writerows(rows)
        return out.getvalue().encode(encoding)

    return make


TEXTS = [
    ("answer.csv", as_csv),
    ("answer.txt", as_text("utf-16")),
    ("answer.TXT", as_text("utf-8")),
    ("answer.tsv", as_text("utf-16")),
    ("answer.csv", as_text("utf-16", ",")),
    ("answer.csv", as_text("utf-16-le", ";")),
    ("answer.csv", as_text("utf-16-be", ";")),
    ("all.zip", lambda book: zipped(("answer.txt", as_text("utf-16")(book)))),
    ("Re.eml", lambda book: eml("", ("answer.txt", as_text("utf-16")(book)))),
]


@pytest.mark.parametrize("name, make", [*TEXTS, ("pasted.xlsx", pasted)])
def test_a_table_without_its_base_is_compared_with_what_its_printed_revision_said(name, make):
    returns, result = merged(FileInMemory(name, make(filled())))
    assert returns.unreadable == []
    assert [(one.ref, one.field, one.after) for one in result.changes] == [
        ("R1.A1", "comments", "The terms were agreed.\nSigned.")
    ]
    assert result.conflicts == ()
    assert "base_rebuilt" in {one.code for one in result.findings}


@pytest.mark.parametrize(
    "page, text",
    [
        ("gb18030", "已签署"),
        ("cp1256", "تم التوقيع"),
        ("cp1251", "Подписано"),
        ("mac_roman", "Signé"),
        ("cp1252", "Signé"),
    ],
)
def test_a_few_words_in_the_code_page_of_another_computer_are_read_as_they_were_typed(page, text):
    _, result = merged(FileInMemory("answer.csv", as_text(page, ";")(filled(text))))
    assert [one.after for one in result.changes] == [f"The terms were agreed.\n{text}"]
    assert result.conflicts == ()


def test_a_csv_file_of_something_else_is_passed_over_by_name():
    returns, _ = merged(FileInMemory("contacts.csv", b"unit,email\nCO,a@example.org\n"))
    assert [(one.code, one.found) for one in returns.findings] == [("not_a_workbook", "contacts.csv")]
    assert returns.unreadable == []


def two_forms(with_base: bool) -> bytes:
    """Two units' sheets in one workbook, as it is or with nothing else left of ours."""
    book = filled("Signed.")
    second = book.copy_worksheet(book["Actions"])
    second.title = "Shymkent"
    (cell,) = [one for row in second.iter_rows() for one in row if one.value == "R1.A2"]
    second.cell(cell.row, cell.column + 6).value = "Draft is ready."
    if not with_base:
        for name in set(book.sheetnames) - {"Actions", "Shymkent"}:
            del book[name]
        book.defined_names.clear()
        book.custom_doc_props.props.clear()  # type: ignore[attr-defined]
    return saved(book)


@pytest.mark.parametrize("with_base", [True, False])
def test_several_copies_of_the_form_in_one_workbook_are_all_read(with_base):
    returns, result = merged(FileInMemory("both.xlsx", two_forms(with_base)))
    assert returns.unreadable == []
    taken = {(one.ref, one.after, one.file) for one in result.changes}
    assert taken == {
        ("R1.A1", "The terms were agreed.\nSigned.", "both.xlsx"),
        ("R1.A2", "Draft is ready.", "both.xlsx: Shymkent"),
    }
    assert "sheet_twice" in {one.code for one in result.findings}


@pytest.mark.parametrize("with_base", [True, False])
def test_remarks_on_a_second_copy_of_the_form_are_remarks_like_those_of_the_first(with_base):
    book = load_workbook(io.BytesIO(two_forms(with_base)))
    second = book["Shymkent"]
    (cell,) = [one for row in second.iter_rows() for one in row if one.value == "R1.A2"]
    (head,) = [row[0].row for row in second.iter_rows() if row[0].value == "Ref"]
    beside = second.max_column + 1
    second.cell(head, beside).value = "Budget"
    second.cell(cell.row, beside).value = "40,000"
    second.cell(cell.row, cell.column + 2).comment = Comment("Six more months.", "Aru")
    for sheet in (book["Actions"], second):
        sheet.cell(cell.row, cell.column + 4).comment = Comment("On both sheets.", "Madi")
    _, result = merged(FileInMemory("both.xlsx", saved(book)))
    waiting = [(one.ref, claim.remark.kind, claim.remark.text, claim.file)
               for one in result.conflicts for claim in one.claims if claim.remark]  # fmt: skip
    assert sorted(waiting) == [
        ("R1.A2", "note", "On both sheets.", "both.xlsx"),
        ("R1.A2", "note", "Six more months.", "both.xlsx: Shymkent"),
        ("R1.A2", "own_column", "40,000", "both.xlsx: Shymkent"),
    ]
    named = [(one.file, one.where.sheet) for one in result.findings if one.code.startswith("remark_")]
    assert sorted(named) == [
        ("both.xlsx", "Actions"), ("both.xlsx: Shymkent", "Shymkent"), ("both.xlsx: Shymkent", "Shymkent"),
    ]  # fmt: skip


def test_a_second_copy_with_nothing_but_a_note_is_read_for_it():
    book = filled("Signed.")
    second = book.copy_worksheet(book["Actions"])
    second["G8"].comment = Comment("Six more months.", "Aru")
    _, result = merged(FileInMemory("both.xlsx", saved(book)))
    assert [one.claims[0].value for one in result.conflicts] == ["Six more months."]


def test_diff_names_remarks_and_reads_every_copy_of_the_form_as_merge_does(tmp_path):
    sent, back = tmp_path / "sent.xlsx", tmp_path / "both.xlsx"
    sent.write_bytes(workbook_bytes(PLAN, as_of=date(2024, 6, 1)))
    for with_base in (True, False):
        book = load_workbook(io.BytesIO(two_forms(with_base)))
        book["Actions"]["C7"].comment = Comment("Six more months.", "Aru")
        back.write_bytes(saved(book))
        compared = [compare_plans(sent, back), *([compare_return(back)] if with_base else [])]
        for found in compared:
            assert [(one.ref, one.field) for one in found.changes] == [("R1.A1", "comments"), ("R1.A2", "comments")]
            remarks = [one for one in found.findings if one.code.startswith("remark_")]
            assert [(one.code, one.found) for one in remarks] == [("remark_note", "Six more months.")]
            assert {one.code for one in remarks} <= {one.code for one in check_workbooks([back]).files[0].findings}


def test_a_remark_that_waits_stands_once_in_the_receipt_with_its_author_and_place():
    book = filled("Signed.")
    book["Actions"]["C7"].comment = Comment("Six more months.", "Aru")
    _, result = merged(FileInMemory("back.xlsx", saved(book)))
    (receipt,) = result.account.receipts
    text = receipt_text(receipt, result.tracker, date(2024, 7, 1))
    assert "R1.A2  Note by Aru on Actions!C7: Six more months." in text
    assert text.count("Six more months.") == 1


@pytest.mark.parametrize("name, asked", [("tracker.xlsx", []), ("back.xlsx", ["remark_note"])])
def test_the_notes_of_a_master_are_the_coordinators_and_those_of_a_return_are_named(tmp_path, name, asked):
    master, back = tmp_path / "tracker.xlsx", tmp_path / "back.xlsx"
    master.write_bytes(workbook_bytes(PLAN, as_of=date(2024, 6, 1)))
    back.write_bytes(saved(filled("Signed.")))
    assert xltrack("merge", master, back, "--as-of", "2024-07-01").code == 0
    for path in (master, back):
        book = load_workbook(path)
        book["Actions"]["C7"].comment = Comment("Six more months.", "Aru")
        book.save(path)
    assert [one.code for one in check_workbooks([tmp_path / name]).files[0].findings] == asked


@pytest.mark.parametrize("part", ["comments", "drawings/drawing9.xml"])
def test_damaged_notes_and_shapes_cost_no_cell_and_are_named(part):
    book = filled("Signed.")
    book["Actions"]["C3"].comment = Comment("A note", "Aru")
    sheet = f"xl/worksheets/sheet{book.sheetnames.index('Actions') + 1}.xml"
    data = with_drawing(saved(book), sheet, anchored(6, 3, text_box("Ask")))

    def damage(parts: dict[str, bytes]) -> None:
        for name in [name for name in parts if part in name and name.endswith(".xml")]:
            parts[name] = parts[name][: len(parts[name]) // 2]

    _, result = merged(FileInMemory("a.xlsx", rewritten(data, damage)))
    assert [one.after for one in result.changes] == ["The terms were agreed.\nSigned."]
    assert [(one.found, one.file) for one in result.findings if one.code == "outside_unreadable"] == [
        ("Actions", "a.xlsx")
    ]


def _without_part(parts: dict[str, bytes]) -> None:
    del parts["xl/comments/comment1.xml"]


def _without_links(parts: dict[str, bytes]) -> None:
    for name in [name for name in parts if "worksheets/_rels" in name]:
        del parts[name]


def _another_kind(parts: dict[str, bytes]) -> None:
    for name in [name for name in parts if "worksheets/_rels" in name]:
        parts[name] = parts[name].replace(b"relationships/comments", b"relationships/hyperlink")


def _another_part(parts: dict[str, bytes]) -> None:
    parts["xl/comments/comment1.xml"], parts["xl/theme/theme1.xml"] = (
        parts["xl/theme/theme1.xml"],
        parts["xl/comments/comment1.xml"],
    )


@pytest.mark.parametrize(
    ("damage", "code", "named"),
    [
        (_without_part, "outside_unreadable", "Actions"),
        (_another_part, "outside_unreadable", "Actions"),
        (_without_links, "outside_unlinked", "xl/comments/comment1.xml"),
        (_another_kind, "outside_unlinked", "xl/comments/comment1.xml"),
    ],
)
def test_notes_that_a_damaged_link_hides_are_named(damage, code, named):
    book = filled("Signed.")
    book["Actions"]["C3"].comment = Comment("A note", "Aru")
    result = merged(FileInMemory("a.xlsx", rewritten(saved(book), damage)))[1]
    assert [one.after for one in result.changes] == ["The terms were agreed.\nSigned."]
    assert [(one.code, one.found) for one in result.findings if one.code.startswith("outside")] == [(code, named)]


@pytest.mark.parametrize("with_base", [True, False])
@pytest.mark.parametrize("first", [1, 5])
def test_a_form_pasted_below_another_one_is_read_and_its_head_is_no_text_of_anybody(with_base, first):
    book = filled("Signed.")
    sheet = book["Actions"]
    below = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=first, max_row=5)]
    second = [cell.value for cell in sheet[7]]
    sheet.delete_rows(7)
    for number, values in enumerate([*below, second], 8):
        for column, text in enumerate(values, 1):
            sheet.cell(number, column).value = text
    sheet.cell(number, 7).value = "Draft is ready."
    if not with_base:
        for name in set(book.sheetnames) - {"Actions"}:
            del book[name]
        book.defined_names.clear()
        book.custom_doc_props.props.clear()  # type: ignore[attr-defined]
    _, result = merged(FileInMemory("both.xlsx", saved(book)))
    assert {(one.ref, one.after) for one in result.changes} == {
        ("R1.A1", "The terms were agreed.\nSigned."), ("R1.A2", "Draft is ready."),
    }  # fmt: skip
    assert [one.code for one in result.findings if one.code != "base_rebuilt"] == []
    assert result.conflicts == ()


HEAD = ("Ref", "Key action", "Status", "Comments")
ROW = ("R1.A1", "Hold a workshop", "Completed", "The terms were agreed.\nHeld in May.")
ELSEWHERE = ("R1.A1", "Plant trees", "Completed", "Done.")
TAKEN = {("status", Status.COMPLETED), ("comments", "The terms were agreed.\nHeld in May.")}


def in_html(*rows: tuple[str, ...], frame: str = "{}") -> bytes:
    """A mail with a table as Outlook writes it: each cell has a paragraph of its own."""
    cells = "</tr><tr>".join("".join(f"<td><p>{cell}</p></td>" for cell in row).replace("\n", "<br>") for row in rows)
    table = frame.format(f"<table><tr>{cells}</tr></table>")
    mail = EmailMessage()
    mail["From"], mail["Date"] = "Madi Sadykov <madi@example.org>", SENT
    if frame == "{}":
        mail.set_content("\n\n".join(["Our rows:", *(cell for row in rows for cell in row)]))
    mail.add_alternative(f"<p>Our rows:</p>{table}<p>Madi</p>", subtype="html")
    return bytes(mail)


def in_plain(*rows: tuple[str, ...]) -> bytes:
    """A mail with rows of Excel pasted into its plain text."""
    lines = ("\t".join(f'"{cell}"' if "\n" in cell else cell for cell in row) for row in rows)
    return eml("\n".join(["Our rows:", *lines, "Madi"]))


@pytest.mark.parametrize(
    "data",
    [
        in_html(HEAD, ROW),
        in_plain(HEAD, ROW),
        in_html(HEAD, ROW, frame="<table><tr><td>Internal</td></tr><tr><td>{}</td></tr></table>"),
        eml(
            "Our rows:", ("rows.csv", "\n".join(",".join(f'"{cell}"' for cell in row) for row in (HEAD, ROW)).encode())
        ),
    ],
)
def test_a_table_that_shows_key_actions_is_a_return_wherever_it_was_pasted(data):
    returns, result = merged(FileInMemory("Re.eml", data))
    assert {(one.field, one.after) for one in result.changes} == TAKEN
    assert {one.ref for one in result.changes} == {"R1.A1"}
    (remark,) = [remark.text for one in returns.submissions for remark in one.remarks]
    assert {"Our", "rows:"} <= set(remark.split()) <= {"Our", "rows:", "Internal", "Madi"}
    assert {one.code for one in result.findings} <= {"base_rebuilt", "remark_mail"}


@pytest.mark.parametrize("data", [in_html(HEAD, ELSEWHERE), in_plain(HEAD, ELSEWHERE), in_html(HEAD[:1], ROW[:1])])
def test_a_table_that_shows_no_key_action_of_the_plan_stays_among_the_words_of_the_mail(data):
    returns, result = merged(FileInMemory("Re.eml", data))
    (words,) = [remark.text for one in returns.submissions for remark in one.remarks]
    assert result.changes == ()
    assert all(cell in words for cell in ("Our rows:", "R1.A1"))


def test_a_table_in_what_a_mail_quotes_is_nobody_s_answer():
    quoted = in_html(HEAD, ROW, frame="<p>From: Coordinator</p><p>Sent: Friday</p>{}")
    returns, result = merged(FileInMemory("Re.eml", quoted))
    assert result.changes == ()
    assert [remark.text for one in returns.submissions for remark in one.remarks] == ["Our rows:"]


def test_the_rows_of_a_copy_that_a_pasted_table_leaves_out_are_missing_and_not_reported_one_by_one():
    sent = SentCopy(to="CO", when=SENT, issued=SENT.date(), revision=1, file="CO.xlsx", refs=("R1.A1", "R1.A2"))
    known = PLAN.model_copy(update={"sent": (sent,)})
    returns = read_returns(FileInMemory("Re.eml", in_html(HEAD, ROW)), known=known)
    (table,) = (one for one in returns.submissions if one.base)
    assert (table.missing, [one.code for one in table.findings]) == (("R1.A2",), [])


def test_a_table_of_another_plan_is_not_compared():
    table = "\n".join(",".join(row) for row in (HEAD, ELSEWHERE)).encode()
    _, result = merged(FileInMemory("rows.csv", table))
    assert result.changes == ()
    assert [one.state for one in result.returns] == ["base_missing"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"X-Autoreply": "yes"},
        {"Content-Type": 'multipart/report; boundary="b"; report-type=delivery-status'},
    ],
)
def test_a_mail_that_a_program_wrote_is_reported_and_asks_no_question(headers):
    mail = "".join(f"{name}: {value}\n" for name, value in {"From": "madi@example.org", **headers}.items())
    body = "I am away until 15 July."
    body = f"--b\n\n{body}\n--b--\n" if "Content-Type" in headers else body
    returns, result = merged(FileInMemory("Re.eml", f"{mail}\n{body}\n".encode()))
    assert [(one.code, one.found) for one in returns.findings] == [("automatic_mail", "I am away until 15 July.")]
    assert (result.conflicts, returns.submissions) == ((), [])


def test_an_answer_that_was_saved_as_a_draft_is_a_remark_like_any_other():
    mail = EmailMessage()
    mail["X-Unsent"], mail["Subject"] = "1", "tracker"
    mail.set_content("R1.A1 is done.")
    returns, _ = merged(FileInMemory("Re.eml", bytes(mail)))
    assert ["R1.A1 is done." in remark.text for one in returns.submissions for remark in one.remarks] == [True]


@pytest.mark.parametrize("name", ["winmail.dat", "smime.p7m"])
def test_files_that_only_a_mail_program_opens_are_reported_with_what_to_do(name):
    returns, result = merged(FileInMemory("Re.eml", eml("", (name, b"x\x9f>\x22"))))
    assert [(one.code, one.found) for one in returns.findings] == [("mail_sealed", name)]
    assert result.conflicts == ()


def test_the_signature_of_a_mail_is_no_remark():
    returns, _ = merged(FileInMemory("Re.eml", eml("", ("smime.p7s", b"0"), ("tracker.xlsx", saved(filled())))))
    assert [one.remarks for one in returns.submissions] == [()]


def test_no_cell_of_the_tracker_outgrows_what_excel_holds(tmp_path):
    path, back, mail = tmp_path / "tracker.xlsx", tmp_path / "back.xlsx", tmp_path / "mail.eml"
    path.write_bytes(workbook_bytes(PLAN, as_of=date(2024, 6, 1)))
    book = filled()
    sheet = book["Actions"]
    at = {cell.value: cell.column for cell in sheet[5]}
    sheet.cell(7, at["Proposed deadline"]).value, sheet.cell(7, at["Reason"]).value = "2026/03", "r" * 32_767
    sheet.cell(6, at["Comments"]).comment = Comment("\n".join(f"Note {at} 🙂🙂" for at in range(5_000)), "Aru")
    sheet.cell(9, at["Key action"]).value, sheet.cell(9, at["Comments"]).value = "n" * 20_000, "c" * 20_000
    back.write_bytes(saved(book))
    mail.write_bytes(eml("\n".join(f"Line {at} 🙂" for at in range(5_000))))
    xltrack("merge", path, back, mail)
    cells = [cell for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row if cell.value]
    assert [cell.coordinate for cell in cells if not fits(str(cell.value))] == []
    asked = "\n".join(str(cell.value) for cell in cells if cell.parent.title == "Decisions")
    assert all(f"{kind} {at} 🙂" in asked for kind in ("Line", "Note") for at in range(5_000))
