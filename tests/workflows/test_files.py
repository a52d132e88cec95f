"""Plans from files and into files: nothing is overwritten by accident, and CSV is inert."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given

from tests.command_line import xltrack
from tests.strategies import plans
from tests.tables import ISSUED, actions
from xltrack.errors import SettingsError, SummaryError, TextError, XltrackError
from xltrack.model.serialize import plan_to_json
from xltrack.model.tracker import new_tracker
from xltrack.rendering.formats import render
from xltrack.rendering.plan_csv import plan_to_csv
from xltrack.summary.narrow import Only
from xltrack.workbook.write import write_workbook
from xltrack.workflows.files import load_plan, load_settings, read_text, refuse_overwrite
from xltrack.workflows.plan_pages import PlanPages
from xltrack.workflows.settings import Settings
from xltrack.workflows.summary_sources import SummarySources, read_trackers


@given(plans())
def test_csv_has_a_row_for_every_action_and_nothing_a_spreadsheet_would_compute(plan):
    rows = list(csv.reader(io.StringIO(plan_to_csv(plan, date(2024, 6, 30)))))
    assert rows[0][:3] == ["ref", "recommendation", "description"]
    assert [row[0] for row in rows[1:]] == [action.ref for action in plan.actions]
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]


def test_csv_says_what_is_overdue_on_the_as_of_date():
    plan = actions("ref | deadline | status\nR1.A1 | 2022/12 | initiated\nR1.A2 | 2022/12 | completed")
    late, closed = csv.DictReader(io.StringIO(plan_to_csv(plan, date(2023, 3, 1))))
    assert (late["overdue"], late["months_late"], closed["overdue"], closed["months_late"]) == ("yes", "3", "no", "")


@pytest.mark.parametrize(
    "raw", ["Año".encode(), "\ufeffAño".encode(), "Año".encode("utf-16")], ids=["utf-8", "utf-8 with mark", "utf-16"]
)
def test_a_text_is_read_in_the_encodings_that_programs_save(tmp_path: Path, raw):
    source = tmp_path / "plan.txt"
    source.write_bytes(raw)
    assert read_text(source) == "Año"


@pytest.mark.parametrize(
    "name, raw, error, said",
    [
        ("plan.txt", b"caf\xe9", TextError, "UTF-8"),
        ("plan.json", b"{", TextError, "JSON"),
        ("plan.json", b'{"title": "x"}', TextError, "schema"),
        ("plan.json", b'{"schema": "xltrack-plan/1", "recommendations": [{"ref": 1}]}', TextError, "recommendations.0"),
        ("plan.json", b"[" * 100_000, TextError, "JSON"),
        ("plan.docx", b"x", XltrackError, ".docx"),
        ("plan.txt", b"A letter.", TextError, "Recommendation:"),
    ],
)
def test_what_is_no_plan_is_refused_with_its_name_and_the_reason(tmp_path: Path, name, raw, error, said):
    source = tmp_path / name
    source.write_bytes(raw)
    with pytest.raises(error) as caught:
        load_plan(source)
    assert said in str(caught.value)
    assert name in str(caught.value)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path):
    for path in (tmp_path / "absent.txt", tmp_path):
        with pytest.raises(XltrackError, match=path.name):
            read_text(path)


def test_json_is_read_back(tmp_path: Path):
    plan = actions("ref | deadline\nR1.A1 | 2022/12")
    source = tmp_path / "plan.json"
    source.write_text(plan_to_json(plan), encoding="utf-8")
    assert load_plan(source).plan == plan


def test_an_office_spreadsheet_is_loaded_with_the_meanings_that_the_caller_gives(tmp_path: Path):
    source = tmp_path / "own.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["Recommendation", "Action", "Owner", "Q3 update", "Status"])
    book.active.append(["Dig", "Dig wells", "CO", "Two dug", "Moving"])
    book.save(source)
    loaded = load_plan(source, headers={"Q3 update": "comments"}, statuses={"Moving": "initiated"}, title="Wells")
    (action,) = loaded.plan.actions
    assert (loaded.plan.title, action.comments, action.status) == ("Wells", "Two dug", "initiated")
    for wrong in ({"headers": {"Q3 update": "comment"}}, {"statuses": {"Moving": "moving"}}):
        with pytest.raises(XltrackError, match="cannot be used"):
            load_plan(source, **wrong)


def test_an_input_is_never_overwritten_and_other_files_only_by_force(tmp_path: Path):
    source, other = tmp_path / "a.txt", tmp_path / "b.txt"
    source.touch()
    other.touch()
    with pytest.raises(XltrackError, match="input"):
        refuse_overwrite(source, source, force=True)
    with pytest.raises(XltrackError, match="allow it to be replaced"):
        refuse_overwrite(other, source)
    refuse_overwrite(other, source, force=True)
    refuse_overwrite(tmp_path / "new.txt", source)


def test_settings_are_found_beside_the_tracker_and_name_paths_from_there(tmp_path: Path):
    assert load_settings(tmp_path) == Settings()
    (tmp_path / "xltrack.toml").write_text('template = "ours.xlsx"\nunits = ["CO"]', encoding="utf-8")
    settings = load_settings(tmp_path)
    assert (settings.template, settings.units) == (tmp_path / "ours.xlsx", ("CO",))


@pytest.mark.parametrize(
    "text, said", [("units = 3", "units"), ("unit = ['CO']", "unit"), ("units = [", "TOML|line|Invalid")]
)
def test_wrong_settings_are_named(text, said):
    with pytest.raises(XltrackError, match=said):
        Settings.from_toml(text)


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 50_000,
        "x = " + "9" * 6_000,
        "language = nan",
        "[merge]\nprefer = [[1]]",
        "[merge]\ncomments = 99",
        "[reminders]\nreturn_in = 99999999999",
        "[reminders]\nbefore = [1e400]",
        "[import.headers]\nStand = 1e999",
    ],
)
def test_absurd_settings_name_their_file(tmp_path: Path, text):
    (tmp_path / "xltrack.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path)
    assert caught.value.values["file"] == str(tmp_path / "xltrack.toml")


def test_plans_are_called_by_the_short_names_of_the_settings_where_there_are_several(tmp_path):
    for name in ("one", "two"):
        plan = actions("ref | responsible | deadline | status\nR1.A1 | CO | 2020/01 | initiated")
        made = new_tracker(plan.model_copy(update={"title": f"A long title of plan {name}"}), ISSUED)
        write_workbook(made, tmp_path / f"{name}.xlsx", as_of=ISSUED)
    key = made.meta.id
    settings = f'[plans."one.xlsx"]\nname = "Amaria"\nregion = "Asia"\n[plans.{key}]\nname = "Beria"\n'
    (tmp_path / "xltrack.toml").write_text(settings, encoding="utf-8")
    read = read_trackers([tmp_path], date(2024, 6, 30))
    summary = read.summary(date(2024, 6, 30))
    assert [(plan.plan, plan.region) for plan in summary.plans] == [("Amaria", "Asia"), ("Beria", "")]
    (region,) = summary.by_own
    assert [(one.key, one.counts) for one in region.groups] == [(one.region, one.counts) for one in summary.plans]
    shown = render(summary, "markdown", by=["region"], language="fr").decode()
    assert ("Par pays ou région" in shown, "Asia" in shown) == (True, True)
    asian = read.summary(date(2024, 6, 30), only=Only.parse("region=asia"))
    assert [source.id == key for source in asian.sources] == [False]
    with pytest.raises(SummaryError, match="Asia"):
        read.summary(date(2024, 6, 30), only=Only.parse("region=Africa"))
    with pytest.raises(SummaryError, match="region is empty everywhere"):
        SummarySources([new_tracker(plan, ISSUED)]).summary(ISSUED, only=Only.parse("region=Africa"))
    assert {row.plan for row in summary.overdue} == {"Amaria", "Beria"}
    assert "Amaria, Asia" in render(summary, "html").decode()
    own = PlanPages.of(summary, read, tmp_path)
    assert sorted(file.name.partition("_")[0] for file in own.files.values()) == ["Amaria", "Beria"]
    pages = [page.decode() for _, page in own.render(read, date(2024, 6, 30), None, None, None)]
    assert "A long title of plan one" in pages[0] + pages[1]
    assert xltrack("distribute", tmp_path / "one.xlsx", "-o", tmp_path / "out").code == 0
    assert [file.name.split("_")[:2] for file in (tmp_path / "out").glob("*.xlsx")] == [["CO", "Amaria"]]
