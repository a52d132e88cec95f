"""Shipped files are found wherever the package is: a checkout, an installed wheel, a zip."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from configparser import ConfigParser
from pathlib import Path

import pytest

from tests.paths import ROOT
from xltrack.shipped import BESIDE, shipped_bytes

ASK = "from xltrack.shipped import shipped_bytes as s; print(len(s({folder!r}, {name!r})))"
FILES = [
    ("templates", "tracker_template.xlsx"),
    ("examples", "management_response.txt"),
    ("i18n/locale/fr", "workbook.toml"),
]


def zipped(target: Path, *, installed: bool) -> Path:
    """The package in a zip, as a wheel lays it out or as the checkout lies."""
    with zipfile.ZipFile(target, "w") as package:
        for path in (ROOT / "xltrack").rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                package.write(path, path.relative_to(ROOT))
        for folder in BESIDE:
            for path in (ROOT / folder).glob("*.*"):
                package.write(path, f"xltrack/{folder}/{path.name}" if installed else f"{folder}/{path.name}")
    return target


@pytest.mark.parametrize("folder, name", FILES)
def test_a_file_is_found_in_this_checkout(folder, name):
    assert shipped_bytes(folder, name)


@pytest.mark.parametrize("folder, name", FILES)
def test_a_file_is_found_in_a_zip_of_the_installed_package(tmp_path, folder, name):
    package = zipped(tmp_path / "xltrack.zip", installed=True)
    code = f"import sys; sys.path.insert(0, {str(package)!r}); {ASK.format(folder=folder, name=name)}"
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert int(ran.stdout) == len(shipped_bytes(folder, name))


@pytest.mark.parametrize("folder, name", FILES)
def test_a_file_is_found_in_a_checkout_that_was_not_installed(tmp_path, folder, name):
    """A copy of the checkout's folders, whose path holds a blank, and nothing installed beside it."""
    home = tmp_path / "a folder"
    zipfile.ZipFile(zipped(tmp_path / "all.zip", installed=False)).extractall(home)
    code = f"import sys; sys.path.insert(0, {str(home)!r}); {ASK.format(folder=folder, name=name)}"
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert int(ran.stdout) == len(shipped_bytes(folder, name))


def test_the_package_list_names_every_folder_of_code():
    metadata = ConfigParser()
    metadata.read(ROOT / "setup.cfg", encoding="utf-8")
    listed = set(metadata["options"]["packages"].split()) - {f"xltrack.{folder}" for folder in BESIDE}
    folders = {".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "xltrack").rglob("__init__.py")}
    assert folders <= listed
    assert all((ROOT / Path(*name.split("."))).is_dir() for name in listed)


def test_a_run_leaves_nothing_in_the_package_but_what_python_compiles(tmp_path):
    """Else an uninstall would leave a folder behind that hides the next installation."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", "xltrack", "demo", str(tmp_path / "demo")]
    subprocess.run(command, check=True, capture_output=True, env=environment)
    left = [path for path in (ROOT / "xltrack").rglob("__pycache__/*") if path.suffix != ".pyc"]
    assert left == []
