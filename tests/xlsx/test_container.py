"""Files that are no workbook, or one made to harm, are refused before they are parsed, in words a person can act on."""

from __future__ import annotations

import io
import os
import struct
import tracemalloc
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from tests.mutate import damage_container
from tests.packages import pack
from tests.raw_xlsx import header_row, parts
from xltrack.errors import UnsafeWorkbook, WorkbookError
from xltrack.grid.limits import DEFAULT_LIMITS, Limits
from xltrack.workbook.read import read_bytes, read_workbook
from xltrack.xlsx.container import Package

GOOD = pack(parts(header_row()))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512


def refusal(data: bytes, limits: Limits = DEFAULT_LIMITS, name: str = "return.xlsx") -> str:
    """The code of the error; its words name the file and take at most three lines."""
    with pytest.raises(WorkbookError) as caught:
        read_bytes(data, name, limits=limits)
    message = str(caught.value)
    assert name in message
    assert len(message.splitlines()) <= 3
    return caught.value.code


@pytest.mark.parametrize(
    "name, data, code",
    [
        ("a.xlsx", OLE, "old_xls"),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "password_protected"),
        ("a.xls", OLE + "EncryptedPackage".encode("utf-16-le"), "password_protected"),
        ("a.xls", GOOD, "wrong_suffix"),
        ("a.xlsx", b"<!DOCTYPE html><html><body>Sign in</body></html>", "web_page"),
        ("a.xlsx", b"\xef\xbb\xbf\n <html>", "web_page"),
        ("a.xlsx", b"Ref,Key action,Status\nR1.A1,Do it,Completed\n", "plain_text"),
        ("a.xlsx", b"%PDF-1.7 ...", "other_kind"),
        ("a.xlsx", bytes(range(256)), "not_a_workbook"),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 100, "workbook_damaged"),
        ("a.xlsx", GOOD[:-30], "workbook_damaged"),
        ("a.xlsx", pack({"word/document.xml": "<w/>"}), "other_package"),
        ("a.xlsx", pack({"a.txt": "x"}), "other_package"),
        ("a.xlsx", pack({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "other_package"),
    ],
)
def test_a_file_that_is_no_workbook_is_called_what_it_is(name, data, code):
    assert refusal(data, name=name) == code


def test_a_file_is_looked_at_before_it_is_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.xlsx")
    (tmp_path / "empty.xlsx").touch()
    (tmp_path / "~$return.xlsx").write_bytes(b"owner")
    (tmp_path / "folder.xlsx").mkdir()
    expected = {
        "pipe.xlsx": "not_a_file", "empty.xlsx": "empty_file", "~$return.xlsx": "lock_file",
        "folder.xlsx": "not_a_file", "gone.xlsx": "no_such_file",
    }  # fmt: skip
    for name, code in expected.items():
        with pytest.raises(WorkbookError) as caught:
            read_workbook(tmp_path / name)
        assert (name, caught.value.code) == (name, code)
    with pytest.raises(UnsafeWorkbook):
        Package.open(tmp_path / "pipe.xlsx")
    with pytest.raises(UnsafeWorkbook, match=r"^\. "):
        read_workbook(Path())


@pytest.mark.parametrize(
    "limits, code",
    [
        ({"parts": 5}, "too_many_parts"),
        ({"part_bytes": 500}, "part_too_big"),
        ({"total_bytes": 900}, "parts_too_big"),
        ({"ratio": 1, "ratio_from": 100}, "part_ratio"),
        ({"depth": 2}, "part_too_deep"),
        ({"formats": 2}, "too_many_formats"),
        ({"rows": 0}, "sheet_rows"),
        ({"cells": 9}, "sheet_cells"),
    ],
)
def test_each_limit_refuses_at_its_edge(limits, code):
    assert refusal(GOOD, replace(DEFAULT_LIMITS, **limits)) == code


def test_limits_that_just_suffice_let_the_workbook_in():
    sizes = [len(text.encode()) for text in parts(header_row()).values()]
    limits = Limits(
        file_bytes=len(GOOD), parts=6, part_bytes=max(sizes), total_bytes=sum(sizes), formats=3, rows=1, cells=10
    )
    assert refusal(GOOD, replace(limits, cells=9)) == "sheet_cells"
    assert read_bytes(GOOD, "return.xlsx", limits=limits).base is None


def test_more_texts_than_allowed_are_refused():
    data = pack(parts(header_row(), "<si><t>a</t></si>" * 3))
    assert refusal(data, replace(DEFAULT_LIMITS, shared_strings=2)) == "too_many_strings"
    assert read_bytes(data, "a.xlsx", limits=replace(DEFAULT_LIMITS, shared_strings=3))


def test_a_file_over_the_size_limit_is_not_even_read(tmp_path):
    path = tmp_path / "big.xlsx"
    with path.open("wb") as file:
        file.truncate(DEFAULT_LIMITS.file_bytes + 1)
    with pytest.raises(UnsafeWorkbook) as caught:
        read_workbook(path)
    assert caught.value.code == "file_too_big"


def test_a_bomb_is_refused_by_its_declared_size():
    bomb = parts("<row/>" * 2_000_000)
    assert refusal(pack(bomb)) == "part_ratio"


def test_a_size_that_lies_is_found_while_inflating():
    real = parts(header_row())["xl/worksheets/sheet1.xml"].encode()
    lying = pack(parts(header_row())).replace(struct.pack("<L", len(real)), struct.pack("<L", 300))
    assert refusal(lying) == "workbook_damaged"


def test_two_parts_whose_names_differ_only_in_case_are_refused():
    assert refusal(pack(parts() | {"XL/Workbook.xml": "<x/>"})) == "part_twice"


def test_encrypted_and_unusually_packed_parts_are_refused():
    assert refusal(pack(parts(), zipfile.ZIP_LZMA)) == "part_method"
    at = GOOD.rindex(b"PK\x01\x02") + 8
    assert refusal(GOOD[:at] + b"\x01" + GOOD[at + 1 :]) == "part_encrypted"


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/theme/theme1.xml", "docProps/app.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_in_any_part(part, encoding):
    evil = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    assert refusal(pack(parts() | {part: evil.encode(encoding)})) == "part_doctype"


def test_a_document_type_far_down_in_a_parsed_part_is_refused():
    evil = "<!--" + "x" * 20_000 + "--><!DOCTYPE x><x/>"
    assert refusal(pack(parts() | {"xl/workbook.xml": evil})) == "part_doctype"


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_a_part_that_is_missing_is_named(part):
    assert refusal(pack({name: text for name, text in parts().items() if name != part})) in (
        "part_missing",
        "other_package",
    )


def test_a_worksheet_outside_the_file_is_not_opened():
    rels = parts()["xl/_rels/workbook.xml.rels"].replace(
        'Target="worksheets/sheet1.xml"', 'Target="http://example.org/sheet1.xml" TargetMode="External"'
    )
    assert refusal(pack(parts() | {"xl/_rels/workbook.xml.rels": rels})) == "part_missing"


@pytest.mark.parametrize("part", sorted(parts()))
def test_no_part_that_is_cut_gives_a_traceback(part):
    text = parts(header_row())[part]
    assert refusal(pack(parts() | {part: text[: len(text) // 2]})) in ("workbook_damaged", "other_package")


def _held(data: bytes) -> dict[str, bytes] | str:
    """Return the contents of a package's parts, or the reason of its refusal."""
    try:
        package = Package(data, "return.xlsx")
        return {name: package.read(name) for name in package.names}
    except WorkbookError as error:
        return error.code


def _lying(where: int, form: str, change: int, mark: bytes = b"PK\x01\x02") -> bytes:
    """A sound file in which a number of a part's entry is another one, in the list of parts or before its bytes."""
    raw = bytearray(GOOD)
    at = raw.index(mark) + where
    struct.pack_into(form, raw, at, struct.unpack_from(form, raw, at)[0] + change)
    return bytes(raw)


LIES = {
    "smaller than it is": _lying(24, "<L", -1),
    "larger than it is": _lying(24, "<L", 1),
    "another checksum": _lying(16, "<L", 1),
    "fewer packed bytes": _lying(20, "<L", -1),
    "more packed bytes": _lying(20, "<L", 1),
    "packed bytes of the next part too": _lying(20, "<L", 200),
    "another place": _lying(42, "<L", 1),
    "patched": _lying(8, "<H", 0x20),
    "stored": _lying(10, "<H", -8),
    "flags that differ": _lying(6, "<H", 8, b"PK\x03\x04"),
    "a longer name before it": _lying(26, "<H", 1, b"PK\x03\x04"),
    "a shorter name before it": _lying(26, "<H", -1, b"PK\x03\x04"),
    "more between name and bytes": _lying(28, "<H", 1, b"PK\x03\x04"),
    "sizes behind the bytes": _lying(8, "<H", 8),
    "an odd letter in its name": _lying(46, "<B", 120),
}


def _unzipped(data: bytes) -> dict[str, bytes] | None:
    """The same as the zip module says it; None where it refuses."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return {name: package.read(name) for name in package.namelist()}
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, RuntimeError, NotImplementedError, EOFError):
        return None


@pytest.mark.parametrize("data", [*LIES.values(), GOOD], ids=[*LIES, "nothing"])
def test_a_part_is_what_the_zip_module_makes_of_it_or_refused(data):
    held = _held(data)
    assert isinstance(held, str) or held == _unzipped(data)


def test_damaged_containers_hold_what_the_zip_module_makes_of_them_or_are_refused():
    files = [GOOD, *(damage_container(GOOD, Random(seed)) for seed in range(600))]
    held = [_held(data) for data in files]
    assert 50 < sum(isinstance(one, dict) for one in held) < 550
    assert all(isinstance(one, str) or one == _unzipped(data) for one, data in zip(held, files, strict=True))


def _lie(count: int) -> bytes:
    """Parts that are said to have a kilobyte, with its checksum, and inflate to 16 MiB."""
    out, packed = io.BytesIO(), zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = packed.compress(b"\0" * 2**24) + packed.flush()
    listed, crc = [], zlib.crc32(b"\0" * 1024)
    for number in range(count):
        name, at = f"p{number}.xml".encode(), out.tell()
        sizes = struct.pack("<LLLHH", crc, len(bomb), 1024, len(name), 0)
        out.write(b"PK\x03\x04" + struct.pack("<5H", 20, 0, 8, 0, 33) + sizes + name + bomb)
        about = struct.pack("<6H", 20, 20, 0, 8, 0, 33) + sizes + struct.pack("<HHHLL", 0, 0, 0, 0, at)
        listed.append(b"PK\x01\x02" + about + name)
    start = out.tell()
    out.write(b"".join(listed))
    out.write(struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, out.tell() - start, start, 0))
    return out.getvalue()


def test_parts_that_would_inflate_far_beyond_what_they_say_are_inflated_no_further():
    lie = _lie(60)
    tracemalloc.start()
    held = _held(lie)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert held == {f"p{number}.xml": bytes(1024) for number in range(60)}
    assert peak < 16 * 2**20
