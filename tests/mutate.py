"""Mishaps of a workbook on its way: a cell retyped, XML cut or moved, a container that lies. By a seed.

Each mutator takes the parts (or, for the container, the bytes) and a random source, and returns them changed.
"""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
from collections.abc import Callable
from random import Random

from tests.packages import Parts, pack

_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
_ROW = re.compile(rb'<row r="(\d+)".*?</row>', re.DOTALL)
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"<>]*)"')
_ELEMENT = re.compile(rb"<(\w+)\b[^<>]*(?:/>|>[^<]*</\1>)")
_TAG = re.compile(rb"<[^<>]+>")
TEXTS = (
    "Completed", "initiated", "Сompleted", "Done", "not  initiated", "", " ", "=1+1", "+1", "-1", "@x", "#REF!",
    "N/A", "null",
    "2023/06", "06.2023", "2023-13", "1.5.2024", "31/12/2023", "June 2024", "2024", "0", "R1.A1", "R9.A9",
    "http://x.org",
    "_x000D_", "_x0041_", "a_x000", "line\nline", "tab\tb", "é", "é", "\u202eevil", "\u200b",
    "xltrack:1:1/1:0123456789abcdef:AAAA",
    "A" * 40_000, "𝛑", "&amp;", "CO", "RO", "Do it again", "Agreed\nwith the office",
)  # fmt: skip
NUMBERS = (
    "0", "-1", "1", "6.2023", "2023.1", "202306", "44896", "45627.75", "2958466", "1e308", "1e400", "-0.0",
    "NaN", "INF", "60",
    "1_000", "0x10", "٤٥", "9" * 400, "", " 5 ", "20230630", "18264",
)  # fmt: skip
TYPES = ("s", "n", "str", "b", "e", "d", "inlineStr", "x", "")
_EVIL = (
    b"\0",
    b"\xff\xfe",
    b"<!DOCTYPE x>",
    b"<!ENTITY a 'b'>",
    b"&a;",
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"-->",
    b"<",
    b">",
    b"\r",
    b"<?x ?>",
    b"&#0;",
    b"&#xD800;",
    b"\xc3",
)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cell_xml(address: str, style: str, random: Random) -> bytes:
    """A cell with some content, of one of the ways a cell may hold it."""
    text, number = _escape(random.choice(TEXTS)), random.choice(NUMBERS)
    tag = f'<c r="{address}"{style}'
    ways = (
        f'{tag} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>',
        f'{tag} t="inlineStr"><is><r><t>{text}</t></r><r><t>{text}</t></r><rPh sb="0" eb="1"><t>x</t></rPh></is></c>',
        f'{tag} t="str"><v>{text}</v></c>',
        f'{tag} t="str"><f>"{text}"</f><v>{text}</v></c>',
        f"{tag}><f>{text}</f></c>",
        f"{tag}><v>{number}</v></c>",
        f"{tag}><f>A1</f><v>{number}</v></c>",
        f'{tag} t="b"><v>{random.choice("01x")}</v></c>',
        f'{tag} t="e"><v>#REF!</v></c>',
        f'{tag} t="d"><v>{random.choice(("2024-03-01", "2024-03-01T10:00:00Z", "x"))}</v></c>',
        f'{tag} t="s"><v>{random.randrange(-2, 160)}</v></c>',
        f"{tag}/>",
    )
    return random.choice(ways).encode()


def _sheet(parts: Parts, random: Random) -> str:
    """A worksheet part; the Actions sheet in most cases."""
    sheets = sorted(name for name in parts if "worksheets/sheet" in name and name.endswith(".xml"))
    return sheets[1] if random.random() < 0.7 and len(sheets) > 1 else random.choice(sheets)


def retype_cell(parts: Parts, random: Random) -> Parts:
    name = _sheet(parts, random)
    found = list(_CELL.finditer(parts[name]))
    if not found:
        return parts
    cell = random.choice(found)
    style = re.search(rb' s="\d+"', cell[3])
    new = cell_xml((cell[1] + cell[2]).decode(), style[0].decode() if style else "", random)
    return parts | {name: parts[name][: cell.start()] + new + parts[name][cell.end() :]}


def swap_cells(parts: Parts, random: Random) -> Parts:
    """Two cells exchange what they hold, as a sort that left a column out does."""
    name = _sheet(parts, random)
    xml = parts[name]
    found = list(_CELL.finditer(xml))
    if len(found) < 2:
        return parts
    one, two = sorted(random.sample(found, 2), key=lambda cell: cell.start())
    first, second = (
        b'<c r="' + here[1] + here[2] + b'"' + there[0][there[0].index(b'"', 6) + 1 :]
        for here, there in ((one, two), (two, one))
    )
    return parts | {name: xml[: one.start()] + first + xml[one.end() : two.start()] + second + xml[two.end() :]}


def _renumbered(row: bytes, number: int) -> bytes:
    row = re.sub(rb'^<row r="\d+"', b'<row r="%d"' % number, row)
    return re.sub(rb'<c r="([A-Z]+)\d+"', lambda cell: b'<c r="%s%d"' % (cell[1], number), row)


def move_rows(parts: Parts, random: Random) -> Parts:
    """Rows below the header sorted, deleted, copied or pushed down."""
    name = _sheet(parts, random)
    found = list(_ROW.finditer(parts[name]))
    rows = [match[0] for match in found]
    if not rows:
        return parts
    at = random.randrange(len(rows))
    way = random.randrange(4)
    if way == 0:
        tail = rows[at:]
        random.shuffle(tail)
        rows[at:] = tail
    elif way == 1:
        del rows[at]
    elif way == 2:
        rows.append(rows[at])
    else:
        rows.insert(at, b'<row r="1"></row>')
    body = b"".join(_renumbered(row, number) for number, row in enumerate(rows, 1))
    return parts | {name: parts[name][: found[0].start()] + body + parts[name][found[-1].end() :]}


def move_column(parts: Parts, random: Random) -> Parts:
    """Two columns exchanged, their headers with them or not."""
    name = _sheet(parts, random)
    letters = sorted({match[1] for match in _CELL.finditer(parts[name])})
    if len(letters) < 2:
        return parts
    one, two = random.sample(letters, 2)
    top = random.choice((1, 6))

    def rename(row: re.Match[bytes]) -> bytes:
        if int(row[1]) < top:
            return row[0]
        cells = [cell[0] for cell in _CELL.finditer(row[0])]
        swap = {one: two, two: one}
        new = [re.sub(rb'^<c r="([A-Z]+)', lambda c: b'<c r="' + swap.get(c[1], c[1]), cell) for cell in cells]
        head = row[0][: row[0].index(b">") + 1]
        return head + b"".join(sorted(new, key=lambda cell: (cell.index(b'"', 6), cell))) + b"</row>"  # type: ignore[attr-defined]

    return parts | {name: _ROW.sub(rename, parts[name])}


def change_attribute(parts: Parts, random: Random) -> Parts:
    name = random.choice(_texts(parts))
    found = list(_ATTRIBUTE.finditer(parts[name]))
    if not found:
        return parts
    one = random.choice(found)
    values = (
        b"",
        b"0",
        b"-1",
        b"1",
        b"99999999999",
        b"s",
        b"XFD1048576",
        b"A1",
        b"rId1",
        b"true",
        b"visible",
        b"../../x",
        b"/xl/workbook.xml",
    )
    new = random.choice((*values, *(other[2] for other in random.sample(found, min(3, len(found))))))
    return parts | {name: parts[name][: one.start(2)] + new + parts[name][one.end(2) :]}


def _texts(parts: Parts) -> list[str]:
    owned = [name for name in parts if name.endswith((".xml", ".rels")) and "theme" not in name]
    return (
        owned
        + [name for name in owned if "sheet2" in name or "sheet7" in name or "shared" in name or "workbook.xml" in name]
        * 2
    )


def edit_element(parts: Parts, random: Random) -> Parts:
    """An element deleted, doubled, moved, or a tag dropped."""
    name = random.choice(_texts(parts))
    xml = parts[name]
    found = list(random.choice((_ELEMENT, _TAG, _CELL, _ROW)).finditer(xml))
    if not found:
        return parts
    one, two = random.choice(found), random.choice(found)
    way = random.randrange(4)
    if way == 0:
        return parts | {name: xml[: one.start()] + xml[one.end() :]}
    if way == 1:
        return parts | {name: xml[: one.end()] + one[0] + xml[one.end() :]}
    if way == 2:
        return parts | {name: xml[: one.start()] + two[0] + xml[one.end() :]}
    return parts | {name: xml[: one.start()] + random.choice(_EVIL) + xml[one.start() :]}


def edit_bytes(parts: Parts, random: Random) -> Parts:
    """Bytes changed, cut out, doubled or put in, anywhere in a part."""
    name = random.choice(_texts(parts))
    xml, at = bytearray(parts[name]), random.randrange(len(parts[name]) + 1)
    way, length = random.randrange(5), random.randrange(1, 40)
    if way == 0:
        xml[at : at + 1] = bytes([random.randrange(256)])
    elif way == 1:
        del xml[at : at + length]
    elif way == 2:
        xml[at:at] = xml[at : at + length]
    elif way == 3:
        xml[at:at] = random.choice(_EVIL)
    else:
        del xml[at:]
    return parts | {name: bytes(xml)}


def move_parts(parts: Parts, random: Random) -> Parts:
    """A part lost, renamed, exchanged with another or emptied."""
    one, two = random.sample(sorted(parts), 2)
    way = random.randrange(5)
    if way == 0:
        return {name: content for name, content in parts.items() if name != one}
    if way == 1:
        return parts | {one: parts[two], two: parts[one]}
    if way == 2:
        return {("../" + name if name == one else name): content for name, content in parts.items()}
    if way == 3:
        return parts | {one: b""}
    return parts | {one.upper() + "x": parts[one]}


def damage_container(data: bytes, random: Random) -> bytes:
    """Bytes of the zip file itself changed, cut, or its stated sizes, offsets and counts made to lie."""
    raw, at = bytearray(data), random.randrange(len(data))
    way = random.randrange(6)
    if way == 0:
        raw[at] ^= 1 << random.randrange(8)
    elif way == 1:
        del raw[at:]
    elif way == 2:
        del raw[at : at + random.randrange(1, 200)]
    elif way == 3:
        return random.choice((b"MZ", b"\0" * 30, data)) + data + random.choice((b"", b"tail", data[-60:]))
    else:
        mark = random.choice((b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06"))
        places = [found.start() for found in re.finditer(re.escape(mark), data)]
        where = min(random.choice(places) + random.randrange(4, 46, 2), len(raw) - 4)
        struct.pack_into("<L", raw, where, random.choice((0, 1, 2**31, 2**32 - 1, len(data), random.randrange(2**32))))
    return bytes(raw)


def entry_twice(data: bytes, random: Random) -> bytes:
    out = io.BytesIO(data)
    with warnings.catch_warnings(), zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        warnings.simplefilter("ignore")
        name = random.choice(package.namelist())
        package.writestr(name, package.read(random.choice(package.namelist())))
    return out.getvalue()


IN_PARTS: tuple[Callable[[Parts, Random], Parts], ...] = (
    retype_cell, retype_cell, retype_cell, retype_cell, swap_cells, swap_cells, move_rows, move_rows, move_column,
    change_attribute, change_attribute, edit_element, edit_element, edit_bytes, move_parts,
)  # fmt: skip
IN_CONTAINER: tuple[Callable[[bytes, Random], bytes], ...] = (damage_container, damage_container, entry_twice)


def mutated(parts: Parts, seed: int) -> tuple[str, bytes]:
    """One to three mutations of a workbook, the same for the same seed: their names and the file."""
    random, names = Random(seed), []
    if random.random() < 0.1:
        one = random.choice(IN_CONTAINER)
        return one.__name__, one(pack(parts), random)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        step = random.choice(IN_PARTS)
        names.append(step.__name__)
        parts = step(parts, random)
    return " ".join(names), pack(parts)
