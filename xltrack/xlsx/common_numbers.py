"""Sheets of several workbooks in one numbering of texts and formats, so that copies are known again by their bytes.

Excel numbers the shared texts anew whenever it saves, and often the formats. What a cell's numbers stand for stays.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

from xltrack.xlsx.read_cache import CommonTexts, ReadCache
from xltrack.xlsx.styles import Styles

_CELL = re.compile(
    rb'(<c r="(?:[A-Z]{1,3}\d{1,7}")?)((?: s="\d+")?)'
    rb'((?: t="s"><v>\d+</v>)?(?=</c>|/?>| t="(?:n|str|b|e|d|inlineStr)"/?>)|.|$)',
    re.DOTALL,
)
"""A cell: what names its format and its text, both empty where it has none. A byte takes the place of the text in a
cell that is written in another way than most."""
_DEFAULT = b' s="0"'
"""The format of cells that name none."""
_DATE, _STRUCK, _BOTH = "1", "2", "3"
COMMON_STYLES = Styles(4, frozenset((_DATE, _BOTH)), frozenset((_STRUCK, _BOTH)))
"""The formats that cells have in the common numbering; one that matters to no value is left out."""


class _Renumbered(NamedTuple):
    """A sheet in the common numbering, and what its cells name: in its own numbering, and in the common one."""

    xml: bytes
    own: tuple[Collection[bytes], Collection[bytes]]
    common: tuple[list[bytes], list[bytes]]


class CommonNumbers:
    """The numbering of one workbook as against the common one."""

    def __init__(self, texts: CommonTexts, numbers: Iterable[int], styles: Styles):
        """`numbers` are those of its texts in the common numbering."""
        self.texts = texts.texts
        self._formats = _Formats(styles)
        self._shared = dict(zip(texts.marks, map(texts.marks.__getitem__, numbers), strict=False)) | {b"": b""}

    def renumbered(self, sheet: bytes, cache: ReadCache) -> bytes | None:
        """Return a sheet in the common numbering; None where a cell is written in another way than most."""
        try:
            renumbered_part = cache.part_again("renumbered", sheet, 2 * len(sheet), lambda: self._renumbered(sheet))
            if self._common(*renumbered_part.own) != renumbered_part.common:
                renumbered_part = self._renumbered(sheet)
        except KeyError:  # a text beyond the last one, or a cell of another kind
            return None
        return renumbered_part.xml

    def _common(self, formats: Iterable[bytes], texts: Iterable[bytes]) -> tuple[list[bytes], list[bytes]]:
        """Return what names the same in the common numbering."""
        return list(map(self._formats.__getitem__, formats)), list(map(self._shared.__getitem__, texts))

    def _renumbered(self, sheet: bytes) -> _Renumbered:
        pieces = _CELL.split(sheet)
        own = {*pieces[2::4]}, {*pieces[3::4]}
        pieces[2::4], pieces[3::4] = self._common(pieces[2::4], pieces[3::4])
        return _Renumbered(b"".join(pieces), own, self._common(*own))


class _Formats(dict[bytes, bytes]):
    """The XML that names a format -> the XML that names it in the common numbering. Filled as formats turn up."""

    def __init__(self, styles: Styles):
        self._dates, self._struck = styles.dates, styles.struck

    def __missing__(self, xml: bytes) -> bytes:
        number = (xml or _DEFAULT)[4:-1].decode()
        kind = (number in self._dates) + 2 * (number in self._struck)
        self[xml] = common = f' s="{kind}"'.encode() if kind else b""
        return common


def common_numbers(cache: ReadCache, strings: tuple[str, ...], styles: Styles) -> CommonNumbers | None:
    """Return the numbering of a workbook with these texts and formats; None where it must be read by its own."""
    numbers = cache.common.numbers(strings)
    return None if numbers is None else CommonNumbers(cache.common, numbers, styles)
