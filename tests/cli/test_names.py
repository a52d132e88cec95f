"""Files and folders with names that no programmer would choose, and folders that nobody may write to."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.command_line import EXAMPLE, imported, returned, xltrack
from tests.paths import opened, others_may_read
from xltrack.workbook.read import read_workbook

DAY = ("--as-of", "2024-06-30")
NAMES = ["two words", "отчёт 👍", "line\nbreak", "-o", "n" * 250, "ж" * 125]
"""The last two: 255 bytes with their ending, all that a disk takes."""


@pytest.fixture(
    params=NAMES, ids=["blanks", "an emoji", "a line break", "like an option", "255 bytes", "255 bytes of ж"]
)
def name(request) -> str:
    return request.param


def _state(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_return_of_any_name_is_read_and_merged(tmp_path, name):
    tracker = imported(tmp_path)
    (tmp_path / "in").mkdir()
    back = returned(tracker, f"in/{name}.xlsx", {("R1.A1", "evidence"): "Done"})
    assert xltrack("check", back).code in (0, 1)
    assert xltrack("merge", tracker, back.parent, *DAY).code in (0, 1)
    assert read_workbook(tracker).current.by_ref["R1.A1"].evidence == "Done"


def test_a_master_of_any_name_is_saved_backed_up_and_undone(tmp_path, name):
    tracker = imported(tmp_path)
    back = returned(tracker, "back.xlsx", {("R1.A1", "evidence"): "Done"})
    before = tracker.read_bytes()
    master = tracker.rename(tmp_path / f"{name}.xlsx")
    assert xltrack("merge", master, back, *DAY).code in (0, 1)
    assert read_workbook(master).current.by_ref["R1.A1"].evidence == "Done"
    assert [path.read_bytes() for path in (tmp_path / "backup").iterdir()] == [before]
    assert xltrack("undo", master, *DAY).code in (0, 1)
    assert read_workbook(master).current.by_ref["R1.A1"].evidence != "Done"
    assert {path.name for path in tmp_path.iterdir()} == {master.name, "back.xlsx", "backup"}


def test_every_verb_writes_under_any_name(tmp_path, name):
    folder = tmp_path / name.replace("n" * 250, "n" * 255)
    folder.mkdir()
    tracker = imported(folder)
    back = returned(tracker, "back.xlsx", {("R1.A1", "status"): "nearly"})
    written = [folder / f"{name}.xlsx"]
    assert xltrack("import", EXAMPLE, "-o", written[0], *DAY).code in (0, 1)
    for verb, suffix in (("export", "txt"), ("export", "csv"), ("summary", "html"), ("summary", "eml")):
        written.append(folder / f"{name[: 255 - 5]}.{suffix}")
        assert xltrack(verb, tracker, "-o", written[-1], *DAY).code in (0, 1)
    for at, arguments in enumerate((("merge", tracker, back), ("check", back), ("template",))):
        written.append(folder / str(at) / f"{name}.xlsx")
        written[-1].parent.mkdir()
        option = "--annotate" if arguments[0] == "check" else "-o"
        day = () if arguments[0] == "template" else DAY
        assert xltrack(*arguments, option, written[-1], *day).code in (0, 1)
    assert xltrack("distribute", tracker, "-o", folder / "out" / name, *DAY).code in (0, 1)
    assert xltrack("month", folder, "--yes", *DAY).code in (0, 1)
    assert [path for path in written if not path.stat().st_size] == []
    assert list((folder / "out" / name).glob("*.xlsx"))
    assert [path.name for path in folder.rglob(".xltrack*")] == [".xltrack-month.json"]


@pytest.mark.skipif(sys.platform == "win32", reason="folders have modes as POSIX has them")
@pytest.mark.skipif(not others_may_read(), reason="a user without rights must be able to read xltrack")
@pytest.mark.parametrize(
    "verb",
    [
        ("import", "one.json", "-o", "new.xlsx"), ("export", "tracker.xlsx", "-o", "new.txt"), ("undo", "tracker.xlsx"),
        ("summary", "tracker.xlsx", "-o", "new.html"), ("merge", "tracker.xlsx", "back.xlsx"), ("template",),
        ("merge", "tracker.xlsx", "back.xlsx", "-o", "new.xlsx"), ("distribute", "tracker.xlsx", "-o", "out"),
        ("check", "back.xlsx", "--annotate", "new.xlsx"), ("month", ".", "--yes"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_folder_that_is_read_only_is_named_and_left_as_it_is(tmp_path, verb):
    from tests.crashes import run

    folder = tmp_path / "shared"
    (folder / "returned").mkdir(parents=True)
    tracker = imported(folder)
    assert xltrack("export", tracker, "-o", folder / "one.json").code == 0
    first = returned(tracker, "returned/first.xlsx", {("R1.A2", "evidence"): "Begun"})
    if verb[0] == "undo":
        assert xltrack("merge", tracker, first, *DAY).code in (0, 1)
    returned(tracker, "back.xlsx", {("R1.A1", "evidence"): "Done"})
    for path in (*folder.rglob("*"), folder):
        path.chmod(0o555 if path.is_dir() else 0o666)
    for parent in (tmp_path, *opened(tmp_path)):
        parent.chmod(0o755)
    before = _state(folder)
    ended = run(folder, verb, _as_nobody)
    assert (ended.code, _state(folder) == before) == (2, True), ended.said
    assert "Permission denied" in ended.said
    assert "Traceback" not in ended.said
    folder.chmod(0o755)


def _as_nobody() -> None:
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
