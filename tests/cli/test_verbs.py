"""The verbs as a person types them: results, messages, exit codes."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from tests.command_line import EXAMPLE, imported, returned, xltrack
from tests.real_plan import real_plan, real_text
from xltrack.cli.main import COMMANDS, cli
from xltrack.importing.response_text import parse_text
from xltrack.model.serialize import plan_from_json


@pytest.mark.parametrize("name", COMMANDS)
def test_every_verb_has_the_short_help_of_the_list_and_a_real_example(name):
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert command.short_help == COMMANDS[name]
    assert f"\n  xltrack {name}" in inspect.cleandoc(command.help or "")


def test_help_lists_every_verb():
    ran = xltrack("--help")
    assert ran.code == 0
    assert all(name in ran.out for name in COMMANDS)


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["imprt"], 'Did you mean "import"?'),
        (["check"], "WORKBOOKS"),
        (["check", "absent.xlsx"], "absent.xlsx"),
        (["import", "absent.txt", "-o", "t.xlsx"], "absent.txt"),
        (["export", "absent.xlsx", "-o", "plan.doc"], ".doc"),
        (["import", "absent.txt", "-o", "t.xlsx", "--as-of", "30.6.2024"], "2024-06-30"),
        (["diff", "a", "b", "c"], "old and a new plan"),
    ],
)
def test_what_cannot_be_done_exits_2_with_one_clear_message(arguments, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = xltrack(*arguments)
    assert ran.code == 2
    assert said in ran.err
    assert ran.out == ""
    assert "Traceback" not in ran.err
    assert list(tmp_path.iterdir()) == []


def test_the_main_job_on_the_real_plan(tmp_path: Path):
    tracker = tmp_path / "tracker.xlsx"
    ran = xltrack("import", real_plan(), "-o", tracker, "--as-of", "2024-06-30", "--json")
    (report,) = ran.json["files"]
    assert ran.code == 0
    assert (report["recommendations"], report["actions"], len(report["units"]), report["overdue"]) == (8, 29, 2, 10)
    assert report["labels_hold"] == ["2024-01-01", "2024-12-31"]
    assert ran.json["findings"] == []
    assert xltrack("check", tracker).code == 0
    assert xltrack("diff", tracker, "--exit-code").code == 0
    text = tmp_path / "again.txt"
    assert xltrack("export", tracker, "-o", text, "--as-of", "2024-06-30").code == 0
    assert text.read_text(encoding="utf-8") == real_text()


def test_an_edited_copy_is_checked_and_compared(tmp_path: Path):
    tracker = imported(tmp_path)
    edits = {("R1.A3", "status"): "completed", ("R5.A2", "status"): "nearly done", ("R2.A1", "comments"): ""}
    copy = returned(tracker, "back.xlsx", edits)
    checked = xltrack("check", copy, "--json")
    assert checked.code == 1
    findings = {finding["code"]: finding for finding in checked.json["findings"]}
    unknown = findings["unknown_choice"]
    assert (unknown["file"], unknown["sheet"], unknown["found"]) == ("back.xlsx", "Actions", "nearly done")
    assert unknown["cell"].startswith("F")
    assert unknown["remedy"]
    told = xltrack("diff", copy, "--json").json
    assert {(change["ref"], change["field"], change["kind"]) for change in told["changes"]} == {
        ("R1.A3", "status", "completed"),
        ("R2.A1", "comments", "cleared"),
    }
    assert set(told["findings"][0]) == {
        "code",
        "severity",
        "file",
        "sheet",
        "cell",
        "line",
        "found",
        "message",
        "remedy",
    }
    assert xltrack("diff", copy).code == 1
    assert xltrack("check", tracker, copy, tmp_path / "absent.xlsx").code == 2


def test_nothing_is_overwritten_without_force(tmp_path: Path):
    tracker = imported(tmp_path)
    before = tracker.read_bytes()
    again = xltrack("import", EXAMPLE, "-o", tracker)
    assert (again.code, tracker.read_bytes()) == (2, before)
    assert "--force" in again.err
    before = tracker.read_bytes()
    forced = xltrack("import", EXAMPLE, "-o", tracker, "--as-of", "2024-06-30", "--force")
    assert forced.code == 0
    assert "It replaced an earlier file (revision 1, 0 changes on record)" in forced.out
    assert [one.read_bytes() for one in (tmp_path / "backup").iterdir()] == [before]
    assert tracker.read_bytes() == before
    own = xltrack("export", tracker, "-o", tracker, "--format", "json", "--force")
    assert (own.code, tracker.read_bytes()) == (2, before)


@pytest.mark.parametrize("form", ["json", "txt", "csv"])
def test_a_plan_is_exported_to_standard_output(tmp_path: Path, form):
    tracker = imported(tmp_path)
    ran = xltrack("export", tracker, "-o", "-", "--format", form, "--as-of", "2024-06-30")
    assert ran.code == 0
    assert "Hold open days in ten villages" in ran.out
    if form == "json":
        text = EXAMPLE.read_text(encoding="utf-8")
        assert plan_from_json(ran.out) == parse_text(text).plan


def test_what_the_text_form_cannot_carry_is_said(tmp_path: Path):
    tracker = imported(tmp_path)
    copy = returned(tracker, "back.xlsx", {("R1.A3", "evidence"): "Memo 3"})
    ran = xltrack("export", copy, "-o", tmp_path / "out.txt", "--as-of", "2024-06-30")
    assert ran.code == 1
    assert "R1.A3" in ran.err
    assert "Memo 3" in ran.err


def test_json_and_text_and_workbook_of_one_plan_do_not_differ(tmp_path: Path):
    tracker = imported(tmp_path)
    as_json = tmp_path / "plan.json"
    assert xltrack("export", tracker, "-o", as_json).code == 0
    for old, new in ((EXAMPLE, tracker), (as_json, tracker), (EXAMPLE, as_json)):
        ran = xltrack("diff", old, new, "--json", "--exit-code")
        assert (ran.code, ran.json["changes"]) == (0, [])
    second = tmp_path / "second.xlsx"
    assert xltrack("import", as_json, "-o", second, "--as-of", "2024-06-30").code == 0
    assert xltrack("diff", tracker, second, "--exit-code").code == 0


def test_a_guess_is_reported_and_settled_by_an_option(tmp_path: Path):
    text = EXAMPLE.read_text(encoding="utf-8").replace("Country and Regional Offices", "Desk for Statistics")
    text = text.replace("Country Office 2021/11", "Lena Marsh 2021/11")
    source = tmp_path / "plan.txt"
    source.write_text(text, encoding="utf-8")
    guessed = xltrack("import", source, "-o", tmp_path / "a.xlsx")
    assert guessed.code == 1
    assert "line " in guessed.err
    assert "--unit" in guessed.err
    settled = xltrack(
        "import", source, "-o", tmp_path / "b.xlsx", "--unit", "Desk for Statistics", "--unit", "Lena Marsh"
    )
    assert settled.code == 0
    (tmp_path / "xltrack.toml").write_text('units = ["Desk for Statistics", "Lena Marsh"]', encoding="utf-8")
    assert xltrack("import", source, "-o", tmp_path / "c.xlsx").code == 0


def test_the_template_is_written_and_filled(tmp_path: Path):
    template = tmp_path / "ours.xlsx"
    assert xltrack("template", "-o", template).code == 0
    assert xltrack("template", "-o", template).code == 2
    (tmp_path / "xltrack.toml").write_text('template = "ours.xlsx"', encoding="utf-8")
    assert xltrack("check", imported(tmp_path)).code == 0


def test_the_demo_runs_the_whole_round(tmp_path: Path):
    ran = xltrack("demo", tmp_path / "demo")
    assert ran.code == 0, ran.err
    made = {path.name for path in (tmp_path / "demo").iterdir()}
    assert made >= {"response.txt", "tracker.xlsx", "returned", "summary.html", "summary.xlsx"}
    assert xltrack("demo", tmp_path / "demo").code == 2
    assert xltrack("demo", tmp_path / "demo", "--force").code == 0
    assert xltrack("check", tmp_path / "demo" / "tracker.xlsx").code == 0


def run(*arguments: str, **options) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "xltrack", *arguments], capture_output=True, check=False, **options)


def test_a_plan_is_read_from_standard_input(tmp_path: Path):
    for number, raw in enumerate((EXAMPLE.read_bytes(), b"\xef\xbb\xbf" + EXAMPLE.read_bytes())):
        target = tmp_path / f"{number}.xlsx"
        assert run("import", "-", "-o", str(target), input=raw).returncode == 0
        assert target.is_file()


def test_a_reader_that_goes_away_is_quiet(tmp_path: Path):
    tracker = imported(tmp_path)
    command = f'"{sys.executable}" -m xltrack export "{tracker}" -o - --format json | head -c 20'
    ran = subprocess.run(command, shell=True, capture_output=True, check=False)
    assert b"Traceback" not in ran.stderr
    assert b"Broken" not in ran.stderr


def test_a_console_that_is_not_utf8_does_not_crash(tmp_path: Path):
    tracker = imported(tmp_path)
    copy = returned(tracker, "back.xlsx", {("R1.A3", "status"): "завершено \x1b[31m\u202e"})
    ran = run("check", str(copy), env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert ran.returncode == 1
    assert b"\x1b" not in ran.stdout
    assert b"Traceback" not in ran.stderr


def test_json_on_standard_output_is_nothing_but_json(tmp_path: Path):
    tracker = imported(tmp_path)
    for verb in (["check"], ["diff"], ["history"]):
        ran = run(*verb, str(tracker), "--json")
        assert json.loads(ran.stdout) is not None


def test_quiet_leaves_results_and_errors_and_nothing_else(tmp_path: Path):
    tracker = imported(tmp_path)
    told, quiet = xltrack("diff", tracker), xltrack("--quiet", "diff", tracker)
    assert told.err
    assert (quiet.code, quiet.out, quiet.err) == (0, told.out, "")
    assert xltrack("--quiet", "diff", tmp_path / "absent.xlsx").err
