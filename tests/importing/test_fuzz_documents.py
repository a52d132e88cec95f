"""Thousands of damaged documents: a clear refusal or a plan, never a traceback, never a hang. Seeded; a tenth here."""

from __future__ import annotations

import io
import os
import random
import zipfile

import pytest

from tests.importing.office_forms import cell, docx, paragraph, wide
from xltrack.errors import XltrackError
from xltrack.grid.limits import Limits
from xltrack.workflows.import_plan import import_plans
from xltrack.workflows.source_answers import ImportOptions

ROUNDS = int(os.environ.get("XLTRACK_FUZZ", "330"))
"""Files a kind; 3,400 make the long run of 10,000."""
OPTIONS = ImportOptions(limits=Limits(child_seconds=10))
PIECES = [b"<w:tc>", b"</w:tc>", b"<w:tbl>", b"</w:tr>", b"<w:del>", b"\xff", b"\0", b"&#0;", b"<table>",
          b"<td colspan=9999>", b"2022/13", b"Recommendation 99999999999: x", b"<!--",
          b"]]>", b"Q9 9999", "\u202e".encode(), b"endobj",
          b"stream", b"/Length 99999999"]  # fmt: skip


def word() -> bytes:
    head = "".join(map(cell, ("Key action(s)", "Time frame", "Responsible unit(s)", "Status", "Comments")))
    row = "".join(map(cell, ("Hire staff.", "Q4 2024", "Country Office", "Underway", "Two hired")))
    rows = [wide("Recommendation 1: Do it.", 5), wide("Management response: Agreed.", 5), head, row, row]
    return docx(paragraph("Evaluation") + f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>")


def page() -> bytes:
    row = "<tr><td>Hire<td>CO<td>mid-2025<td>Done<td>Fine</tr>"
    return (
        "<html><body><h1>Evaluation</h1><p>Recommendation 1: Do it.</p><table><tr><th>Key action<th>Responsible"
        f"<th>Deadline<th>Status<th>Comments</tr>{row * 3}</table></body></html>"
    ).encode()


def text() -> bytes:
    return (
        "Evaluación\nRecomendación: Hacer.\nRespuesta de la administración: Sí.\nAcciones clave\n"
        "Responsable Plazo Estado Comentarios\nContratar Oficina de País T4 2024 Iniciada Dos\n"
    ).encode()


def damaged(data: bytes, luck: random.Random) -> bytes:
    """The bytes with a few places cut, doubled, swapped or overwritten."""
    raw = bytearray(data)
    for _ in range(luck.randint(1, 6)):
        at = luck.randrange(len(raw) + 1)
        match luck.randrange(5):
            case 0:
                del raw[at : at + luck.randint(1, 40)]
            case 1:
                raw[at:at] = luck.choice(PIECES)
            case 2:
                raw[at:at] = raw[at : at + luck.randint(1, 200)]
            case 3 if at < len(raw):
                raw[at] = luck.randrange(256)
            case _:
                other = luck.randrange(len(raw) + 1)
                raw[at:at] = raw[other : other + luck.randint(1, 60)]
    return bytes(raw)


def damaged_word(data: bytes, luck: random.Random) -> bytes:
    """A Word file whose text was damaged, or the container itself."""
    if luck.random() < 0.3:
        return damaged(data, luck)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            raw = old.read(name)
            new.writestr(name, damaged(raw, luck) if luck.random() < 0.7 else raw)
    return out.getvalue()


@pytest.mark.parametrize("kind, whole", [("docx", word), ("html", page), ("txt", text)])
def test_a_damaged_document_is_read_or_refused(kind, whole):
    sound = whole()
    assert import_plans([(f"f.{kind}", sound)], OPTIONS)[0].plan.actions
    luck = random.Random(f"importing {kind}")
    read = 0
    for number in range(ROUNDS):
        data = damaged_word(sound, luck) if kind == "docx" else damaged(sound, luck)
        try:
            plans = import_plans([(f"f{number}.{kind}", data)], OPTIONS)
        except XltrackError as error:
            words = [str(error)]
        else:
            read += 1
            words = [str(finding) for plan in plans for finding in plan.findings]
        assert all(words), number
    assert read
