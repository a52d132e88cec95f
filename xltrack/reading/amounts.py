"""Numbers and shares as people type them: 1 500, 1.500,50, USD 1,500.50, 40%, 40 percent."""

from __future__ import annotations

import re
from typing import NamedTuple

from xltrack.grid.values import Raw
from xltrack.model.percent import Percentage

_AMOUNT = re.compile(r"(?P<sign>-?)(?P<digits>\d[\d.,]*)")
_UNIT = re.compile(r"^(?:[^\W\d_]{1,4}|[$€£¥₽])?(?=-?\d)|(?<=\d)(?:[^\W\d_]{1,4}|[$€£¥₽])?$")
"""A currency before or behind the figures."""
_BLANKS = re.compile(r"[\s\u00a0\u202f'’_]+")
_SHARE = re.compile(r"(?:%|٪|％|percent|per cent|pour cent|por ciento|процентов)$", re.IGNORECASE)
_WHOLE = 100


class Amount(NamedTuple):
    """A number that was read; `guessed` where it could be read in another way, too."""

    value: int | float
    guessed: bool = False


def read_amount(raw: Raw, text: str) -> Amount | None:
    """Return the number in a cell; None where there is none, or more than one."""
    if isinstance(raw, float):
        return Amount(int(raw) if raw.is_integer() else raw)
    bare = _UNIT.sub("", _BLANKS.sub("", text))
    match = _AMOUNT.fullmatch(bare)
    if match is None:
        return None
    plain, guessed = _decimal(match["digits"])
    try:
        value = float(match["sign"] + plain)
    except ValueError:
        return None
    return Amount(int(value) if value.is_integer() else value, guessed)


def _decimal(digits: str) -> tuple[str, bool]:
    """Return the figures with a decimal point, and whether a mark before three figures was read as separating
    thousands."""
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return digits, False
    mark, other = digits[last], "," if digits[last] == "." else "."
    if other in digits:
        return digits.replace(other, "").replace(mark, "."), False
    groups = digits.split(mark)
    thousands = all(len(group) == 3 for group in groups[1:]) and groups[0] != "0"
    if len(groups) > 2 or thousands:
        return digits.replace(mark, ""), len(groups) == 2
    return digits.replace(mark, "."), False


def read_share(raw: Raw, text: str) -> Percentage | None:
    """Return the share in a cell: 0.4, 40, "40%" are 40%. None where there is none, or one beyond the whole."""
    bare = _SHARE.sub("", text.strip()).strip()
    amount = read_amount(raw, bare)
    if amount is None:
        return None
    value = amount.value * _WHOLE if amount.value <= 1 and bare == text.strip() else amount.value
    return Percentage(round(value, 10)) if 0 <= value <= _WHOLE else None
