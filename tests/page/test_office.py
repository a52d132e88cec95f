"""The office's own xltrack.toml holds in the page as beside a tracker on disk; several trackers have one report."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from tests.command_line import EXAMPLE, xltrack
from tests.edits import cell, typed
from tests.page.asking import DAY, WHEN, Page
from xltrack.workflows.practice import practice_month

TOML = b'contacts = "contacts.csv"\n\n[reminders]\nreturn_in = 10\nbefore = []\non_the_day = false\nevery = 0\n'
CONTACTS = b"Unit,Name,E-mail\nCountry Office,New Person,new.person@example.org\n"
CHOICE = {"when": WHEN, "as_of": DAY, "by": "responsible", "only_open": False, "return_by": ""}


@pytest.fixture
def page(tmp_path) -> Page:
    made = Page()
    made.open_practice(tmp_path)
    return made


def test_settings_hold_once_the_files_they_name_are_there(page):
    assert page.ask("settings", TOML, names=["xltrack.toml"])["missing"] == ["contacts.csv"]
    assert page.ask("copies", **CHOICE)["return_by"] == "2024-07-30"
    told = page.ask("settings", CONTACTS, names=["contacts.csv"])
    assert told["missing"] == []
    assert {"key": "reminders.return_in", "value": "10"} in told["set"]
    looked = page.ask("copies", **CHOICE)
    assert looked["return_by"] == "2024-07-10"
    mails = [mail["address"] for one in looked["copies"] for mail in one["mails"]]
    assert mails == ["new.person@example.org"]
    assert not any(one["is_due"] for one in page.ask("reminders", as_of=DAY)["drafts"])


def test_settings_that_were_given_first_hold_for_the_tracker_that_is_opened(tmp_path):
    page = Page()
    page.ask("settings", TOML.replace(b'contacts = "contacts.csv"', b""), names=["xltrack.toml"])
    page.open_practice(tmp_path)
    assert page.ask("copies", **CHOICE)["return_by"] == "2024-07-10"


@pytest.mark.parametrize(
    "text, code, named",
    [
        ("nonsense = 1", "setting_unknown", "nonsense"),
        ("[summary]\nformat = ['pdf']", "setting_unknown", "summary.format"),
        ("[summary]\nformats = 'pdf'", "toml_no_list", 'summary.formats takes a list, such as formats = ["pdf"]'),
        ("[summary]\nformats = ['ppt']", "setting_no_choice", '"ppt", which is not one of html, pdf'),
        ("language = 'xx'", "setting_no_choice", "en, fr, es, ru, ar, zh"),
        ("[reminders]\nbefore = 3", "bad_settings", "before"),
        ("= =", "toml_line", "xltrack.toml"),
    ],
)
def test_a_wrong_setting_is_named_and_changes_nothing(page, text, code, named):
    before, error = page.ask("settings"), page.error("change_settings", text=text)
    assert (error["code"], named in error["message"]) == (code, True), error
    assert page.ask("settings") == before


def test_changed_settings_are_given_as_a_file_and_hold(page):
    told, (data,) = page.files("change_settings", text="[reminders]\nreturn_in = 5\n")
    assert data == told["text"].encode()
    assert page.ask("copies", **CHOICE)["return_by"] == "2024-07-05"


@pytest.mark.parametrize("name", ["../xltrack.toml", "/etc/xltrack.toml", "..\\..\\xltrack.toml"])
def test_no_name_of_a_setting_leads_out_of_its_folder(tmp_path, name):
    home = tmp_path / "home"
    home.mkdir()
    Page(home).raw("settings", b"units = []", names=[name])
    assert [path for path in tmp_path.rglob("*.toml") if home not in path.parents] == []


def test_a_form_fills_the_text_of_the_settings_and_leaves_its_other_lines(page):
    text = TOML.decode()
    told = page.ask(
        "fill_settings", text=text, table="coordinator", values={"name": "Dana", "reply_to": "d@example.org"}
    )
    assert told["text"].startswith(text)
    now = page.ask("change_settings", text=told["text"])
    assert {"key": "coordinator.name", "value": "Dana"} in now["set"]
    assert now["coordinator"] == {"name": "Dana", "signature": "", "reply_to": "d@example.org"}
    told = page.ask("fill_settings", text=told["text"], table="summary", values={"formats": ["pdf", "docx"]})
    assert page.ask("change_settings", text=told["text"])["formats"] == ["pdf", "docx"]
    wrong = {"reply_to": "nowhere"}
    assert page.error("fill_settings", text=text, table="coordinator", values=wrong)["code"] == "bad_settings"
    assert "nowhere" not in page.ask("settings")["text"]


@pytest.mark.parametrize("in_place", [False, True])
@pytest.mark.parametrize(
    "field, label",
    [
        ({"key": "priority"}, "Priority"),
        ({"label": "Source of funds", "kind": "choice", "choices": ["A", "B"]}, "Source of funds"),
    ],
)
def test_an_own_field_becomes_a_column_of_the_open_tracker(tmp_path, in_place, field, label):
    tracker, _ = practice_month(tmp_path)
    page = Page(tmp_path if in_place else None)
    page.ask("open", *([] if in_place else [tracker.read_bytes()]), name=tracker.name, as_of=DAY)
    value, (data, settings) = page.files("add_own_field", when=WHEN, as_of=DAY, field=field)
    key = field.get("key", "source_of_funds")
    assert key.encode() in settings
    assert value["fields"][-1] == {"key": key, "label": label}
    assert page.ask("copies", **CHOICE)["copies"]
    assert page.ask("add", data, names=["back.xlsx"])[0]["unreadable"] == []
    assert page.error("add_own_field", when=WHEN, as_of=DAY, field={**field, "key": key})["code"] == "bad_settings"
    assert (tracker.read_bytes() == data) is in_place
    tracker.write_bytes(data)
    assert xltrack("field", "remove", key, "--tracker", tracker, "--as-of", DAY).code == 0
    assert Page(tmp_path).ask("open", name=tracker.name, as_of=DAY)["fields"] == []


@pytest.mark.parametrize("in_place", [False, True])
def test_a_column_that_a_pick_makes_a_field_is_declared_in_the_settings(tmp_path, in_place):
    tracker, _ = practice_month(tmp_path)
    sheet, head = cell(tracker.read_bytes(), "R1.A1", "comments")[0], tracker.read_bytes()
    row = int(cell(head, "R1.A1", "comments")[1][1:]) - 1
    tracker.write_bytes(typed(head, {(sheet, f"AA{row}"): "Lessons *"}))
    page = Page(tmp_path if in_place else None)
    page.ask("open", *([] if in_place else [tracker.read_bytes()]), name=tracker.name, as_of=DAY)
    (question,) = page.ask("decide", when=WHEN)["conflicts"]
    picks = [{"id": question["id"], "take": 1}]
    value, (_, *settings) = page.files("save", when=WHEN, as_of=DAY, picks=picks)
    assert ([one["label"] for one in value["fields"]], value["settings"]) == (["Lessons"], True)
    written = (tmp_path / "xltrack.toml").read_bytes() if in_place else b""
    assert b'key = "lessons"' in (settings[0] if settings else written)


def test_of_a_folder_settings_are_read_and_written_in_place(tmp_path):
    (tmp_path / "xltrack.toml").write_text("[reminders]\nreturn_in = 9\n", encoding="utf-8")
    tracker, _ = practice_month(tmp_path)
    page = Page(home=tmp_path)
    page.ask("open", name=tracker.name, as_of=DAY)
    assert page.ask("copies", **CHOICE)["return_by"] == "2024-07-09"
    assert page.files("change_settings", text="[reminders]\nreturn_in = 8\n")[1] == []
    assert "return_in = 8" in (tmp_path / "xltrack.toml").read_text(encoding="utf-8")


def another(folder: Path) -> Path:
    """A tracker of another plan."""
    text = EXAMPLE.read_text(encoding="utf-8").replace("Amaria", "Borduria")
    (folder / "plan.txt").write_text(text, encoding="utf-8")
    xltrack("import", folder / "plan.txt", "-o", folder / "other.xlsx", "--as-of", DAY)
    return folder / "other.xlsx"


def test_one_report_of_several_trackers_is_the_command_lines(tmp_path):
    one, two = practice_month(tmp_path / "one")[0], another(tmp_path)
    asked = {"names": ["tracker.xlsx", "tracker.xlsx"], "as_of": DAY, "endings": ["html"]}
    told, (shown,) = Page().files("joint_report", one.read_bytes(), two.read_bytes(), **asked)
    assert told["names"] == [f"summary-of-all-{DAY}.html"]
    xltrack("summary", one, two, "--as-of", DAY, "-o", tmp_path / "all.html")
    assert shown == (tmp_path / "all.html").read_bytes()


def test_a_tracker_that_cannot_be_read_is_named_in_the_joint_report(tmp_path):
    one = practice_month(tmp_path)[0].read_bytes()
    asked = {"names": ["a.xlsx", "b.xlsx"], "as_of": DAY, "endings": ["json", "html"]}
    _, (packed,) = Page().files("joint_report", one, b"PK nothing", **asked)
    with zipfile.ZipFile(BytesIO(packed)) as package:
        assert b"b.xlsx" in package.read(f"summary-of-all-{DAY}.json")


def test_one_tracker_given_twice_is_no_joint_report(tmp_path):
    one = practice_month(tmp_path)[0].read_bytes()
    error = Page().error("joint_report", one, one, names=["a.xlsx", "b.xlsx"], as_of=DAY)
    assert error["message"].startswith("b.xlsx and a.xlsx are copies of one tracker")
