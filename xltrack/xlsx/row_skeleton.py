"""The skeleton of a row: the XML around its values, without the parts that do not matter to how they are read."""

from __future__ import annotations

import re
from collections.abc import Collection

_FORMAT_OF_TEXT = re.compile(rb' s="\d+"(?=/>| t="(?:s|str|inlineStr)">)')
_FORMAT = re.compile(rb' s="(\d+)"')
_VALUE = re.compile("<v>([^<]*)</v>")


def thinned(rows: bytes, dates: Collection[str]) -> str:
    """Return rows reduced to what matters to reading: the places of their values, and which of them show a date.

    Cells have no formats, and texts inside cells are written like other values. Values that are not plain are read from
    the row itself.
    """

    def date_mark(style: re.Match[bytes]) -> bytes:
        return b" d" if style[1].decode() in dates else b" n"

    if b"<is>" in rows:
        rows = rows.replace(b'<is><t xml:space="preserve">', b"<is><t>")
        rows = rows.replace(b"<is><t>", b"<v>").replace(b"</t></is>", b"</v>")
    return _FORMAT.sub(date_mark, _FORMAT_OF_TEXT.sub(b"", rows)).decode()


def split_values(body: str) -> list[str]:
    """Cut a thinned row: the values are at the odd places, the XML around them at the even ones."""
    return _VALUE.split(body)


def skeleton_of(pieces: list[str], number: str) -> str:
    """Return the XML around a row's values, without the row's number in the addresses of its cells."""
    return "\0".join(pieces[::2]).replace(f'{number}"', '"')
