"""Words beside the cells of an office's own workbook (.xlsx, .xlsm): notes, comment threads, addresses of links."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltrack.findings import CellAddress
from xltrack.grid.limits import DEFAULT_LIMITS, Limits
from xltrack.importing.blocks import Aside
from xltrack.importing.document.word_parts import web_links
from xltrack.xlsx.container import Package
from xltrack.xlsx.workbook_part import Book, relations
from xltrack.xlsx.xml import Element, each_element

_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::.*)?")


def sheet_asides(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> tuple[Aside, ...]:
    """Read what stands beside the cells of every sheet. Raises as the container and the XML parser do."""
    package = Package(data, name, limits)
    try:
        book = Book(package)
        return tuple(aside for sheet in book.sheets for aside in _sheet(package, sheet.name, sheet.part))
    finally:
        package.close()


def _sheet(package: Package, sheet: str, part: str) -> Iterator[Aside]:
    if part not in package:
        return
    kinds = relations(package, part)
    threads = [
        note for kind, target in kinds.values() if kind == "threadedComment" for note in _notes(package, target, sheet)
    ]
    threaded = {note.where for note in threads}
    yield from threads
    for kind, target in kinds.values():
        if kind == "comments":
            yield from (note for note in _notes(package, target, sheet) if note.where not in threaded)
    yield from _links(package, sheet, part)


def _notes(package: Package, part: str, sheet: str) -> Iterator[Aside]:
    """Yield the notes of a comments part, or the comments of a part of threads."""
    if part not in package:
        return
    found: list[Aside] = []
    texts: list[str] = []
    authors: list[str] = []

    def take(element: Element) -> None:
        local, parent = _local(element.name), _local(element.parent)
        if local == "author":
            authors.append(element.text)
        elif (local == "t" and parent != "rPh") or local == "text":
            texts.append(element.text)
        elif local in ("comment", "threadedComment"):
            values = {_local(key): value for key, value in element.attributes.items()}
            where, text = _cell(sheet, values.get("ref", "")), "".join(texts).strip()
            number = values.get("authorId", "")
            author = authors[int(number)] if number.isdigit() and int(number) < len(authors) else ""
            texts.clear()
            if where and text:
                found.append(Aside("note", text, where, author))

    each_element(package, part, take)
    yield from found


def _links(package: Package, sheet: str, part: str) -> Iterator[Aside]:
    targets = web_links(package, part)
    if not targets:
        return
    found: list[Aside] = []

    def take(element: Element) -> None:
        if _local(element.name) == "hyperlink":
            values = {_local(key): value for key, value in element.attributes.items()}
            target, where = targets.get(values.get("id", "")), _cell(sheet, values.get("ref", ""))
            if target and where:
                found.append(Aside("link", target, where))

    each_element(package, part, take)
    yield from found


def _local(name: str) -> str:
    return name.rpartition(" ")[2].rpartition(":")[2]


def _cell(sheet: str, address: str) -> CellAddress | None:
    match = _ADDRESS.fullmatch(address)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = 26 * column + ord(letter) - 64
    return CellAddress(sheet, int(match[2]), column)
