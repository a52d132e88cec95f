"""Remarks of which there are more, or which are longer, than the sheet Decisions can show one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from xltrack.i18n.catalogue import Catalogue
from xltrack.model.remark import Remark, remark_title

LONGEST_REMARK = 15_000
"""Characters of one remark: a cell of Decisions holds it with its place, though Excel counts an emoji twice."""
_MOST = 500
"""Remarks of one workbook that are asked about one by one."""
_MOST_PARTS = 80
"""Remarks that one long text becomes. What is longer ends with an ellipsis."""
_COLUMNS = frozenset(("own_column", "second_column"))
"""Kinds of which a workbook may hold one for each action; the others are read first."""


def manageable(remarks: Sequence[Remark], words: Catalogue) -> tuple[Remark, ...]:
    """Return the remarks, long ones in parts. Of hundreds, the last ones are listed in one remark for each sheet.

    `words` are those of the workbook's language.
    """
    remarks = [part for remark in remarks for part in in_parts(remark)]
    if len(remarks) <= _MOST:
        return tuple(remarks)
    ordered = sorted(remarks, key=lambda remark: remark.kind in _COLUMNS)
    rest = groupby(sorted(ordered[_MOST:], key=lambda remark: remark.sheet), lambda remark: remark.sheet)
    return (*ordered[:_MOST], *(one for sheet, more in rest for one in _listed(sheet, more, words)))


def in_parts(remark: Remark) -> Iterator[Remark]:
    """Yield a remark, or several with its place and author where its text is too long for one."""
    if len(remark.text) <= LONGEST_REMARK:
        yield remark
        return
    for text in parts(remark.text.split("\n")):
        yield remark.model_copy(update={"text": text})


def _listed(sheet: str, remarks: Iterable[Remark], words: Catalogue) -> Iterator[Remark]:
    for text in parts(_line(remark, words) for remark in remarks):
        yield Remark(kind="beside", text=text, sheet=sheet)


def _line(remark: Remark, words: Catalogue) -> str:
    """Return a remark with its kind, author and place: "Note by Aru on Actions!G9, R1.A2: Ask for 2,000 more."."""
    place = ", ".join(filter(None, (remark_title(remark, words), remark.ref)))
    return ": ".join(filter(None, (place, remark.text)))


def parts(lines: Iterable[str]) -> Iterator[str]:
    """Join lines to texts that a remark can hold; a longer line is continued in the next one."""
    text, made = "", 0
    for line in lines:
        joined = f"{text}\n{line}" if text else line
        while len(joined) > LONGEST_REMARK:
            head, joined = (text, line) if text else (joined[:LONGEST_REMARK], joined[LONGEST_REMARK:])
            text, made = "", made + 1
            yield head if made < _MOST_PARTS else f"{head}…"
            if made == _MOST_PARTS:
                return
        text = joined
    if text:
        yield text
