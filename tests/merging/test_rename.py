"""A unit's new name is given everywhere, and whoever still writes the old one is understood."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.returns import WHEN, master, returned
from tests.tables import ISSUED, assert_table, tracker
from xltrack.errors import MergeError
from xltrack.mail.copies import CopySelection, parcels
from xltrack.mail.return_status import board
from xltrack.merging.alike_units import look_alike
from xltrack.merging.decisions import Decision, resolve
from xltrack.merging.history import undo
from xltrack.merging.merge import merge
from xltrack.merging.policy import Policy
from xltrack.merging.rename import rename_everywhere
from xltrack.merging.suggestions import suggestion
from xltrack.model.correspondence import Contact, SentCopy
from xltrack.model.plan import KeyAction
from xltrack.model.tracker import Tracker
from xltrack.summary.narrow import Only, narrowed

SENT = tracker("""
    ref   | responsible    | status    | comments
    R1.A1 | Country Office | initiated | Begun
    R1.A2 | Country Office | initiated |
    R2.A1 | Regional Office | initiated |
""")
LATER = WHEN + timedelta(days=1)


def renamed(sent: Tracker = SENT, old: str = "Country Office", new: str = "Tashkent Office") -> Tracker:
    return rename_everywhere(sent, old, new, when=WHEN, who="Ana").tracker


def copy_to(sent: Tracker, to: str) -> Tracker:
    """The tracker as a copy for a unit has it."""
    return sent.model_copy(update={"meta": sent.meta.model_copy(update={"to": to})})


def test_a_unit_is_renamed_in_every_action_and_nowhere_else():
    now = renamed(old="country  office")
    assert_table(
        now.plan,
        """
        ref   | responsible
        R1.A1 | Tashkent Office
        R1.A2 | Tashkent Office
        R2.A1 | Regional Office
        """,
    )
    assert [(e.ref, e.before, e.after, e.who, e.outcome) for e in now.log] == [
        ("R1.A1", "Country Office", "Tashkent Office", "Ana", "edited"),
        ("R1.A2", "Country Office", "Tashkent Office", "Ana", "edited"),
    ]
    assert rename_everywhere(now, "Country Office", "Tashkent Office", when=LATER).tracker is now


def test_two_units_become_one_and_an_undo_parts_them_again():
    one = renamed(old="Regional Office", new="Country Office")
    assert one.plan.units == ("Country Office",)
    assert undo(one, when=LATER).tracker.plan == SENT.plan


@pytest.mark.parametrize(
    "old, new, code", [("No", "Office", "no_such_unit"), ("Regional Office", " ", "unit_without_name")]
)
def test_a_name_that_no_unit_has_and_an_empty_one_are_refused(old, new, code):
    with pytest.raises(MergeError) as refused:
        rename_everywhere(SENT, old, new, when=WHEN)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "edits, waits",
    [
        ({"R1.A1": {"responsible": "Tashkent Office"}}, []),
        ({"R2.A1": {"responsible": "COUNTRY OFFICE"}}, ["Tashkent Office"]),
        ({"R1.A1": {"responsible": "Regional Office"}}, ["Regional Office"]),
    ],
)
def test_a_late_return_says_a_former_name_and_means_the_present_one(edits, waits):
    result = merge(master(renamed()), [returned("ro", SENT, edits)], when=LATER)
    assert [claim.value for one in result.conflicts for claim in one.claims] == waits
    assert result.plan == renamed().plan
    assert [one.reason for one in result.conflicts] == ["asks"] * len(waits), "the former name is no second opinion"


def test_an_edit_that_waited_before_waits_after():
    typed = {"R1.A1": {"responsible": "Regional Office"}}
    asked = merge(master(SENT), [returned("ro", SENT, typed)], when=WHEN).tracker
    now = renamed(asked)
    assert [(one.ours, one.claims[0].value, one.reason) for one in now.conflicts] == [
        ("Tashkent Office", "Regional Office", "asks")
    ]
    decided = resolve(now, [Decision(now.conflicts[0].id, 1)], when=LATER).tracker
    assert decided.plan.by_ref["R1.A1"].responsible == "Regional Office"
    assert undo(now, when=LATER).tracker.conflicts == asked.conflicts


def test_a_claim_for_the_new_name_is_answered_by_the_renaming():
    typed = {"R1.A1": {"responsible": "Tashkent Office"}}
    asked = merge(master(SENT), [returned("co", SENT, typed)], when=WHEN).tracker
    assert asked.conflicts
    assert renamed(asked).conflicts == ()


def test_a_unit_under_its_former_name_is_the_owner_of_its_actions():
    sent = copy_to(SENT, "Country Office")
    files = [
        returned("", sent, {"R1.A1": {"status": "not_initiated"}}, file="co.xlsx"),
        returned("ro", SENT, {"R1.A1": {"status": "no_longer_applicable"}}),
    ]
    result = merge(master(renamed()), files, when=LATER, policy=Policy(prefer="unit-owner"))
    assert [(entry.who, entry.after) for entry in result.changes] == [("Tashkent Office", "not_initiated")]


def test_an_action_proposed_under_a_former_name_is_the_present_unit_s_and_is_asked_about_once():
    row = KeyAction(ref="R1.A9", description="Publish it", responsible="Country Office")
    before = merge(
        master(SENT), [returned("", copy_to(SENT, "Country Office"), added=(row,), file="a.xlsx")], when=WHEN
    )
    now = renamed(before.tracker)
    assert now.conflicts[0].claims[0].row.responsible == "Tashkent Office"
    accepted = resolve(now, [Decision(now.conflicts[0].id, 1)], when=LATER).tracker
    assert accepted.plan.actions[-2].responsible == "Tashkent Office"
    again = merge(
        master(accepted), [returned("", copy_to(SENT, "Country Office"), added=(row,), file="b.xlsx")], when=LATER
    )
    assert again.conflicts == ()
    assert again.plan == accepted.plan


def sent_to(unit: str) -> Tracker:
    copy = SentCopy(to=unit, when=WHEN, issued=ISSUED, revision=1, file="co.xlsx", refs=("R1.A1", "R1.A2"))
    return SENT.model_copy(update={"sent": (copy,)})


def test_the_return_status_and_the_contacts_know_the_unit_by_both_names():
    now = renamed(sent_to("Country Office"))
    back = returned("", copy_to(SENT, "Country Office"), {"R1.A1": {"comments": "Begun\nMore"}}, file="co.xlsx")
    merged = merge(master(now), [back], when=LATER)
    assert [(row.to, row.state) for row in board(now, [back], ISSUED).rows] == [("Tashkent Office", "returned")]
    assert [(row.to, row.state) for row in board(merged.tracker, (), ISSUED).rows] == [("Tashkent Office", "merged")]
    assert [receipt.to for receipt in merged.account.receipts] == ["Tashkent Office"]
    undone = undo(merged.tracker, 1, when=LATER).tracker
    assert [(row.to, row.state) for row in board(undone, (), ISSUED).rows] == [("Country Office", "merged")]
    people = [Contact(unit="Country Office", name="Aru", email="aru@example.org"), Contact(unit="Regional Office")]
    found, findings = parcels(now, people, CopySelection())
    assert {one.to: [contact.name for contact in one.contacts] for one in found}["Tashkent Office"] == ["Aru"]
    assert "contact_unit_unknown" not in {finding.code for finding in findings}


def test_a_summary_may_ask_for_a_unit_by_its_former_name():
    (small,) = narrowed([renamed()], Only("responsible", "country office"))
    assert [action.ref for action in small.plan.actions] == ["R1.A1", "R1.A2"]


def test_a_name_given_to_another_unit_later_is_that_unit_s():
    now = renamed()
    reused = merge(master(now, {"R2.A1": {"responsible": "Country Office"}}), [], when=LATER).tracker
    typed = {"R2.A1": {"responsible": "Country Office"}}
    assert merge(master(reused), [returned("ro", SENT, typed)], when=LATER).conflicts == ()


def test_names_change_more_than_once_and_back():
    twice = rename_everywhere(renamed(), "Tashkent Office", "Central Asia Office", when=LATER).tracker
    back = rename_everywhere(twice, "Central Asia Office", "Country Office", when=LATER).tracker
    typed = {"R2.A1": {"responsible": "Tashkent Office"}}
    for state, name in ((twice, "Central Asia Office"), (back, "Country Office")):
        (conflict,) = merge(master(state), [returned("ro", renamed(), typed)], when=LATER).conflicts
        assert conflict.claims[0].value == name


ALIKE = tracker("""
    ref   | responsible    | status
    R1.A1 | Country Office | initiated
    R1.A2 | Country Ofice  | initiated
    R1.A3 | Country Office | initiated
    R2.A1 | Country Ofice  | initiated
    R2.A2 | Country Office | initiated
""")


@pytest.mark.parametrize(
    "one, other, alike",
    [
        ("Country Office", "country  office", True),
        ("Country Office", "Country-Office", True),
        ("Bureau régional", "Bureau regional", True),
        ("Country Office", "Country Offices", True),
        ("Country Office", "Cuontry Office", True),
        ("Country Office", "Country Offizze", False),
        ("East Office", "West Office", False),
        ("Unit A", "Unit B", False),
        ("Division 12345", "Division 12346", False),
        ("CO", "RO", False),
        ("Country Office", "Regional Office", False),
        ("Country Office", "Country and Regional Offices", False),
    ],
)
def test_names_look_alike_by_case_accents_signs_or_one_slip_in_a_long_word(one, other, alike):
    assert look_alike(one, other) == look_alike(other, one) == alike


def test_a_renaming_answers_the_question_of_two_spellings():
    asked = merge(master(ALIKE), [], when=WHEN).tracker
    for old, new in (("Country Ofice", "Country Office"), ("Country Office", "Country Ofice")):
        assert rename_everywhere(asked, old, new, when=LATER).tracker.conflicts == ()


def test_two_spellings_are_asked_about_once_on_the_rarer_one():
    asked = merge(master(ALIKE), [], when=WHEN).tracker
    (conflict,) = asked.conflicts
    shown = (conflict.ref, conflict.ours, conflict.claims[0].value, conflict.reason)
    assert shown == ("R1.A2", "Country Ofice", "Country Office", "alike")
    assert suggestion(conflict, asked.plan)[0] == 1
    assert merge(master(asked), [], when=LATER).tracker is asked


@pytest.mark.parametrize(
    "decision, units",
    [
        ((1, ""), {"Country Office"}),
        (("own", "Tashkent Office"), {"Tashkent Office"}),
        (("keep", ""), {"Country Office", "Country Ofice"}),
    ],
)
def test_a_decision_makes_one_unit_of_two_everywhere_or_keeps_them_apart_for_good(decision, units):
    asked = merge(master(ALIKE), [], when=WHEN).tracker
    decided = resolve(asked, [Decision(asked.conflicts[0].id, *decision)], when=LATER, who="Ana").tracker
    assert set(decided.plan.units) == units
    assert decided.conflicts == ()
    assert merge(master(decided), [], when=LATER).tracker is decided
    assert undo(decided, when=LATER).tracker.conflicts == asked.conflicts
