"""Files made to harm or to mislead, each beside the code it is refused with."""

from __future__ import annotations

import base64
import hashlib
import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Mapping
from random import Random

from tests.packages import pack
from tests.raw_xlsx import MAIN, header_row, parts, relations, sheet, text_cell

GOOD = parts(header_row())
SHEET = "xl/worksheets/sheet1.xml"


def lying(stated: int) -> bytes:
    """A part that states another size than it has, in both of its headers."""
    real = GOOD[SHEET].encode()
    return pack(GOOD).replace(struct.pack("<L", len(real)), struct.pack("<L", stated))


def overlapping() -> bytes:
    """Three hundred entries that all point to one body: small on the disk, huge when unpacked one by one."""
    body = Random(1).randbytes(900_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in (GOOD | {"xl/media/a.bin": body}).items():
            archive.writestr(name, text)
        first = archive.filelist[-1]
        for number in range(300):
            one = zipfile.ZipInfo(f"xl/media/{number}.bin")
            one.header_offset, one.CRC = first.header_offset, first.CRC
            one.file_size = one.compress_size = len(body)
            archive.filelist.append(one)
    return out.getvalue()


def nested() -> bytes:
    """A bomb inside a part that nobody has to open."""
    inner = pack({"bomb": b"\0" * 20_000_000})
    return pack(GOOD | {"xl/embeddings/inner.zip": inner})


def many_entries(count: int) -> bytes:
    return pack(GOOD | {f"xl/x{number}.bin": "" for number in range(count)})


def forged_base(count: int) -> bytes:
    """A hidden base that claims very many actions."""
    action = '{"ref":"R1.A%d","description":"x","responsible":"y"}'
    actions = ",".join(action % number for number in range(1, count + 1))
    plan = '{"title":"t","recommendations":[{"ref":"R1","text":"a","actions":[' + actions + "]}]}"
    packed = base64.b64encode(
        zlib.compress(b'{"meta":{"id":"A","issued":"2024-01-01"},"plan":' + plan.encode() + b"}", 9)
    ).decode()
    seal = hashlib.sha256(packed.encode()).hexdigest()[:16]
    pieces = [packed[at : at + 29_000] for at in range(0, len(packed), 29_000)]
    texts = [f"xltrack:1:{at}/{len(pieces)}:{seal}:{piece}" for at, piece in enumerate(pieces, 1)]
    rows = "".join(f'<row r="{at}">{text_cell(f"A{at}", text)}</row>' for at, text in enumerate(texts, 1))
    more = GOOD["xl/workbook.xml"].replace(
        "</sheets>", '<sheet name="xltrack base" state="hidden" sheetId="2" r:id="s9"/></sheets>'
    )
    rels = relations(("s1", "worksheet", "worksheets/sheet1.xml"), ("s9", "worksheet", "worksheets/sheet2.xml"))
    return pack(
        GOOD | {"xl/workbook.xml": more, "xl/_rels/workbook.xml.rels": rels, "xl/worksheets/sheet2.xml": sheet(rows)}
    )


def with_sheet(data: str) -> bytes:
    return pack(GOOD | {SHEET: sheet(data)})


def _second_row(cells: str, number: int = 2) -> bytes:
    return with_sheet(f'{header_row()}<row r="{number}">{cells}</row>')


def _strings(inner: str) -> bytes:
    return pack(GOOD | {"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{inner}</sst>'})


def _laughs() -> bytes:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    return pack(
        GOOD | {SHEET: f'<?xml version="1.0"?><!DOCTYPE x [{entities}]><worksheet xmlns="{MAIN}">&a9;</worksheet>'}
    )


def _external() -> bytes:
    entity = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    strings = f'{entity}<sst xmlns="{MAIN}"><si><t>&a;</t></si></sst>'
    return pack(GOOD | {"xl/sharedStrings.xml": strings})


def _twice() -> bytes:
    out = io.BytesIO(pack(GOOD))
    with warnings.catch_warnings(), zipfile.ZipFile(out, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(SHEET, sheet(""))
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512
REFUSED: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "a web page": ("web_page", lambda: b"<!doctype html><html>Sign in</html>"),
    "a CSV": ("plain_text", lambda: b"Ref,Status\nR1.A1,Completed\n"),
    "password-protected": ("password_protected", lambda: OLE + "EncryptedPackage".encode("utf-16-le")),
    "an old workbook": ("old_xls", lambda: OLE),
    "a truncated file": ("workbook_damaged", lambda: pack(GOOD)[:-40]),
    "not a tracker": ("not_a_tracker", lambda: with_sheet(f'<row r="1">{text_cell("A1", "Budget")}</row>')),
    "a bomb by its ratio": ("part_ratio", lambda: with_sheet("<row/>" * 5_000_000)),
    "a bomb of overlapping entries": ("parts_too_big", overlapping),
    "a size that is stated too small": ("workbook_damaged", lambda: lying(200)),
    "a size that is stated too large": ("part_too_big", lambda: lying(2**31)),
    "billion laughs": ("part_doctype", _laughs),
    "an external entity": ("part_doctype", _external),
    "deep nesting": ("part_too_deep", lambda: with_sheet("<x>" * 100_000 + "</x>" * 100_000)),
    "deep nesting in the strings": ("part_too_deep", lambda: _strings("<si>" + "<x>" * 200 + "</x>" * 200 + "</si>")),
    "an entry twice": ("part_twice", _twice),
    "30,000 entries": ("too_many_parts", lambda: many_entries(30_000)),
    "a row past the last": ("cell_damaged", lambda: _second_row('<c r="A1048577"><v>1</v></c>', 1_048_577)),
    "a column past the last": ("cell_damaged", lambda: _second_row('<c r="XFE2"><v>1</v></c>')),
    "a cell twice": ("cell_damaged", lambda: _second_row('<c r="A2"><v>1</v></c><c r="A2"><v>2</v></c>')),
    "a text number below nought": ("cell_damaged", lambda: _second_row('<c r="A2" t="s"><v>-1</v></c>')),
    "a forged base of many actions": ("base_actions", lambda: forged_base(20_001)),
    "a forged base that fills the memory": ("base_too_big", lambda: forged_base(400_000)),
}  # fmt: skip
READ: Mapping[str, Callable[[], bytes]] = {
    "a million cells without a value": lambda: pack(
        GOOD | {SHEET: sheet(header_row() + "".join(_ghosts(row) for row in range(2, 62_502)))}, zipfile.ZIP_STORED
    ),
    "the last cell of a sheet filled": lambda: with_sheet(
        header_row() + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    ),
    "a bomb inside a part nobody opens": nested,
    "entries with names that lead out of the folder": lambda: pack(
        GOOD | {"../../evil.sh": "x", "/etc/passwd": "x", "C:\\evil.exe": "x"}
    ),
}


def _ghosts(row: int) -> str:
    cells = "".join(f'<c r="{chr(65 + at)}{row}" s="1"/>' for at in range(16))
    return f'<row r="{row}">{cells}</row>'
