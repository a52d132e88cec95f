"""What leaves a tracker holds its own fields, too: CSV, frames, updates, summaries of a part, copies by a field."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from tests.tables import tracker
from xltrack.errors import MailError, SettingsError, SummaryError
from xltrack.mail.copies import CopySelection, parcels
from xltrack.model.correspondence import Contact
from xltrack.model.own_fields import OwnField
from xltrack.model.percent import Percentage
from xltrack.model.plan_fields import with_fields, with_values
from xltrack.model.tracker import Tracker, new_tracker
from xltrack.model.year_month import YearMonth
from xltrack.rendering.frames import plan_frame
from xltrack.rendering.plan_csv import plan_to_csv
from xltrack.rendering.updates import format_updates
from xltrack.summary.narrow import Only, narrowed
from xltrack.workflows.settings import Settings, with_field

AS_OF = date(2024, 6, 30)
FIRST = tracker("""
    ref   | responsible | status
    R1.A1 | CO          | initiated
    R1.A2 | CO          | initiated
    R2.A1 | RO          | initiated
""")
FIELDS = (
    OwnField(key="focal_point", kind="person"),
    OwnField(key="progress", kind="percent"),
    OwnField(key="begun", kind="month"),
    OwnField(key="agreed", kind="yes_no", label={"en": "Agreed", "fr": "Convenu"}),
    OwnField(key="risk", kind="choice", choices=("High", "Low"), sheet="recommendations"),
)
VALUES = {
    "R1.A1": {"focal_point": "Aru Bek", "progress": Percentage(40), "begun": YearMonth(2024, 3), "agreed": True},
    "R2.A1": {"focal_point": "aru  bek", "agreed": False},
}


def made() -> Tracker:
    plan = with_fields(FIRST.plan, FIELDS)
    plan = plan.with_actions({ref: with_values(plan.by_ref[ref], values) for ref, values in VALUES.items()})
    first = with_values(plan.recommendations[0], {"risk": "High"})
    return new_tracker(plan.with_recommendations({"R1": first}), AS_OF)


def test_csv_has_a_column_for_each_field_of_the_actions():
    rows = list(csv.DictReader(io.StringIO(plan_to_csv(made().plan, AS_OF))))
    told = [[row[key] for key in ("focal_point", "progress", "begun", "agreed")] for row in rows]
    assert told == [["Aru Bek", "40%", "2024-03", "yes"], ["", "", "", ""], ["aru  bek", "", "", "no"]]
    assert "risk" not in rows[0]


def test_a_frame_has_values_to_reckon_with():
    frame = plan_frame(made().plan)
    assert frame["progress"].mean() == 40
    assert frame.loc["R1.A1", "begun"].year == 2024
    assert list(frame["agreed"].dropna()) == [True, False]


def test_an_update_names_the_changed_fields_by_their_headers():
    text = format_updates(with_fields(FIRST.plan, FIELDS), made().plan, "May", "fr")
    assert "Convenu:\nOui\n" in text
    assert "Focal point:\nAru Bek\n" in text
    assert "Risk:\nHigh\n" in text
    assert "Progress:\n40%\n" in text


@pytest.mark.parametrize(
    "only, refs",
    [
        ("focal_point=ARU BEK", ["R1.A1", "R2.A1"]),
        ("progress=40%", ["R1.A1"]),
        ("agreed=no", ["R2.A1"]),
        ("risk=high", ["R1.A1", "R1.A2"]),
    ],
)
def test_a_summary_is_confined_to_a_value_of_a_field(only, refs):
    (small,) = narrowed([made()], Only.parse(only))
    assert [action.ref for action in small.plan.actions] == refs


def test_a_field_that_no_tracker_has_is_named_with_those_there_are():
    with pytest.raises(SummaryError, match="focal_point"):
        narrowed([made()], Only.parse("colour=red"))


def test_copies_by_a_field_leave_nobody_out():
    aru = Contact(unit="CO", name="Aru Bek", email="aru@example.org", language="fr")
    found, _ = parcels(made(), (aru,), CopySelection(by="focal_point"))
    told = [(one.to, one.refs, one.language, [contact.email for contact in one.contacts]) for one in found]
    assert told == [
        ("Aru Bek", ("R1.A1", "R2.A1"), "fr", ["aru@example.org"]),
        ("CO", ("R1.A2",), "fr", ["aru@example.org"]),
    ]
    with pytest.raises(MailError, match="responsible, person, focal_point"):
        parcels(made(), (), CopySelection(by="colour"))


@pytest.mark.parametrize(
    "before", ["", "# ours\nunits = []", '[merge]\nprefer = "latest"\n', '[[fields]]\nkey = "a"\n']
)
def test_a_declared_field_is_read_back_from_the_settings_and_every_other_line_stays(before):
    text = before
    for field in FIELDS:
        text = with_field(text, field)
    assert Settings.from_toml(text).fields[-len(FIELDS) :] == FIELDS
    assert text.startswith(before)


def test_settings_with_a_field_that_cannot_be_are_refused():
    with pytest.raises(SettingsError, match="taken already"):
        Settings.from_toml('[[fields]]\nkey = "a"\n[[fields]]\nkey = "a"\n')
    with pytest.raises(SettingsError, match="has choices"):
        Settings.from_toml('[[fields]]\nkey = "a"\nkind = "choice"\n')
