"""A plan from an office's own spreadsheet: the page asks what its columns and words mean, as the terminal does."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import xltrack
from tests.importing.test_import_verb import two_plans
from tests.page.asking import DAY, Page
from tests.page.browser import desk, needs_page

KNOWN = ("Recommendation", "Key action", "Where it stands", "Ampel")
UNKNOWN = ("Empfehlung", "Vorhaben", "Wer macht es", "Ampel")
ROW = ("Dig wells", "Dig two wells", "Kofi's team has begun", "gelb")


def sheet(*rows: tuple[str, ...]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def words(answer: dict, kind: str) -> list[str]:
    return [one["word"] for one in answer["questions"][kind]["words"]]


def units(answer: dict) -> list[str]:
    return [unit for one in answer["plans"] for unit in one["units"]]


def test_each_answer_is_read_into_the_plan_and_is_not_asked_again():
    page, data = (
        Page(),
        sheet((*KNOWN[:2], "Status", "Zuständig"), ("Dig wells", "Dig two wells", "gelb", "Kofi's team")),
    )
    first = page.ask("open", data, name="plan.csv", as_of=DAY)
    assert (words(first, "headers"), words(first, "statuses"), units(first)) == (["Zuständig"], ["gelb"], [])
    offered = {one["word"]: (one["guess"], one["is_read_so"]) for one in first["questions"]["headers"]["words"]}
    assert offered == {"Zuständig": ("responsible", False)}
    codes = {one["code"] for one in first["questions"]["headers"]["choices"]}
    assert {"responsible", "comments", "ignore"} <= codes
    meanings = {"headers": {"Zuständig": "responsible"}, "statuses": {"gelb": "initiated"}}
    again = page.ask("open", data, name="plan.csv", as_of=DAY, meanings=meanings)
    assert (words(again, "headers"), words(again, "statuses"), units(again)) == ([], [], ["Kofi's team"])


def test_a_sheet_without_a_known_header_is_asked_about_and_then_read():
    page, data = Page(), sheet(UNKNOWN, ROW)
    first = page.ask("open", data, name="plan.csv", as_of=DAY)
    assert (first["plans"], words(first, "headers")) == ([], list(UNKNOWN))
    assert "plan.csv" in first["refused"]
    assert page.error("make", as_of=DAY, titles=["Wells"])["code"] == "nothing_open"
    meanings = {"headers": dict(zip(UNKNOWN, ("recommendation", "description", "responsible", "status"), strict=True))}
    again = page.ask("open", data, name="plan.csv", as_of=DAY, meanings=meanings)
    assert (again["plans"][0]["actions"], units(again), words(again, "statuses")) == (1, [ROW[2]], ["gelb"])


def made(page: Page, *sources: Path, **more: Any) -> list[bytes]:
    """Begin trackers as the page does, with the titles that were read; gives all files that it would save."""
    first, *others = sources
    given = [one.read_bytes() for one in sources]
    read = page.ask("open", *given, name=first.name, further=[one.name for one in others], as_of=DAY, **more)
    value, out = page.files("make", as_of=DAY, titles=[one["title"] for one in read["plans"]])
    assert value["kind"] == "tracker"
    return out


@pytest.fixture
def page_of_two(tmp_path) -> Path:
    source = tmp_path / "page.txt"
    source.write_text(two_plans(), encoding="utf-8")
    return source


def test_each_plan_of_a_source_becomes_the_command_lines_tracker(tmp_path, page_of_two):
    first, whole = made(Page(), page_of_two)
    xltrack("import", page_of_two, "-o", tmp_path / "tracker.xlsx", "--as-of", DAY)
    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        names = package.namelist()
        assert names == ["tracker.xlsx", "tracker-2.xlsx"]
        assert [package.read(name) for name in names] == [(tmp_path / name).read_bytes() for name in names]
    assert first == (tmp_path / "tracker.xlsx").read_bytes()


def test_several_sources_make_the_command_lines_one_plan(tmp_path):
    sources = [tmp_path / "north.csv", tmp_path / "south.csv"]
    for path in sources:
        path.write_bytes(sheet((*KNOWN[:2], "Responsible"), (f"Dig in the {path.stem}", "Dig", "Kofi's team")))
    (data,) = made(Page(), *sources)
    xltrack("import", *sources, "-o", tmp_path / "tracker.xlsx", "--as-of", DAY)
    assert data == (tmp_path / "tracker.xlsx").read_bytes()


SETTINGS = """language = "fr"

[[fields]]
key = "focal_point"
label = "Focal point"

[words.fr]
action = ["mesure", "mesures"]
"""


def test_answers_and_settings_hold_as_on_the_command_line(tmp_path):
    source, settings = tmp_path / "plan.csv", tmp_path / "xltrack.toml"
    source.write_bytes(sheet(KNOWN, ROW))
    settings.write_text(SETTINGS, encoding="utf-8")
    page = Page()
    page.ask("settings", SETTINGS.encode(), names=[settings.name])
    meanings = {"headers": {"Where it stands": "comments", "Ampel": "status"}, "statuses": {"gelb": "initiated"}}
    data, kept = made(page, source, meanings=meanings)
    told = ("--map", "Where it stands=comments", "--map", "Ampel=status", "--status", "gelb=initiated")
    xltrack("import", source, "-o", tmp_path / "tracker.xlsx", "--as-of", DAY, *told)
    assert data == (tmp_path / "tracker.xlsx").read_bytes()
    assert kept.decode() == settings.read_text(encoding="utf-8")
    again = page.ask("open", source.read_bytes(), name=source.name, as_of=DAY)
    assert (words(again, "headers"), words(again, "statuses")) == ([], [])
    assert len(page.files("make", as_of=DAY, titles=["Wells"])[1]) == 1


@needs_page
@pytest.mark.chromium
def test_all_plans_are_shown_before_their_trackers_are_saved(chromium, tmp_path, page_of_two):
    picture = tmp_path / "photo.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    with desk(chromium) as page:
        page.ready().give("Drop a file here", picture, page_of_two)
        page.heading("2 actions were read from page.txt")
        page.page.get_by_role("alert").get_by_role("heading", name="photo.png could not be opened").wait_for()
        assert page.page.get_by_role("rowheader", name="R1.A1").count() == 2
        name, _ = page.download("Save 2 trackers")
        page.page.get_by_text(f"All 2 trackers are in {name}").wait_for()
        assert page.said == []


@needs_page
@pytest.mark.chromium
def test_columns_and_words_are_explained_by_clicking(chromium, tmp_path: Path):
    plan = tmp_path / "plan.csv"
    plan.write_bytes(sheet(UNKNOWN, ROW))
    with desk(chromium) as page:
        page.ready().give("Drop a file here", plan)
        page.heading("No plan could be read from plan.csv yet")
        for header, field in zip(UNKNOWN[:3], ("recommendation", "description", "responsible"), strict=True):
            page.page.get_by_label(f"Meaning of “{header}”").select_option(field)
        page.heading("1 action was read")
        page.page.get_by_label("Meaning of “Ampel”").select_option("status")
        page.press("Take “Initiated”")
        page.page.get_by_text("Units: Kofi's team has begun").wait_for()
        page.page.get_by_label("Title of the plan").fill("Wells")
        _, saved = page.download("Save as tracker.xlsx")
        page.heading("is open")
        assert page.said == []
    again = Page().ask("open", saved, name="tracker.xlsx", as_of=DAY)
    assert (again["title"], again["actions"]) == ("Wells", 1)
