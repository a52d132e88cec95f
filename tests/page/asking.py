"""Asks a session as a page does, and plays the practice month on the command line beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.command_line import Ran, xltrack
from xltrack.page.session import Session
from xltrack.workflows.practice import practice_month

DAY = "2024-06-30"
EPOCH = "1719741600"
WHEN = "2024-06-30T10:00:00+00:00"
"""The same moment for the page and, as SOURCE_DATE_EPOCH, for the command line."""


class Page:
    """A page without a browser: its calls, with values instead of JSON."""

    def __init__(self, home: Path | None = None) -> None:
        self.session = Session(home)
        self.ask("hello", language="en")

    def raw(self, method: str, *files: bytes, **arguments: Any) -> tuple[dict[str, Any], list[bytes]]:
        text, out = self.session.call(method, json.dumps(arguments), files)
        return json.loads(text), out

    def ask(self, method: str, *files: bytes, **arguments: Any) -> Any:
        return self.files(method, *files, **arguments)[0]

    def files(self, method: str, *files: bytes, **arguments: Any) -> tuple[Any, list[bytes]]:
        answer, out = self.raw(method, *files, **arguments)
        assert "error" not in answer, answer
        return answer["value"], out

    def error(self, method: str, *files: bytes, **arguments: Any) -> dict[str, Any]:
        answer, _ = self.raw(method, *files, **arguments)
        return answer["error"]

    def open_practice(self, folder: Path) -> tuple[Path, list[Path]]:
        tracker, back = practice_month(folder)
        self.ask("open", tracker.read_bytes(), name=tracker.name, as_of=DAY)
        for path in sorted(back):
            self.ask("add", path.read_bytes(), names=[path.name])
        return tracker, back

    def save(self, *picks: dict[str, Any]) -> bytes:
        _, (data,) = self.files("save", when=WHEN, as_of=DAY, picks=list(picks))
        return data


def merged_on_the_command_line(tracker: Path, back: list[Path], *takes: str) -> Ran:
    """Merge and resolve as a person would with the command line. Needs SOURCE_DATE_EPOCH to be EPOCH."""
    ran = xltrack("merge", tracker, *sorted(back), "--as-of", DAY)
    if takes:
        ran = xltrack("resolve", tracker, "--as-of", DAY, *(word for take in takes for word in ("--take", take)))
    return ran
