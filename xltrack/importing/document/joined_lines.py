"""Wrapped lines of a page joined into paragraphs again, without the hyphens at line ends."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence

from xltrack.i18n.catalogue import bare

_HYPHENS = "-\u2010\u2011\u00ad"
_SUSPENDED = re.compile(r"(?:and|or|to|et|ou|y|e|o|и|или|und|oder)\b")
_ITEM = re.compile(r"(?:[\u2022\u25aa\u25cf\u2013\u2014*\u00b7]\s|-\s|\d{1,2}[.)]\s|\(?[a-z][.)]\s)")
_MOST_BREAKS = 4
"""Lines over which one word may be broken."""
_LABEL = re.compile(r"[^.;:]{1,60}[:\uff1a](?:\s|$)")

_OTHER_SIZE = 0.15
"""Part of its height by which a line differs from another one in another size of letters."""
_DATE = re.compile(r"\d{1,2}([./-])\d{1,2}\1\d{4}|\d{4}([./-])\d{1,2}(?:\2\d{1,2})?|\d{1,2}[./-]\d{4}|\d{4}")
_FRAGMENT = 4
"""Letters of a piece that is recognised as the rest of a broken word because it has no vowel."""
_VOWELS = frozenset("aeiouyæœаеиоуыэюяі")
_WITHOUT_VOWELS = frozenset(["vs", "nr", "st", "th", "km", "kg", "mm", "в", "к", "с", "б", "ж", "км", "кг", "г", "гг"])
_ENGLISH_OR_FRENCH = """
    ment ments ement ements ent ents ental tion tions ation ations ition sion sions ion ions zation zations isation
    sation ency encies ance ances ence ences nce nces ity ities ty ties ility ize ized izing ised izes ly ably ively
    ible ble bles ness ive ives ous ical ial ary ories ory ed ied ing ings ning ting
    ité ités eur eurs euse euses ique iques iste istes ée ées ième
"""
_SPANISH_OR_RUSSIAN = """
    ción ciones ión ón iento miento mientos mente idad idades dades ado ada ados adas ico ica icos icas
    ние ния нию нии ение ения ность ности ный ная ное ные ного ной ных ным ский ская ского ство ства ция ции цию ать ить
"""
_ENDINGS = frozenset(map(bare, (_ENGLISH_OR_FRENCH + _SPANISH_OR_RUSSIAN).split()))
"""Endings of words that are no words themselves."""
_BEFORE_ON = ("ti", "si", "ci", "gi", "xi")
"""Letters that hardly a word ends in, and many have before "on": acquisition, provisional."""

PlacedLine = tuple[str, float, float, float, float]
"""A line's text with its box: left, top, right, bottom."""


def unwrap(lines: Sequence[PlacedLine], right: float, words: Container[str], *, in_cell: bool = False) -> Iterator[str]:
    """Join lines where the next word had no room before the `right` edge of the text.

    `words` are those of the whole source, to tell a hyphen that belongs to a word from one that broke it.
    In a cell a line that begins with a label goes on like any other.
    """
    text = ""
    before: PlacedLine | None = None
    for line in lines:
        if before is not None and _goes_on(before, line, right, in_cell):
            text = joined_line(text, line[0].strip(), words)
        else:
            if text:
                yield text
            text = line[0].strip()
        before = line
    if text:
        yield text


def mended(lines: Sequence[PlacedLine], right: float, words: Container[str]) -> Iterator[PlacedLine]:
    """Put words together that a narrow column broke without a hyphen.

    Such a word fills its line alone. It is put together only where that is certain: the source has the whole word
    elsewhere, it is a date, or one of its pieces can be no word.
    """
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) - 1 and end - at < _MOST_BREAKS and is_filled(lines[end], right):
            end += 1
        while end > at and not _is_one_word([line[0] for line in lines[at:end]], _first_word(lines[end][0]), words):
            end -= 1
        text = "".join(line[0] for line in lines[at : end + 1])
        _, left, top, _, _ = lines[at]
        last = lines[end]
        letter = (last[3] - last[1]) / max(len(last[0]), 1)
        yield (text, left if end == at else last[3] - letter * len(text), top, last[3], last[4])
        at = end + 1


def is_filled(line: PlacedLine, right: float) -> bool:
    """Return whether one word takes a whole line, up to the last letter that has room."""
    text, left, _, end, _ = line
    return " " not in text and text[-1:].isalnum() and end + 2 * (end - left) / len(text) > right


def _is_one_word(pieces: Sequence[str], tail: str, words: Container[str]) -> bool:
    whole = "".join(pieces) + tail
    if whole in words or _DATE.fullmatch(whole):
        return True
    if len(pieces) != 1 or not pieces[0].isalpha() or not (tail.isalpha() and tail.islower()):
        return False
    mute = len(tail) <= _FRAGMENT and not set(bare(tail)) & _VOWELS and tail not in _WITHOUT_VOWELS
    return mute or bare(tail) in _ENDINGS or (pieces[0].endswith(_BEFORE_ON) and tail.startswith("on"))


def _first_word(text: str) -> str:
    return text[: next((at for at, letter in enumerate(text) if not letter.isalnum()), len(text))]


def _goes_on(before: PlacedLine, line: PlacedLine, right: float, in_cell: bool) -> bool:
    text, left, top, end, bottom = before
    height = max(bottom - top, 1.0)
    if line[2] - bottom > 0.9 * height or not text.strip() or _ITEM.match(line[0]):
        return False
    if text.rstrip()[-1] in _HYPHENS and line[0].lstrip()[:1].islower():
        return True
    if not in_cell and (_LABEL.match(line[0]) or abs(line[4] - line[2] - height) > _OTHER_SIZE * height):
        return False
    if in_cell and _goes_on_by_letters(text.strip(), line[0].strip()):
        return True
    first = line[0].split()[0] if line[0].split() else ""
    room = (end - left) / max(len(text), 1) * (len(first) + 1)
    return end + room > right


def _goes_on_by_letters(before: str, after: str) -> bool:
    """Return whether the letters of two lines in a cell say that they are one text: a comma, small or large letters."""
    return (
        before[-1] == ","
        or (" " in before and after[:1].islower() and before[-1].isalnum())
        or (before.isupper() and after.isupper())
    )


def joined_line(before: str, after: str, words: Container[str]) -> str:
    """Join two pieces of a line. A hyphen stays, unless the word is written without it elsewhere in the source."""
    if not before or before[-1] not in _HYPHENS or not after[:1].isalpha() or _SUSPENDED.match(after):
        return f"{before} {after}" if before and not _is_unspaced(before[-1] + after[:1]) else before + after
    if before[-1] == "\u00ad":
        return before[:-1] + after
    head, tail = re.findall(r"\w*$", before[:-1])[0], re.findall(r"^\w*", after)[0]
    if head + tail in words and f"{head}-{tail}" not in words:
        return before[:-1] + after
    return before + after


def _is_unspaced(letters: str) -> bool:
    """Return whether letters belong to a script that puts no blanks between its words."""
    return all("\u3000" <= letter <= "\u9fff" or "\uff00" <= letter <= "\uffef" for letter in letters)
