"""Every command of the pages for coordinators can be typed as it is printed."""

from __future__ import annotations

import re
import shlex
import shutil
from configparser import ConfigParser
from pathlib import Path

import pytest

from docs.pictures import sources
from tests.command_line import EXAMPLE, xltrack
from tests.paths import ROOT

PAGES = ("own-fields", "verification", "changing-the-plan", "summary", "bring-your-plan", "merging")
ALSO_NAMED = {"response.docx": "part-1.docx", "follow-up.xlsx": "part-2.xlsx", "response.pdf": "annex.pdf"}
SETTINGS = """
[[fields]]
key = "funding"

[[fields]]
key = "risk"
kind = "choice"
choices = ["High", "Low"]

[plans."amaria-2024.xlsx"]
name = "Amaria"
region = "Central Asia"
"""


@pytest.fixture
def folder(tmp_path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a tracker, a folder of trackers, what came back, and the sources of a plan."""
    monkeypatch.chdir(tmp_path)
    for name in ("plans", "returned"):
        Path(name).mkdir()
    Path("xltrack.toml").write_text(SETTINGS, encoding="utf-8")
    shutil.copy("xltrack.toml", "plans")
    for target in ("tracker.xlsx", "plans/amaria-2024.xlsx"):
        assert xltrack("import", EXAMPLE, "-o", target, "--as-of", "2024-06-30").code == 0
    for copy in ("copy.xlsx", "returned/same.xlsx"):
        shutil.copy("tracker.xlsx", copy)
    for name, content in sources():
        Path(name).write_bytes(content)
        Path(ALSO_NAMED.get(name, name)).write_bytes(content)
    return tmp_path


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_the_page_works(folder, page):
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    typed = [line for block in blocks for line in block.splitlines()]
    typed += [found for found in re.findall(r"`(xltrack [^`]+)`", text) if re.search(r"\.xlsx|plans/", found)]
    assert typed
    for line in typed:
        if " import " in line:
            Path("tracker.xlsx").unlink(missing_ok=True)
        ran = xltrack(*shlex.split(line)[1:])
        assert ran.code in (0, 1), f"{line}\n{ran.err}"


def test_the_note_for_it_names_every_package_that_is_installed():
    text = (ROOT / "docs" / "page-for-it.md").read_text(encoding="utf-8")
    settings = ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    needed = [line.split()[0] for line in settings["options"]["install_requires"].strip().splitlines()]
    assert [name for name in needed if not re.search(rf"\b{name}\b", text)] == []
