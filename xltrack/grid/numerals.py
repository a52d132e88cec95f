"""Numbers written in Chinese or Roman numerals."""

from __future__ import annotations

from itertools import pairwise

_CHINESE = {sign: number for number, sign in enumerate("〇一二三四五六七八九")} | {"零": 0}
_ROMAN = {"i": 1, "v": 5, "x": 10}


def chinese_number(signs: str) -> str:
    """Return a number in Chinese signs in digits: 二〇二五 is 2025, 二十一 is 21.

    >>> [chinese_number(signs) for signs in ("二〇二五", "二", "十二", "二十", "二十一")]
    ['2025', '2', '12', '20', '21']
    """
    tens, ten, ones = signs.partition("十")
    if not ten:
        return "".join(str(_CHINESE[sign]) for sign in signs)
    return str(10 * _CHINESE.get(tens, 1) + _CHINESE.get(ones, 0))


def roman_number(letters: str) -> int:
    """Return the value of a Roman number of the letters i, v and x; 0 for any other text.

    >>> [roman_number(letters) for letters in ("IV", "xii", "b")]
    [4, 12, 0]
    """
    values = [_ROMAN.get(letter, 0) for letter in letters.lower()]
    if not all(values):
        return 0
    return sum(-value if value < following else value for value, following in pairwise([*values, 0]))
