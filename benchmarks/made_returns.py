"""Returned copies of one tracker as offices really send them back, for the benchmarks and the differential run.

Every way starts from the same copies with three cells edited each, hardly two the same. A way is what happened to the
file after that: nothing, texts renumbered as Excel does when it saves, rows sorted and formats numbered anew, or saved
by another program.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from benchmarks.bench_merge import DAY, SHEET, STRINGS, made, returns
from tests.packages import Parts, pack, unpack
from xltrack.workbook.write import workbook_bytes

STYLES = "xl/styles.xml"
HEADER = 5
"""The row of the Actions sheet that holds the headers."""
_ITEM = re.compile(r"<si>.*?</si>|<si/>", re.DOTALL)
_SHARED = re.compile(r'( t="s"[^>]*><v>)(\d+)(</v>)')
_STYLE = re.compile(r'(<(?:c|row|col)\b[^>]*? (?:s|style)=")(\d+)(")')
_FORMATS = re.compile(r"(<cellXfs\b[^>]*>)(.*?)(</cellXfs>)", re.DOTALL)
_FORMAT = re.compile(r"<xf\b[^>]*/>|<xf\b[^>]*[^/]>.*?</xf>", re.DOTALL)
_ROW = re.compile(r'<row r="(\d+)".*?</row>', re.DOTALL)


def renumbered(parts: Parts, _: random.Random) -> Parts:
    """Number the shared texts in the order in which cells use them, as Excel does whenever it saves."""
    items = _ITEM.findall(parts[STRINGS].decode())
    order: dict[int, int] = {}

    def number(match: re.Match[str]) -> str:
        return f"{match[1]}{order.setdefault(int(match[2]), len(order))}{match[3]}"

    sheets = {name: _SHARED.sub(number, parts[name].decode()).encode() for name in _sheets(parts)}
    head = parts[STRINGS].decode().partition("<si")[0]
    head = re.sub(r' (?:uniqueC|c)ount="\d+"', "", head)
    return parts | sheets | {STRINGS: (head + "".join(items[at] for at in order) + "</sst>").encode()}


def rearranged(parts: Parts, rng: random.Random) -> Parts:
    """Sort the rows of actions in another order and number the cell formats anew, then renumber the texts."""
    numbers = list(range(len(_formats(parts))))
    rng.shuffle(numbers)
    return renumbered(_restyled(_sorted(parts, rng), numbers), rng)


def _sheets(parts: Parts) -> list[str]:
    return sorted(name for name in parts if name.startswith("xl/worksheets/sheet"))


def _formats(parts: Parts) -> list[str]:
    found = _FORMATS.search(parts[STYLES].decode())
    assert found is not None
    return _FORMAT.findall(found[2])


def _sorted(parts: Parts, rng: random.Random) -> Parts:
    """Shuffle the filled rows: texts move, the formulas in them follow their new row."""
    xml = parts[SHEET].decode()
    rows = [match for match in _ROW.finditer(xml) if int(match[1]) > HEADER]
    places = [match[1] for match in rows]
    rng.shuffle(rows)
    texts = (_moved(match, to) for match, to in zip(rows, places, strict=True))
    start, end = xml.index(f'<row r="{places[0]}"'), xml.index("</sheetData>")
    return parts | {SHEET: (xml[:start] + "".join(texts) + xml[end:]).encode()}


def _moved(row: re.Match[str], to: str) -> str:
    """Give a row another number, in its addresses and in the formulas that look at its own cells."""
    return re.sub(rf'(?<=[A-Z]){row[1]}(?!\d)|(?<=<row r="){row[1]}(?=")', to, row[0])


def _restyled(parts: Parts, numbers: list[int]) -> Parts:
    place = {old: new for new, old in enumerate(numbers)}
    formats = _formats(parts)
    styles = _FORMATS.sub(lambda m: m[1] + "".join(formats[at] for at in numbers) + m[3], parts[STYLES].decode())
    sheets = {
        name: _STYLE.sub(lambda m: f"{m[1]}{place[int(m[2])]}{m[3]}", parts[name].decode()).encode()
        for name in _sheets(parts)
    }
    return parts | sheets | {STYLES: styles.encode()}


def by_openpyxl(files: Iterable[Path], folder: Path) -> None:
    """Save the files with openpyxl, which writes the texts inside their cells."""
    from openpyxl import load_workbook

    for file in files:
        load_workbook(file, rich_text=True).save(folder / file.name)


def by_libreoffice(files: Iterable[Path], folder: Path) -> None:
    """Save the files with LibreOffice. Raises FileNotFoundError where it is not installed."""
    profile = folder.parent / "profile"
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", folder, *files], check=True, capture_output=True)
    shutil.rmtree(profile, ignore_errors=True)


REWRITES: Mapping[str, Callable[[Parts, random.Random], Parts]] = {"renumbered": renumbered, "sorted": rearranged}
PROGRAMS: Mapping[str, Callable[[Iterable[Path], Path], None]] = {
    "openpyxl": by_openpyxl,
    "libreoffice": by_libreoffice,
}
WAYS = ("alike", *REWRITES, *PROGRAMS)


def corpus(where: Path, way: str, count: int, size: int) -> tuple[Path, Path]:
    """Make a master of that many actions and a folder of returns of it; return their paths."""
    sent = workbook_bytes(made(size), as_of=DAY)
    master, alike, folder = (
        where / f"master-{size}.xlsx",
        where / f"alike-{count}x{size}",
        where / f"{way}-{count}x{size}",
    )
    master.write_bytes(sent)
    if not alike.exists():
        alike.mkdir()
        returns(alike, sent, count, size)
    if way != "alike":
        folder.mkdir()
        files = sorted(alike.iterdir())
        if way in PROGRAMS:
            PROGRAMS[way](files, folder)
        for number, file in enumerate(files if way in REWRITES else ()):
            (folder / file.name).write_bytes(pack(REWRITES[way](unpack(file.read_bytes()), random.Random(number))))
    return master, folder
