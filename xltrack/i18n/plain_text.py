"""Texts of other people made fit to be shown."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import takewhile

_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")

_FEWEST = 12
"""Letters that a piece keeps where names are told apart."""
_NUMBER = re.compile(r"(\d{1,18})")

_FULL_WIDTH = "。！？；：）"


def cleaned(text: str) -> str:
    """Replace the characters that could steer a terminal or hide a direction."""
    return text if text.isprintable() else _STEERING.sub("\ufffd", text)


def run_on(sentences: Iterable[object]) -> str:
    """Put sentences into one paragraph, with no blank after a full-width mark, which has its own room.

    >>> run_on(["One.", "Two."]), run_on(["一。", "二。"])
    ('One. Two.', '一。二。')
    """
    text = ""
    for sentence in map(str, sentences):
        text += f"{'' if not text or text[-1] in _FULL_WIDTH else ' '}{sentence}"
    return text


LONGEST_SENDER = 100
"""Letters of the name of a person that a file or a mail gives."""


def shorten(text: str, letters: int | None) -> str:
    """Put the text on one line and cut it after a whole word where it is longer than `letters`, with an ellipsis."""
    text = cleaned(" ".join(text.split()))
    if letters is None or len(text) <= letters:
        return text
    cut = text[: letters - 1].rpartition(" ")[0] or text[: letters - 1]
    return cut.rstrip(" ,.;:") + "\u2026"


def shorten_apart(names: Iterable[str], letters: int | None) -> dict[str, str]:
    """Shorten the names of one list. Names with the same beginning keep the part in which they differ.

    >>> list(shorten_apart(["Evaluation of the wells in 2019", "Evaluation of the wells in 2020"], 24).values())
    ['Evaluation of… in 2019', 'Evaluation of… in 2020']
    """
    cut = {name: shorten(name, letters) for name in names}
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for name, short in cut.items():
        alike[short].append(name)
    for group in alike.values():
        if letters is not None and len(group) > 1:
            cut.update(_differing(group, max(letters, 2 * _FEWEST)))
    return cut


def _differing(names: Sequence[str], letters: int) -> Iterable[tuple[str, str]]:
    """Shorten names with the same beginning in the middle."""
    flat = [cleaned(" ".join(name.split())) for name in names]
    same = "".join(words[0] for words in takewhile(lambda found: len(set(found)) == 1, zip(*flat, strict=False)))
    start = same.rfind(" ") + 1 or len(same.rstrip("0123456789"))
    if not start or len(set(flat)) == 1:
        return
    word_before = same.rfind(" ", 0, start - 1) + 1
    if max(map(len, flat)) - word_before <= letters // 2:
        start = word_before
    ends = shorten_apart((text[start:] for text in flat), letters // 2)
    for name, text in zip(names, flat, strict=True):
        end = ends[text[start:]]
        if len(text) > letters:
            yield name, f"{shorten(text, letters - len(end) - 1)} {end}".rstrip()


def natural_order(text: str) -> tuple[tuple[int, str], ...]:
    """Return a key that sorts numbers within a text by their size, and capitals with small letters.

    >>> sorted(["R10", "R2"], key=natural_order)
    ['R2', 'R10']
    """
    parts = _NUMBER.split(text.casefold())
    return tuple((int(part), "") if at % 2 else (0, part) for at, part in enumerate(parts))
