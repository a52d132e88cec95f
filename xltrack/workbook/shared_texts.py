"""The shared texts of a workbook that is updated: those that can be used again, and those of the old base, which are
removed."""

from __future__ import annotations

import re

from xltrack.model.serialize import is_chunk
from xltrack.xlsx.shared_strings import unescape_xml

_ITEM = re.compile(r"<si\b[^>]*?(?:/>|>(.*?)</si>)", re.DOTALL)
_PLAIN = re.compile(r"\s*<t\b[^>]*?(?:/>|>([^<]*)</t>)\s*")
_CHUNK = re.compile(r"<si>\s*<t[^>]*>\s*xltrack:\d+:\d+/\d+:[0-9a-f]{16}:[A-Za-z0-9+/=]*\s*</t>\s*</si>")


def plain_strings(texts: str) -> dict[str, int]:
    """Return the texts without formats, as they stand in the part, and their indices."""
    indices: dict[str, int] = {}
    for index, item in enumerate(_ITEM.finditer(texts)):
        plain = _PLAIN.fullmatch(item[1] or "")
        if plain and "_x" not in (plain[1] or "") and not carries_base(plain[1]):
            indices.setdefault(unescape_xml(plain[1] or ""), index)
    return indices


def without_chunks(texts: str) -> str:
    """Return the part of shared texts with empty ones in the place of a base's pieces."""
    return _CHUNK.sub("<si><t/></si>", texts)


def carries_base(raw: object) -> bool:
    """Return whether a value is a piece of a base."""
    return isinstance(raw, str) and raw.startswith("xltrack:") and is_chunk(raw)
