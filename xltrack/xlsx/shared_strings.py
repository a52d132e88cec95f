"""Text in a workbook's XML: escaped, and shared between cells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import BinaryIO

_SPECIAL = re.compile(r"[&<>]|_(?=x[0-9A-Fa-f]{4}_)|\r")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "_": "_x005F_", "\r": "_x000D_"}
_UNHOLDABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_IN_ATTRIBUTE = re.compile('[&<>"\t\n\r]')
_ENTITY = re.compile(r"&(?:#(\d+)|#x([0-9A-Fa-f]+)|\w+);")
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}
"""The ampersand comes last: the characters that it makes are no entity any more."""


def holdable(text: str) -> str:
    """Return the text without the characters that no workbook can hold: most controls, lone surrogates, U+FFFE, U+FFFF.

    They are invisible and mean nothing; one of them raw makes a file that nobody can open, and programs
    that read one escaped write it raw.
    """
    return text if text.isprintable() else _UNHOLDABLE.sub("", text)


def escape(text: str) -> str:
    """Escape a text for a shared string. A text that looks like an escape (`_x000D_`) is itself escaped."""
    if "&" in text or "<" in text or ">" in text or "_x" in text or "\r" in text:
        return _SPECIAL.sub(lambda match: _ESCAPES[match[0]], text)
    return text


def escape_xml(text: str) -> str:
    """Escape a text for an element without `_xHHHH_` escapes: a formula, a property."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape_attribute(text: str) -> str:
    """Escape a text for an attribute in double quotation marks."""
    return text if text.isalnum() else _IN_ATTRIBUTE.sub(lambda match: f"&#{ord(match[0])};", text)


def unescape_xml(text: str) -> str:
    """Resolve the entities of XML in a text."""
    if "&" not in text:
        return text
    if "&#" in text:
        return _ENTITY.sub(_entity, text)
    for entity, character in _ENTITIES.items():
        text = text.replace(entity, character)
    return text


def _entity(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1]))
    return chr(int(match[2], 16)) if match[2] else _ENTITIES.get(match[0], match[0])


def unescape(text: str) -> str:
    """Decode `_x000D_` and the like in a text, and join the two halves of surrogate pairs."""
    if "_x" not in text or _ESCAPE.search(text) is None:
        return text
    decoded = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return decoded.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class SharedStrings:
    """The template's table of shared strings with new ones written after it, into `out` as they come."""

    def __init__(self, template: str, out: BinaryIO, known: Mapping[str, int] | None = None):
        """`known` are plain texts of the table with their indices, to be used again."""
        self._out = out
        self._head, self._count = template, len(re.findall(r"<si\b", template))
        self._index: dict[str, int] = dict(known or {})
        self._pending: list[str] = []

    def add(self, text: str) -> int:
        """Return the index of a text, which is stored at its first use."""
        index = self._index.get(text)
        if index is None:
            keep = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
            index = self._index[text] = self.add_xml(f"<t{keep}>{escape(text)}</t>")
        return index

    def add_xml(self, content: str) -> int:
        """Return the index of a new string whose XML is given: rich text that the template had inside a cell."""
        self._pending.append(f"<si>{content}</si>")
        self._count += 1
        if len(self._pending) > 2000:
            self._flush()
        return self._count - 1

    def _flush(self) -> None:
        self._out.write("".join(self._pending).encode())
        self._pending.clear()

    def frame(self) -> tuple[str, str]:
        """Return the XML before and after the new strings. Call it when all are added."""
        self._flush()
        head = re.sub(r'(<sst\b[^>]*?) (?:unique)?[cC]ount="\d+"', r"\1", self._head)
        head = re.sub(r'(<sst\b[^>]*?) (?:unique)?[cC]ount="\d+"', r"\1", head)
        counts = f' count="{self._count}" uniqueCount="{self._count}"'
        head = re.sub(r"(<sst\b[^>]*?)\s*/?>", rf"\g<1>{counts}>", head, count=1)
        return head.removesuffix("</sst>").rstrip().removesuffix("</sst>"), "</sst>"
