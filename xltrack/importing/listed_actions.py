"""Several actions in one text: "1. Survey the ports 2. Repair them", "a) ... b) ...", "Survey / Repair", bullets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from xltrack.findings import Finding
from xltrack.findings.sources import actions_in_one_cell, actions_in_response, actions_split
from xltrack.grid.date_words import MONTH_WORDS
from xltrack.grid.numerals import roman_number
from xltrack.importing.blocks import SourcePlace
from xltrack.importing.lexicon import Lexicon
from xltrack.importing.plan_draft import DraftAction, DraftRec
from xltrack.importing.word_keys import word_key
from xltrack.model.plan import Category, Plan

_LINE_MARK = r"^[ \t]*\(?(?:[A-Za-z]{0,6}[ \t]*\d{1,2}[.\-])?(\d{1,2}|[a-h]|[ivx]{1,4})[ \t]*[.):、．](?!\d)\s*(?=\S)"
_INNER_MARK = r"(?<=[\s;；。，])\(?(\d{1,2}|[a-h]|[ivx]{1,4})(?:[.)]\s+(?=\S)|[.)、．](?=[\u4e00-\u9fff]))"
_LINE_ITEM = re.compile(_LINE_MARK)
_MARK = re.compile(f"{_LINE_MARK}|{_INNER_MARK}", re.MULTILINE)
"""The mark of an item, at the beginning of a line (its sign is the first group) or inside one (the second)."""
_BULLET = re.compile(
    r"(?:^|(?<=\s))[\u2022\u25aa\u25cf\u25e6\u2023\u00b7\uf0b7]\s*(?=\S)|^[ \t]*[-–—*][ \t]+(?=\S)", re.MULTILINE
)
_SLASH = re.compile(r"\s/\s|;\s*\n")
_LONGEST, _MOST = 40_000, 99
_SHOWN = 80
_EACH = ("responsible", "comments", "evidence", "reason")
"""Texts that may list something for each of the actions."""


class ListedActions(NamedTuple):
    """The number of actions that a text may list, and their texts where that is certain."""

    number: int = 0
    texts: tuple[str, ...] = ()


def listed_actions(text: str, lexicon: Lexicon) -> ListedActions:
    """Return the actions that a text lists; certain are those with numbers or letters in order, each in upper case.

    >>> from xltrack.importing.form_files import shipped_lexicon
    >>> listed_actions("1. Survey the ports 2. Repair them", shipped_lexicon())
    ListedActions(number=2, texts=('Survey the ports', 'Repair them'))
    >>> listed_actions("Survey the ports / Repair them", shipped_lexicon())
    ListedActions(number=2, texts=())
    """
    if len(text) > _LONGEST:
        return ListedActions()
    marks = [mark for mark in _MARK.finditer(text) if _may_mark(text, mark, lexicon)]
    items = max((list(_in_order(marks, number)) for number in (_digits, _letter, roman_number)), key=len)
    if not 1 < len(items) <= _MOST:
        return ListedActions(_parted(text))
    first = not text[: items[0].start()].strip()
    upper = all(not text[item.end()].islower() for item in items)
    if not (first or upper):
        return ListedActions()
    ends = [item.start() for item in items[1:]] + [len(text)]
    texts = tuple(text[item.end() : end].strip() for item, end in zip(items, ends, strict=True))
    return ListedActions(len(items), texts if first and upper and all(map(_has_letter, texts)) else ())


def item_text(line: str) -> str | None:
    """Return the words of a line behind the mark of an item; None where it has none.

    >>> item_text("2) Repair the ports"), item_text("- Repair the ports"), item_text("Repair the ports")
    ('Repair the ports', 'Repair the ports', None)
    """
    mark = _LINE_ITEM.match(line) or _BULLET.match(line)
    return line[mark.end() :] if mark else None


def _may_mark(text: str, mark: re.Match[str], lexicon: Lexicon) -> bool:
    """Return whether a sign marks an item: none behind a word as in "section 2." is one, nor the day of a date."""
    before = text[max(0, mark.start() - 30) : mark.start()].split()
    word = before[-1] if before else ""
    is_letter = len(word) == 1 and word.isupper()  # "team A" is not French "à"
    if mark[1] is None and not is_letter and word_key(word) in lexicon.references:
        return False
    behind = text[mark.end() : mark.end() + 20].split()
    return not behind or word_key(behind[0]) not in MONTH_WORDS


def _in_order(marks: Sequence[re.Match[str]], number: Callable[[str], int]) -> Iterator[re.Match[str]]:
    """Yield the marks that count on from the first one. Letters and Roman numbers count from one."""
    wanted = 0
    for mark in marks:
        value = number(mark[1] or mark[2])
        if value and value == (wanted or value) and (wanted or value == 1 or number is _digits):
            yield mark
            wanted = value + 1


def _digits(sign: str) -> int:
    return int(sign) if sign.isdigit() else 0


def _letter(sign: str) -> int:
    return ord(sign) - ord("a") + 1 if len(sign) == 1 and sign.isalpha() else 0


def _parted(text: str) -> int:
    """Return how many actions bullets or slashes between sentences may part; 0 for none."""
    bullets = list(_BULLET.finditer(text))
    if len(bullets) > 1 and not text[: bullets[0].start()].strip():
        return len(bullets)
    parts = [part.strip() for part in _SLASH.split(text)]
    named = len(parts) > 1 and all(" " in part and not part[0].islower() for part in parts)
    return len(parts) if named else 0


def _has_letter(text: str) -> bool:
    return any(map(str.isalpha, text))


def split_actions(rec: DraftRec, lexicon: Lexicon) -> Iterator[Finding]:
    """Give each of the actions that one text lists its own; yield what was done, or what may have been meant."""
    actions: list[DraftAction] = []
    for action in rec.actions:
        listed = listed_actions(action.text, lexicon)
        texts = listed.texts if action.text != rec.text else ()
        actions += _each_action(action, texts, lexicon) if texts else (action,)
        if listed.number > 1:
            shown = action.text[:_SHOWN]
            made = actions_split if texts else actions_in_one_cell
            yield made(action.place, shown, listed.number)
    rec.actions[:] = actions


def listed_in_responses(plan: Plan, places: Mapping[str, SourcePlace], lexicon: Lexicon) -> Iterator[Finding]:
    """Report each response that lists something where its recommendation has no action."""
    for rec in plan.recommendations:
        count = 0 if rec.actions or rec.category is Category.REJECTED else _listed(rec.response, lexicon)
        if count > 1:
            yield actions_in_response(places.get(rec.ref), rec.response[:_SHOWN], count)


def _listed(text: str, lexicon: Lexicon) -> int:
    """Return how many items a text lists, also behind other words."""
    return max(listed_actions(text, lexicon).number, len(_BULLET.findall(text)))


def lists_left(plan: Plan, places: Mapping[str, SourcePlace], lexicon: Lexicon) -> Iterator[Finding]:
    """Report each action of a plan whose text may list several."""
    for action in plan.actions:
        count = listed_actions(action.description, lexicon).number
        if count > 1:
            yield actions_in_one_cell(places.get(action.ref), action.description[:_SHOWN], count)


def _each_action(action: DraftAction, texts: Sequence[str], lexicon: Lexicon) -> Iterator[DraftAction]:
    """Yield the actions of a row: each has what the row says, or its own part of a text that lists as many."""
    lists = {name: listed_actions(str(action.values.get(name, "")), lexicon).texts for name in _EACH}
    for at, text in enumerate(texts):
        own = {name: parts[at] for name, parts in lists.items() if len(parts) == len(texts)}
        numbers = {} if at else action.numbers
        yield replace(action, text=text, values=action.values | own, numbers=numbers)
