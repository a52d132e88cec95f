"""A cell that could not be understood gets the value that the coordinator says was meant, and the log says so."""

from __future__ import annotations

import pytest

from tests.page.asking import DAY, WHEN, Page
from xltrack.model.plan import Status


@pytest.fixture
def page(tmp_path) -> Page:
    made = Page()
    made.open_practice(tmp_path)
    return made


def chosen(page: Page, value: str = "completed") -> dict[str, str]:
    (found,) = (one for one in page.ask("findings") if one["severity"] == "error")
    return {"file": found["file"], "ref": found["fix"]["ref"], "field": found["fix"]["field"], "value": value}


def test_a_cell_to_fix_offers_what_may_stand_there(page):
    (found,) = (one for one in page.ask("findings") if one["severity"] == "error")
    assert [one["value"] for one in found["fix"]["choices"]] == list(Status)
    assert (found["fix"]["ref"], found["fix"]["field"]) == ("R5.A2", "status")


def test_the_chosen_value_is_saved_with_the_words_that_were_there(page):
    fix = chosen(page)
    shown = page.ask("preview", when=WHEN, as_of=DAY, picks=[], fixes=[fix])["decided"]
    assert [(one["ref"], one["after"]) for one in shown] == [("R5.A2", "Completed")]
    page.files("save", when=WHEN, as_of=DAY, picks=[], fixes=[fix])
    entry, *_ = page.ask("history", as_of=DAY, ref="R5.A2")["entries"]
    assert (entry["after"], entry["outcome"], entry["file"]) == ("Completed", "decided", "lena.xlsx")
    assert "nearly done" in entry["reason"]
    assert not [one for one in page.ask("findings") if one["severity"] == "error"]


def test_a_fixed_cell_can_be_undone(page):
    page.files("save", when=WHEN, as_of=DAY, picks=[], fixes=[chosen(page)])
    change = next(one for one in page.ask("history", as_of=DAY, ref="R5.A2")["entries"] if one["is_change"])
    what = {"ref": "R5.A2", "field": "status", "revision": change["revision"]}
    undone = page.files("undo", when=WHEN, as_of=DAY, what=what, look=False)[0]
    assert [(one["before"], one["after"]) for one in undone["restored"]] == [("Completed", change["before"])]
    assert [one["cell"] for one in page.ask("findings") if one["severity"] == "error"] == ["F14"]


@pytest.mark.parametrize("change", [{"value": "half done"}, {"file": "other.xlsx"}, {"ref": "R1.A1"}])
def test_what_cannot_be_put_there_changes_nothing(page, change):
    shown = page.ask("preview", when=WHEN, as_of=DAY, picks=[], fixes=[chosen(page) | change])
    assert shown["decided"] == []
    assert bool(shown["refused"]) == ("value" in change)


def test_a_files_changes_are_undone_together(page):
    page.save()
    lena = next(one for one in page.ask("history", as_of=DAY)["files"] if one["file"] == "lena.xlsx")
    looked = page.ask("undo", when=WHEN, as_of=DAY, what={"digest": lena["digest"]}, look=True)
    assert {one["ref"] for one in looked["restored"]} == {"R1.A3", "R2.A1"}
    undone = page.files("undo", when=WHEN, as_of=DAY, what={"digest": lena["digest"]}, look=False)[0]
    assert len(undone["restored"]) == len(looked["restored"]) >= 4
