"""Sources that cannot be read: locked, cut off, damaged, or of another kind than their name says; each in its words."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Mapping

import openpyxl
import pytest
import xlwt

from tests.importing.office_forms import docx, paragraph
from xltrack.errors import XltrackError
from xltrack.i18n.catalogue import LANGUAGES
from xltrack.workflows.import_plan import import_plans
from xltrack.workflows.source_answers import ImportOptions

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NOISE = random.Random("noise").randbytes(70_000)


def zipped(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return out.getvalue()


def word(**changed: bytes | None) -> bytes:
    """A Word file with pictures in front of its text; parts may be changed, or left out."""
    with zipfile.ZipFile(io.BytesIO(docx(paragraph("Recommendation 1: Dig wells.")))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts = {"word/media/image1.png": NOISE, **parts, "word/document.xml": parts["word/document.xml"]}
    for name, data in changed.items():
        path = {"text": "word/document.xml", "types": "[Content_Types].xml"}[name]
        parts = {key: value for key, value in parts.items() if key != path} | ({path: data} if data is not None else {})
    return zipped(parts)


def old_workbook() -> bytes:
    book = xlwt.Workbook()
    book.add_sheet("Plan").write(0, 0, "Action")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def locked_xls() -> bytes:
    """An old workbook whose second record says that the rest is encrypted."""
    data = bytearray(old_workbook())
    first = data.index(b"\x09\x08\x10\x00")
    data[first + 20 : first + 22] = b"\x2f\x00"
    return bytes(data)


def locked_doc() -> bytes:
    """The same container with a Word document's stream, and the flag of an encrypted one."""
    data = bytearray(old_workbook())
    first, entry = data.index(b"\x09\x08\x10\x00"), data.index("Workbook".encode("utf-16-le"))
    data[first + 10 : first + 12] = b"\x00\x01"
    data[entry : entry + 64] = "WordDocument".encode("utf-16-le").ljust(64, b"\0")
    data[entry + 64 : entry + 66] = (26).to_bytes(2, "little")
    return bytes(data)


def open_document(kind: str, locked: bool) -> bytes:
    mark = b"<manifest:encryption-data/>" if locked else b""
    manifest = b'<manifest:manifest xmlns:manifest="urn:m">' + mark + b"</manifest:manifest>"
    media = f"application/vnd.oasis.opendocument.{kind}".encode()
    return zipped({"mimetype": media, "META-INF/manifest.xml": manifest, "content.xml": NOISE[:200]})


def new_workbook() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def refusal(name: str, data: bytes) -> XltrackError:
    with pytest.raises(XltrackError) as refused:
        import_plans([(name, data)], ImportOptions())
    return refused.value


SENT = word()
SOURCES = {
    "word with a password": ("a.docx", OLE + NOISE[:600] + "EncryptedPackage".encode("utf-16-le"), "source_password"),
    "workbook with a password": ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le") + NOISE, "source_password"),
    "locked without an ending": ("a", OLE + "EncryptedPackage".encode("utf-16-le") + NOISE, "source_password"),
    "old workbook with a password": ("a.xls", locked_xls(), "source_password"),
    "old word with a password": ("a.doc", locked_doc(), "source_password"),
    "ods with a password": ("a.ods", open_document("spreadsheet", locked=True), "source_password"),
    "odt with a password": ("a.odt", open_document("text", locked=True), "source_password"),
    "rights": ("a.docx", OLE + "EncryptedPackageDRMEncrypted".encode("utf-16-le"), "rights_protected"),
    "half a word file": ("a.docx", SENT[: len(SENT) // 2], "word_damaged"),
    "word cut in its first part": ("a.docx", SENT[:300], "word_damaged"),
    "text cut": ("a.docx", word(text=b"<w:document><w:body><w:p>"), "word_damaged"),
    "no text": ("a.docx", word(text=None), "word_no_text"),
    "no types": ("a.docx", word(types=None), "word_no_text"),
    "entities": ("a.docx", word(text=b'<!DOCTYPE w [<!ENTITY a "b">]><w/>'), "part_doctype"),
    "nothing written": ("a.docx", docx(paragraph(" ")), "blank_source"),
    "noise as word": ("a.docx", NOISE, "other_content"),
    "noise as pdf": ("a.pdf", NOISE, "other_content"),
    "noise as text": ("a.txt", NOISE, "not_utf8"),
    "archive": ("plans.zip", zipped({"plan.txt": b"Recommendation: Dig."}), "no_document"),
    "slides": ("a.pptx", zipped({"ppt/presentation.xml": b"<p/>"}), "no_document"),
    "archive as word": ("a.docx", zipped({"plan.txt": b"Recommendation: Dig."}), "word_no_text"),
    "half a workbook": ("a.xlsx", new_workbook()[:2000], "workbook_damaged"),
    "half a workbook of another name": ("a.bin", new_workbook()[:2000], "workbook_damaged"),
    "picture": ("a.png", b"\x89PNG\r\n\x1a\n" + NOISE, "pdf_scan"),
    "empty": ("a.docx", b"", "empty_file"),
}  # fmt: skip


@pytest.mark.parametrize("kind", SOURCES)
def test_a_source_that_cannot_be_read_is_refused_in_the_words_of_its_kind(kind: str):
    name, data, code = SOURCES[kind]
    error = refusal(name, data)
    assert error.code == code
    for language in LANGUAGES:
        words = error.message(language)
        assert name in words, language
        assert not any(part in words for part in ("Error", "Exception", "zlib", "None")), words


def test_a_file_that_needs_no_password_is_not_taken_for_one_that_does():
    sound = b"Recommendation;Key action;Status\nDig;Dig;Done\n"
    assert import_plans([("a.csv", sound)], ImportOptions())
    assert refusal("a.xls", old_workbook()).code != "source_password"
    assert refusal("a.ods", open_document("spreadsheet", locked=False)).code != "source_password"


FRENCH = (
    "Évaluation du réseau\nRecommandation : Étendre le réseau.\nRéponse de la direction : Acceptée.\nActions clés\n"
    "Créer un comité Bureau de pays 2026/12 Achevée\n"
)


@pytest.mark.parametrize("code_page", ["windows-1252", "utf-8", "utf-16"])
def test_a_text_in_the_code_page_of_its_office_is_read_and_a_guess_is_reported(code_page: str):
    (read,) = import_plans([("a.txt", FRENCH.encode(code_page))], ImportOptions(units=("Bureau de pays",)))
    assert (read.plan.title, read.plan.actions[0].description) == ("Évaluation du réseau", "Créer un comité")
    guessed = [finding.found for finding in read.findings if finding.code == "encoding_guessed"]
    assert guessed == (["windows-1252"] if code_page == "windows-1252" else [])


def test_the_place_of_a_cell_of_a_csv_file_names_the_file_and_not_its_folder():
    rows = b"Recommendation;Key action;Status;Extra\nDig;Dig;Done;x\n"
    (read,) = import_plans([("/home/ada/plans/own.csv", rows)], ImportOptions())
    places = {str(finding.where) for finding in read.findings if finding.where}
    assert places == {"own!D1", "own!D2"}
