"""The sensitivity label of a master: every copy that is made from it carries it."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO

import pytest

from tests.edits import read, save
from tests.lint import findings
from tests.masters import master
from tests.returns import WHEN
from tests.tables import ISSUED, tracker
from tests.xlsx_text import opened, parts
from xltrack.mail.copies import CopySelection
from xltrack.workbook.read import read_workbook
from xltrack.workbook.sensitivity import SensitivityLabel, read_label, with_label
from xltrack.workbook.write import workbook_bytes
from xltrack.workflows.master import Master
from xltrack.workflows.send_copies import send_copies
from xltrack.xlsx.zip_writer import write_zip

PLAN = """
    ref   | responsible | deadline | status    | comments
    R1.A1 | CO          | 2022-12  | initiated | Begun
    R1.A2 | RO          | 2024-12  | initiated |
"""
INFO = b'<clbl:labelList xmlns:clbl="urn:label"><clbl:label id="{7a}" enabled="1"/></clbl:labelList>'
LABEL = SensitivityLabel(
    INFO,
    (
        ("MSIP_Label_7a_Enabled", "lpwstr", "true"),
        ("MSIP_Label_7a_Name", "lpwstr", "Internal &amp; partners"),
        ("MSIP_Label_7a_ContentBits", "i4", "0"),
    ),
)
OTHER = SensitivityLabel(b"<other/>", (("MSIP_Label_9b_Name", "lpwstr", "Public"),))


@pytest.fixture
def plain() -> bytes:
    return workbook_bytes(tracker(PLAN), as_of=ISSUED)


@pytest.mark.parametrize(
    "label",
    [LABEL, LABEL._replace(part=b""), LABEL._replace(properties=()), SensitivityLabel()],
    ids=["both", "properties alone", "the part alone", "none"],
)
def test_a_label_that_is_given_is_read_again_and_takes_the_place_of_another(plain, label):
    for before in (plain, with_label(plain, OTHER)):
        made = with_label(before, label)
        kept = read_label(before, "a.xlsx")
        assert read_label(made, "a.xlsx") == SensitivityLabel(
            label.part or kept.part, label.properties or kept.properties
        )
        assert findings(made) == []
        assert opened(made).sheetnames == opened(plain).sheetnames


def test_a_workbook_without_a_label_keeps_its_bytes(plain):
    assert with_label(plain, SensitivityLabel()) is plain


def test_a_label_joins_a_workbook_that_has_no_document_properties(plain):
    bare = {name: data for name, data in parts(plain).items() if name != "docProps/custom.xml"}
    bare["_rels/.rels"] = re.sub(rb"<Relationship [^>]*custom-properties[^>]*/>", b"", bare["_rels/.rels"])
    types = bare["[Content_Types].xml"]
    bare["[Content_Types].xml"] = re.sub(rb'<Override PartName="/docProps/custom.xml"[^>]*/>', b"", types)
    out = BytesIO()
    write_zip(out, {name: (data,) for name, data in bare.items()})
    made = with_label(out.getvalue(), LABEL)
    assert read_label(made, "a.xlsx") == LABEL
    assert findings(made) == []


def test_every_copy_carries_the_label_of_the_master_and_is_read_as_before(tmp_path):
    path = master(tmp_path / "master.xlsx", tracker(PLAN), plain=True)
    save(path, with_label(path.read_bytes(), LABEL))
    send_copies(Master.open(path), tmp_path / "out", CopySelection(), when=WHEN, as_of=date(2024, 6, 30))
    copies = sorted((tmp_path / "out").glob("*.xlsx"))
    assert len(copies) == 2
    for copy in copies:
        assert read_label(copy.read_bytes(), copy.name) == LABEL
        assert findings(copy.read_bytes()) == []
        assert read_workbook(copy).base is not None
        assert b'name="xltrack"' in read(copy.read_bytes(), "docProps/custom.xml")
