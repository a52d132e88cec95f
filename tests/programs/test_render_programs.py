"""The summary in the hands of real programs: a PDF is printed, and LibreOffice opens the workbook."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from openpyxl import load_workbook

from tests.render.test_render import FULL
from xltrack.errors import XltrackError
from xltrack.rendering import pdf as pdf_page
from xltrack.rendering import programs
from xltrack.rendering.formats import render

SOFFICE = shutil.which("soffice")
needs_libreoffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
needs_chromium = pytest.mark.skipif(
    not any(map(shutil.which, programs.BROWSERS)), reason="no Chromium or Chrome is installed"
)


@pytest.mark.chromium
@needs_chromium
def test_a_pdf_is_printed_by_chromium_and_is_the_same_each_time():
    one = render(FULL, "pdf")
    assert one.startswith(b"%PDF-")
    assert one == render(FULL, "pdf")


@pytest.mark.libreoffice
@needs_libreoffice
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
def test_a_pdf_is_printed_by_libreoffice_where_there_is_no_browser(monkeypatch):
    monkeypatch.setattr(pdf_page, "BROWSERS", ())
    printed = render(FULL, "pdf")
    assert printed.startswith(b"%PDF-")
    command = ["pdftotext", "-l", "1", "-", "-"]
    assert b"summary.xlsx" in subprocess.run(command, input=printed, capture_output=True, check=True).stdout


def test_without_any_program_the_message_says_what_to_do(monkeypatch):
    monkeypatch.setattr(pdf_page, "find_program", lambda names: None)
    with pytest.raises(XltrackError, match=r"Install one, or choose \.html or \.xlsx"):
        render(FULL, "pdf")


def test_a_program_that_makes_no_pdf_is_named_with_its_last_words(monkeypatch):
    monkeypatch.setattr(pdf_page, "find_program", lambda names: "/bin/false" if "soffice" in names else None)
    with pytest.raises(XltrackError) as caught:
        render(FULL, "pdf")
    assert caught.value.code == "pdf_failed"
    assert "/bin/false" in str(caught.value)


@pytest.mark.libreoffice
@needs_libreoffice
def test_libreoffice_opens_the_workbook_and_finds_the_same_numbers(tmp_path):
    source = tmp_path / "summary.xlsx"
    source.write_bytes(render(FULL, "xlsx"))
    profile = (tmp_path / "profile").as_uri()
    command = [SOFFICE, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    target = tmp_path / "again"
    subprocess.run([*command, "--outdir", target, source], check=True, capture_output=True, timeout=120)
    # read-only: openpyxl stumbles over the date axis as LibreOffice writes it
    one, other = (load_workbook(book, read_only=True) for book in (source, target / "summary.xlsx"))
    assert other.sheetnames == one.sheetnames
    for sheet in one.worksheets:
        cells = {cell.coordinate: cell.value for row in sheet for cell in row if cell.value is not None}
        again = {cell.coordinate: cell.value for row in other[sheet.title] for cell in row if cell.value is not None}
        assert again == cells
    one.close()
    other.close()
