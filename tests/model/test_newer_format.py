"""A file that a newer version wrote is refused in plain words, whatever program saved it since, and costs no other."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import pytest

from tests.command_line import xltrack
from tests.paths import ROOT
from xltrack import plan_from_json, read_workbook
from xltrack.errors import XltrackError
from xltrack.i18n.catalogue import LANGUAGES

FIRST = ROOT / "tests" / "fixtures" / "first_version"
RETURNS = ("return-july-en.xlsx", "return-july-ru.xlsx", "return-july-fr.ods", "return-july-es.xls")
NEWER = "was written by a newer xltrack"

as_saved = pytest.mark.parametrize("name", RETURNS)


def newer(source: Path, target: Path, head: bytes = b"xltrack:7:") -> Path:
    """The workbook with another number (or form) on its base, as a later version will write it."""

    def changed(data: bytes) -> bytes:
        return data.replace(b"xltrack:1:", head)

    if source.suffix == ".xls":
        assert b"xltrack:1:" in source.read_bytes()
        target.write_bytes(changed(source.read_bytes()))
        return target
    out = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        parts = {entry.filename: old.read(entry) for entry in old.infolist()}
        assert any(b"xltrack:1:" in data for data in parts.values())
        for name, data in parts.items():
            new.writestr(name, changed(data), zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    target.write_bytes(out.getvalue())
    return target


@as_saved
@pytest.mark.parametrize("head", [b"xltrack:7:", b"xltrack:907:", b"xltrack:7:1/1:{other form}"])
def test_a_newer_workbook_is_refused_by_its_name_and_format(name, head, tmp_path):
    file = newer(FIRST / name, tmp_path / name, head if not name.endswith(".xls") else b"xltrack:7:")
    with pytest.raises(XltrackError) as refused:
        read_workbook(file)
    message = str(refused.value)
    number = "907" if b"907" in head and not name.endswith(".xls") else "7"
    assert message.startswith(f"{name}: this file {NEWER} (format {number}; this one reads formats up to 6).")
    assert all(name in refused.value.message(language) for language in LANGUAGES)


@as_saved
def test_a_newer_return_costs_no_other_return_an_edit(name, tmp_path):
    master = Path(shutil.copy(FIRST / "master-en.xlsx", tmp_path / "tracker.xlsx"))
    returned = tmp_path / "returned"
    returned.mkdir()
    newer(FIRST / name, returned / f"newer-{name}")
    shutil.copy(FIRST / "return-of-a-person.xlsx", returned)
    ran = xltrack("merge", master, returned, "--as-of", "2024-08-01")
    assert (ran.code, f"newer-{name}: this file {NEWER}" in ran.out + ran.err) == (1, True)
    plan = read_workbook(master).current
    assert plan.by_ref["R1.A1"].evidence == "Annex 2 of the Strategic Note"
    assert plan.by_ref["R4.A2"].evidence == "", "nothing of the newer file was taken"


@pytest.mark.parametrize(
    "words",
    [
        ("check", "{}"),
        ("diff", "{}"),
        ("merge", "{}", "{return}", "--as-of", "2024-08-01"),
        ("resolve", "{}", "--as-of", "2024-08-01"),
        ("undo", "{}", "--as-of", "2024-08-01"),
        ("history", "{}"),
        ("status", "{}"),
        ("summary", "{}", "--as-of", "2024-08-01"),
        ("distribute", "{}", "-o", "{out}", "--as-of", "2024-08-01"),
        ("export", "{}", "-o", "{out}.json"),
    ],
    ids=lambda words: words[0],
)
def test_every_verb_refuses_a_newer_tracker_and_leaves_it_as_it_is(words, tmp_path):
    master = newer(FIRST / "master-en.xlsx", tmp_path / "tracker.xlsx")
    before = master.read_bytes()
    places = {"{}": master, "{return}": FIRST / "return-july-en.xlsx", "{out}": tmp_path / "out"}
    ran = xltrack(*(places.get(word, word.replace("{out}", str(tmp_path / "out"))) for word in words))
    assert (ran.code, f"tracker.xlsx: this file {NEWER}" in ran.out + ran.err) == (2, True)
    assert "Traceback" not in ran.err
    assert (master.read_bytes(), [path.name for path in tmp_path.iterdir()]) == (before, ["tracker.xlsx"])


def test_a_plan_in_a_newer_json_form_is_refused_in_the_same_words():
    with pytest.raises(XltrackError, match=f"plan.json: this file {NEWER}"):
        plan_from_json('{"schema": "xltrack-plan/4", "outcomes": []}', "plan.json")


@pytest.mark.parametrize("schema", ['"xltrack-plan/0"', '"xltrack-plan/"', '"own-plan/2"', "2", "null"])
def test_a_json_file_of_another_form_is_not_taken_for_a_newer_plan(schema):
    with pytest.raises(XltrackError, match='no "schema"'):
        plan_from_json(f'{{"schema": {schema}}}', "plan.json")
