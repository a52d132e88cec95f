"""Own fields are in all that leaves a tracker: CSV, frames, updates, summaries of a part, copies by a field."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import openpyxl
import pytest

from tests.command_line import xltrack
from tests.edits import cell, typed
from tests.tables import tracker
from xltrack.errors import MailError, SettingsError, SummaryError
from xltrack.i18n.catalogue import catalogue
from xltrack.mail.copies import CopySelection, parcels
from xltrack.model.correspondence import Contact
from xltrack.model.own_fields import OwnField
from xltrack.model.percent import Percentage
from xltrack.model.plan import Status
from xltrack.model.plan_fields import value_of, with_fields, with_values
from xltrack.model.remark import is_remark
from xltrack.model.row_rules import is_contradicted
from xltrack.model.tracker import Tracker, new_tracker
from xltrack.model.year_month import YearMonth
from xltrack.rendering.formats import render
from xltrack.rendering.frames import plan_frame, summary_frame
from xltrack.rendering.plan_csv import plan_to_csv
from xltrack.rendering.updates import format_updates
from xltrack.summary.narrow import Only, narrowed
from xltrack.summary.summarize import summarize
from xltrack.workbook.live_formulas import check_text
from xltrack.workbook.read import read_bytes, read_workbook
from xltrack.workbook.write import workbook_bytes
from xltrack.workflows.declare_fields import add_field
from xltrack.workflows.master import Master
from xltrack.workflows.settings import Settings, with_field

AS_OF = date(2024, 6, 30)
WHEN = datetime(2024, 7, 1, tzinfo=UTC)
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


def test_a_label_of_another_script_has_no_replacement_marks_around_it():
    plan = with_fields(FIRST.plan, [OwnField(key="rating", label="التقييم")])
    summary = summarize([plan], AS_OF)
    shown = (render(summary, form, by=["rating"]).decode() for form in ("text", "html", "markdown"))
    assert all(("التقييم: none given" in text, "\ufffd" in text) == (True, False) for text in shown)


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
    _, unsent = parcels(made(), (aru.model_copy(update={"name": "Somebody"}),), CopySelection(by="focal_point"))
    assert [(one.code, one.found) for one in unsent] == [("contact_missing", "Aru Bek")]
    with pytest.raises(MailError, match="responsible, person, focal_point"):
        parcels(made(), (), CopySelection(by="colour"))


def test_copies_hold_the_actions_with_one_value_of_a_field_and_no_other(tmp_path):
    found, _ = parcels(made(), (), CopySelection(only="focal_point=aru bek"))
    assert [(one.to, one.refs) for one in found] == [("CO", ("R1.A1",)), ("RO", ("R2.A1",))]
    found, _ = parcels(made(), (), CopySelection(by="focal_point", only="risk=High"))
    assert [(one.to, one.refs) for one in found] == [("Aru Bek", ("R1.A1",)), ("CO", ("R1.A2",))]
    (tmp_path / "tracker.xlsx").write_bytes(workbook_bytes(made(), as_of=AS_OF))
    ran = xltrack("distribute", tmp_path / "tracker.xlsx", "-o", tmp_path / "out", "--only", "agreed=no")
    assert (ran.code, ran.out.count(".xlsx"), "RO: 1 key action" in ran.out) == (0, 1, True)
    ran = xltrack("distribute", tmp_path / "tracker.xlsx", "-o", tmp_path / "more", "--only", "risk=Low")
    assert (ran.code, "High" in ran.err, (tmp_path / "more").exists()) == (2, True, False)


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


def test_a_summary_counts_by_a_field_on_request():
    summary = summarize([made()], AS_OF)
    risk = next(own for own in summary.by_own if own.key == "risk")
    assert [(group.label, group.counts.total) for group in risk.groups] == [("High", 2), ("", 1)]
    assert all(sum(group.counts.total for group in own.groups) == 3 for own in summary.by_own)
    text = render(summary, "markdown", by=("risk", "agreed"), language="fr").decode()
    assert "Par : Risk" in text
    assert "| Oui | 1 |" in text
    assert "Par : Risk" not in render(summary, "markdown").decode()
    frame = summary_frame(summary)
    assert list(frame[frame["grouping"] == "risk"]["total"]) == [2, 1]
    with pytest.raises(SummaryError, match="risk"):
        render(summary, "markdown", by=("colour",))


def test_a_summary_of_trackers_without_own_fields_says_nothing_about_them():
    assert summarize([FIRST], AS_OF).by_own == ()
    assert b"by_own" not in render(summarize([FIRST], AS_OF), "json")
    assert b'"by_own"' in render(summarize([made()], AS_OF), "json")


@pytest.mark.parametrize(
    "status, progress, told",
    [
        ("completed", 100, False),
        ("completed", 90, True),
        ("initiated", 100, True),
        ("initiated", 0, False),
        ("not_initiated", 5, True),
        ("not_initiated", 0, False),
        ("no_longer_applicable", 30, False),
    ],
)
def test_progress_is_compared_with_the_status(status, progress, told):
    assert is_contradicted(Status(status), progress) is told
    sent = new_tracker(with_fields(FIRST.plan, FIELDS), AS_OF)
    data = workbook_bytes(sent, as_of=AS_OF)
    edits = {("R1.A1", "status"): catalogue().word("status", status), ("R1.A1", "progress"): progress / 100}
    back = typed(data, {cell(data, *at): value for at, value in edits.items()})
    read = read_bytes(back, "a.xlsx")
    assert ("progress_unlike_status" in [finding.code for finding in read.findings]) is told
    check = check_text(read.current.by_ref["R1.A1"], AS_OF, catalogue())
    assert (catalogue().word("check", "progress") in check) is told


@pytest.mark.parametrize(
    "header, options",
    [
        ("Risk", ()),
        ("risk", ()),
        ("How likely", ("--map", "How likely=risk")),
        ("How likely", ("--map", "How likely=Risk")),
    ],
)
def test_a_column_of_the_source_is_read_into_a_field(tmp_path, header, options):
    field = OwnField(key="risk", kind="choice", choices=("High", "Low"))
    (tmp_path / "xltrack.toml").write_text(with_field("", field), encoding="utf-8")
    source = tmp_path / "plan.csv"
    lines = (
        f"Recommendation,Key action,Responsible,{header}",
        "Do it,Train staff,CO,high",
        "Do it,Hold a workshop,RO,",
    )
    source.write_text("\n".join(lines), encoding="utf-8")
    ran = xltrack("import", source, "-o", tmp_path / "tracker.xlsx", "--as-of", "2024-06-30", *options)
    assert ran.code in (0, 1), ran.err
    plan = read_workbook(tmp_path / "tracker.xlsx").base.plan
    assert [value_of(action, "risk") for action in plan.actions] == ["High", None]


def test_the_terminal_calls_a_field_by_its_header(tmp_path):
    data = workbook_bytes(made(), as_of=AS_OF)
    back = tmp_path / "back.xlsx"
    back.write_bytes(typed(data, {cell(data, "R1.A2", "agreed"): "yes"}))
    (tmp_path / "tracker.xlsx").write_bytes(data)
    ran = xltrack("diff", back, "--language", "fr")
    assert "R1.A2  Convenu\u00a0: " in ran.out
    assert (
        xltrack("merge", tmp_path / "tracker.xlsx", back, "--language", "fr").out.count("R1.A2  Convenu\u00a0: ") == 1
    )
    assert "R1.A2  Agreed: " in xltrack("history", tmp_path / "tracker.xlsx").out


DECLARED_LATER = (
    OwnField(key="funding", label="Source of funds"),
    OwnField(key="share", kind="percent", label={"en": "Share", "fr": "Part"}),
    OwnField(key="risk", kind="choice", choices=("High", "Low"), rule="ask"),
    OwnField(key="cost", kind="number", rule="locked"),
    OwnField(key="level", kind="number", sheet="recommendations"),
)


def test_columns_that_a_unit_added_before_their_fields_were_declared_are_read_as_these_fields(tmp_path):
    sent = workbook_bytes(new_tracker(FIRST.plan, AS_OF), as_of=AS_OF)
    (tmp_path / "tracker.xlsx").write_bytes(sent)
    book = openpyxl.load_workbook(io.BytesIO(sent))
    added: dict[str, dict[str, str | float]] = {
        "Actions": {"Source of  funds": "Sida", "part": 0.4, "Risk": "high", "Cost": 12, "Mine": "my note"},
        "Recommendations": {"Level": 3},
    }
    for sheet, columns in added.items():
        for header, value in columns.items():
            at = book[sheet].max_column + 1
            book[sheet].cell(5, at).value, book[sheet].cell(6, at).value = header, value
    book.save(tmp_path / "back.xlsx")
    for field in DECLARED_LATER:
        add_field(tmp_path, field, tmp_path / "tracker.xlsx", when=WHEN, as_of=AS_OF)
    master = Master.open(tmp_path / "tracker.xlsx")
    result = master.merge(master.read_returns(tmp_path / "back.xlsx").submissions, when=WHEN)
    assert [(one.ref, one.field, one.after) for one in result.changes] == [
        ("R1", "level", 3),
        ("R1.A1", "funding", "Sida"),
        ("R1.A1", "share", Percentage(40)),
    ]
    waits = {one.field: one.claims[0].value for one in master.tracker.conflicts}
    assert waits.pop("risk") == "High"
    assert [value for field, value in waits.items() if is_remark(field)] == ["Mine: my note"]
    assert sorted(one.code for one in result.findings) == ["locked_edited", "remark_own_column"]


def test_a_column_that_a_decision_made_a_field_is_called_by_its_header_at_once(tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(FIRST, as_of=AS_OF)))
    at = book["Actions"].max_column + 1
    book["Actions"].cell(5, at).value, book["Actions"].cell(6, at).value = "Costs, in USD *", 5
    book.save(tmp_path / "tracker.xlsx")
    assert xltrack("resolve", tmp_path / "tracker.xlsx").code == 1
    ran = xltrack("resolve", tmp_path / "tracker.xlsx", "--take", "field:costs_in_usd=1")
    assert (ran.code, "R1.A1  Costs, in USD: (empty) -> 5" in ran.out) == (0, True), ran.err
