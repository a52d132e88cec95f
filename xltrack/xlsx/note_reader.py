"""Notes and threaded comments on the cells of one worksheet, with their authors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from xltrack.grid.outside_cells import CellNote
from xltrack.xlsx.addresses import column_number
from xltrack.xlsx.container import Package
from xltrack.xlsx.shared_strings import unescape
from xltrack.xlsx.workbook_part import relations
from xltrack.xlsx.xml import Element, check_root, each_element, timestamp

_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_SHADOW = "tc="
"""The beginning of the author's name of a note that stands in for a thread, for programs that show no threads."""
_EXPLAINED = "go.microsoft.com/fwlink"
"""The address in the explanation that begins such a note, whatever its language."""
_LONGEST_NAME = 60
"""Letters of a first line that may be an author's name."""


def read_notes(package: Package, sheet_part: str, workbook_part: str) -> tuple[CellNote, ...]:
    """Read every note and every comment of every thread on a worksheet, in the order of its rows.

    A note that only repeats a thread is left out. Raises WorkbookError for a damaged part.
    """
    links = relations(package, sheet_part)
    threads = [
        note
        for kind, part in links.values()
        if kind == "threadedComment" and part in package
        for note in _threads(package, part, _persons(package, workbook_part))
    ]
    threaded = {(note.row, note.column) for note in threads}
    notes = [
        note
        for kind, part in links.values()
        if kind == "comments" and part in package
        for note in _notes(package, part)
        if not (note.threaded and (note.row, note.column) in threaded)
    ]
    return tuple(sorted((*notes, *threads), key=lambda note: (note.row, note.column)))


def local_name(name: str) -> str:
    """Return an element's name without its namespace."""
    return name.rpartition(" ")[2].rpartition(":")[2]


def part_elements(package: Package, part: str) -> list[Element]:
    """Return every element of a part, children before their parents, with names that carry no namespace."""
    elements: list[Element] = []

    def take(element: Element) -> None:
        parent, name = local_name(element.parent), local_name(element.name)
        attributes = {local_name(key): value for key, value in element.attributes.items()}
        elements.append(Element(parent, name, attributes, element.text))

    each_element(package, part, take)
    return elements


def _elements_in(package: Package, part: str, root: str) -> list[Element]:
    elements = part_elements(package, part)
    check_root(package, part, elements[-1].name, root)
    return elements


def _notes(package: Package, part: str) -> Iterator[CellNote]:
    elements = _elements_in(package, part, "comments")
    authors = [unescape(element.text).strip() for element in elements if element.name == "author"]
    pieces: list[str] = []
    for element in elements:
        if element.name == "t" and element.parent != "rPh":
            pieces.append(element.text)
        elif element.name == "comment":
            text, pieces = unescape("".join(pieces)), []
            number = element.attributes.get("authorId", "")
            known = number.isascii() and number.isdigit() and len(number) < 9 and int(number) < len(authors)
            author = authors[int(number)] if known else ""
            if (note := plain_note(CellNote(*_place(element), text, author))).text:
                yield note


def _threads(package: Package, part: str, persons: Mapping[str, str]) -> Iterator[CellNote]:
    """Return the comments thread by thread: the first one, then the replies by their time."""
    elements = _elements_in(package, part, "ThreadedComments")
    comments = [element.attributes for element in elements if element.name == "threadedComment"]
    closed = {comment.get("id") for comment in comments if comment.get("done") in ("1", "true")}
    begun = {comment.get("parentId") or comment.get("id"): at for at, comment in reversed([*enumerate(comments)])}
    threads: list[tuple[int, bool, str, CellNote]] = []
    text = ""
    for element in elements:
        if element.name == "text" and element.parent == "threadedComment":
            text = element.text
        elif element.name == "threadedComment":
            said, text = text.strip(), ""
            values = element.attributes
            parent, when = values.get("parentId"), values.get("dT", "")
            resolved = bool(closed & {values.get("id"), parent})
            author = persons.get(values.get("personId", ""), "")
            if said:
                note = CellNote(*_place(element), said, author, timestamp(when), threaded=True, resolved=resolved)
                threads.append((begun[parent or values.get("id")], bool(parent), when, note))
    return (note for *_, note in sorted(threads, key=lambda one: one[:3]))


def _persons(package: Package, workbook_part: str) -> Mapping[str, str]:
    links = relations(package, workbook_part)
    parts: Iterable[str] = (part for kind, part in links.values() if kind == "person" and part in package)
    elements = (element for part in parts for element in part_elements(package, part) if element.name == "person")
    return {e.attributes.get("id", ""): e.attributes.get("displayName", "").strip() for e in elements}


def _place(element: Element) -> tuple[int, int]:
    """Return the row and column of a note; 0 and 0 if its address is none."""
    match = _ADDRESS.fullmatch(element.attributes.get("ref", ""))
    column = column_number(match[1]) if match else 0
    return (int(match[2]), column) if match and column and int(match[2]) else (0, 0)


def plain_note(note: CellNote) -> CellNote:
    """Return a note as it was written: without its author's name, which Excel writes into the first line.

    If a program lost the author, the name is taken from that line. A note that replaces a thread has no author.
    """
    text = note.text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if note.author.startswith(_SHADOW) or _EXPLAINED in text:
        return note._replace(text=_shadowed(text), author="", threaded=True)
    first, _, rest = text.partition("\n")
    name = first[:-1].strip() if first.endswith(":") and len(first) <= _LONGEST_NAME else ""
    if name and rest.strip() and (not note.author or name.casefold() == note.author.casefold()):
        return note._replace(text=rest.strip(), author=note.author or name)
    return note._replace(text=text)


def _shadowed(text: str) -> str:
    """Return the words of a thread, without the explanation that Excel puts in front of them for older programs."""
    blocks = text.split("\n\n", 2)
    if not text.startswith("[") or len(blocks) < 3:
        return text.strip()
    labels = [line for line in blocks[2].split("\n") if line[:1].strip() and line.rstrip().endswith(":")]
    lines = [line.strip() for line in blocks[2].split("\n") if line.strip() and line not in labels]
    return "\n".join(lines) or blocks[2].strip()
