"""Rows of a worksheet without the texts of their formulas, so that XML that was checked once is not parsed again.

Formulas are most of a tracker's bytes. Copies of one tracker share them, most rows, and the XML around the rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from xltrack.xlsx.plain_xml import NotPlain, show
from xltrack.xlsx.read_cache import KnownRow
from xltrack.xlsx.row_cutter import DATA, DATA_END, DEEPEST, SheetCutter

_FORMULA = re.compile(rb"(<f(?: [^<>]*)?>[^<]*</f>)")
_CUT = b"<f />"
"""The mark of a formula that was cut out. A sheet that contains these bytes itself is read by the slow path."""


class Checked(NamedTuple):
    """XML that was read and checked under one root tag, which declares the prefixes."""

    rows: Mapping[bytes, KnownRow]
    """Rows, by their bytes without formulas."""
    others: Mapping[bytes, bytes]
    """Formulas, and the XML before and after the rows."""
    keep: Callable[[bytes], object]
    """Adds one piece to `others`."""


class BareCutter(SheetCutter):
    """A cutter whose rows lack the texts of their formulas; `whole` returns one with them."""

    def __init__(
        self,
        check: Any = None,
        deepest: int = DEEPEST,
        checked_under: Callable[[bytes], Checked] | None = None,
        is_marked: Callable[[bytes], bool] = lambda _: False,
    ):
        """`checked_under` returns what is known under a root tag, `is_marked` whether a text may hold marks."""
        super().__init__(check, deepest)
        self._checked_under, self._is_marked = checked_under, is_marked
        self._known = Checked({}, {}, lambda _: None)
        self._formulas: list[bytes] = []
        self.bare: list[bytes] = []
        self._counted = 0, 0
        """A row of the block, and the number of formulas before it."""
        self._marked: list[bytes] = []

    @property
    def marked(self) -> bytes:
        """The XML of the sheet that may hold marks on its cells, and in any case the tail."""
        return b"".join((*self._marked, self.tail))

    def whole(self, at: int) -> bytes:
        """Return a row of the last block with its formulas. Ask for rows in their order."""
        row, (last, before) = self.bare[at], self._counted
        before += sum(other.count(_CUT) for other in self.bare[last:at])
        self._counted = at, before
        pieces = row.split(_CUT)
        return b"".join(_interleaved(pieces, self._formulas[before : before + len(pieces) - 1]))

    def _checked(self, block: bytes) -> list[bytes]:
        pieces = _FORMULA.split(block)
        self._formulas, bare = pieces[1::2], _CUT.join(pieces[::2])
        if bare.count(_CUT) != len(self._formulas):
            raise NotPlain
        self.bare = rows = self._rows(bare)
        self._counted = 0, 0
        if self._check:
            known, others = self._known.rows, self._known.others
            new = [row for row in rows if row not in known] if known else [bare]
            formulas = [formula for formula in dict.fromkeys(self._formulas) if formula not in others]
            unseen = b"".join((*new, *formulas))
            self._show(unseen)
            is_marked = self._is_marked(unseen)
            if is_marked:
                self._marked.append(unseen)
            for formula in formulas:
                if not (is_marked and self._is_marked(formula)):
                    self._known.keep(formula)
        return rows

    def _check_head(self, root: bytes, rest: bytes) -> None:
        if self._checked_under:
            self._known = self._checked_under(root)
        if rest in self._known.others:
            self._show(root + DATA)
            return
        super()._check_head(root, rest)
        self._known.keep(rest)

    def _check_tail(self) -> None:
        if self.tail in self._known.others:
            show(self._check, DATA_END + b"</worksheet>", final=True)
            return
        super()._check_tail()
        self._known.keep(self.tail)


def _interleaved(pieces: list[bytes], between: list[bytes]) -> Iterator[bytes]:
    yield pieces[0]
    for piece, before in zip(pieces[1:], between, strict=True):
        yield before
        yield piece
