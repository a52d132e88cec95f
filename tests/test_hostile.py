"""Each limit at its edge, and each kind of hostile file: refused in a moment, in little memory, in three lines."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import asdict, fields, replace
from pathlib import Path

import pytest

from tests.cli import imported, returned, xltrack
from tests.hostile import GOOD, READ, REFUSED, SHEET, forged_base, with_sheet
from tests.raw_xlsx import header_row, pack, parts, sheet
from xltrack.errors import WorkbookError
from xltrack.excel.package import DEFAULT_LIMITS, MIB, OWN_LIMITS, Limits
from xltrack.excel.reader import read_bytes
from xltrack.labels import LANGUAGES, catalogue

SECONDS, MEMORY = 2.0, 300 * MIB
"""What a refusal may cost: processor time, and address space beyond that of an idle interpreter."""
_CHILD = """
import resource, sys, time
from pathlib import Path
from xltrack.cli.main import main
from xltrack.excel import reader
import xltrack.sheets.grid, xltrack.snapshot
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


def _limit_cases() -> dict[str, tuple[int, bytes, str]]:
    """Of each limit: a value that just suffices for a file, the file, and the code below that value."""
    good = pack(GOOD)
    sizes = [len(text.encode()) for text in GOOD.values()]
    strings = pack(parts(header_row(), "<si><t>a</t></si>" * 3))
    deep = pack(GOOD | {SHEET: sheet(header_row(), "<a><a><a></a></a></a>")})
    cells = with_sheet(header_row() + '<row r="2"><c r="A2"><v>1</v></c></row>')
    return {
        "parts": (len(GOOD), good, "too_many_parts"),
        "part_bytes": (max(sizes), good, "part_too_big"),
        "total_bytes": (sum(sizes), good, "parts_too_big"),
        "shared_strings": (3, strings, "too_many_strings"),
        "formats": (3, good, "too_many_formats"),
        "depth": (4, deep, "part_too_deep"),
        "rows": (2, cells, "sheet_rows"),
        "cells": (11, cells, "sheet_cells"),
    }


@pytest.mark.parametrize("name", _limit_cases())
def test_a_limit_lets_in_what_just_fits_and_refuses_one_more(name):
    value, data, code = _limit_cases()[name]
    assert read_bytes(data, "a.xlsx", limits=replace(DEFAULT_LIMITS, **{name: value}))
    with pytest.raises(WorkbookError) as caught:
        read_bytes(data, "a.xlsx", limits=replace(DEFAULT_LIMITS, **{name: value - 1}))
    assert caught.value.code == code
    assert len(str(caught.value).splitlines()) <= 3
    assert f"--limit {name}=" in str(caught.value) or name in ("depth",)


def test_the_size_of_the_file_is_limited_to_the_byte(tmp_path):
    from xltrack.excel.package import load

    path = tmp_path / "a.xlsx"
    path.write_bytes(pack(GOOD))
    size = path.stat().st_size
    assert len(load(path, replace(DEFAULT_LIMITS, file_bytes=size))) == size
    with pytest.raises(WorkbookError, match="--limit file_bytes="):
        load(path, replace(DEFAULT_LIMITS, file_bytes=size - 1))


def test_the_ratio_counts_only_above_its_own_size():
    data = with_sheet(header_row() + "<!-- " + " " * 400_000 + "-->")
    assert read_bytes(data, "a.xlsx")
    with pytest.raises(WorkbookError) as caught:
        read_bytes(data, "a.xlsx", limits=replace(DEFAULT_LIMITS, ratio_from=300_000))
    assert caught.value.code == "part_ratio"
    assert read_bytes(data, "a.xlsx", limits=replace(DEFAULT_LIMITS, ratio_from=300_000, ratio=2_000))


def test_a_base_may_have_as_many_actions_as_a_sheet_may_have_rows():
    data = forged_base(30)
    assert len(read_bytes(data, "a.xlsx", limits=replace(DEFAULT_LIMITS, rows=30)).current.actions) == 30
    with pytest.raises(WorkbookError) as caught:
        read_bytes(data, "a.xlsx", limits=replace(DEFAULT_LIMITS, rows=29))
    assert caught.value.code == "base_actions"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_takes_at_most_three_lines_in_every_language(language):
    for code, text in catalogue(language).section("errors").items():
        assert text.count("\n") <= 2, code


def test_limits_grow_with_the_plan_and_malice_is_refused_at_any_size():
    assert DEFAULT_LIMITS.for_actions(10_000) == DEFAULT_LIMITS
    assert DEFAULT_LIMITS.for_actions(30_000).rows == 3 * DEFAULT_LIMITS.rows
    same = ("parts", "ratio", "ratio_from", "depth", "formats", "text", "child_bytes", "child_seconds")
    assert {name: asdict(OWN_LIMITS)[name] for name in same} == {name: asdict(Limits())[name] for name in same}


@pytest.mark.parametrize(
    "said, name, value",
    [("rows=7", "rows", 7), ("file_bytes=80MiB", "file_bytes", 80 * MIB), ("cells=2k", "cells", 2048)],
)
def test_the_option_raises_a_limit(said, name, value):
    from xltrack.cli.limits import limits

    assert limits((said,)) == replace(DEFAULT_LIMITS, **{name: value})
    assert limits((said,), own=True) == replace(OWN_LIMITS, **{name: value})


@pytest.mark.parametrize("verb", [("check",), ("diff",), ("export", "-o", "-", "--format", "json"), ("summary",)])
def test_the_option_holds_on_every_verb_that_reads(tmp_path, verb):
    tracker = imported(tmp_path)
    name, *options = verb
    assert xltrack(name, tracker, *options, "--limit", "rows=2").code == 2
    assert xltrack(name, tracker, *options, "--limit", "rows=2000").code in (0, 1)


@pytest.mark.parametrize("said", ["rows", "rows=", "rows=x", "lines=5", "rows=-1", "__class__=3"])
def test_an_option_that_names_no_limit_is_refused_with_the_names(tmp_path, said):
    told = xltrack("check", imported(tmp_path), "--limit", said)
    assert told.code == 2
    assert "rows" in told.err
    assert "Traceback" not in told.err


def test_merge_reads_returns_as_large_as_the_master_they_came_from(tmp_path, monkeypatch):
    """A plan of 30,000 actions: its own returns are beyond what a stranger may send."""
    from xltrack.excel import package

    tracker = imported(tmp_path)
    back = returned(tracker, "back.xlsx", {("R1.A1", "comments"): "Done"})
    small = replace(DEFAULT_LIMITS, rows=4)
    monkeypatch.setattr(package, "DEFAULT_LIMITS", small)
    assert "more than 4" in xltrack("check", back).err
    monkeypatch.setattr(Limits, "for_actions", lambda self, count: replace(self, rows=self.rows * count))
    assert xltrack("merge", tracker, back).code in (0, 1)
    assert "Done" in xltrack("export", tracker, "-o", "-", "--format", "json").out


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


def test_every_limit_has_its_reason_in_the_documentation():
    text = (Path(__file__).parents[1] / "docs" / "limits.md").read_text(encoding="utf-8")
    assert [one.name for one in fields(Limits) if f"`{one.name}`" not in text] == []
