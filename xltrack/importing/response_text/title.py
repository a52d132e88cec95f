"""The title above the first label: the form prints it twice, the second time with words behind it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from xltrack.importing.response_text.lines import WORD, SourceLine

_TITLE_WORDS = 100


def title_lines(lines: Sequence[SourceLine], suffixes: Sequence[str]) -> tuple[int, int, int]:
    """Return where the title begins and ends among the lines, and where what belongs to it ends.

    The form prints it twice, the second time with "Management Response Plan" after it, and either may be wrapped.
    Without such a pair the first line is the title.
    """
    alone = (0, min(1, len(lines)), min(1, len(lines)))
    words = [(word, at) for at, line in enumerate(lines) for word in WORD.findall(line.text)]
    begins = {at: sum(1 for _ in group) for at, group in groupby(at for _, at in words)}
    offset_of: dict[int, int] = {}
    total = 0
    for at, count in begins.items():
        offset_of[at] = total
        total += count
    line_at = {offset: at for at, offset in offset_of.items()}
    return next((found for suffix in suffixes if (found := _twice(words, line_at, suffix.split()))), alone)


def _twice(
    words: Sequence[tuple[str, int]], line_at: dict[int, int], suffix: Sequence[str]
) -> tuple[int, int, int] | None:
    texts = [word for word, _ in words]
    for end in range(len(texts) - len(suffix) + 1):
        if texts[end : end + len(suffix)] != list(suffix):
            continue
        for size in range(1, min(_TITLE_WORDS, end // 2) + 1):
            start, again = end - 2 * size, end - size
            if start in line_at and again in line_at and texts[start:again] == texts[again:end]:
                return line_at[start], line_at[again], words[end + len(suffix) - 1][1] + 1
    return None
