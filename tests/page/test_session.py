"""The page's calls say and write what the command line says and writes."""

from __future__ import annotations

import inspect
import json
import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

import pytest

from tests.command_line import EXAMPLE, xltrack
from tests.edits import cell, typed
from tests.lint import findings as lint_findings
from tests.merging.test_decisions import pick as pick_in_excel
from tests.page.asking import DAY, WHEN, Page, merged_on_the_command_line
from tests.programs.test_other_programs import by_xlwt
from xltrack.page.session import METHODS
from xltrack.workflows.practice import practice_month

pytestmark = pytest.mark.usefixtures("same_moment")

CONTACTS = b"""Unit,Name,E-mail,Language
Country Office,Lena Marsh,lena.marsh@example.org,en
Regional Office,Omar Diallo,omar.diallo@example.org,fr
Country and Regional Offices,Ana Torres,ana.torres@example.org,es
"""


ENGLISH = re.compile(r"\b(is|not|file|item|of|the)\b")


def practice_tracker(page: Page) -> bytes:
    return page.session._month.master.storage.read()


def pick(page: Page, ref: str, take: object) -> dict[str, object]:
    conflicts = page.ask("decide", when=WHEN)["conflicts"]
    return {"id": next(one["id"] for one in conflicts if one["ref"] == ref), "take": take}


@pytest.mark.parametrize(
    "takes", [(), ("R2.A1.proposed_deadline=1",), ("R2.A1.proposed_deadline=keep", "R3.A2.status=2")]
)
def test_a_saved_tracker_is_the_command_lines_byte_for_byte(page, tmp_path, takes):
    picks = []
    for take in takes:
        place, _, what = take.partition("=")
        picks.append(pick(page, place.rpartition(".")[0], int(what) if what.isdigit() else what))
    saved = page.save(*picks)
    tracker, back = practice_month(tmp_path / "line")
    merged_on_the_command_line(tracker, back, *takes)
    assert saved == tracker.read_bytes()


def test_excel_opens_a_saved_tracker_without_repair(page):
    assert lint_findings(page.save(pick(page, "R2.A1", 1))) == []


def test_the_preview_tells_what_the_save_does(page):
    picks = [pick(page, "R2.A1", 1)]
    told = page.ask("preview", when=WHEN, as_of=DAY, picks=picks)
    before = page.ask("about", as_of=DAY)
    saved, _ = page.files("save", when=WHEN, as_of=DAY, picks=picks)
    assert told["overdue"] == [before["overdue"], saved["overdue"]]
    assert told["revision"] == [before["revision"], saved["revision"]]
    assert len(told["left"]) == saved["waiting"] == 1
    changed = {(one["ref"], one["label"]) for one in (*told["clear"], *told["decided"])}
    entries = page.ask("history", as_of=DAY)["entries"]
    written = {(one["ref"], one["label"]) for one in entries if one["outcome"] in ("taken", "decided", "added")}
    assert changed <= written


def test_what_was_saved_needs_no_second_save(page):
    page.save()
    told = page.ask("preview", when=WHEN, as_of=DAY, picks=[])
    assert (told["clear"], told["changes"]) == ([], False)


def test_everybody_is_on_the_return_status_once(page):
    status = page.ask("return_status", as_of=DAY)
    states = {row["to"]: row["state"] for row in status["rows"]}
    assert states == {
        "Country Office": "returned",
        "Country and Regional Offices": "returned",
        "Regional Office": "never",
    }
    assert [one["short"] for one in status["files"]] == ["ana (corrected).xlsx", "ana.xlsx", "lena.xlsx"]


def test_a_finding_names_cell_and_remedy(page):
    (finding,) = (one for one in page.ask("findings") if one["severity"] == "error")
    assert (finding["file"], finding["cell"], finding["found"]) == ("lena.xlsx", "F14", "nearly done")
    assert "Completed" in finding["choices"]
    assert finding["remedy"]


def test_a_file_set_aside_changes_nothing(page):
    for name in ("lena.xlsx", "ana.xlsx", "ana (corrected).xlsx"):
        page.ask("set_aside", name=name)
    assert page.ask("decide", when=WHEN) == {"clear": [], "conflicts": [], "findings": []}


def zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, data in files.items():
            package.writestr(name, data)
    return buffer.getvalue()


BAD = {
    "an empty zip": (zipped({}), "nothing.zip"),
    "a zip of what a system adds": (zipped({"__MACOSX/._a.xlsx": b"x", "~$a.xlsx": b"x"}), "nothing.zip"),
    "empty": (b"", "empty.xlsx"),
    "no workbook": (b"PK\x03\x04 and then nothing", "broken.xlsx"),
    "a picture": (b"\x89PNG\r\n", "photo.png"),
    "a PDF": (b"%PDF-1.7", "letter.xlsx"),
}


@pytest.mark.parametrize("data, name", BAD.values(), ids=BAD)
def test_a_bad_file_is_named_and_costs_no_other_file_anything(page, data, name):
    before = page.ask("decide", when=WHEN)
    (given,) = page.ask("add", data, names=[name])
    assert given["unreadable"] or [one["found"] for one in given["unused"]] == [name]
    assert page.ask("decide", when=WHEN) == before


def test_a_damaged_file_is_named_in_the_pages_language(page):
    page.ask("hello", language="fr")
    half = practice_tracker(page)[:5000]
    named = {
        "half.xlsx": half,
        "sheet.xlsx": b"PK\x03\x04",
        "mail.msg": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    }
    for name, data in named.items():
        (given,) = page.ask("add", data, names=[name])
        told = given["unreadable"][0]["message"]
        assert not ENGLISH.search(told), told


def test_a_list_of_contacts_of_another_kind_is_named_without_a_folder(page):
    assert page.error("contacts", b"%PDF", name="people.pdf")["message"].startswith("people.pdf: ")


@pytest.mark.parametrize("name", ["tracker", "tracker.txt", "tracker.xlsx.download"])
def test_a_tracker_is_known_by_its_contents(page, name):
    data = practice_tracker(page)
    opened = Page().ask("open", data, name=name, as_of=DAY)
    assert opened["kind"] == "tracker"
    assert opened["saved_as"].endswith(".xlsx")


def test_words_in_a_mail_are_a_finding_and_a_decision_that_know_each_other(page):
    page.ask("add", b"From: ana.torres@example.org\nSubject: late\n\nR1.A1 will be late.\n", names=["ana.eml"])
    (finding,) = (one for one in page.ask("findings") if one["file"] == "ana.eml")
    (asked,) = (one for one in page.ask("decide", when=WHEN)["conflicts"] if one["remark"])
    assert finding["remark"]
    assert finding["remark"] in asked["field"]


def test_a_wish_shows_its_cell_and_the_words_of_its_sender(page):
    (asked,) = (one for one in page.ask("decide", when=WHEN)["conflicts"] if one["field"] == "proposed_deadline")
    (wish,) = asked["claims"]
    assert wish["cell"]
    assert wish["because"] == "The printer needs eight weeks."


def test_a_bad_file_leaves_the_open_tracker_open(page):
    before = page.ask("about", as_of=DAY)
    assert page.error("open", b"PK nothing", name="tracker.xlsx", as_of=DAY)["message"]
    assert page.ask("about", as_of=DAY) == before


def test_an_undo_gives_the_state_before_the_save(page):
    before = page.ask("about", as_of=DAY)
    page.save()
    restored = page.ask("undo", when=WHEN, as_of=DAY, what={"to": 1}, look=True)
    assert restored["restored"]
    assert page.ask("about", as_of=DAY)["revision"] > before["revision"]
    after = page.ask("undo", when=WHEN, as_of=DAY, what={"to": 1}, look=False)
    assert (after["overdue"], after["open"]) == (before["overdue"], before["open"])


def test_the_summary_is_the_command_lines_byte_for_byte(page, tmp_path):
    saved = tmp_path / "tracker.xlsx"
    saved.write_bytes(page.save())
    for form, ending in (("html", "html"), ("docx", "docx"), ("xlsx", "xlsx"), ("json", "json")):
        _, (data,) = page.files("summary", as_of=DAY, form=form, since="2024-05-31")
        xltrack("summary", saved, "--as-of", DAY, "--since", "2024-05-31", "-o", tmp_path / f"s.{ending}", "--force")
        assert data == (tmp_path / f"s.{ending}").read_bytes(), form


def test_a_report_has_the_months_formats_and_a_language_of_its_own(page):
    told, (shown,) = page.files("summary", as_of=DAY, form="html", language="fr")
    assert told["endings"] == ["html", "docx", "xlsx", "eml", "txt", "md", "json"]
    assert "en retard" in told["headline"]
    assert told["headline"] in shown.decode()
    assert any(one.startswith("Fichiers non reçus") for one in told["doubts"])
    _, (packed,) = page.files("report", as_of=DAY, endings=told["endings"], since="", how="zip", language="fr")
    with zipfile.ZipFile(BytesIO(packed)) as package:
        assert told["headline"] in package.read(f"summary-{DAY}.html").decode()


def test_a_trackers_next_step_is_what_is_open_first(page):
    """Send, wait, remind, decide, report."""
    plain = Page()
    plan = plain.ask("open", EXAMPLE.read_bytes(), name="plan.txt", as_of=DAY)
    assert plain.ask("make", as_of=DAY, titles=[plan["plans"][0]["title"]])["next"] == {"step": "send", "cases": 0}
    assert page.ask("about", as_of="2024-06-28")["next"] == {"step": "wait", "cases": 0}
    told = page.ask("about", as_of=DAY)
    assert (told["next"], told["returns"]) == (
        {"step": "remind", "cases": 3},
        {"back": 0, "of": 3, "late": 3, "due": "2024-06-28"},
    )
    page.save()
    told = page.ask("about", as_of=DAY)
    assert (told["next"], told["returns"]["back"]) == ({"step": "decide", "cases": 2}, 2)
    page.save(*({"id": one["id"], "take": "keep"} for one in page.ask("decide", when=WHEN)["conflicts"]))
    assert page.ask("about", as_of=DAY)["next"] == {"step": "remind", "cases": 1}


def test_the_history_of_an_action_says_since_when_it_is_overdue(page):
    late = page.ask("history", as_of=DAY, ref="R2.A1")["action"]
    assert (late["since"], late["overdue"]) == ("2022-04", 27)
    assert page.ask("history", as_of="2022-03-31", ref="R2.A1")["action"]["since"] == ""


def of_month(text: bytes, day: str, overdue: int) -> bytes:
    """A published summary of another day and with another figure, as an office's folder may hold it."""
    form = json.loads(text)
    return json.dumps(form | {"as_of": day, "counts": form["counts"] | {"overdue": overdue}, "trend": []}).encode()


def test_what_earlier_months_published_stays_in_the_pages_report(page, tmp_path):
    saved = tmp_path / "tracker.xlsx"
    saved.write_bytes(page.save())
    _, (now,) = page.files("summary", as_of=DAY, form="json")
    may = of_month(now, "2024-05-30", 77)
    (tmp_path / "2024-05").mkdir()
    (tmp_path / "2024-05" / "summary.json").write_bytes(may)
    page.ask("earlier", may, names=["2024-05"])
    told, (data,) = page.files("summary", as_of=DAY, form="json")
    assert told["since"] == "2024-05-30"
    assert [(one["day"], one["overdue"]) for one in json.loads(data)["trend"]][-2] == ("2024-05-30", 77)
    xltrack("month", tmp_path, "--as-of", DAY)
    assert json.loads(data)["trend"] == json.loads((tmp_path / "2024-06" / "summary.json").read_bytes())["trend"]


@pytest.mark.parametrize("in_place", [True, False])
def test_a_report_in_a_folder_is_what_later_months_build_on(tmp_path, in_place):
    tracker, _ = practice_month(tmp_path / "line")
    page = Page(home=tmp_path / "line" if in_place else None)
    page.ask("open", *([] if in_place else [tracker.read_bytes()]), name=tracker.name, as_of=DAY)
    asked = {"endings": ["html"], "since": "", "how": "folder"}
    names, _ = page.files("report", as_of="2024-05-31", **asked)
    assert names["names"] == ["summary.html", "summary.json"]
    assert page.ask("summary", as_of=DAY, form="text")["since"] == "2024-05-31"
    page.ask("report", as_of=DAY, **asked)
    assert page.error("report", as_of="2024-05-31", **asked)["code"] == "month_published"
    if not in_place:
        assert page.ask("report", as_of="2024-05-31", **asked | {"how": "zip"})["names"] == ["summary-2024-05-31.html"]


def test_a_sending_is_the_command_lines_byte_for_byte(tmp_path):
    page = Page()
    plan = EXAMPLE.read_bytes()
    page.ask("open", plan, name="plan.txt", as_of=DAY)
    made, (tracker,) = page.files(
        "make", as_of=DAY, titles=[page.ask("open", plan, name="plan.txt", as_of=DAY)["plans"][0]["title"]]
    )
    page.ask("contacts", CONTACTS, name="contacts.csv")
    choice = {"when": WHEN, "as_of": DAY, "by": "responsible", "only_open": False, "return_by": "2024-07-31"}
    looked = page.ask("copies", **choice)
    _, (sent, packed) = page.files("send", **choice, how="zip")
    folder = tmp_path / "line"
    folder.mkdir()
    (folder / "tracker.xlsx").write_bytes(tracker)
    (folder / "contacts.csv").write_bytes(CONTACTS)
    out = folder / "out"
    options = ["--contacts", folder / "contacts.csv", "--as-of", DAY, "--return-by", "2024-07-31"]
    assert xltrack("distribute", folder / "tracker.xlsx", "-o", out, *options).code in (0, 1)
    with zipfile.ZipFile(BytesIO(packed)) as package:
        assert {name: package.read(name) for name in package.namelist()} == {
            "tracker-rev1.xlsx": sent,
            **{f"outbox/{p.name}": p.read_bytes() for p in out.iterdir()},
        }
    assert sent == (folder / "tracker.xlsx").read_bytes()
    assert [one["to"] for one in looked["copies"]] == list(dict.fromkeys(one["to"] for one in looked["copies"]))
    assert made["revision"] == 1


def test_whoever_is_left_out_gets_no_copy_and_is_not_waited_for(tmp_path):
    page = Page()
    page.ask("open", practice_month(tmp_path)[0].read_bytes(), name="tracker.xlsx", as_of=DAY)
    choice = {"when": WHEN, "as_of": DAY, "by": "responsible", "only_open": False, "return_by": "2024-08-31"}
    first, *others = page.ask("copies", **choice)["copies"]
    _, (_, packed) = page.files("send", **choice, left_out=[first["file"]])
    with zipfile.ZipFile(BytesIO(packed)) as package:
        books = {
            PurePosixPath(name).name
            for name in package.namelist()
            if name.startswith("outbox/") and name.endswith(".xlsx")
        }
    assert books == {one["file"] for one in others}
    due = {row["to"]: row["return_by"] for row in page.ask("return_status", as_of=DAY)["rows"]}
    assert first["to"] not in [to for to, day in due.items() if day == "2024-08-31"]


def test_copies_go_to_the_people_of_an_own_field(tmp_path):
    tracker, _ = practice_month(tmp_path)
    assert xltrack("field", "add", "focal_point", "--tracker", tracker).code in (0, 1)
    page = Page()
    page.ask("open", tracker.read_bytes(), name="tracker.xlsx", as_of=DAY)
    choice = {"when": WHEN, "as_of": DAY, "only_open": False, "return_by": ""}
    assert page.ask("copies", by="responsible", **choice)["by_fields"] == [
        {"key": "focal_point", "label": "Focal point"}
    ]
    assert page.ask("copies", by="focal_point", **choice)["copies"]
    assert page.error("copies", by="nobody", **choice)["code"] == "no_such_field"


def test_each_tracker_says_how_its_overdue_actions_changed_since_the_month_before(tmp_path):
    page = Page()
    tracker, _ = page.open_practice(tmp_path)
    first = {"names": ["tracker.xlsx"], "as_of": DAY}
    (young,) = page.ask("portfolio", tracker.read_bytes(), **first)
    assert (young["since"], young["change"]) == ("2024-05-31", None)  # it was made in June
    (before,) = page.ask("portfolio", tracker.read_bytes(), **first | {"as_of": "2024-07-31"})
    july = page.files("save", when="2024-07-05T10:00:00+00:00", as_of="2024-07-05", picks=[])[1][0]
    (after,) = page.ask("portfolio", july, **first | {"as_of": "2024-07-31"})
    assert before["overdue"] > after["overdue"]
    assert (before["change"], after["change"]) == (0, after["overdue"] - young["overdue"])


def test_a_made_tracker_is_the_command_lines_byte_for_byte(tmp_path):
    page = Page()
    read = page.ask("open", EXAMPLE.read_bytes(), name="plan.txt", as_of=DAY)
    assert (read["kind"], [one["actions"] for one in read["plans"]]) == ("plan", [19])
    _, (data,) = page.files("make", as_of=DAY, titles=[read["plans"][0]["title"]])
    xltrack("import", EXAMPLE, "-o", tmp_path / "tracker.xlsx", "--as-of", DAY)
    assert data == (tmp_path / "tracker.xlsx").read_bytes()


def test_a_copy_that_was_sent_is_not_opened_as_the_tracker(tmp_path):
    practice_month(tmp_path)
    copy = next((tmp_path / "outbox").glob("*Country-Office*.xlsx"))
    answer = Page().ask("open", copy.read_bytes(), name=copy.name, as_of=DAY)
    assert (answer["kind"], answer["to"]) == ("copy", "Country Office")


def test_a_tracker_of_the_folder_is_saved_in_place_with_a_backup(tmp_path):
    tracker, back = practice_month(tmp_path / "line")
    before = tracker.read_bytes()
    page = Page(home=tmp_path / "line")
    assert "tracker.xlsx" in page.ask("trackers")["names"]
    assert page.ask("open", name="tracker.xlsx", as_of=DAY)["in_place"]
    page.ask("add", back[0].read_bytes(), names=[back[0].name])
    saved = page.save()
    assert tracker.read_bytes() == saved != before
    assert before in [path.read_bytes() for path in (tmp_path / "line" / "backup").iterdir()]


def test_a_tracker_changed_meanwhile_is_not_overwritten(tmp_path):
    tracker, back = practice_month(tmp_path)
    page = Page(home=tmp_path)
    page.ask("open", name="tracker.xlsx", as_of=DAY)
    page.ask("add", back[0].read_bytes(), names=[back[0].name])
    xltrack("merge", tracker, back[1], "--as-of", DAY)
    changed = tracker.read_bytes()
    assert page.error("save", when=WHEN, as_of=DAY, picks=[])["code"] == "save_changed"
    assert tracker.read_bytes() == changed


def test_picks_made_in_excel_come_with_the_tracker(page, tmp_path):
    path = tmp_path / "tracker.xlsx"
    path.write_bytes(page.save())
    pick_in_excel(path, {(1, "take"): "1"})
    opened = Page().ask("open", path.read_bytes(), name="tracker.xlsx", as_of=DAY)
    assert [one["take"] for one in opened["picks"]] == [1]
    (again,) = page.ask("add", path.read_bytes(), names=["tracker (1).xlsx"])
    assert again["decided"]


@pytest.mark.parametrize(
    "name", ["../outside.xlsx", "..\\outside.xlsx", "/etc/outside.xlsx", "a/b/../../../outside.xlsx"]
)
def test_no_name_leads_out_of_the_folder(tmp_path, name):
    home = tmp_path / "home"
    home.mkdir()
    outside = tmp_path / "outside.xlsx"
    outside.write_bytes(practice_month(tmp_path / "made")[0].read_bytes())
    page = Page(home)
    assert page.error("open", name=name, as_of=DAY)
    page.open_practice(tmp_path / "page")
    before = outside.read_bytes()
    page.ask("add", b"x", names=[name])
    assert outside.read_bytes() == before
    assert list(home.iterdir()) == []


def test_several_trackers_are_one_table_and_a_bad_one_is_a_row(tmp_path):
    data = practice_month(tmp_path)[0].read_bytes()
    good, bad = Page().ask("portfolio", data, b"nothing", names=["a.xlsx", "b.xlsx"], as_of=DAY)
    assert (good["overdue"], good["actions"]) == (7, 19)
    assert (good["kind"], bad["kind"]) == ("tracker", "unreadable")
    assert bad["error"]


def test_what_came_back_for_several_trackers_names_its_own(tmp_path):
    tracker, back = practice_month(tmp_path)
    (shown,) = Page().ask("portfolio", tracker.read_bytes(), names=[tracker.name], as_of=DAY)
    zipped = BytesIO()
    with zipfile.ZipFile(zipped, "w") as package:
        for path in back:
            package.write(path, path.name)
    reply = b"From: ana@example.org\nSubject: R2.A1\n\nIt is done."
    given = {
        back[0].name: back[0].read_bytes(),
        "all.zip": zipped.getvalue(),
        "reply.eml": reply,
        "scan.pdf": b"%PDF-1.4",
    }
    answers = Page().ask("portfolio", *given.values(), names=list(given), as_of=DAY)
    assert [one["kind"] for one in answers] == ["returned", "returned", "unknown", "unreadable"]
    assert answers[0]["trackers"] == answers[1]["trackers"] == [shown["id"]]


@pytest.mark.parametrize("method", sorted(METHODS))
def test_no_call_gives_a_traceback(method):
    page = Page()
    for arguments in ({}, {"nonsense": 1}, {"as_of": "no day", "when": "never", "name": 7, "picks": 3}):
        answer, _ = page.raw(method, **arguments)
        assert set(answer) == {"value"} or {"code", "message"} <= set(answer["error"]) <= {"code", "message", "where"}


def test_a_mistake_of_ours_is_noted_without_the_contents_of_a_file(page):
    error = page.error("about", as_of="a secret")
    assert error["code"] == "unknown"
    assert "opening.py:" in error["where"]
    assert "secret" not in error["where"]


def test_every_call_is_a_function_with_a_docstring():
    assert all(inspect.getdoc(function) for function in METHODS.values())


@pytest.mark.parametrize("language", ["fr", "es", "ru", "ar", "zh"])
def test_words_come_in_the_language_of_the_page(tmp_path, language):
    page = Page()
    page.open_practice(tmp_path)
    english = page.ask("decide", when=WHEN)["conflicts"]
    page.ask("hello", language=language)
    own = page.ask("decide", when=WHEN)["conflicts"]
    assert all(a["why"] != b["why"] and a["label"] != b["label"] for a, b in zip(english, own, strict=True))


@pytest.mark.parametrize("name", ["staff.xls", "staff.zip"])
def test_an_xls_is_read_from_cells_that_were_prepared_elsewhere(page, monkeypatch, name):
    data = by_xlwt() if name == "staff.xls" else zipped({"staff.xls": by_xlwt()})
    (native,) = page.ask("add", data, names=[name])
    ((foreign,), (inner,)) = page.files("foreign", data, name=name)
    cells = {foreign["digest"]: page.ask("cells", inner, name=foreign["name"])}
    monkeypatch.setattr("subprocess.run", lambda *_, **__: pytest.fail("a child process was started"))
    (prepared,) = page.ask("add", data, names=[name], prepared_cells=cells)
    assert prepared == native


def test_a_file_that_breaks_its_reader_costs_no_other_file_of_the_zip(page):
    data = zipped({"good.xls": by_xlwt(), "bad.xls": by_xlwt() + b"!"})
    described, _ = page.files("foreign", data, name="both.zip")
    bad = next(one for one in described if "bad" in one["name"])
    (read,) = page.ask("add", data, names=["both.zip"], prepared_cells={bad["digest"]: {}})
    assert [one["file"] for one in read["returns"]] == ["both.zip: good.xls"]
    assert [one["file"] for one in read["unreadable"]] == ["both.zip: bad.xls"]


NEXT = "2024-07-30T10:00:00+00:00"


def test_a_wish_refused_last_month_shows_the_no(page):
    """A new wish has it beside the day of the copy and how late the action is; the old one is not asked again."""

    def asked() -> list[dict[str, Any]]:
        return [one for one in page.ask("decide", when=NEXT)["conflicts"] if one["ref"] == "R2.A1"]

    (first,) = asked()
    assert (first["sent_on"], first["overdue"], first["no"]) == ("2024-06-03", 28, None)
    page.save({"id": first["id"], "take": "keep"})
    assert page.ask("return_status", as_of=DAY)["known"].startswith(DAY)
    sending = {"when": NEXT, "as_of": NEXT[:10], "by": "responsible", "only_open": False, "return_by": ""}
    sent, (_, *files) = page.files("send", **sending, how="folder")
    name, copy = next(one for one in zip(sent["names"], files, strict=True) if one[0].startswith("Country-Office"))
    place = cell(copy, "R2.A1", "proposed_deadline")
    page.ask("add", typed(copy, {place: "2024/09"}), names=[name])
    assert asked() == []
    assert "decided_before" in [one["code"] for one in page.ask("decide", when=NEXT)["findings"]]
    page.ask("add", typed(copy, {place: "2024/11"}), names=[name])
    (again,) = asked()
    assert (again["sent_on"], again["no"]) == (NEXT[:10], {"on": WHEN, "value": "2024/09", "why": ""})
