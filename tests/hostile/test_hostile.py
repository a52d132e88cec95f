"""Each kind of hostile file: refused in a moment, in little memory, in three lines."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.command_line import xltrack
from tests.hostile_files import READ, REFUSED
from xltrack.grid.limits import MIB
from xltrack.i18n.catalogue import LANGUAGES, catalogue

SECONDS, MEMORY = 2.0, 300 * MIB
"""What a refusal may cost: processor time, and address space beyond that of an idle interpreter."""
_CHILD = """
import resource, sys, time
from pathlib import Path
from xltrack.cli.main import main
from xltrack.workbook import read as reader
import xltrack.reading.plan_reader, xltrack.model.serialize
more, *paths = sys.argv[1:]
used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + int(more),) * 2)
for path in paths:
    start = time.process_time()
    try:
        reader.read_workbook(Path(path))
        said = "read"
    except Exception as error:
        said = getattr(error, "code", type(error).__name__)
    print(f"{said} {time.process_time() - start:.2f}", flush=True)
"""


needs_proc = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is limited as Linux does")


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory) -> dict[str, tuple[str, float]]:
    """Every hostile file read in a child with little memory: what became of it, and its processor time."""
    folder = tmp_path_factory.mktemp("hostile")
    made = {what: make for what, (_, make) in REFUSED.items()} | dict(READ)
    paths: list[Path] = []
    for at, make in enumerate(made.values()):
        paths.append(folder / f"{at}.xlsx")
        paths[-1].write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(MEMORY), *map(str, paths)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    lines = [line.split() for line in done.stdout.splitlines()]
    assert len(lines) == len(made), done.stderr[-2000:]
    return {what: (said, float(seconds)) for what, (said, seconds) in zip(made, lines, strict=True)}


@needs_proc
@pytest.mark.parametrize("what", REFUSED)
def test_a_hostile_file_is_refused_in_a_moment_and_in_little_memory(outcomes, what):
    assert outcomes[what][0] == REFUSED[what][0]
    assert outcomes[what][1] < SECONDS


@needs_proc
@pytest.mark.parametrize("what", READ)
def test_what_only_looks_dangerous_is_read_in_a_moment_and_in_little_memory(outcomes, what):
    said, seconds = outcomes[what]
    assert (said, seconds < SECONDS) == ("read", True), (said, seconds)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_takes_at_most_three_lines_in_every_language(language):
    for code, text in catalogue(language).section("errors").items():
        assert text.count("\n") <= 2, code


@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir, Path.touch], ids=["a pipe", "a folder", "an empty file"])
def test_every_verb_refuses_what_is_no_file_with_exit_2_and_at_once(tmp_path, make):
    path = tmp_path / "odd.xlsx"
    make(path)
    for verb in (
        ("check", path),
        ("diff", path),
        ("merge", path, path),
        ("export", path, "-o", "-", "--format", "json"),
    ):
        start = time.monotonic()
        told = xltrack(*verb)
        assert (told.code, told.out.strip() in ("", "[]")) == (2, True)
        assert len(told.err.strip().splitlines()) <= 3
        assert "odd.xlsx" in told.err
        assert time.monotonic() - start < 10


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no devices here")
def test_a_device_is_refused_under_any_name(tmp_path):
    path = tmp_path / "zero.xlsx"
    path.symlink_to("/dev/zero")
    told = xltrack("check", path)
    assert (told.code, "not a file" in told.err) == (2, True)
