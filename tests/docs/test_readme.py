"""The README shows what happens."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.paths import ROOT
from xltrack.cli.main import COMMANDS

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_library_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(compile(code, "README.md", "exec"), {})
    assert capsys.readouterr().out == "7 actions are overdue\n"
    assert (tmp_path / "tracker.xlsx").is_file()


def test_there_are_two_commands_and_every_verb_named_exists():
    assert len(re.findall(r"^\$ ", README, re.MULTILINE)) == 2
    shown = "\n".join("".join(found) for found in re.findall(r"```console\n(.*?)```|`([^`\n]+)`", README, re.DOTALL))
    verbs = set(re.findall(r"(?:^|&& )xltrack ([a-z]+)", shown, re.MULTILINE))
    assert "merge" in verbs
    assert verbs <= set(COMMANDS)


def test_every_file_the_readme_links_to_is_there():
    for link in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / link).exists(), link
