"""The parts of a Word file that hold text, found by their content types and relations."""

from __future__ import annotations

import posixpath

from xltrack.errors import WorkbookError
from xltrack.xlsx.container import Package
from xltrack.xlsx.xml import each_element

_TYPES = ("document", "comments", "footnotes", "endnotes", "header", "footer")


def part_names(package: Package) -> dict[str, str]:
    """Map each kind of part to its name; headers and footers are numbered. Raises WorkbookError without a text."""
    targets: dict[str, str] = {}

    def take(element: object) -> None:
        attributes = element.attributes  # type: ignore[attr-defined]
        kind = attributes.get("ContentType", "")
        if "wordprocessingml." not in kind and "ms-word.document" not in kind:
            return
        name = attributes.get("PartName", "").lstrip("/")
        word = kind.split("wordprocessingml.")[-1].split("+")[0]
        word = "document" if word.startswith(("document", "template")) or "ms-word" in kind else word
        if word in _TYPES and name in package:
            targets[f"{word}{len(targets)}" if word in ("header", "footer") else word] = name

    if "[Content_Types].xml" in package:
        each_element(package, "[Content_Types].xml", take)
    if "document" not in targets:
        raise WorkbookError("word_no_text", file=package.name)
    return targets


def web_links(package: Package, part: str) -> dict[str, str]:
    """Map relation ids of a part to the web addresses they name; targets inside the file are left out."""
    folder, name = posixpath.split(part)
    targets: dict[str, str] = {}

    def take(element: object) -> None:
        attributes = element.attributes  # type: ignore[attr-defined]
        if attributes.get("TargetMode") == "External" and "hyperlink" in attributes.get("Type", ""):
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if path in package:
        each_element(package, path, take)
    return targets
