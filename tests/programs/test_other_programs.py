"""Odd but valid workbooks, each as another program writes it: read right, or refused in words."""

from __future__ import annotations

import io
import shutil
import subprocess
import warnings
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.edits import read, save, with_parts
from tests.fuzz import SENT
from tests.paths import ROOT
from xltrack.model.compare import diff
from xltrack.workbook.read import read_bytes, read_workbook
from xltrack.workbook.write import workbook_bytes

HEADERS = ("Ref", "Key action", "Responsible", "Deadline", "Status", "Comments", "Completed on")
NOON = datetime(2023, 6, 5, 12, 30)  # noqa: DTZ001 - cells have no zone
ROWS: tuple[tuple[Any, ...], ...] = (
    ("R1.A1", "Train the staff", "CO", date(2022, 12, 1), "Initiated", "Begun & <so on>", None),
    ("R1.A2", "Hold a workshop", "RO", "2024/12", "NOT INITIATED", "N/A", None),
    ("R2.A1", "Publish the survey", "Été", NOON, "Completed", "line\nline", date(2023, 6, 20)),
)
READ = [
    ("R1.A1", "Train the staff", "CO", "2022/12", "initiated", "Begun & <so on>", None),
    ("R1.A2", "Hold a workshop", "RO", "2024/12", "not_initiated", "N/A", None),
    ("R2.A1", "Publish the survey", "Été", "2023/06", "completed", "line\nline", date(2023, 6, 20)),
]


def by_openpyxl(*, write_only: bool = False, epoch: bool = False) -> bytes:
    from openpyxl import Workbook
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book = Workbook(write_only=write_only)
    if epoch:
        book.epoch = CALENDAR_MAC_1904
    sheet = book.create_sheet("Actions") if write_only else book.active
    for row in (HEADERS, *ROWS):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def by_xlsxwriter(**options: Any) -> bytes:
    from xlsxwriter import Workbook

    out = io.BytesIO()
    with Workbook(out, {"in_memory": True} | options) as book:
        sheet = book.add_worksheet("Mesures d'été")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for at, row in enumerate((HEADERS, *ROWS), 7):
            for column, value in enumerate(row, 3):
                if isinstance(value, date):
                    sheet.write_datetime(at, column, value, day)
                elif value is not None:
                    sheet.write_string(at, column, value)
    return out.getvalue()


def by_pandas() -> bytes:
    import pandas as pd

    out = io.BytesIO()
    pd.DataFrame(ROWS, columns=HEADERS).to_excel(out, index=True, engine="openpyxl")
    return out.getvalue()


def by_odfpy() -> bytes:
    pytest.importorskip("odf")
    import pandas as pd

    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pd.DataFrame(ROWS, columns=HEADERS).to_excel(out, index=False, engine="odf")
    return out.getvalue()


def by_xlwt() -> bytes:
    xlwt = pytest.importorskip("xlwt")
    book = xlwt.Workbook()
    sheet = book.add_sheet("Actions")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for at, row in enumerate((HEADERS, *ROWS)):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(at, column, value, day) if isinstance(value, date) else sheet.write(at, column, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


WRITERS: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "openpyxl": (".xlsx", by_openpyxl),
    "openpyxl, streaming": (".xlsx", lambda: by_openpyxl(write_only=True)),
    "openpyxl, days counted from 1904": (".xlsx", lambda: by_openpyxl(epoch=True)),
    "xlsxwriter": (".xlsx", by_xlsxwriter),
    "xlsxwriter, texts inside the cells": (".xlsx", lambda: by_xlsxwriter(constant_memory=True)),
    "xlsxwriter, days counted from 1904": (".xlsx", lambda: by_xlsxwriter(date_1904=True)),
    "xlsxwriter, 64-bit container": (".xlsx", lambda: by_xlsxwriter(use_zip64=True)),
    "pandas, with its index": (".xlsx", by_pandas),
    "odfpy": (".ods", by_odfpy),
    "xlwt": (".xls", by_xlwt),
}


@pytest.mark.parametrize("writer", WRITERS)
def test_a_table_is_read_the_same_whoever_wrote_it(writer):
    suffix, make = WRITERS[writer]
    read = read_bytes(make(), f"table{suffix}")
    rows = [
        (a.ref, a.description, a.responsible, str(a.deadline), str(a.status), a.comments, a.completed_on)
        for a in read.current.actions
    ]
    assert rows == READ
    assert {finding.code for finding in read.findings if finding.is_error} <= {"base_missing"}


def through_gnumeric(folder: Path, form: str) -> Path:
    source, target = folder / "sent.xlsx", folder / f"back.{form}"
    source.write_bytes(workbook_bytes(SENT, as_of=date(2024, 6, 30)))
    subprocess.run(["ssconvert", source, target], check=True, capture_output=True, timeout=60)
    return target


needs_gnumeric = pytest.mark.skipif(not shutil.which("ssconvert"), reason="Gnumeric is not here")


@needs_gnumeric
@pytest.mark.parametrize("form", ["xlsx", "xls", "ods"])
def test_a_tracker_that_gnumeric_saved_says_what_was_sent(tmp_path: Path, form):
    read = read_workbook(through_gnumeric(tmp_path, form))
    assert read.base == SENT
    assert diff(SENT.plan, read.current) == ()
    assert [finding for finding in read.findings if finding.is_error] == []


@pytest.mark.parametrize(
    ("element", "text"),
    [
        ("<text:line-break/>", "Visited.\nAdjusted."),
        ("<text:tab/>", "Visited.\tAdjusted."),
        ("</text:p><text:p>", "Visited.\nAdjusted."),
        ("<text:span><text:line-break/></text:span>", "Visited.\nAdjusted."),
    ],
)
def test_the_words_on_both_sides_of_a_break_in_an_ods_do_not_run_together(element, text, tmp_path):
    source = ROOT / "tests" / "fixtures" / "first_version" / "return-july-fr.ods"
    content = read(source.read_bytes(), "content.xml")
    was = "In process.<text:line-break/>Adopté par le conseil.".encode()
    assert content.count(was) == 1
    new = content.replace(was, f"Visited.{element}Adjusted.".encode())
    file = save(tmp_path / "return.ods", with_parts(source.read_bytes(), {"content.xml": new}))
    assert read_workbook(file).current.by_ref["R4.A2"].comments == text
