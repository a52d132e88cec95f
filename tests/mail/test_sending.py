"""The round around the merge, with files: copies and drafts go out, returns come in, each sender is answered."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import openpyxl
import pytest

from tests.command_line import imported, xltrack
from tests.lint import findings
from tests.returns import WHEN, master, returned
from tests.tables import tracker
from xltrack.errors import XltrackError
from xltrack.i18n.catalogue import LANGUAGES, catalogue
from xltrack.mail.copies import CopySelection, parcels
from xltrack.mail.drafts import eml
from xltrack.mail.letters import Letter, LetterTemplate, invitation
from xltrack.mail.receipt_letter import receipt_text
from xltrack.merging.merge import merge
from xltrack.merging.policy import Policy
from xltrack.model.correspondence import Contact
from xltrack.workbook.read import read_workbook
from xltrack.workflows.distribute import Mailing, envelopes, read_contacts, write_copies
from xltrack.workflows.example_round import fill_in

CONTACTS = """Unit;Name;E-mail;Language;Escalation
Country Office;Айгуль С.;aigul@example.org;en;head@example.org
Regional Office;Bob;bob@example.org;;head@example.org
Country and Regional Offices;Bob;bob@example.org;;
"""
DAY = date(2024, 6, 30)


@dataclass(frozen=True)
class Round:
    """A folder after `xltrack distribute` on 2024-06-30, to be back by 2024-07-31."""

    folder: Path
    tracker: Path

    def copy(self, unit: str) -> Path:
        (found,) = self.folder.glob(f"out/{unit}_*.xlsx")
        return found

    def draft(self, unit: str) -> EmailMessage:
        (found,) = self.folder.glob(f"out/{unit}_*.eml")
        return read_draft(found)


def read_draft(path: Path) -> EmailMessage:
    message = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    return message


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("round")
    path = imported(folder)
    book = openpyxl.load_workbook(path)
    sheet = book["Actions"]
    column = sheet.max_column + 2
    for row in range(1, sheet.max_row + 1):
        sheet.cell(row, column, "for my eyes only")
    book.create_sheet("Private notes")["A1"] = "for my eyes only"
    book.save(path)
    book.close()
    (folder / "contacts.csv").write_text(CONTACTS, encoding="utf-8-sig")
    (folder / "xltrack.toml").write_text('contacts = "contacts.csv"\n')
    ran = xltrack("distribute", path, "-o", folder / "out", "--as-of", DAY, "--return-by", "2024-07-31", "--json")
    assert (ran.code, len(ran.json["files"])) == (0, 3), ran
    return Round(folder, path)


@pytest.fixture
def round_(made, tmp_path):
    shutil.copytree(made.folder, tmp_path / "r")
    return Round(tmp_path / "r", tmp_path / "r" / made.tracker.name)


def test_every_copy_opens_without_repair_and_holds_its_own_rows_alone(made):
    whole = read_workbook(made.tracker).base
    refs: list[str] = []
    for path in sorted(made.folder.glob("out/*.xlsx")):
        assert findings(path.read_bytes()) == []
        copy = read_workbook(path)
        assert copy.findings == ()
        assert copy.current == copy.base.plan
        assert {action.responsible for action in copy.current.actions} == {copy.base.meta.to}
        assert (copy.base.meta.id, copy.base.sent, copy.base.log) == (whole.meta.id, (), ())
        refs += copy.current.by_ref
    assert sorted(refs) == sorted(whole.plan.by_ref)


def test_the_coordinators_private_columns_and_sheets_stay_at_home(made):
    for path in made.folder.glob("out/*.xlsx"):
        book = openpyxl.load_workbook(path)
        texts = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
        book.close()
        assert "for my eyes only" not in texts
        assert not any("bob@example.org" in text for text in texts)


def test_the_manifest_is_in_the_masters_base_and_under_changes(made):
    base = read_workbook(made.tracker).base
    assert [(one.to, one.revision, one.issued, one.return_by) for one in base.sent] == [
        (unit, base.meta.revision, DAY, date(2024, 7, 31))
        for unit in ("Country and Regional Offices", "Country Office", "Regional Office")
    ]
    assert all((made.folder / "out" / one.file).is_file() for one in base.sent)
    assert base.sent[1].contacts[0].email == "aigul@example.org"
    book = openpyxl.load_workbook(made.tracker)
    assert book["Changes"].sheet_state == "visible"
    told = [[cell.value for cell in row] for row in book["Changes"].iter_rows() if row[8].value == "Sent"]
    assert book["Private notes"]["A1"].value == "for my eyes only"
    book.close()
    assert [(row[2], row[3]) for row in told] == [(one.to, one.file) for one in base.sent]
    assert told[2][7] == "Bob <bob@example.org>"


def test_a_draft_opens_unsent_with_the_workbook_attached_and_says_what_is_late(made):
    message = made.draft("Country-Office")
    assert message["X-Unsent"] == "1"
    assert message["To"].addresses[0].addr_spec == "aigul@example.org"
    assert message["To"].addresses[0].display_name == "Айгуль С."
    assert "31 July 2024" in message["Subject"]
    assert (message["Date"], message["From"]) == (None, None)
    attached, days = message.iter_attachments()
    assert days.get_content_type() == "text/calendar"
    assert attached.get_filename() == made.copy("Country-Office").name
    assert attached.get_content() == made.copy("Country-Office").read_bytes()
    body = message.get_body().get_content()
    assert body.startswith("Dear Айгуль С.,")
    assert "Overdue: 4" in body
    assert "R2.A1, due 2022/03, 27 months late" in body
    assert "{" not in body


def test_the_same_sending_gives_the_same_bytes(made, tmp_path):
    base = read_workbook(made.tracker).base
    contacts, _ = read_contacts(made.folder / "contacts.csv")
    found, _ = parcels(base, contacts, CopySelection())
    mailing = Mailing(DAY, datetime(2030, 1, 1, tzinfo=UTC), date(2024, 7, 31))
    write_copies(tmp_path, base, envelopes(base, found, DAY), mailing)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (made.folder / "out" / path.name).read_bytes()
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [*[".eml"] * 3, ".ics", ".mbox", *[".xlsx"] * 3]


def test_a_sending_replaces_nothing_unasked(made):
    before = made.tracker.read_bytes()
    ran = xltrack("distribute", made.tracker, "-o", made.folder / "out", "--as-of", DAY)
    assert ran.code == 2
    assert "--force" in ran.err
    assert made.tracker.read_bytes() == before


def test_nothing_is_written_for_a_tracker_that_is_open_in_excel(round_):
    (round_.folder / "~$tracker.xlsx").write_bytes(b"\x05Aigul" + b" " * 159)
    ran = xltrack("distribute", round_.tracker, "-o", round_.folder / "new")
    assert ran.code == 2
    assert "is open in another program" in ran.err
    assert not (round_.folder / "new").exists()


def test_a_dry_run_writes_nothing(round_):
    before = round_.tracker.read_bytes()
    ran = xltrack("distribute", round_.tracker, "-o", round_.folder / "new", "--by", "person", "--dry-run")
    assert ran.code == 0
    assert "Bob: 5 key actions, 1 draft" in ran.out
    assert not (round_.folder / "new").exists()
    assert round_.tracker.read_bytes() == before


def test_a_whole_round(round_):
    folder, inbox = round_.folder, round_.folder / "returned"
    inbox.mkdir()
    typed = {("R2.A1", "status"): "Completed", ("R2.A1", "evidence"): "Report", ("R5.A2", "status"): "Compleet",
             ("R6.A2", "proposed_deadline"): "2025/06", ("R6.A2", "reason"): "Snow"}  # fmt: skip
    fill_in(round_.copy("Country-Office"), inbox / "renamed by Aigul.xlsx", typed)
    shutil.copy(round_.copy("Regional-Office"), inbox / "untouched.xlsx")
    board = xltrack("status", round_.tracker, inbox, "--as-of", "2024-07-20", "--json")
    assert {row["to"]: row["state"] for row in board.json["copies"]} == {
        "Country and Regional Offices": "sent", "Country Office": "returned", "Regional Office": "returned",
    }  # fmt: skip
    assert board.json["copies"][1]["flags"] == ["partial"]
    ran = xltrack("merge", round_.tracker, inbox, "--receipts", folder / "receipts", "--as-of", "2024-07-20")
    assert "row_missing" not in ran.out
    assert "not in the workbook" not in ran.out + ran.err
    master_now = read_workbook(round_.tracker)
    assert master_now.current.by_ref["R2.A1"].status == "completed"
    assert len(master_now.current.actions) == 19
    assert len(master_now.base.sent) == 3
    shutil.rmtree(inbox)
    drafts = ("--drafts", folder / "reminders")
    after = xltrack("status", round_.tracker, "--as-of", "2024-08-20", *drafts, "-o", folder / "board.xlsx", "--json")
    assert after.code == 1
    assert [row["state"] for row in after.json["copies"]] == ["never", "merged", "merged"]
    (name,) = after.json["drafts"]["written"]
    letter = read_draft(folder / "reminders" / name)
    assert letter["To"].addresses[0].addr_spec == "bob@example.org"
    assert "This is reminder 2 since then." in letter.get_body().get_content()
    assert xltrack("status", round_.tracker, "--as-of", "2024-08-20", *drafts, "--json").json["drafts"] == {
        "written": [], "there": [name],
    }  # fmt: skip
    assert findings((folder / "board.xlsx").read_bytes()) == []


def test_each_return_is_answered_once_by_text_and_by_a_draft_to_its_sender(round_):
    inbox, answers = round_.folder / "returned", round_.folder / "receipts"
    inbox.mkdir()
    typed = {("R2.A1", "status"): "Completed", ("R2.A1", "evidence"): "Report", ("R5.A2", "status"): "Compleet"}
    fill_in(round_.copy("Country-Office"), inbox / "one.xlsx", typed)
    shutil.copy(round_.copy("Regional-Office"), inbox / "two.xlsx")
    xltrack("merge", round_.tracker, inbox, "--receipts", answers, "--as-of", "2024-07-20")
    assert len(list(answers.iterdir())) == 4
    (draft,) = answers.glob("one*.eml")
    message = read_draft(draft)
    assert message["To"].addresses[0].addr_spec == "aigul@example.org"
    body = message.get_body().get_content()
    (text,) = answers.glob("one*.txt")
    assert body.replace("\r\n", "\n").endswith(text.read_text())
    assert "R2.A1  Status: Initiated -> Completed" in body
    assert "!F" in body
    assert 'Status "Compleet" is not on the list. Did you mean "Completed"?' in body
    assert "Key actions without a change: 12" in body
    xltrack("merge", round_.tracker, inbox, "--receipts", answers, "--as-of", "2024-07-21")
    assert len(list(answers.iterdir())) == 4


def test_hand_edits_in_the_master_are_logged_before_they_are_sent(round_):
    fill_in(round_.tracker, round_.tracker, {("R5.A3", "comments"): "typed by the coordinator"})
    out = round_.folder / "later"
    assert xltrack("distribute", round_.tracker, "-o", out, "--as-of", "2024-07-30").code == 0
    base = read_workbook(round_.tracker).base
    assert [(entry.ref, entry.outcome) for entry in base.log] == [("R5.A3", "edited")]
    (path,) = out.glob("Regional-Office*.xlsx")
    copy = read_workbook(path).base
    assert copy.plan.by_ref["R5.A3"].comments == "typed by the coordinator"
    assert (copy.meta.revision, base.sent[-1].revision) == (2, 2)


def test_what_was_sent_survives_undo_and_a_later_merge(round_):
    inbox = round_.folder / "returned"
    inbox.mkdir()
    fill_in(round_.copy("Country-Office"), inbox / "a.xlsx", {("R2.A1", "evidence"): "Report"})
    sent = read_workbook(round_.tracker).base.sent
    assert xltrack("merge", round_.tracker, inbox).code == 0
    assert xltrack("undo", round_.tracker).code == 0
    base = read_workbook(round_.tracker).base
    assert base.sent == sent
    assert [one.to for one in base.received] == ["Country Office"]


def test_each_recipient_gets_a_copy_and_an_answer_in_their_language_and_all_merge(tmp_path):
    path = imported(tmp_path)
    lines = [f"Country Office,{code},{code}@example.org,{code}" for code in LANGUAGES]
    (tmp_path / "c.csv").write_text("\n".join(["Unit,Name,E-mail,Language", *lines]))
    xltrack("distribute", path, "-o", tmp_path / "out", "--contacts", tmp_path / "c.csv", "--as-of", DAY)
    base, inbox = read_workbook(path).base, tmp_path / "in"
    refs = [action.ref for action in base.plan.actions if action.responsible == "Country Office"]
    inbox.mkdir()
    for code, ref in zip(LANGUAGES, refs, strict=False):
        (copy,) = tmp_path.glob(f"out/Country-Office*_{code}.xlsx")
        assert read_workbook(copy).base.meta.language == code
        done = catalogue(code).word("status", "no_longer_applicable")
        fill_in(copy, inbox / f"{code}.xlsx", {(ref, "status"): done})
    xltrack("merge", path, inbox, "--receipts", tmp_path / "answers")
    merged = read_workbook(path).current
    assert {merged.by_ref[ref].status for ref in refs[: len(LANGUAGES)]} == {"no_longer_applicable"}
    for code in LANGUAGES:
        (draft,) = tmp_path.glob(f"answers/{code}_2_*.eml")
        answer = read_draft(draft)
        assert answer["To"].addresses[0].addr_spec == f"{code}@example.org"
        assert catalogue(code).word("receipt", "taken", count=1) in answer.get_body().get_content()


@pytest.mark.libreoffice
def test_a_copy_edited_in_libreoffice_merges_and_is_answered(round_, office):
    copy, inbox = round_.copy("Country-Office"), round_.folder / "returned"
    inbox.mkdir()
    cell = read_workbook(copy).cells["R2.A1", "evidence"]
    office.edit(copy, inbox / "back.xlsx", ("type", cell.sheet, cell.address, "Report"))
    ran = xltrack("merge", round_.tracker, inbox, "--receipts", round_.folder / "answers", "--json")
    assert [(one["ref"], one["field"], one["after"]) for one in ran.json["changes"]] == [
        ("R2.A1", "evidence", "Report")
    ]
    assert xltrack("status", round_.tracker, "--json").json["copies"][1]["state"] == "merged"
    (text,) = round_.folder.glob("answers/back*.txt")
    assert "R2.A1  Evidence: (empty) -> Report" in text.read_text()


# --- letters and drafts ---------------------------------------------------------------------------------------

STATE = tracker("""
    ref   | responsible | deadline | status    | comments
    R1.A1 | CO          | 2024/03  | initiated | Begun
    R1.A2 | CO          | 2024/07  | initiated |
    R1.A3 | RO          | 2024/07  | initiated |
""")
AIGUL = Contact(unit="CO", name="Aigul {unit}", email="a@example.org")


def test_an_offices_own_letter_is_filled_and_what_stands_in_names_is_no_place():
    own = LetterTemplate.parse("Subject: {title} for {unit}\n\nHello {name},\n{overdue}\nby {return_by}\n", "mail.txt")
    parcel = parcels(STATE, (AIGUL,), CopySelection())[0][0]
    letter = invitation(STATE, parcel, AIGUL, as_of=DAY, return_by=date(2024, 7, 31), template=own)
    assert letter.subject == "Plan for CO"
    assert letter.body == (
        "Hello Aigul {unit},\nOverdue: 1\n  R1.A1, due 2024/03, 3 months late: Action R1.A1\nby 31 July 2024\n"
    )


@pytest.mark.parametrize(
    "text, said",
    [
        ("Subject: x\n\nDear {nmae}\n", "mail.txt, line 3: there is no placeholder {nmae}"),
        ("Dear {name}\n", "mail.txt: the first line"),
        ("Subject:\n\nDear {name}\n", "mail.txt: the first line"),
    ],
)
def test_a_letter_that_cannot_be_filled_is_refused_with_its_line(text, said):
    with pytest.raises(XltrackError) as refusal:
        LetterTemplate.parse(text, "mail.txt")
    assert said in str(refusal.value)


def test_no_text_can_add_a_header_to_a_draft():
    letter = Letter("Bob\r\nBcc: x@evil.org", "a@example.org", "Plan\nBcc: x@evil.org\x00\u202e", "Hi\n")
    raw = eml(letter, ("Unit\u202e.xlsx", b"PK"))
    message = message_from_bytes(raw, policy=default)
    assert sorted(message.keys()) == ["Content-Type", "MIME-Version", "Subject", "To", "X-Mailer", "X-Unsent"]
    assert message["Subject"] == "Plan Bcc: x@evil.org"
    assert [one.addr_spec for one in message["To"].addresses] == ["a@example.org"]
    assert b"\nBcc" not in raw


@pytest.mark.parametrize(
    "text",
    [
        "Amaria Country Portfolio Evaluation 2017-2021:  просим обновить сведения, пожалуйста, до 30 июля 2024 г.",
        "Amaria Country Portfolio Evaluation 2017-2021: your update, please, by 30 July 2024, and no day later",
        "عنوان طويل جدا باللغة العربية " * 6,
    ],
)
def test_a_long_title_in_any_script_comes_through_the_headers_word_by_word(text):
    raw = eml(Letter(text[:60], "a@example.org", text, "Hi\n"))
    message = message_from_bytes(raw)
    subject, to = (str(make_header(decode_header(message[name]))) for name in ("Subject", "To"))
    assert subject.split() == text.split()
    assert to.replace('"', "").split() == [*text[:60].split(), "<a@example.org>"]
    assert max(map(len, raw.splitlines())) <= 90


# --- receipts -------------------------------------------------------------------------------------------------

SENT = STATE.model_copy(update={"meta": STATE.meta.model_copy(update={"to": "CO"})})


def answers(*returns, policy=Policy()):  # noqa: B008
    result = merge(master(STATE), returns, when=WHEN, policy=policy)
    return result.account.receipts


def test_a_receipt_accounts_for_every_edit_of_its_return_and_for_no_other():
    mine = returned("Aigul", SENT, {
        "R1.A1": {"status": "completed", "comments": "Begun\nDone", "description": "Another text"},
        "R1.A2": {"proposed_deadline": "2025/01", "status": "completed"},
    }, day=3, file="same.xlsx")  # fmt: skip
    theirs = returned(
        "Bob", SENT, {"R1.A1": {"status": "no_longer_applicable"}, "R1.A3": {"evidence": "E"}}, day=4, file="same.xlsx"
    )
    one, two = answers(mine, theirs)
    assert [(entry.ref, entry.field) for entry in one.taken] == [("R1.A1", "comments")]
    assert [(wait.ref, wait.field, wait.reason) for wait in one.waiting] == [
        ("R1.A1", "status", "two_values"),
        ("R1.A2", "status", "completed_bare"),
        ("R1.A2", "proposed_deadline", "asks"),
    ]
    assert [(finding.code, finding.ref) for finding in one.refused] == [("locked_edited", "R1.A1")]
    assert (one.unchanged, one.earlier) == (1, 0)
    assert two.taken == ()
    assert ("R1.A3", "evidence", "outside") in [(wait.ref, wait.field, wait.reason) for wait in two.waiting]
    assert (two.refused, two.unchanged, two.to) == ((), 1, "CO")


def test_what_the_policy_passed_over_is_told_with_its_reason():
    old = returned("Aigul", SENT, {"R1.A1": {"evidence": "Old"}}, day=3)
    new = returned("Bob", SENT, {"R1.A1": {"evidence": "New"}}, day=4)
    first, second = answers(old, new, policy=Policy(prefer="latest"))
    assert [entry.after for entry in first.rejected] == ["Old"]
    assert [entry.after for entry in second.taken] == ["New"]
    assert "Evidence: Old (The merge policy prefers the latest return)" in receipt_text(first, STATE, DAY)


@pytest.mark.parametrize(
    "change, state, said",
    [
        ({}, "nothing_new", "It brought nothing new."),
        ({"base": tracker("ref\nR1.A9")}, "other_tracker", "It belongs to another plan"),
        ({"base": None}, "base_missing", "Its hidden sheet is gone"),
    ],
)
def test_a_return_that_brought_nothing_hears_why(change, state, said):
    (receipt,) = answers(replace(returned("Aigul", SENT), **change))
    assert receipt.state == state
    assert said in receipt_text(receipt, STATE, DAY)


def test_the_same_file_twice_is_answered_by_naming_the_first():
    first = replace(returned("Aigul", SENT, {"R1.A1": {"evidence": "E"}}, file="a.xlsx"), digest="same")
    one, two = answers(first, replace(first, file="b.xlsx"))
    assert (one.state, two.state, two.same_as) == ("merged", "same_file", "a.xlsx")
    assert two.taken == ()


def test_a_workbook_of_contacts_is_read_like_a_csv(tmp_path):
    book = openpyxl.Workbook()
    for row in (["Our people"], [], ["Unit", "E-mail"], ["CO", "a@example.org"], ["RO", "nonsense"]):
        book.active.append(row)
    book.save(tmp_path / "people.xlsx")
    book.close()
    contacts, findings = read_contacts(tmp_path / "people.xlsx")
    assert [one.email for one in contacts] == ["a@example.org", ""]
    assert [(finding.file, str(finding.where)) for finding in findings] == [("people.xlsx", "Sheet!B5")]


def test_a_receipt_shows_what_was_added_to_a_long_comment_and_not_its_beginning_twice():
    long = "The terms were agreed with all partners of the platform. " * 8
    sent_ = SENT.model_copy(
        update={
            "plan": SENT.plan.with_actions({"R1.A1": SENT.plan.by_ref["R1.A1"].model_copy(update={"comments": long})})
        }
    )
    state = STATE.model_copy(update={"plan": sent_.plan})
    back = returned("Aigul", sent_, {"R1.A1": {"comments": f"{long.strip()}\nSigned on 3 June."}})
    (receipt,) = merge(master(state), [back], when=WHEN).account.receipts
    text = receipt_text(receipt, state, DAY)
    assert 'R1.A1  Comments: added "Signed on 3 June."' in text
    assert "The terms were agreed" not in text


def test_what_is_wrong_with_the_contacts_is_told_with_the_name_of_their_file(tmp_path):
    people = tmp_path / "people.csv"
    people.write_bytes("Unit;Name;E-mail\nCountry Office;Zoé;zoe@example.org\n".encode("windows-1252"))
    ran = xltrack("distribute", imported(tmp_path), "-o", tmp_path / "out", "--contacts", people, "--as-of", DAY)
    assert "warning people.csv: The file is not in UTF-8" in ran.err
