"""The same input and as-of date give the same bytes, wherever the program runs; no console or pipe is too odd."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.command_line import EXAMPLE, imported, returned
from xltrack.cli.output import now
from xltrack.rendering.formats import SUFFIXES

DAY = ("--as-of", "2024-06-30")


def _run(folder: Path, *arguments: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "xltrack", *map(str, arguments)]
    return subprocess.run(
        command, cwd=folder, env=os.environ | environment, capture_output=True, timeout=60, check=False
    )


SUMMARIES = [f"june{suffix}" for suffix in SUFFIXES if suffix != ".pdf"]
"""A file of each format but .pdf, which another program prints."""
MONTH = [
    f"import '{EXAMPLE}' -o tracker.xlsx",
    "merge tracker.xlsx back.xlsx -o merged.xlsx",
    "merge tracker.xlsx back.xlsx",
    *(f"summary tracker.xlsx --since 1 -o {name}" for name in SUMMARIES),
    "summary tracker.xlsx --email -o mail.html",
    "distribute tracker.xlsx -o out --contacts contacts.csv --return-by 2024-07-31",
    "month . --yes",
]
CONTACTS = (
    "Unit,Name,E-mail,Language\nCountry Office,Aïda Šeře,a@example.org,fr\nRegional Office,Иван,b@example.org,ru\n"
)
_RUN = f"""# in ASCII: Python decodes it as the locale says
import shlex, sys
from xltrack.cli.main import main
from xltrack.workflows.example_round import fill_in
from pathlib import Path
for line in {MONTH!a}:
    try:
        main([*shlex.split(line), "--as-of", "2024-06-30"])
    except SystemExit as ended:
        assert ended.code in (0, 1), line
    if line.startswith("import"):
        edits = {{("R1.A1", "comments"): {"Fertig – İstanbul"!a}, ("R1.A3", "status"): "Completed"}}
        fill_in(Path("tracker.xlsx"), Path("back.xlsx"), edits)
"""


def _made(folder: Path, **environment: str) -> dict[str, bytes]:
    """Everything that a month writes in that environment; backups are named by the clock and not compared."""
    folder.mkdir()
    (folder / "contacts.csv").write_text(CONTACTS, encoding="utf-8")
    moment = {"SOURCE_DATE_EPOCH": "1719738000"}
    done = subprocess.run(
        [sys.executable, "-c", _RUN], cwd=folder, env=os.environ | environment | moment, capture_output=True,
        timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    files = (path for path in folder.rglob("*") if path.is_file() and path.parent.name != "backup")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def _locales(folder: Path, names: Sequence[tuple[str, str]]) -> None:
    """Those locales, made where this system can make them; elsewhere the names alone must do."""
    folder.mkdir()
    for name, charset in names:
        command = ["localedef", "-i", name, "-f", charset, str(folder / f"{name}.{charset}")]
        if shutil.which(command[0]):
            subprocess.run(command, capture_output=True, timeout=60, check=False)


def test_a_months_files_have_the_same_bytes_in_any_zone_locale_and_hash_seed(tmp_path):
    places = [
        ("UTC", "C.UTF-8", "0"),
        ("Asia/Almaty", "tr_TR.UTF-8", "1"),
        ("America/St_Johns", "de_DE.ISO-8859-1", "4711"),
    ]
    _locales(tmp_path / "locales", [("tr_TR", "UTF-8"), ("de_DE", "ISO-8859-1")])
    made = []
    for zone, spoken, seed in places:
        words = {"LC_ALL": spoken, "LANG": spoken, "LOCPATH": str(tmp_path / "locales"), "PYTHONUTF8": "0"}
        made.append(_made(tmp_path / seed, TZ=zone, PYTHONHASHSEED=seed, **words))
    assert {"tracker.xlsx", "merged.xlsx", "mail.txt", "2024-06/summary.eml", *SUMMARIES} <= set(made[0])
    assert len([name for name in made[0] if name.startswith("out/")]) > 3
    assert set(made[0]) == set(made[1]) == set(made[2])
    assert [name for name in made[0] if not made[0][name] == made[1][name] == made[2][name]] == []


def test_what_is_logged_has_the_stated_moment_and_without_one_that_of_the_clock(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1719738000")
    assert now() == datetime(2024, 6, 30, 9, tzinfo=UTC)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    assert abs((now() - datetime.now(UTC)).total_seconds()) < 5


@pytest.mark.skipif(os.name == "nt", reason="a shell's pipe")
def test_a_reader_that_goes_away_is_no_error(tmp_path):
    tracker = imported(tmp_path)
    done = subprocess.run(
        f"'{sys.executable}' -m xltrack export '{tracker}' -o - --format json | head -c 10; echo ${{PIPESTATUS[0]}}",
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
