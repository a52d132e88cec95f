"""Every workbook that can be read can be updated: however it is spelt, it is read, merged, undone and filled alike."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from tests.edits import cell, typed
from tests.lint import findings
from tests.masters import ACTIONS, cells, master, returned
from tests.packages import pack, unpack
from tests.returns import WHEN
from tests.tables import ISSUED, assert_table, tracker
from tests.xlsx.spellings import SPELLINGS
from tests.xlsx_text import drawn_at
from xltrack.errors import WorkbookError
from xltrack.merging.history import undo
from xltrack.merging.merge import merge
from xltrack.model.tracker import Tracker
from xltrack.workbook.default_template.draw import draw
from xltrack.workbook.read import read_bytes, read_workbook
from xltrack.workbook.update import update_workbook
from xltrack.workbook.write import workbook_bytes
from xltrack.xlsx.container import Package
from xltrack.xlsx.plain_xml import is_plain, plain_part
from xltrack.xlsx.read_cache import ReadCache

PLAN = """
    ref   | responsible | deadline | status        | comments
    R1.A1 | CO          | 2022-12  | initiated     | Begun
    R1.A2 | RO          | 2024-12  | not_initiated |
    R2.A1 | CO          | 2025-03  | initiated     | a < b & "c"
"""
WAYS = pytest.mark.parametrize("way", SPELLINGS.values(), ids=list(SPELLINGS))


@pytest.fixture
def sent() -> Tracker:
    return tracker(PLAN)


def respelt(data: bytes, way) -> bytes:
    return pack(way(unpack(data)))


@WAYS
def test_a_return_says_the_same_however_it_is_spelt(sent, way):
    data = workbook_bytes(sent, as_of=ISSUED)
    data = typed(data, {cell(data, "R1.A2", "comments"): "Terms agreed"})
    plain, other = read_bytes(data, "a.xlsx"), read_bytes(respelt(data, way), "a.xlsx")
    assert (other.base, other.current, other.findings) == (plain.base, plain.current, plain.findings)
    assert other.current.by_ref["R1.A2"].comments == "Terms agreed"


@WAYS
def test_returns_in_all_spellings_say_the_same_with_one_cache(sent, way):
    data = workbook_bytes(sent, as_of=ISSUED)
    cache = ReadCache()
    plain = read_bytes(data, "a.xlsx", cache=cache)
    other = read_bytes(respelt(data, way), "a.xlsx", cache=cache)
    assert (other.base, other.current, other.findings) == (plain.base, plain.current, plain.findings)


def _merged_with_a_new_row(path: Path, sent: Tracker) -> Tracker:
    """A return with an edit and a new row, merged; the row is typed into the master itself, which adopts it."""
    before = read_workbook(path)
    edit = returned(sent, "co.xlsx", {("R1.A1", "status"): "Completed", ("R1.A1", "evidence"): "Report"})
    result = merge(before, [edit], when=WHEN)
    update_workbook(path, before, result.tracker, as_of=ISSUED, adopted=result.adopted)
    return result.tracker


@WAYS
def test_a_master_is_updated_and_undone_however_it_is_spelt(sent, tmp_path, way):
    path = master(tmp_path / "master.xlsx", sent, plain=True)
    path.write_bytes(respelt(path.read_bytes(), way))
    known = set(findings(path.read_bytes()))
    after = _merged_with_a_new_row(path, sent)
    said = read_workbook(path)
    assert said.base == after
    assert_table(
        said.current,
        """
        ref   | status        | evidence
        R1.A1 | completed     | Report
        R1.A2 | not_initiated |
        R2.A1 | initiated     |
    """,
    )
    assert set(findings(path.read_bytes())) <= known
    assert said.base is not None
    update_workbook(path, said, undo(said.base, when=WHEN, current=said.current).tracker, as_of=ISSUED)
    assert read_workbook(path).current == sent.plan
    assert set(findings(path.read_bytes())) <= known


@WAYS
def test_a_row_that_is_new_gets_whole_formulas_however_the_master_is_spelt(sent, tmp_path, way):
    path = master(tmp_path / "master.xlsx", sent, plain=True)
    data = path.read_bytes()
    texts = ("Print the guide", "CO", "Not Initiated", "R2")
    keys = ("description", "responsible", "status", "recommendation")
    below = {key: cell(data, "R2.A1", key) for key in keys}
    places = {
        (sheet, at.rstrip("0123456789") + "9"): text for (sheet, at), text in zip(below.values(), texts, strict=True)
    }
    path.write_bytes(respelt(typed(data, places), way))
    known = set(findings(path.read_bytes()))
    before = read_workbook(path)
    result = merge(before, [], when=WHEN)
    assert update_workbook(path, before, result.tracker, as_of=ISSUED, adopted=result.adopted)
    assert [row.description for row in read_workbook(path).current.actions][-1] == "Print the guide"
    assert set(findings(path.read_bytes())) <= known


@WAYS
def test_a_row_that_comes_back_looks_and_counts_like_the_others(sent, tmp_path, way):
    """A row deleted in the master comes back with its formulas, whichever way the others write theirs."""
    path = master(tmp_path / "master.xlsx", sent, plain=True)
    parts = unpack(path.read_bytes())
    sheet = parts[ACTIONS]
    start = sheet.index(b'<row r="8"')
    parts[ACTIONS] = sheet[:start] + sheet[sheet.index(b"</row>", start) + 6 :]
    path.write_bytes(pack(way(parts)))
    known = set(findings(path.read_bytes()))
    before = read_workbook(path)
    assert update_workbook(path, before, before.base, as_of=ISSUED)
    new = unpack(path.read_bytes())
    name = next(name for name in new if name.casefold() == ACTIONS.casefold())
    strings = next(name for name in new if name.casefold() == "xl/sharedstrings.xml")
    found = cells(pack({ACTIONS: new[name], "xl/sharedStrings.xml": new[strings]}), ACTIONS)
    for letters in (drawn_at(key, 1)[0] for key in ("overdue", "changed", "check")):
        assert found[f"{letters}8"][1] == re.sub(r"(?<=[A-Z])7\b", "8", str(found[f"{letters}7"][1]))
    assert set(findings(path.read_bytes())) <= known


@WAYS
def test_a_template_is_filled_however_it_is_spelt(sent, way):
    template = respelt(draw(), way)
    data = workbook_bytes(sent, as_of=ISSUED, template=template)
    assert read_bytes(data, "a.xlsx").current == sent.plan
    assert set(findings(data)) <= set(findings(template))


@WAYS
def test_plain_spelling_says_the_same_to_an_xml_library(sent, way):
    data = workbook_bytes(sent, as_of=ISSUED)
    package = Package(respelt(data, way), "a.xlsx")
    for name, before in unpack(data).items():
        if name.endswith((".xml", ".rels")) and "theme" not in name:
            plain = plain_part(package, name)
            assert is_plain(plain)
            assert _canonical(plain) == _canonical(before), name


def _canonical(xml: bytes) -> object:
    """Names with namespaces, attributes, texts: what prefixes and quotation marks do not change."""
    return [
        (one.tag, sorted(one.attrib.items()), one.text or "", one.tail or "")
        for one in etree.fromstring(xml).iter(tag=etree.Element)
    ]


def test_what_cannot_be_updated_is_refused_with_what_to_do(sent, tmp_path):
    path = master(tmp_path / "master.xlsx", sent, plain=True)
    parts = unpack(path.read_bytes())
    links = parts["xl/_rels/workbook.xml.rels"]
    parts["xl/_rels/workbook.xml.rels"] = links.replace(b"/relationships/styles", b"/relationships/nothing")
    path.write_bytes(pack(parts))
    before = read_workbook(path)
    result = merge(before, [returned(sent, "co.xlsx", {("R1.A1", "comments"): "Begun\nDone"})], when=WHEN)
    with pytest.raises(WorkbookError) as caught:
        update_workbook(path, before, result.tracker, as_of=ISSUED)
    assert "Open the file in Excel, save it and try again" in str(caught.value)
    assert "template" not in str(caught.value)
