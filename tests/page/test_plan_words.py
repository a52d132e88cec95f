"""A plan from an office's own spreadsheet: the page asks what its columns and words mean, as the terminal does."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

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


def test_each_answer_is_read_into_the_plan_and_is_not_asked_again():
    page, data = (
        Page(),
        sheet((*KNOWN[:2], "Status", "Zuständig"), ("Dig wells", "Dig two wells", "gelb", "Kofi's team")),
    )
    first = page.ask("open", data, name="plan.csv", as_of=DAY)
    assert (words(first, "headers"), words(first, "statuses"), first["units"]) == (["Zuständig"], ["gelb"], [])
    offered = {one["word"]: (one["guess"], one["is_read_so"]) for one in first["questions"]["headers"]["words"]}
    assert offered == {"Zuständig": ("responsible", False)}
    codes = {one["code"] for one in first["questions"]["headers"]["choices"]}
    assert {"responsible", "comments", "ignore"} <= codes
    meanings = {"headers": {"Zuständig": "responsible"}, "statuses": {"gelb": "initiated"}}
    again = page.ask("open", data, name="plan.csv", as_of=DAY, meanings=meanings)
    assert (words(again, "headers"), words(again, "statuses"), again["units"]) == ([], [], ["Kofi's team"])


def test_a_sheet_without_a_known_header_is_asked_about_and_then_read():
    page, data = Page(), sheet(UNKNOWN, ROW)
    first = page.ask("open", data, name="plan.csv", as_of=DAY)
    assert (first["actions"], words(first, "headers")) == (0, list(UNKNOWN))
    assert "plan.csv" in first["refused"]
    assert page.error("make", as_of=DAY, title="Wells")["code"] == "nothing_open"
    meanings = {"headers": dict(zip(UNKNOWN, ("recommendation", "description", "responsible", "status"), strict=True))}
    again = page.ask("open", data, name="plan.csv", as_of=DAY, meanings=meanings)
    assert (again["actions"], again["units"], words(again, "statuses")) == (1, [ROW[2]], ["gelb"])


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
