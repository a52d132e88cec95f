"""The Overdue formula of earlier versions, which counted from the month after the deadline's, brought to today's count.

It finds its words by their places, so those two cells get today's words with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from xltrack.i18n.catalogue import Catalogue
from xltrack.xlsx.addresses import column_number
from xltrack.xlsx.formulas import sheet_key

_CELL = r"\s*([^,()]+?)\s*"
_QUOTE = r'(?:"|&quot;)'
_FORMER = re.compile(
    rf"=\s*0\s*,{_CELL},\s*IF\([^,]*=\s*1\s*,{_CELL},\s*"
    rf"SUBSTITUTE\([^,]*,\s*{_QUOTE}\{{count\}}{_QUOTE}\s*,[^,]*?(-\s*1\s*)\)\s*\)\s*\)"
)
"""`IF(late=0,"under 1 month",IF(late=1,"1 month",SUBSTITUTE("{count} months","{count}",late)))`; texts in cells."""
_PLACE = re.compile(r"('(?:[^']|'')+'|[^'!]+)!\$?([A-Z]{1,3})\$?(\d+)")


def renewed(text: str) -> str:
    """Return a formula, or a row's XML, whose Overdue counts from the due month; any other text as it is."""
    return _FORMER.sub(lambda match: text[match.start() : match.start(3)] + text[match.end(3) : match.end()], text)


def renewed_words(formula: str, words: Catalogue) -> Iterator[tuple[str, int, int, str]]:
    """Yield the cells that a former formula takes its first two texts from, as sheet, row, column and today's text."""
    match = _FORMER.search(formula)
    texts: Mapping[int, str] = {group: words.months(group) for group in (1, 2)}
    for group, text in texts.items() if match else ():
        place = _PLACE.fullmatch(match[group]) if match else None
        if place:
            yield sheet_key(place[1]), int(place[3]), column_number(place[2]), text
