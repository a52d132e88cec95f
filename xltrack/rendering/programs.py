"""Browsers and offices installed on this computer, found in their usual places and never in the current folder."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
OFFICES = ("soffice", "libreoffice")
_MAC = {
    "chrome": "Google Chrome.app/Contents/MacOS/Google Chrome",
    "chromium": "Chromium.app/Contents/MacOS/Chromium",
    "msedge": "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "soffice": "LibreOffice.app/Contents/MacOS/soffice",
}
_APP_PATHS = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths"
_FOLDERS = ("/usr/bin", "/usr/local/bin", "/opt/libreoffice/program", r"C:\Program Files\LibreOffice\program")


def find_program(names: Iterable[str]) -> str | None:
    """Return the path of the first of these programs that is installed, or None."""
    return next((place for name in names for place in _places(name)), None)


def _places(name: str) -> Iterator[str]:
    entries = os.environ.get("PATH", "").split(os.pathsep)
    for folder in (*_FOLDERS, *filter(os.path.isabs, entries)):  # an empty or relative entry is the current folder
        path = shutil.which(str(Path(folder, name)))
        if path:
            yield path
    if sys.platform == "darwin" and name in _MAC:
        yield from _existing(Path("/Applications", _MAC[name]), Path.home() / "Applications" / _MAC[name])
    if sys.platform == "win32":
        yield from _existing(*_registered(f"{name}.exe"))


def _existing(*paths: Path) -> Iterator[str]:
    yield from (str(path) for path in paths if path.is_file())


def _registered(program: str) -> Iterator[Path]:
    """Yield the places that Windows knows a program by (the registry's App Paths)."""
    import winreg

    for root in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):  # type: ignore[attr-defined]
        try:
            with winreg.OpenKey(root, rf"{_APP_PATHS}\{program}") as key:  # type: ignore[attr-defined]
                yield Path(winreg.QueryValue(key, None).strip('"'))  # type: ignore[attr-defined]
        except OSError:
            continue
