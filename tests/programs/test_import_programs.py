"""Documents that LibreOffice converts before they are imported, and what it prints to PDF."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from tests.importing.office_forms import docx, paragraph
from xltrack.errors import SourceError
from xltrack.importing.imported_plan import ImportedPlan
from xltrack.workflows.import_plan import import_plans
from xltrack.workflows.source_answers import ImportOptions

needs_libreoffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
BORDERS = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in SIDES)
UNDP = (
    "Evaluation of the Wells Programme",
    "Evaluation recommendation 1. Dig deeper wells in the hills.",
    "Management response: Accepted. The offices agree.",
    ("Key action(s)", "Time frame", "Responsible unit(s)", "Status", "Comments"),
    [
        ("1.1 Survey the five valleys.", "Q4 2024", "Country Office", "Underway", "Two of five are surveyed"),
        ("1.2 Train the keepers.", "December 2025", "Finance Unit", "Not started", ""),
    ],
)
ARABIC = (
    "تقييم برنامج الآبار في المناطق الريفية",
    "التوصية 1: تعزيز نظام الرصد في جميع المكاتب.",
    "رد الإدارة: مقبولة. يوافق المكتب على ذلك.",
    ("الإجراءات الرئيسية", "الموعد النهائي", "الجهة المسؤولة", "حالة التنفيذ", "ملاحظات"),
    [
        (
            "تدريب الموظفين على الرصد في المكاتب القطرية الخمسة",
            "سبتمبر 2022",
            "المكتب القطري",
            "منفذة",
            "تم تدريب 45 موظفا",
        ),
        ("إعداد دليل للمتابعة والتقييم", "2023/12", "وحدة المالية", "قيد التنفيذ", ""),
    ],
)


def word_file(form: tuple[str, str, str, tuple[str, ...], list[tuple[str, ...]]]) -> bytes:
    """A ruled table of five columns, as a Word user draws it; in Arabic from right to left."""
    title, recommendation, response, head, actions = form
    leftward = form is ARABIC

    def words(text: str) -> str:
        marks = ("<w:pPr><w:bidi/></w:pPr>", "<w:rPr><w:rtl/></w:rPr>") if leftward else ("", "")
        return f"<w:p>{marks[0]}<w:r>{marks[1]}<w:t>{text}</w:t></w:r></w:p>" if leftward else paragraph(text)

    def cell(text: str, span: int = 1) -> str:
        return f'<w:tc><w:tcPr><w:tcW w:w="{1900 * span}"/><w:gridSpan w:val="{span}"/></w:tcPr>{words(text)}</w:tc>'

    look = f"<w:tblPr>{'<w:bidiVisual/>' * leftward}<w:tblBorders>{BORDERS}</w:tblBorders></w:tblPr>"
    rows = [cell(recommendation, 5), cell(response, 5), *("".join(map(cell, row)) for row in (head, *actions))]
    grid = '<w:gridCol w:w="1900"/>' * 5
    table = f"<w:tbl>{look}<w:tblGrid>{grid}</w:tblGrid>"
    return docx(f"{words(title)}{table}{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl><w:p/>")


Converted = Callable[[Path, str], bytes]


@pytest.fixture(scope="module")
def converted(tmp_path_factory) -> Converted:
    """Convert a file with LibreOffice, with one profile for all: to make a new one costs more than to convert."""
    profile = f"-env:UserInstallation={tmp_path_factory.mktemp('profile').as_uri()}"

    def convert(source: Path, suffix: str) -> bytes:
        command = ["soffice", profile, "--headless", "--convert-to", suffix.lstrip("."), "--outdir", str(source.parent)]
        subprocess.run([*command, str(source)], capture_output=True, timeout=120, check=True)
        return source.with_suffix(suffix).read_bytes()

    return convert


def import_one(name: str, data: bytes) -> ImportedPlan:
    (read,) = import_plans([(name, data)], ImportOptions())
    return read


@pytest.mark.libreoffice
@needs_libreoffice
@pytest.mark.parametrize("suffix", [".odt", ".doc", ".rtf", ".pdf"])
@pytest.mark.parametrize("form", [UNDP, ARABIC], ids=["undp", "arabic"])
def test_a_document_saved_in_another_format_is_the_plan_of_the_word_file(tmp_path, converted, form, suffix):
    if suffix == ".pdf":
        pytest.importorskip("pdfplumber", reason="the extra [pdf] is not installed")
    data = word_file(form)
    (tmp_path / "plan.docx").write_bytes(data)
    wanted = import_one("plan.docx", data).plan
    assert [action.description for action in wanted.actions] == [row[0] for row in form[4]]
    assert import_one(f"plan{suffix}", converted(tmp_path / "plan.docx", suffix)).plan == wanted


def workbook_with_a_note() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Recommendation", "Action", "Owner", "Status"])
    sheet.append(["Dig", "Dig wells", "CO", "Done"])
    sheet["D2"].comment = Comment("Ask Ada.", "Ben")
    sheet["B2"].hyperlink = "https://files.example.org/report.pdf"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.libreoffice
@needs_libreoffice
@pytest.mark.parametrize("suffix", [".xls", ".ods"])
def test_notes_and_links_of_other_formats_are_read_from_a_copy_that_libreoffice_makes(tmp_path, converted, suffix):
    (tmp_path / "plan.xlsx").write_bytes(workbook_with_a_note())
    read = import_one(f"plan{suffix}", converted(tmp_path / "plan.xlsx", suffix))
    beside = {(f.code, f.where.address, f.found) for f in read.findings if f.code.startswith("beside_")}  # type: ignore[union-attr]
    assert [action.description for action in read.plan.actions] == ["Dig wells"]
    assert beside == {
        ("beside_note", "D2", "Ask Ada."),
        ("beside_link", "B2", "https://files.example.org/report.pdf"),
    }


@pytest.mark.parametrize("name", ["plan.rtf", "plan.odt", "plan.doc"])
def test_without_libreoffice_the_message_says_what_to_do(name, monkeypatch):
    monkeypatch.setattr("xltrack.workflows.office.find_program", lambda names: None)
    with pytest.raises(SourceError, match=r"LibreOffice.*\.docx"):
        import_plans([(name, b"{\\rtf1 Hello}")], ImportOptions())


@pytest.mark.libreoffice
@needs_libreoffice
def test_a_converted_document_without_a_plan_names_the_conversion():
    with pytest.raises(SourceError, match="LibreOffice converted it, and no plan was found"):
        import_plans([("plan.rtf", b"{\\rtf1 Hello}")], ImportOptions())


@pytest.mark.libreoffice
@needs_libreoffice
@pytest.mark.parametrize("suffix", [".xls", ".ods", ".xlsx"])
def test_a_workbook_is_read_under_any_ending(tmp_path, converted, suffix):
    (tmp_path / "plan.xlsx").write_bytes(workbook_with_a_note())
    data = (tmp_path / "plan.xlsx").read_bytes() if suffix == ".xlsx" else converted(tmp_path / "plan.xlsx", suffix)
    for name in ("plan.xlsx", "plan.xls", "plan.ods", "plan"):
        assert [action.description for action in import_one(name, data).plan.actions] == ["Dig wells"]
