"""The same input and as-of date give the same bytes, wherever and however the program runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli import EXAMPLE, imported, returned

DAY = ("--as-of", "2024-06-30")


def _run(folder: Path, *arguments: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "xltrack", *map(str, arguments)]
    return subprocess.run(
        command, cwd=folder, env=os.environ | environment, capture_output=True, timeout=60, check=False
    )


def _made(folder: Path, **environment: str) -> dict[str, bytes]:
    """What import and summary write in that environment."""
    folder.mkdir()
    outputs = ["tracker.xlsx", "june.html", "june.xlsx"]
    assert _run(folder, "import", EXAMPLE, "-o", outputs[0], *DAY, **environment).returncode in (0, 1)
    for output in outputs[1:]:
        done = _run(folder, "summary", outputs[0], "-o", output, *DAY, **environment)
        assert done.returncode in (0, 1), done.stderr
    return {name: (folder / name).read_bytes() for name in outputs}


def test_import_and_summary_give_the_same_bytes_in_any_zone_locale_and_hash_seed(tmp_path):
    places = [
        ("UTC", "C.UTF-8", "0"),
        ("Asia/Almaty", "tr_TR.UTF-8", "1"),
        ("America/St_Johns", "de_DE.ISO8859-1", "4711"),
    ]
    made = [
        _made(tmp_path / seed, TZ=zone, LC_ALL=spoken, LANG=spoken, PYTHONHASHSEED=seed, PYTHONUTF8="0")
        for zone, spoken, seed in places
    ]
    for name in made[0]:
        assert made[0][name] == made[1][name] == made[2][name], name


@pytest.mark.skipif(os.name == "nt", reason="a shell's pipe")
def test_a_reader_that_goes_away_is_no_error(tmp_path):
    tracker = imported(tmp_path)
    done = subprocess.run(
        f"{sys.executable} -m xltrack export {tracker} -o - --format json | head -c 10; echo ${{PIPESTATUS[0]}}",
        shell=True, executable="/bin/bash", capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.stderr == b"" or b"key action" in done.stderr
    assert b"Traceback" not in done.stderr
    assert done.stdout.endswith((b"0\n", b"1\n"))


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp866"])
def test_a_console_that_is_not_utf8_crashes_nothing(tmp_path, encoding):
    tracker = imported(tmp_path)
    back = returned(tracker, "back.xlsx", {("R1.A1", "comments"): "Жарайды 👍 “quoted” \u202e"})
    done = _run(tmp_path, "diff", back, PYTHONIOENCODING=encoding)
    assert done.returncode in (0, 1)
    assert b"R1.A1" in done.stdout
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "name", ["two words.xlsx", "отчёт 👍.xlsx", "line\nbreak.xlsx", "-o.xlsx", "n" * 250 + ".xlsx"]
)
def test_odd_file_names_are_read_merged_and_named_safely(tmp_path, name):
    tracker = imported(tmp_path)
    back = returned(tracker, "back.xlsx", {("R1.A1", "comments"): "Done"})
    inbox = tmp_path / "in"
    inbox.mkdir()
    back.rename(inbox / name)
    assert _run(inbox, "check", f"./{name}").returncode in (0, 1)
    done = _run(tmp_path, "merge", tracker, inbox, *DAY)
    assert done.returncode in (0, 1), done.stderr
    assert b"Traceback" not in done.stderr
    master = inbox / name
    assert _run(tmp_path, "merge", master, tracker, *DAY).returncode in (0, 1, 2)
    assert not list(inbox.glob(".xltrack*"))


def test_a_master_with_the_longest_name_can_be_saved_and_backed_up_or_says_why_not(tmp_path):
    tracker = imported(tmp_path)
    back = returned(tracker, "back.xlsx", {("R1.A1", "comments"): "Done"})
    long = tracker.rename(tmp_path / ("n" * 250 + ".xlsx"))
    before = long.read_bytes()
    done = _run(tmp_path, "merge", long, back, *DAY)
    assert done.returncode == 2 or long.read_bytes() != before
    assert b"Traceback" not in done.stderr
    assert b"made a mistake" not in done.stderr
    assert not list(tmp_path.rglob(".xltrack*"))
