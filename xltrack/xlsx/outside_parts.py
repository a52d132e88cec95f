"""Parts that hold notes, threads and shapes: which of them a damaged workbook has lost, or no longer shows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from xltrack.errors import WorkbookError
from xltrack.xlsx.container import Package
from xltrack.xlsx.workbook_part import relations

_KINDS = {"comment": "comments", "comments": "comments", "drawing": "drawing"} | dict.fromkeys(
    ("threadedcomment", "threadedcomments"), "threadedComment"
)
"""By the name that programs give such a part: the kind of a worksheet's link to it."""
_NAME = re.compile(rf"(?:^|/)({'|'.join(_KINDS)})\d*\.xml$")
_LINKS = re.compile(r"^(.*?)_rels/([^/]*)\.rels$", re.IGNORECASE)


def missing_parts(package: Package, sheet_part: str) -> list[str]:
    """Return the parts with notes, threads or shapes that a worksheet names and the package does not hold."""
    return [
        part for kind, part in links_of(package, sheet_part) if part and kind in _KINDS.values() and part not in package
    ]


def unlinked_parts(package: Package, sheet_parts: Collection[str]) -> list[str]:
    """Return the parts with notes, threads or shapes that the package holds and no sheet shows."""
    held = {name.casefold(): match[1] for name in package.names if (match := _NAME.search(name.casefold()))}
    if not held:
        return []
    links = [link for part in sheet_parts for link in links_of(package, part)]
    shown = {part.casefold() for kind, part in links if _KINDS[held.get(part.casefold(), "drawing")] == kind}
    if shown.issuperset(held):
        return []
    elsewhere = {part.casefold() for owner in _owners(package) for _, part in links_of(package, owner)}
    return sorted(name for name in held if name not in shown | elsewhere)


def _owners(package: Package) -> Iterator[str]:
    """Yield the parts that have links, but for worksheets: chart sheets and charts have drawings of their own."""
    for name in package.names:
        match = _LINKS.match(name)
        if match and "worksheets/" not in match[1].casefold():
            yield match[1] + match[2]


def links_of(package: Package, part: str) -> list[tuple[str, str]]:
    """Return the kind and the part of each link of a part; none where they are damaged."""
    try:
        return [*relations(package, part).values()]
    except WorkbookError:
        return []
