"""Runs the command line in this process, as `main` does."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.paths import ROOT
from xltrack.cli.main import main
from xltrack.workflows.example_round import fill_in

EXAMPLE = ROOT / "examples" / "management_response.txt"


class Ran(NamedTuple):
    """The result of a command: its exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def xltrack(*arguments: object) -> Ran:
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as exit_:
        main([str(argument) for argument in arguments])
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode())  # type: ignore[attr-defined]
    code = exit_.value.code
    return Ran(code if isinstance(code, int) else 0, *texts)


def at_a_terminal(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    """Let the command line believe that a person sits at a terminal, and types this."""
    answers = io.StringIO(typed)
    monkeypatch.setattr(sys, "stdin", answers)
    monkeypatch.setattr(answers, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)


def imported(folder: Path, source: Path = EXAMPLE) -> Path:
    """The example plan as a tracker of 2024-06-30."""
    target = folder / "tracker.xlsx"
    assert xltrack("import", source, "-o", target, "--as-of", "2024-06-30").code in (0, 1)
    return target


def returned(tracker: Path, name: str, edits: dict[tuple[str, str], str]) -> Path:
    """A copy of a tracker with texts typed into cells, by ref and column."""
    target = tracker.parent / name
    fill_in(tracker, target, edits)
    return target
