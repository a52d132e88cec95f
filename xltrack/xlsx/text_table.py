"""The texts that cells of a workbook share, read from their part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast
from xml.parsers import expat

from xltrack.grid.limits import MIB
from xltrack.xlsx.container import Package
from xltrack.xlsx.plain_xml import (
    NotPlain,
    as_plain,
    prolog_end,
    respelled,
    root_end,
    show,
    watch_prefixes,
    watching_parser,
    xml_tokens,
)
from xltrack.xlsx.read_cache import ReadCache
from xltrack.xlsx.shared_strings import unescape, unescape_xml

_TEXT = re.compile(r'<si>(?:<t(?: xml:space="preserve")?>([^<]*)</t>|<t/>)</si>')
_ITEM = re.compile(rb'<si><t(?: xml:space="preserve")?>([^<]*)</t>')
_END = b"</si>"
_WEIGHT = 200
"""Bytes that it takes to remember a text, besides its own."""


def read_texts(package: Package, part: str, cache: ReadCache, *, among_others: bool) -> tuple[str, ...]:
    """Return the shared texts in their order, without the runs that only say how to pronounce them.

    `among_others` says that other workbooks are read with the same cache. Raises WorkbookError for a damaged part.
    """
    data, deepest = package.read(part), package.limits.depth
    known = cache if among_others and len(data) < MIB else None
    return cache.part_again(("texts", deepest), data, 3 * len(data), lambda: _checked(package, part, data, known))


def _checked(package: Package, part: str, data: bytes, known: ReadCache | None) -> tuple[str, ...]:
    try:
        texts = _partly_known(package, part, data, known) if known else None
        return _texts(as_plain(package, part, data, "sst"), package.limits.depth) if texts is None else texts
    except (NotPlain, expat.ExpatError, UnicodeDecodeError):
        return _texts(b"".join(respelled(package, part, [data])), package.limits.depth)


def _partly_known(package: Package, part: str, data: bytes, cache: ReadCache) -> tuple[str, ...] | None:
    """Return the texts, of which only those that no earlier workbook had are shown to expat.

    None where one is written in another way than most, or has formats in it. Raises NotPlain, and expat's error for
    a part that is not well-formed.
    """
    end = root_end(data, "sst")
    root = data[prolog_end(data) : end]
    *items, tail = data[end:].split(_END)
    known = cast(dict[bytes, str], cache.parts.of(("text", root)))
    new = [item for item in dict.fromkeys(items) if item not in known]
    matches = [_ITEM.fullmatch(item) for item in new]
    if tail != b"</sst>" or not all(matches):
        return None
    made = watching_parser(package, part)
    show(made, root)
    watch_prefixes(made, on=True)
    show(made, b"".join(item + _END for item in new) + tail, final=True)
    learned = {
        item: unescape(unescape_xml(match[1].decode())) for item, match in zip(new, matches, strict=True) if match
    }
    texts = tuple(learned[item] if item in learned else known[item] for item in items)
    for item, text in learned.items():
        cache.parts.keep(("text", root), item, text, 2 * len(item) + _WEIGHT)
    return texts


def _texts(data: bytes, deepest: int) -> tuple[str, ...]:
    """Cut the texts of a plain part. Raises NotPlain."""
    text = data[prolog_end(data) :].decode()
    texts = _TEXT.findall(text)
    if text.count("<si") != len(texts) or text.count("<t") != len(texts):
        texts = list(_rich_texts(text, deepest))
    return tuple(map(unescape, map(unescape_xml, texts)))


def _rich_texts(text: str, deepest: int) -> Iterator[str]:
    """Yield the same where some have formats in them, or say how they are pronounced. Raises NotPlain if too deep."""
    pieces: list[str] = []
    names: list[str] = []
    for _, name, kind, content in xml_tokens(text):
        if content and names[-1:] == ["t"] and "rPh" not in names:
            pieces.append(content)
        elif kind == "</":
            names.pop()
        elif kind == "<":
            names.append(name)
            if len(names) > deepest:
                raise NotPlain
        if name == "si" and kind != "<":
            yield "".join(pieces)
            pieces.clear()
