"""Each limit at its edge: what just fits is read, one more is refused in words, and the option raises it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import asdict, fields, replace
from datetime import date

import pytest

from tests.command_line import imported, returned, xltrack
from tests.edits import cell, typed
from tests.hostile_files import GOOD, SHEET, forged_base, with_sheet
from tests.packages import pack
from tests.paths import ROOT
from tests.raw_xlsx import header_row, parts, sheet, text_cell
from tests.tables import tracker
from xltrack.errors import WorkbookError
from xltrack.grid.limits import DEFAULT_LIMITS, MIB, OWN_LIMITS, Limits
from xltrack.model.serialize import canonical, plan_to_json, to_chunks
from xltrack.workbook.read import read_bytes
from xltrack.workbook.write import workbook_bytes
from xltrack.workflows.returns import read_returns


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
    assert f"({name})" in str(caught.value) or name in ("depth",)


def test_the_size_of_the_file_is_limited_to_the_byte(tmp_path):
    from xltrack.xlsx.container import load

    path = tmp_path / "a.xlsx"
    path.write_bytes(pack(GOOD))
    size = path.stat().st_size
    assert len(load(path, replace(DEFAULT_LIMITS, file_bytes=size))) == size
    with pytest.raises(WorkbookError, match=r"\(file_bytes\)"):
        load(path, replace(DEFAULT_LIMITS, file_bytes=size - 1))


def test_the_ratio_is_refused_from_one_above_it():
    found = GOOD | {SHEET: sheet(header_row() + "<!-- " + " " * 400_000 + "-->")}
    data, size = pack(found), len(found[SHEET].encode())
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        packed = package.getinfo(SHEET).compress_size
    fits = replace(DEFAULT_LIMITS, ratio_from=1, ratio=-(-size // packed))
    assert read_bytes(data, "a.xlsx", limits=fits)
    assert read_bytes(data, "a.xlsx", limits=replace(fits, ratio=1, ratio_from=size))
    for beyond in (replace(fits, ratio=fits.ratio - 1), replace(fits, ratio=1, ratio_from=size - 1)):
        with pytest.raises(WorkbookError, match=r"\(ratio\)") as caught:
            read_bytes(data, "a.xlsx", limits=beyond)
        assert caught.value.code == "part_ratio"


def test_the_hidden_base_is_limited_to_the_byte():
    sent = tracker(f"ref | responsible | comments\nR1.A1 | CO | {'Begun. ' * 200}")
    chunks = "".join(f'<row r="{at}">{text_cell(f"A{at}", text)}</row>' for at, text in enumerate(to_chunks(sent), 1))
    data, size = pack(parts(chunks)), len(canonical(sent))
    assert read_bytes(data, "a.xlsx", limits=replace(DEFAULT_LIMITS, base_bytes=size)).base == sent
    with pytest.raises(WorkbookError, match=r"\(base_bytes\)") as caught:
        read_bytes(data, "a.xlsx", limits=replace(DEFAULT_LIMITS, base_bytes=size - 1))
    assert caught.value.code == "base_too_big"


@pytest.mark.parametrize(
    "letter, limit, length, read",
    [
        ("x", 32_767, 32_767, True),
        ("x", 32_767, 32_768, False),
        ("👍", 32_767, 16_383, True),  # Excel counts such a character twice
        ("👍", 32_767, 16_384, False),
        ("x", 100, 100, True),
        ("x", 100, 101, False),
        ("x", 99_999, 32_767, True),
        ("x", 99_999, 32_768, False),  # no option makes a cell hold more than Excel's
    ],
)
def test_a_text_at_the_limit_is_read_and_one_character_more_costs_that_cell_alone(letter, limit, length, read):
    actions = tracker("ref | responsible | status\nR1.A1 | CO | initiated\nR1.A2 | CO | initiated")
    sent = workbook_bytes(actions, as_of=date(2024, 6, 30))
    limits = replace(DEFAULT_LIMITS, text=limit)
    (_, address), text = (place := cell(sent, "R1.A1", "comments")), letter * length
    found = read_bytes(typed(sent, {place: text, cell(sent, "R1.A2", "comments"): "Begun"}), "a.xlsx", limits=limits)
    long, other = found.current.actions
    assert (long.comments == text, other.comments) == (read, "Begun")
    told = [finding for finding in found.findings if finding.code == "text_too_long"]
    assert [finding.where.address for finding in told] == ([] if read else [address])
    said = [str(finding) for finding in told]
    assert all(f"a cell holds {min(limit, 32_767)}" in one and len(one.splitlines()) <= 3 for one in said)


def test_a_zip_file_may_hold_as_many_returns_as_a_workbook_may_have_parts(tmp_path):
    path = tmp_path / "returns.zip"
    path.write_bytes(pack({f"{at}.xlsx": pack(GOOD) for at in range(7)}))
    assert len(read_returns([path], limits=replace(DEFAULT_LIMITS, parts=7)).submissions) == 7
    refused = read_returns([path], limits=replace(DEFAULT_LIMITS, parts=6))
    assert (refused.submissions, len(refused.unreadable)) == ([], 1)
    assert "returns.zip holds 7 files; at most 6 are read" in str(refused.unreadable[0])


def test_a_text_source_is_limited_to_the_byte(tmp_path):
    path = tmp_path / "plan.json"
    path.write_text(plan_to_json(tracker("ref | responsible\nR1.A1 | CO").plan), encoding="utf-8")
    size = path.stat().st_size
    assert xltrack("import", path, "-o", tmp_path / "a.xlsx", "--limit", f"source_bytes={size}").code == 0
    told = xltrack("import", path, "-o", tmp_path / "b.xlsx", "--limit", f"source_bytes={size - 1}")
    assert (told.code, "plan.json has more than" in told.err, "--limit source_bytes=" in told.err) == (2, True, True)
    assert len(told.err.strip().splitlines()) <= 3


def test_a_base_may_have_as_many_actions_as_a_sheet_may_have_rows():
    data = forged_base(30)
    assert len(read_bytes(data, "a.xlsx", limits=replace(DEFAULT_LIMITS, rows=30)).current.actions) == 30
    with pytest.raises(WorkbookError) as caught:
        read_bytes(data, "a.xlsx", limits=replace(DEFAULT_LIMITS, rows=29))
    assert caught.value.code == "base_actions"


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


VERBS = [
    ("check",), ("diff",), ("export", "-o", "-", "--format", "json"), ("summary",), ("merge", "back.xlsx"),
    ("resolve",), ("undo", "--dry-run"), ("history",), ("status",), ("distribute", "-o", "out"),
    ("import", "-o", "new.xlsx"),
]  # fmt: skip
"""What each verb that reads a tracker is given beside it."""


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb[0])
def test_the_option_that_a_refusal_names_holds_on_every_verb_that_reads(tmp_path, monkeypatch, verb):
    tracker = imported(tmp_path)
    name, *options = verb
    if name == "undo":
        assert xltrack("merge", tracker, returned(tracker, "one.xlsx", {("R1.A1", "comments"): "Done"})).code in (0, 1)
    returned(tracker, "back.xlsx", {("R1.A2", "comments"): "Begun"})
    monkeypatch.chdir(tmp_path)
    told = xltrack(name, tracker, *options, "--limit", "rows=2")
    assert (told.code, "--limit rows=" in told.err, len(told.err.strip().splitlines()) <= 3) == (2, True, True)
    assert xltrack(name, tracker, *options, "--limit", "rows=2000").code in (0, 1)


@pytest.mark.parametrize("verb", ["merge", "resolve", "undo", "distribute", "month"])
def test_a_master_beyond_the_limits_of_ones_own_is_saved_with_the_option_it_was_read_with(tmp_path, monkeypatch, verb):
    """It was read with the raised limit, and then refused when it was read back before saving."""
    from xltrack.grid import limits
    from xltrack.workbook import read as reader
    from xltrack.workbook import update

    tracker = imported(tmp_path)
    (tmp_path / "returned").mkdir()
    back = returned(tracker, "returned/back.xlsx", {("R1.A1", "evidence"): "Done"})
    if verb in ("undo", "resolve"):
        assert xltrack("merge", tracker, back).code in (0, 1)
        returned(tracker, "typed.xlsx", {("R1.A2", "comments"): "By hand"}).replace(tracker)
    own = {"month": (tmp_path, "--yes"), "merge": (tracker, back), "distribute": (tracker, "-o", tmp_path / "out")}
    small, before = replace(OWN_LIMITS, rows=2), tracker.read_bytes()
    for module in (limits, reader, update):
        monkeypatch.setattr(module, "OWN_LIMITS", small)
    for function in (reader.read_master, update.update_workbook, update.updated_bytes):
        monkeypatch.setitem(function.__kwdefaults__, "limits", small)
    arguments = own.get(verb, (tracker,))
    assert (xltrack(verb, *arguments).code, tracker.read_bytes() == before) == (2, True)
    told = xltrack(verb, *arguments, "--limit", "rows=2000")
    assert (told.code in (0, 1), tracker.read_bytes() != before) == (True, True), told.err


@pytest.mark.parametrize("said", ["rows", "rows=", "rows=x", "lines=5", "rows=-1", "__class__=3"])
def test_an_option_that_names_no_limit_is_refused_with_the_names(tmp_path, said):
    told = xltrack("check", imported(tmp_path), "--limit", said)
    assert told.code == 2
    assert "rows" in told.err
    assert "Traceback" not in told.err


@pytest.mark.parametrize("verb", ["merge", "month", "status"])
def test_returns_may_be_as_large_as_the_master_they_came_from(tmp_path, monkeypatch, verb):
    """A plan of 30,000 actions: its own returns are beyond what a stranger may send."""
    from xltrack.grid import limits

    tracker = imported(tmp_path)
    (tmp_path / "returned").mkdir()
    back = returned(tracker, "returned/back.xlsx", {("R1.A1", "evidence"): "Done"})
    small = replace(DEFAULT_LIMITS, rows=4)
    monkeypatch.setattr(limits, "DEFAULT_LIMITS", small)
    assert "more than 4" in xltrack("check", back).err
    monkeypatch.setattr(Limits, "for_actions", lambda self, count: replace(self, rows=self.rows * count))
    arguments = {"merge": (tracker, back), "month": (tmp_path, "--yes"), "status": (tracker, back)}[verb]
    told = xltrack(verb, *arguments)
    assert told.code in (0, 1)
    assert "more than" not in told.err + told.out
    if verb != "status":
        assert "Done" in xltrack("export", tracker, "-o", "-", "--format", "json").out


def test_every_limit_has_its_reason_in_the_documentation():
    text = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
    assert [one.name for one in fields(Limits) if f"`{one.name}`" not in text] == []
