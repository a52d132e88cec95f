"""The return board and the rhythm of reminders, as tables of what was sent and what came back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.returns import WHEN, master, returned
from tests.tables import tracker
from xltrack.errors import XltrackError
from xltrack.i18n.catalogue import LANGUAGES
from xltrack.mail.copies import CopySelection, copy_for, parcels, sent
from xltrack.mail.receipt_letter import addressed
from xltrack.mail.reminders import Rhythm, Step
from xltrack.mail.return_status import board, to_remind
from xltrack.merging.merge import merge
from xltrack.model.correspondence import Contact, SentCopy
from xltrack.model.plan_fields import with_fields, with_values
from xltrack.model.ready_fields import ready_field
from xltrack.model.submission import recipients
from xltrack.rendering.return_status import board_lines, board_xlsx
from xltrack.workbook.write import workbook_bytes
from xltrack.workflows.remind import Stationery, contacts_now, reminder_drafts, write_reminders
from xltrack.workflows.return_files import FileInMemory
from xltrack.workflows.returns import read_returns
from xltrack.xlsx.text_width import longest_word

DAY, DUE = date(2024, 6, 1), date(2024, 6, 20)
SENT_AT = datetime(2024, 6, 1, 8, tzinfo=UTC)
TABLE = """
    ref   | responsible | deadline | status
    R1.A1 | CO          | 2024/03  | initiated
    R1.A2 | CO          | 2024/07  | not_initiated
    R1.A3 | RO          | 2024/07  | not_initiated
    R1.A4 | HQ          | 2024/07  | not_initiated
"""


def sending(before, day=DAY, at=SENT_AT, due=DUE):
    """The master after everybody was sent a copy, and the copies by unit."""
    found, _ = parcels(
        before, (Contact(unit="CO", name="Aigul", email="a@example.org", escalation="h@example.org"),), CopySelection()
    )
    copies = {parcel.to: copy_for(before, parcel, day) for parcel in found}
    lines = tuple(sent(parcel, copies[parcel.to].meta, f"{parcel.to}.xlsx", at, due) for parcel in found)
    return before.model_copy(update={"sent": (*before.sent, *lines)}), copies


STATE, COPIES = sending(tracker(TABLE))
DONE = {"R1.A1": {"status": "completed", "comments": "Done"}}


def co(day=10, file="co.xlsx", edits=DONE, **more):
    return replace(returned("CO", COPIES["CO"], edits, day=day, file=file), **more)


def merged(state, *returns, when=WHEN):
    return merge(master(state), returns, when=when).tracker


def told(found):
    return [(row.to, row.state, " ".join(row.flags)) for row in found.rows]


@pytest.mark.parametrize(
    "returns, as_of, state, flags",
    [
        ([], "2024-06-20", "sent", ""),
        ([], "2024-06-21", "never", ""),
        ([co()], "2024-06-15", "returned", ""),
        ([co(), co(file="renamed.xlsx", digest="x")], "2024-06-15", "returned", "twice"),
        ([co(digest="same"), co(file="renamed.xlsx", digest="same")], "2024-06-15", "returned", ""),
        ([co(day=20)], "2024-07-15", "returned", ""),
        ([co(day=21)], "2024-07-15", "returned", "late"),
        ([co(missing=("R1.A2",))], "2024-06-15", "returned", "partial"),
    ],
)
def test_a_copy_that_was_not_merged(returns, as_of, state, flags):
    found = board(STATE, returns, date.fromisoformat(as_of))
    assert told(found)[0] == ("CO", state, flags)
    others = "never" if date.fromisoformat(as_of) > DUE else "sent"
    assert told(found)[1:] == [("RO", others, ""), ("HQ", others, "")]


def test_a_merged_return_is_known_without_its_file_even_if_it_changed_nothing():
    ro = returned("RO", COPIES["RO"], day=12)
    after = merged(STATE, co(), ro)
    assert told(board(after, [], DUE)) == [("CO", "merged", ""), ("RO", "merged", ""), ("HQ", "sent", "")]
    assert told(board(after, [co(), ro], DUE)) == told(board(after, [], DUE))
    assert [entry.ref for entry in after.log] == ["R1.A1", "R1.A1"]


def test_merging_the_same_files_again_records_nothing():
    after = merged(STATE, co())
    result = merge(master(after), [co()], when=WHEN)
    assert result.tracker is after
    assert result.tracker is after


def test_where_nothing_was_sent_a_merge_records_nothing():
    state = tracker(TABLE)
    assert merged(state, returned("CO", state)) is state


def test_a_second_file_after_a_merge_is_returned_again_and_its_edits_are_counted():
    after = merged(STATE, co())
    more = co(day=12, file="more.xlsx", edits=DONE | {"R1.A2": {"status": "initiated"}})
    row = board(after, [more], DUE).rows[0]
    assert (row.state, row.flags, row.edits) == ("returned", ("twice",), 3)


def test_a_return_of_an_earlier_sending_does_not_answer_the_last():
    after = merged(STATE, co())
    again, _ = sending(after, day=date(2024, 7, 1), at=datetime(2024, 7, 2, tzinfo=UTC), due=date(2024, 7, 20))
    late = co(day=12, file="old.xlsx", edits={"R1.A2": {"status": "initiated"}})
    assert told(board(again, [], date(2024, 7, 5)))[0] == ("CO", "sent", "earlier")
    assert told(board(again, [late], date(2024, 7, 25)))[0] == ("CO", "never", "earlier")


def test_what_was_merged_in_an_earlier_round_does_not_answer_the_next_of_the_same_revision():
    ro = returned("RO", COPIES["RO"], day=12)
    after = merged(STATE, ro)
    assert after.meta.revision == STATE.meta.revision
    again, _ = sending(after, day=date(2024, 7, 2), at=datetime(2024, 7, 2, tzinfo=UTC), due=date(2024, 7, 20))
    assert told(board(again, [], date(2024, 7, 5)))[1] == ("RO", "sent", "earlier")


def test_a_return_whose_base_is_gone_is_known_by_its_rows():
    bare = replace(co(), base=None, tracker=STATE.meta.id, revision=1)
    assert recipients(STATE, bare) == ("CO",)
    assert told(board(STATE, [bare], DUE))[0] == ("CO", "returned", "")


def test_a_return_whose_base_is_gone_is_nobodys_where_two_people_were_sent_its_rows():
    people = (Contact(unit="CO", name="Aru", email="a@example.org"), Contact(unit="CO", name="Madi", email="m@x.org"))
    found, _ = parcels(tracker(TABLE), people, CopySelection(by="person"))
    copies = {parcel.to: copy_for(tracker(TABLE), parcel, DAY) for parcel in found}
    lines = tuple(sent(parcel, copies[parcel.to].meta, f"{parcel.to}.xlsx", SENT_AT, DUE) for parcel in found)
    state = tracker(TABLE).model_copy(update={"sent": lines})
    back = returned("", copies["Aru"], DONE)
    assert recipients(state, back) == ("Aru",)
    assert recipients(state, replace(back, base=None, tracker=state.meta.id, revision=1)) == ()


def test_rows_that_a_copy_never_held_are_not_missing_from_it_even_when_its_base_is_gone():
    bare = replace(co(), base=None, tracker=STATE.meta.id, revision=1)
    for one in (co(), bare):
        result = merge(master(STATE), [one], when=WHEN)
        assert [(entry.ref, entry.field) for entry in result.changes] == [("R1.A1", "comments"), ("R1.A1", "status")]
        assert {finding.code for finding in result.findings} <= {"base_rebuilt"}
        assert len(result.plan.actions) == len(STATE.plan.actions)
        assert result.returns[0].missing == ()


def test_files_of_no_copy_are_strangers():
    other = tracker("ref | responsible\nR1.A1 | XX")
    whole = returned("CO", STATE.model_copy(update={"sent": ()}), file="whole.xlsx")
    found = board(STATE, [returned("XX", other, file="other.xlsx"), whole], DUE)
    assert found.strangers == ("other.xlsx", "whole.xlsx")
    assert found.counts["sent"] == 3


def test_another_day_of_return_takes_the_place_of_the_one_that_was_told():
    found = board(STATE, [co(day=10)], date(2024, 6, 12), return_by=date(2024, 6, 9))
    assert told(found) == [("CO", "returned", "late"), ("RO", "never", ""), ("HQ", "never", "")]


def test_terminal_and_workbook_say_the_same():
    found = board(STATE, [co(missing=("R1.A2",))], DUE)
    lines = list(board_lines(found))
    assert " ".join(lines[2].split()) == "CO Returned, not merged partial 2 2024-06-01 2024-06-20 2024-06-10"
    assert lines[-1] == "Sent, not back yet: 2, Returned, not merged: 1"
    data = board_xlsx(found, "=Plan", DUE)
    assert data == board_xlsx(found, "=Plan", DUE)
    book = openpyxl.load_workbook(BytesIO(data))
    header, *rows = ([cell.value for cell in row] for row in book.active.iter_rows(min_row=3))
    first = dict(zip(header, rows[0], strict=True))
    assert [row[0] for row in rows] == ["CO", "RO", "HQ"]
    assert (first["State"], first["Remarks"], first["Actions"]) == ("Returned, not merged", "partial", 2)
    assert (first["Due back"].date(), first["Rows missing"], first["Edits not merged"]) == (DUE, 1, 2)
    assert first["Contacts"] == "Aigul <a@example.org>"
    book.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_day_and_every_word_of_a_header_fits_its_column(language):
    found = board(STATE, [co()], DUE)
    book = openpyxl.load_workbook(BytesIO(board_xlsx(found, "Plan", DUE, language)))
    sheet = book.active
    widths = {at: span.width for span in sheet.column_dimensions.values() for at in range(span.min, span.max + 1)}
    for header, value in zip(sheet[3], sheet[4], strict=True):
        room = widths[header.column] - 1
        assert longest_word([str(header.value)]) <= room
        if isinstance(value.value, datetime):
            assert len("30 sept. 2024") <= room
            assert "mmmm" not in value.number_format, "a month written out does not fit: ### would be shown"
    book.close()


@pytest.mark.parametrize("by", ["responsible", "person"])
def test_each_of_two_people_in_a_unit_is_listed_and_reminded(by, tmp_path):
    people = tuple(Contact(unit="CO", name=name, email=f"{name}@example.org") for name in ("Aigul", "Madi"))
    state = tracker(TABLE)
    found, _ = parcels(state, people, CopySelection(by=by))
    lines = [sent(one, copy_for(state, one, DAY).meta, f"{one.to}.xlsx", SENT_AT, DUE) for one in found]
    state = state.model_copy(update={"sent": tuple(lines)})
    late = date(2024, 6, 21)
    status = board(state, [], late)
    shown = "\n".join(board_lines(status))
    assert ("Aigul" in shown, "Madi" in shown) == (True, True)
    assert {name for row in status.rows for name in row.as_dict()["contacts"]} == {"Aigul", "Madi"}
    drafted = write_reminders(tmp_path / "drafts", state, status, Stationery(), late)
    mails = [(tmp_path / "drafts" / name).read_text(encoding="utf-8") for name in drafted.written]
    assert sorted(re.findall(r"^To:.*<(.*)@", "\n".join(mails), re.MULTILINE)) == ["Aigul", "Madi"]
    assert [row.to for row in status.rows if row.to == "CO"] == (["CO"] if by == "responsible" else [])


PEOPLE = (
    Contact(unit="CO", name="Aigul", email="a@e.org", language="en", stand_in="s@e.org", escalation="co@e.org"),
    Contact(unit="CO", name="Madi", email="m@e.org", language="fr"),
    Contact(unit="RO", name="Aigul", email="A@e.org", language="en", stand_in="s@e.org", escalation="ro@e.org"),
)
WAYS = {
    "responsible": {("CO", "a@e.org", "en"): "s@e.org, co@e.org", ("CO", "m@e.org", "fr"): "",
                    ("RO", "A@e.org", "en"): "s@e.org, ro@e.org"},
    "person": {("Aigul", "a@e.org", "en"): "s@e.org, co@e.org, ro@e.org", ("Madi", "m@e.org", "fr"): ""},
}  # fmt: skip
WAYS["focal_point"] = WAYS["person"]


@pytest.mark.parametrize("newer", [(), PEOPLE], ids=["", "with a newer table"])
@pytest.mark.parametrize("by", WAYS)
def test_each_person_gets_a_reminder_of_their_own_copy_alone_with_those_behind_all_their_units_in_copy(by, newer):
    state = tracker(TABLE)
    if by == "focal_point":
        plan = with_fields(state.plan, [ready_field(by, "en")])
        named = {"R1.A1": "Aigul", "R1.A2": "Madi", "R1.A3": "Aigul"}
        rows = {ref: with_values(plan.by_ref[ref], {by: name}) for ref, name in named.items()}
        state = state.model_copy(update={"plan": plan.with_actions(rows)})
    found, _ = parcels(state, PEOPLE, CopySelection(by=by))
    files = [f"{one.to}_{one.language}" for one in found]
    lines = [sent(one, state.meta, file, SENT_AT, DUE) for one, file in zip(found, files, strict=True)]
    state = state.model_copy(update={"sent": tuple(lines)})
    late = date(2024, 7, 5)
    drafted = reminder_drafts(state, board(state, [], late), Stationery(), late, newer).drafts
    told = {(one.row.to, one.letter.address, one.row.sent.file.partition("_")[2]): one.letter.cc for one in drafted}
    assert told == {who: tuple(filter(None, copied.split(", "))) for who, copied in WAYS[by].items()}
    assert len(drafted) == len(told)


@pytest.mark.parametrize(
    "newer, reached",
    [
        ([Contact(unit="HQ", name="Dana", email="d@e.org")], ["d@e.org"]),
        ([Contact(unit="CO", name="Aigul", email="new@e.org"), PEOPLE[1]], ["new@e.org"]),
        ([PEOPLE[1]], ["m@e.org"]),
        ([], ["a@e.org"]),
    ],
    ids=["found only now", "a new address", "gone from the unit", "no newer table"],
)
def test_a_newer_table_says_where_a_person_is_reached_now(newer, reached):
    to = newer[0].name if newer and newer[0].name == "Dana" else "Aigul"
    copy = SentCopy(
        to=to, when=SENT_AT, issued=DAY, revision=1, file="", refs=(), contacts=PEOPLE[:1] * (to == "Aigul")
    )
    assert [one.email for one in contacts_now(copy, newer)] == reached


# --- reminders ------------------------------------------------------------------------------------------------

RHYTHM = Rhythm()


@pytest.mark.parametrize(
    "as_of, step",
    [
        ("2024-06-30", None),
        ("2024-07-01", None),
        ("2024-07-17", Step(-14)),
        ("2024-07-23", Step(-14)),
        ("2024-07-24", Step(-7)),
        ("2024-07-30", Step(-7)),
        ("2024-07-31", Step(0)),
        ("2024-08-06", Step(0)),
        ("2024-08-07", Step(7, 1)),
        ("2024-08-13", Step(7, 1)),
        ("2024-08-14", Step(14, 2, True)),
        ("2024-08-21", Step(21, 3, True)),
    ],
)
def test_the_rhythm_of_reminders_for_a_copy_sent_on_1_july_and_due_on_31_july(as_of, step):
    """The step 30 days before falls on the day of sending itself, so it never calls."""
    assert RHYTHM.step(date(2024, 7, 31), date(2024, 7, 1), date.fromisoformat(as_of)) == step


@given(st.integers(0, 200))
def test_run_daily_the_rhythm_never_goes_back_and_misses_no_step(days):
    steps = [
        RHYTHM.step(date(2024, 7, 31), date(2024, 6, 1), date.fromordinal(DAY.toordinal() + at)) for at in range(days)
    ]
    seen = [step.day for step in steps if step]
    assert seen == sorted(seen)
    wanted = [day for day in (-30, -14, -7, 0, *range(7, 400, 7)) if day <= days - 1 - 60]
    assert sorted(set(seen)) == wanted


@pytest.mark.parametrize(
    "settings, named",
    [({"befor": [1]}, "befor"), ({"before": 7}, "before"), ({"every": -1}, "every"), ({"on_the_day": 1}, "on_the_day")],
)
def test_a_wrong_setting_of_the_rhythm_is_named(settings, named):
    with pytest.raises(XltrackError, match=named):
        Rhythm.from_settings(settings)


def test_the_rhythm_is_data():
    own = Rhythm.from_settings({"before": [3], "on_the_day": False, "every": 0, "escalate_after": 1})
    found = [own.step(date(2024, 7, 31), DAY, date(2024, 7, day)) for day in (27, 28, 31)]
    assert found == [None, Step(-3), Step(-3)]
    assert own.step(date(2024, 7, 31), DAY, date(2024, 12, 31)) == Step(-3)


def test_only_those_from_whom_nothing_came_are_reminded():
    found = board(merged(STATE, returned("RO", COPIES["RO"], day=12)), [co()], date(2024, 7, 5))
    assert [(row.to, step) for row, step in to_remind(found, RHYTHM, date(2024, 7, 5))] == [("HQ", Step(14, 2, True))]


def test_a_copy_whose_actions_were_sent_again_to_its_people_is_waited_for_no_more():
    unit = STATE.sent[0]
    later = SENT_AT.replace(day=5)
    people = tuple(
        unit.model_copy(update={"to": name, "when": later, "refs": (ref,), "file": f"{name}.xlsx"})
        for name, ref in zip(("Aigul", "Bolat"), unit.refs, strict=True)
    )
    found = board(STATE.model_copy(update={"sent": (*STATE.sent, *people)}), [], DUE.replace(day=25))
    assert [row.to for row in found.rows] == ["RO", "HQ", "Aigul", "Bolat"]
    half = board(STATE.model_copy(update={"sent": (*STATE.sent, people[0])}), [], DUE.replace(day=25))
    assert [row.to for row in half.rows] == ["CO", "RO", "HQ", "Aigul"]


def workbook_of_two(base: bool, stacked: bool, edited: bool = True):
    """The copies of CO and RO in one workbook: a sheet each or one below the other, with CO's base or with none."""
    books = {unit: openpyxl.load_workbook(BytesIO(workbook_bytes(COPIES[unit], as_of=DAY))) for unit in ("CO", "RO")}
    book, guest = books["CO"], books["RO"]["Actions"]
    last = max(row[0].row for row in book["Actions"].iter_rows() if row[0].value)
    sheet, down = (book["Actions"], last + 2) if stacked else (book.create_sheet("Regional"), 0)
    for cell in (cell for row in guest.iter_rows() for cell in row if cell.value is not None):
        value = "Initiated" if edited and cell.value == "Not Initiated" else cell.value
        sheet.cell(cell.row + down, cell.column).value = value
    if not base:
        for name in {*book.sheetnames} - {"Actions", "Regional"}:
            del book[name]
        book.defined_names.clear()
        book.custom_doc_props.props.clear()  # type: ignore[attr-defined]
    out = BytesIO()
    book.save(out)
    return read_returns([FileInMemory("both.xlsx", out.getvalue())], known=STATE).submissions


@pytest.mark.parametrize("base, stacked", [(True, False), (True, True), (False, False), (False, True)])
def test_a_workbook_that_holds_the_copies_of_two_units_answers_both(base, stacked):
    returns = workbook_of_two(base, stacked)
    assert [row[:2] for row in told(board(STATE, returns, DUE))] == [
        ("CO", "returned"), ("RO", "returned"), ("HQ", "sent"),
    ]  # fmt: skip
    result = merge(master(STATE), returns, when=WHEN)
    assert result.account.silent == ("HQ",)
    taken, asked = ({(one.ref, one.field) for one in found} for found in (result.changes, result.conflicts))
    assert taken | asked == {("R1.A3", "status")}
    assert "row_missing" not in {one.code for one in result.findings}
    assert [row[:2] for row in told(board(result.tracker, returns, DUE))] == [
        ("CO", "merged"), ("RO", "merged"), ("HQ", "sent"),
    ]  # fmt: skip
    assert merge(master(result.tracker), returns, when=WHEN).tracker is result.tracker
    unedited = merge(master(STATE), workbook_of_two(base, stacked, edited=False), when=WHEN)
    assert (unedited.account.silent, unedited.changes, unedited.conflicts) == (("HQ",), (), ())


def test_a_person_of_two_units_gets_one_answer_to_a_return():
    receipt = merge(master(STATE), [co()], when=WHEN).account.receipts[0]
    (answer,) = addressed(receipt._replace(by="Aigul"), PEOPLE)
    assert (answer.email, answer.escalation) == ("a@e.org", "co@e.org, ro@e.org")
