"""Limits of the child process that reads .xls, .xlsb and .ods: it may use all of them, and no more."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from tests.command_line import Ran, xltrack
from tests.packages import pack
from xltrack.grid import calamine as foreign
from xltrack.grid import child_process
from xltrack.grid.limits import DEFAULT_LIMITS
from xltrack.grid.values import ErrorValue

NAMES = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
MANIFEST = f'<manifest:manifest xmlns:manifest="{NAMES.format("manifest")}"/>'


def ods(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """A small .ods, as LibreOffice would write it but for styles."""
    names = " ".join(f'xmlns:{short}="{NAMES.format(short)}"' for short in ("office", "table", "text"))
    tables = "".join(f'<table:table table:name="{name}">{_rows(rows)}</table:table>' for name, rows in sheets.items())
    inner = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    content = f"<office:document-content {names}>{inner}</office:document-content>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return pack({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": MANIFEST})


def _rows(rows: Sequence[Sequence[str]]) -> str:
    start, end = '<table:table-cell office:value-type="string"><text:p>', "</text:p></table:table-cell>"
    return "".join(f"<table:table-row>{''.join(start + text + end for text in row)}</table:table-row>" for row in rows)


ACTIONS = {"Actions": [["Ref", "Key action", "Responsible", "Status"], ["R1.A1", "Train", "CO", "Initiated"]]}
SLOW = """
import sys, time
sys.path.insert(0, {home!r})
import calamine_worker
read = calamine_worker.filled_sheets
def slowly(*given):
    {spends}
    return read(*given)
calamine_worker.filled_sheets = slowly
calamine_worker.run_worker()
"""


@pytest.fixture
def child(tmp_path, monkeypatch) -> Callable[..., Path]:
    """A return as .ods whose reading in the child works, or waits, that many seconds first."""

    def slow(seconds: float, *, waits: bool = False) -> Path:
        script, home = tmp_path / "child.py", str(Path(foreign.__file__).parent)
        spends = f"time.sleep({seconds})" if waits else f"while time.process_time() < {seconds}: pass"
        script.write_text(SLOW.format(home=home, spends=spends), encoding="utf-8")
        monkeypatch.setattr(foreign, "_CHILD", script)
        path = tmp_path / "r.ods"
        path.write_bytes(ods(ACTIONS))
        return path

    return slow


needs_limits = pytest.mark.skipif(os.name == "nt", reason="a process is limited as POSIX does")


@needs_limits
def test_a_child_may_work_as_long_as_its_seconds_and_no_longer(child, monkeypatch):
    monkeypatch.setattr(child_process, "GRACE", 60)  # a busy machine takes long for a second of work
    assert xltrack("check", child(0.3), "--limit", "child_seconds=1").code in (0, 1)
    told = xltrack("check", child(1.5), "--limit", "child_seconds=1")
    assert (told.code, len(told.err.strip().splitlines())) == (2, 3)  # reason, remedy, option
    assert "r.ods: it takes more than 1 seconds" in told.err
    assert "--limit child_seconds=N" in told.err
    assert xltrack("check", child(1.5), "--limit", "child_seconds=3").code in (0, 1)


def test_a_child_that_only_waits_is_not_waited_for(child, monkeypatch):
    monkeypatch.setattr(child_process, "GRACE", 0.5)
    told = xltrack("check", child(30, waits=True), "--limit", "child_seconds=1")
    assert (told.code, "--limit child_seconds=N" in told.err) == (2, True)
    monkeypatch.setattr(child_process, "GRACE", 20)
    assert xltrack("check", child(1.2, waits=True), "--limit", "child_seconds=1").code in (0, 1)


@needs_limits
def test_a_child_has_the_memory_of_its_limit_and_no_more(tmp_path):
    path = tmp_path / "r.ods"
    path.write_bytes(ods(ACTIONS | {"Notes": [["x" * 4_000] * 10] * 600}))

    def ran(mebibytes: int) -> Ran:
        return xltrack("check", path, "--limit", f"child_bytes={mebibytes}MiB")

    little, enough = 64, 512
    assert ran(enough).code in (0, 1)
    while enough - little > 8:
        middle = (little + enough) // 2
        little, enough = (little, middle) if ran(middle).code != 2 else (middle, enough)
    told = ran(little)
    assert (told.code, len(told.err.strip().splitlines())) == (2, 3)  # reason, remedy, option
    assert f"needs more than {little}.0 MiB of memory" in told.err
    assert "--limit child_bytes=N" in told.err


def cells(xml: str) -> list[object]:
    """The values in an .ods whose only row holds these cells."""
    names = " ".join(f'xmlns:{short}="{NAMES.format(name)}"' for short, name in
                     {"office": "office", "table": "table", "text": "text", "draw": "drawing",
                      "svg": "svg-compatible"}.items())  # fmt: skip
    names += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    table = f'<table:table table:name="Actions"><table:table-row>{xml}</table:table-row></table:table>'
    inner = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    content = f"<office:document-content {names}>{inner}</office:document-content>"
    data = pack({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": MANIFEST})
    (sheet,) = foreign.read_foreign(data, "r.ods", DEFAULT_LIMITS).grid.sheets
    return [raw for row in sheet.rows for raw in row.values]


DRAWN = {
    "a text box": "<draw:frame><draw:text-box><text:p>Not a value</text:p></draw:text-box></draw:frame>",
    "a shape in a group": "<draw:g><draw:g><draw:custom-shape><text:p>Not a value</text:p></draw:custom-shape></draw:g>"
    "<draw:line/></draw:g>",
    "a picture": "<draw:frame><draw:image/><svg:desc>Not a value</svg:desc></draw:frame>",
}


@pytest.mark.parametrize("alone", [True, False], ids=["alone", "with a value"])
@pytest.mark.parametrize("drawn", DRAWN.values(), ids=DRAWN)
def test_words_of_a_shape_are_no_value_of_the_cell_it_stands_in(drawn, alone):
    value = "" if alone else "Signed."
    kind = "" if alone else ' office:value-type="string"'
    cell = f"<table:table-cell{kind}>{drawn}{value and f'<text:p>{value}</text:p>'}</table:table-cell>"
    after = '<table:table-cell office:value-type="string"><text:p>Next</text:p></table:table-cell>'
    assert cells(cell + after) == [*filter(None, [value]), "Next"]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('table:formula="of:=TRUE()" office:value-type="float" office:value="1"><text:p>TRUE</text:p>', True),
        ('office:value="0" office:value-type="float" table:formula="of:=FALSE()"><text:p>FALSE</text:p>', False),
        ('table:formula="of:=2-1" office:value-type="float" office:value="1"><text:p>1</text:p>', 1.0),
        ('office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#REF!</text:p>',
         ErrorValue("#REF!")),
    ],
)  # fmt: skip
def test_a_checkbox_or_an_error_that_libreoffice_saved_is_no_number_and_no_empty_cell(cell, value):
    assert cells(f"<table:table-cell {cell}</table:table-cell>") == [value]
