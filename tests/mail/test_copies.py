"""Copies for units: every row goes to its unit and to no other, under names that every system takes."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import any_text, trackers
from tests.tables import actions, tracker
from xltrack.errors import XltrackError
from xltrack.grid.values import Grid, Row, Sheet
from xltrack.i18n.catalogue import fold
from xltrack.mail.contacts import contacts_from_csv, contacts_from_grid
from xltrack.mail.copies import CopySelection, copy_for, file_stems, overdue_of, parcels, safe_name, soon_of, unique
from xltrack.model.correspondence import Contact, SentCopy
from xltrack.model.plan import Recommendation
from xltrack.model.tracker import LogEntry

DAY = date(2024, 6, 30)
WHEN = datetime(2024, 6, 30, 9, tzinfo=UTC)
ALL = tracker("""
    ref   | responsible | deadline | status        | comments
    R1.A1 | CO          | 2024/03  | initiated     | ours alone
    R1.A2 | RO          | 2024/07  | not_initiated | theirs alone
    R2.A1 | CO          | 2025/12  | completed     | done
    R2.A2 | nobody      | 2024/06  | initiated     |
    R3.A1 | RO          |          | initiated     |
""")
NOBODYS = ALL.plan.by_ref["R2.A2"].model_copy(update={"responsible": ""})
PLAN = ALL.model_copy(update={"plan": ALL.plan.with_actions({"R2.A2": NOBODYS})})


def told(found):
    return [(one.to, " ".join(one.refs), one.language, [contact.email for contact in one.contacts]) for one in found]


AIGUL = Contact(unit="CO", name="Aigul", email="aigul@example.org")
BOB = Contact(unit="ro", name="Bob", email="bob@example.org")
BOTH = Contact(unit="CO", name="Bob", email="BOB@example.org")


@pytest.mark.parametrize(
    "choice, contacts, expected",
    [
        (CopySelection(), (), [("CO", "R1.A1 R2.A1", "en", []), ("RO", "R1.A2 R3.A1", "en", [])]),
        (CopySelection(only_open=True), (), [("CO", "R1.A1", "en", []), ("RO", "R1.A2 R3.A1", "en", [])]),
        (CopySelection(due_by=date(2024, 7, 1)), (), [("CO", "R1.A1", "en", []), ("RO", "R1.A2", "en", [])]),
        (CopySelection(due_by=date(2024, 6, 30)), (), [("CO", "R1.A1", "en", [])]),
        (
            CopySelection(),
            (AIGUL, BOB),
            [("CO", "R1.A1 R2.A1", "en", [AIGUL.email]), ("RO", "R1.A2 R3.A1", "en", [BOB.email])],
        ),
        (
            CopySelection(by="person"),
            (AIGUL, BOB, BOTH),
            [
                ("Aigul", "R1.A1 R2.A1", "en", [AIGUL.email]),
                ("Bob", "R1.A1 R1.A2 R2.A1 R3.A1", "en", [BOTH.email, BOB.email]),
            ],
        ),
        (
            CopySelection(by="person"),
            (BOB,),
            [("CO", "R1.A1 R2.A1", "en", []), ("Bob", "R1.A2 R3.A1", "en", [BOB.email])],
        ),
    ],
)  # fmt: skip
def test_each_row_goes_to_its_unit_or_to_the_people_of_its_unit(choice, contacts, expected):
    found, _ = parcels(PLAN, contacts, choice)
    assert told(found) == expected


def test_people_of_one_unit_who_read_different_languages_get_a_workbook_each():
    french = Contact(unit="CO", name="Zoé", email="zoe@example.org", language="fr")
    found, _ = parcels(PLAN, (AIGUL, french), CopySelection())
    assert told(found)[:2] == [
        ("CO", "R1.A1 R2.A1", "en", [AIGUL.email]),
        ("CO", "R1.A1 R2.A1", "fr", [french.email]),
    ]
    assert file_stems(found, PLAN, DAY)[:2] == [f"CO_{PLAN.meta.id}_{DAY}_en", f"CO_{PLAN.meta.id}_{DAY}_fr"]


def test_two_people_of_one_name_are_two():
    other = Contact(unit="RO", name="Aigul", email="a2@example.org")
    found, _ = parcels(PLAN, (AIGUL, other), CopySelection(by="person"))
    assert [one.to for one in found] == ["Aigul aigul@example.org", "Aigul a2@example.org"]


def test_nobody_is_left_out_in_silence():
    _, findings = parcels(PLAN, (AIGUL, Contact(unit="C0", name="Typo", email="t@example.org")), CopySelection())
    assert [(finding.code, finding.found) for finding in findings] == [
        ("action_without_unit", "R2.A2"),
        ("contact_missing", "RO"),
        ("contact_unit_unknown", "C0"),
    ]
    assert "Did you mean" not in findings[1].remedy()


@given(trackers(), st.sampled_from([CopySelection(), CopySelection(only_open=True)]))
def test_every_wanted_row_with_a_unit_is_in_exactly_one_workbook(given_tracker, choice):
    found, findings = parcels(given_tracker, (), choice)
    sent = sorted(ref for one in found for ref in one.refs)
    homeless = [finding.found for finding in findings if finding.code == "action_without_unit"]
    assert sorted(sent + homeless) == sorted(a.ref for a in given_tracker.plan.actions if choice.wants(a))
    assert len({fold(one.to) for one in found}) == len(found)


def test_a_copy_carries_nothing_of_the_others_and_nothing_of_the_masters_own():
    entry = LogEntry(revision=2, when=WHEN, ref="R1.A2", field="comments", after="theirs alone", outcome="taken")
    line = SentCopy(to="RO", when=WHEN, issued=DAY, revision=1, file="RO.xlsx", refs=("R1.A2",), contacts=(BOB,))
    rec = Recommendation(ref="R9", text="Nobody acts on this", response="Rejected")
    plan = PLAN.plan.model_copy(update={"recommendations": (*PLAN.plan.recommendations, rec)})
    master = PLAN.model_copy(update={"plan": plan, "log": (entry,), "sent": (line,)})
    parcel = parcels(master, (AIGUL,), CopySelection())[0][0]
    copy = copy_for(master, parcel, DAY)
    assert [rec.ref for rec in copy.plan.recommendations] == ["R1", "R2"]
    assert (copy.meta.id, copy.meta.revision, copy.meta.scope) == (PLAN.meta.id, 1, ("R1.A1", "R2.A1"))
    assert copy.plan.by_ref == {ref: PLAN.plan.by_ref[ref] for ref in copy.meta.scope}
    said = copy.model_dump_json()
    assert not [word for word in ("theirs", "R1.A2", "bob@", "aigul@", "RO.xlsx", "Nobody") if word in said]


@given(any_text)
def test_a_safe_name_stays_in_its_folder_and_has_no_ending(text):
    name = safe_name(text)
    assert name
    assert not re.search(r'[<>:"/\\|?*.\x00-\x1f\s]', name)
    assert len(name.encode()) <= 240
    assert name.casefold() not in {"con", "prn", "aux", "nul", "com1", "lpt9"}


@pytest.mark.parametrize(
    "text", ["../../etc", "..", "", "CON", "a/b", "a\\b", "x.exe", "\u202egnp.exe", "name ", " . "]
)
def test_names_of_units_cannot_leave_the_folder_or_pass_for_a_program(text):
    name = safe_name(text)
    assert name.strip("-_. ") != ""
    assert not set(name) & set("./\\\u202e ")


def test_names_that_windows_takes_for_one_are_made_different():
    taken: set[str] = set()
    assert [unique(stem, taken) for stem in ("CO", "co", "Co", "RO")] == ["CO", "co-2", "Co-3", "RO"]


def test_overdue_and_soon_follow_the_rule_of_the_plan():
    plan = actions("""
        ref   | deadline | status
        R1.A1 | 2024/05  | initiated
        R1.A2 | 2024/06  | initiated
        R1.A3 | 2024/07  | not_initiated
        R1.A4 | 2024/08  | initiated
        R1.A5 | 2023/12  | initiated
        R1.A6 | 2024/05  | completed
        R1.A7 |          | initiated
    """)
    assert [one.ref for one in overdue_of(plan.actions, DAY)] == ["R1.A5", "R1.A1"]
    assert [one.ref for one in soon_of(plan.actions, DAY)] == ["R1.A2", "R1.A3"]


# --- contacts -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_contacts_are_read_whatever_separates_and_orders_the_columns(separator):
    table = (
        "Contacts\n\nE-mail|Responsible unit|Phone|Language\nbob@example.org|RO|123|EN\nAigul <a@example.org>|CO||\n"
    )
    contacts, findings = contacts_from_csv(table.replace("|", separator), "c.csv")
    assert [(one.unit, one.email, one.language) for one in contacts] == [
        ("RO", "bob@example.org", "en"),
        ("CO", "a@example.org", ""),
    ]
    assert findings == ()


BAD = """Unit,Name,E-mail,Language,Escalation
,Nobody,x@example.org,,
CO,Aigul,aigul(at)example.org,,boss
RO,Bob,bob@example.org,Klingon,
RO,Bob B.,BOB@example.org,,
"""


def test_what_is_wrong_with_a_contact_is_told_with_file_and_line_and_costs_no_other():
    contacts, findings = contacts_from_csv(BAD, "contacts.csv")
    assert [(one.unit, one.name, one.email) for one in contacts] == [
        ("CO", "Aigul", ""),
        ("RO", "Bob", "bob@example.org"),
    ]
    assert [(one.code, one.file, str(one.where), one.found) for one in findings] == [
        ("contact_without_unit", "contacts.csv", "line 2", "Nobody, x@example.org"),
        ("contact_address", "contacts.csv", "line 3", "aigul(at)example.org"),
        ("contact_address", "contacts.csv", "line 3", "boss"),
        ("contact_language", "contacts.csv", "line 4", "Klingon"),
        ("contact_twice", "contacts.csv", "line 5", "BOB@example.org"),
    ]


def test_of_several_addresses_in_one_cell_the_first_is_used_and_an_encoded_name_is_left_out():
    table = 'unit,name,email\nCO,=?utf-8?q?Aru?=,"a@example.org; Boss <b@example.org>"\n'
    (contact,), findings = contacts_from_csv(table, "contacts.csv")
    assert (contact.name, contact.email) == ("", "a@example.org")
    assert {one.code for one in findings} == {"contact_addresses", "contact_name"}


def test_contacts_in_a_sheet_are_told_by_cell():
    rows = (Row(1, (1, 3), ("Unit", "E-mail")), Row(4, (1, 3), ("CO", "nonsense")))
    grid = Grid((Sheet("Notes", (Row(1, (1,), ("hello",)),)), Sheet("People", rows)))
    contacts, findings = contacts_from_grid(grid, "tracker.xlsx")
    assert contacts == (Contact(unit="CO"),)
    assert [str(finding.where) for finding in findings] == ["People!C4"]


@pytest.mark.parametrize("text", ["", "Unit,Telephone\nCO,1\n", "\x00"])
def test_a_file_without_contacts_is_refused_by_name(text):
    with pytest.raises(XltrackError, match=r"people\.csv"):
        contacts_from_csv(text, "people.csv")


@pytest.mark.parametrize("address", ["a@b.org\nBcc: x@y.org", "a b@c.org", "a@b", "a@b..org", "<a@b.org", '"a"@b.org'])
def test_no_text_that_mail_servers_refuse_passes_for_an_address(address):
    cell = address.replace('"', '""')
    contacts, _ = contacts_from_csv(f'Unit,E-mail\nCO,"{cell}"\n', "c.csv")
    assert [one.email for one in contacts] == [""]


def test_the_escalation_contact_of_a_unit_is_named_once_and_serves_everybody_there_but_themselves():
    table = """\
Unit,Name,E-mail,Stand-in,Escalation
Country Office,Aida,aida@example.org,sam@example.org,boss@example.org
country office,Bo,bo@example.org,,
Country Office,The boss,Boss@example.org,,
Country Office,Carla,carla@example.org,,other@example.org
Regional Office,Bo,bo@example.org,,
"""
    contacts, findings = contacts_from_csv(table, "c.csv")
    assert [(one.name, one.stand_in, one.escalation) for one in contacts] == [
        ("Aida", "sam@example.org", "boss@example.org"),
        ("Bo", "", "boss@example.org"),
        ("The boss", "", ""),
        ("Carla", "", "other@example.org"),
        ("Bo", "", ""),
    ]
    assert findings == ()
