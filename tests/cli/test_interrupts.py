"""Ctrl-C at any moment: one line, exit 130, no traceback, nothing half-written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line import EXAMPLE, imported, returned
from xltrack.cli.interrupts import INTERRUPTED_LINE
from xltrack.workbook.read import read_workbook

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals as POSIX has them")

DAY = ("--as-of", "2024-06-30")
AT_IMPORT = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
class Typist:
    def find_spec(self, name, *_):
        if name == {name!r}:
            signal.raise_signal(signal.SIGINT)
sys.meta_path.insert(0, Typist())
{setup}
from xltrack.cli.entry import run
run()
"""
"""Ctrl-C at the moment when a module is looked for."""
WHEN_LOADED = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
{code}
class Loading:
    def find_spec(self, name, *_):
        if name == "xltrack.cli.check_command":
            happens()
sys.meta_path.insert(0, Loading())
from xltrack.cli.entry import run
run()
"""
AFTER_A_WHILE = """
import os, signal, sys, threading
signal.signal(signal.SIGINT, signal.default_int_handler)
typist = threading.Timer(float(sys.argv.pop(1)), os.kill, (os.getpid(), signal.SIGINT))
typist.daemon = True
typist.start()
from xltrack.cli.entry import run
run()
"""
IN_A_DESTRUCTOR = """
import time
class Thing:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)
def happens():
    thing = Thing()
    del thing
    time.sleep(5)
"""
IN_A_CLASS = """
class Named:
    def __set_name__(self, *_):
        signal.raise_signal(signal.SIGINT)
def happens():
    class Holder:
        named = Named()
"""


def _ran(code: str, *arguments: object, cwd: Path | None = None) -> tuple[int, str]:
    """Return the exit code and the output of a script that starts the command line."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stderr.strip()


@pytest.mark.parametrize(
    "name", ["xltrack.cli.main", "click", "xltrack.cli.check_command", "pydantic", "xltrack.workbook.read"]
)
def test_ctrl_c_while_a_module_is_loaded_says_one_line_and_ends_with_130(tmp_path, name):
    code = AT_IMPORT.format(name=name, setup="")
    assert _ran(code, "check", tmp_path / "absent.xlsx") == (130, INTERRUPTED_LINE)


@pytest.mark.parametrize("code", [IN_A_DESTRUCTOR, IN_A_CLASS], ids=["a destructor", "a class that is being made"])
def test_ctrl_c_where_python_hides_it_is_answered_all_the_same(tmp_path, code):
    """Found by sampling: swallowed with a traceback, and wrapped in a RuntimeError called a mistake of xltrack."""
    assert _ran(WHEN_LOADED.format(code=code), "check", tmp_path / "absent.xlsx") == (130, INTERRUPTED_LINE)


def test_a_job_that_is_to_ignore_ctrl_c_goes_on_ignoring_it(tmp_path):
    setup = "signal.signal(signal.SIGINT, signal.SIG_IGN)"
    code, said = _ran(AT_IMPORT.format(name="click", setup=setup), "check", tmp_path / "absent.xlsx")
    assert (code, "there is no such file" in said) == (2, True)


@pytest.mark.parametrize("verb", ["import", "merge", "month"])
def test_ctrl_c_at_random_moments_leaves_whole_files_and_nothing_else(tmp_path, verb):
    home = tmp_path / "home"
    (home / "returned").mkdir(parents=True)
    tracker = imported(home)
    returned(tracker, "back.xlsx", {("R1.A1", "comments"): "Done"}).rename(home / "returned" / "back.xlsx")
    arguments = {
        "import": ("import", EXAMPLE, "-o", "new.xlsx"),
        "merge": ("merge", "tracker.xlsx", "returned"),
        "month": ("month", ".", "--yes"),
    }[verb]
    codes = set()
    for at in range(4):
        code, said = _ran(AFTER_A_WHILE, 0.05 + at * 0.1, *arguments, *DAY, cwd=home)
        codes.add(code)
        assert code in (0, 1, 130), said
        assert "Traceback" not in said
        assert (code == 130) is said.endswith(INTERRUPTED_LINE)
        assert [path.name for path in home.rglob("*") if path.suffix == ".tmp" or path.name.endswith("-lock")] == []
        assert all(read_workbook(path).base is not None for path in home.glob("*.xlsx"))
        (home / "new.xlsx").unlink(missing_ok=True)
    assert 130 in codes


def test_ctrl_c_that_pydantic_hides_in_the_text_of_another_error_is_ctrl_c(monkeypatch, capsys):
    from pydantic_core import SchemaError

    from xltrack.cli import main as module

    def build(*_: object, **__: object) -> None:
        raise SchemaError("Error building `model` serializer:\n  KeyboardInterrupt: ")

    monkeypatch.setattr(module.cli, "main", build)
    with pytest.raises(SystemExit) as ended:
        module.main(["--help"])
    assert (ended.value.code, "Interrupted" in capsys.readouterr().err) == (130, True)
