"""The words of a cell outside our columns: its text, the address behind it, and what is known of a picture in it."""

from __future__ import annotations

import re

from xltrack.grid.values import ErrorValue, Formula, LinkedText, Raw, shown_value

_PICTURE = re.compile(r"=?\s*(?:IFERROR\(__xludf\.DUMMYFUNCTION\(\")?(?:_xlfn\.)?(DISPIMG|IMAGE)\s*\(", re.IGNORECASE)
_LINK = re.compile(r'=?\s*HYPERLINK\s*\(\s*"([^"]+)"', re.IGNORECASE)
_QUOTED = re.compile(r'"+([^"]+)"+')
_CELL = re.compile(r"\$?[A-Za-z]{1,3}\$?\d")


def is_cell_picture(raw: Raw) -> bool:
    """Return whether a cell holds a picture: WPS Office and Excel write a formula whose text says nothing."""
    return _PICTURE.match(_written(raw)) is not None


def picture_words(raw: Raw) -> str:
    """Return the alternative text and the address of a picture in a cell; "" where its formula has only an id.

    >>> picture_words(Formula('_xlfn.IMAGE("https://example.org/map.png","Map of offices")', None))
    'Map of offices (https://example.org/map.png)'
    """
    match = _PICTURE.match(_written(raw))
    if match is None or match[1].upper() == "DISPIMG":
        return ""
    address, *words = [*_QUOTED.findall(_written(raw)[match.end() :]), ""]
    text = " ".join(filter(None, words))
    return with_target(text, address) if text else address


def address_behind(raw: Raw) -> str:
    """Return the address behind a text, of a link or of a HYPERLINK formula; "" for none."""
    if isinstance(raw, LinkedText):
        return raw.target if raw.says_more else ""
    match = _LINK.match(raw.text) if isinstance(raw, Formula) else None  # a text says all of it itself
    return match[1] if match else ""


def cell_words(raw: Raw) -> str:
    """Return the words of a cell with the address behind them; "" for a picture."""
    return "" if is_cell_picture(raw) else with_target(shown_value(raw).strip(), address_behind(raw))


def is_calculated(raw: Raw) -> bool:
    """Return whether a cell shows what a formula works out from other cells, and no words of its own."""
    if not isinstance(raw, Formula) or address_behind(raw):
        return isinstance(raw, ErrorValue)
    return not isinstance(raw.cached, str) or not raw.text or _CELL.search(_QUOTED.sub("", raw.text)) is not None


def with_target(text: str, target: str) -> str:
    """Return a text with the address behind it, unless the text itself has it."""
    return f"{text.strip()} ({target})" if target and target not in text else text


def _written(raw: Raw) -> str:
    text = raw.text if isinstance(raw, Formula) else raw
    return text if isinstance(text, str) else ""
