"""The client program runs, and type checkers find nothing in it: the public names are exported to them."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import xltrack
from tests.client.program import main
from tests.command_line import EXAMPLE

PROGRAM = Path(__file__).with_name("program.py")


def test_the_client_program_runs(tmp_path, capsys):
    main(str(EXAMPLE), str(tmp_path))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith(f"of {xltrack.__version__}")
    assert lines[-1].startswith("no_such_file ")
    assert "0 changes" in lines
    assert (tmp_path / "summary.html").stat().st_size > 10_000


@pytest.mark.parametrize(
    "checker", [["mypy", "--strict", "--config-file=", "--follow-imports=silent"], ["pyright"]], ids=["mypy", "pyright"]
)
def test_type_checkers_find_nothing_in_the_client_program(checker, tmp_path):
    if checker[0] == "pyright" and shutil.which("node") is None:
        pytest.skip("pyright needs node, which is not installed")
    pytest.importorskip(checker[0], reason=f"{checker[0]} is not installed (pip install -e '.[dev]')")
    copy = tmp_path / PROGRAM.name
    copy.write_text(PROGRAM.read_text(encoding="utf-8"), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", *checker, str(copy)], cwd=PROGRAM.parents[2], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_what_type_checkers_see_is_what_is_there():
    tree = ast.parse(Path(xltrack.__file__).read_text(encoding="utf-8"))
    seen = {
        alias.asname: f"{node.module}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("xltrack.")
        for alias in node.names
    }
    assert seen == {name: f"xltrack.{home}" for name, home in xltrack._HOME.items()}
