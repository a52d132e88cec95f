"""A management response as text, read into a plan with everything that was uncertain about it.

The form has labels, but a key action's row has no separators (`text_rows`), and a source copied from a page or a
PDF is damaged in many ways (`text_lines`). Law: every visible character of the source is in the plan, is part of
a label or a separator, or is in a reported leftover.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from xltrack.errors import TextError
from xltrack.findings import Finding, LineNumber
from xltrack.i18n.catalogue import DEFAULT_LANGUAGE, catalogue, find_code
from xltrack.importing.response_text.lines import (
    WORD,
    Block,
    Paragraph,
    SourceLine,
    blocks,
    label_at,
    paragraphs,
    prose,
    source_lines,
    strip,
    wrap_width,
)
from xltrack.importing.response_text.rows import action, has_anchor, learn, rows
from xltrack.importing.response_text.units import Units
from xltrack.importing.response_text.vocabulary import DEFAULT_VOCABULARY, LIST_FIELDS, Vocabulary
from xltrack.model.plan import Category, KeyAction, Plan, Recommendation

PLAN_SUFFIX = "Management Response Plan"
"""What the form's second line puts after the title."""

_TITLE_WORDS = 100
_ROWS = ("key_actions", "header", "no_actions")
_PROSE = ("text", "response", "description")


@dataclass(frozen=True, slots=True)
class TextPlan:
    """A plan read from text, and what was found on the way, in the order of the source's lines."""

    plan: Plan
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class _Draft:
    """One recommendation's blocks, by field; `sections` are the paragraphs of its key actions."""

    fields: dict[str, list[Block]] = field(default_factory=dict)
    sections: list[Paragraph] = field(default_factory=list)


def parse_text(
    text: str, units: Sequence[str] = (), vocabulary: Vocabulary = DEFAULT_VOCABULARY, *, file: str = ""
) -> TextPlan:
    """Read a management response. `units` name responsible units that are on no list, and settle where one begins.

    Raises TextError("not_a_response") if there is no recommendation in it. Everything else that is wrong or was
    guessed comes back as findings, each with its line. `file` names the source in an error.
    """
    found, pages = blocks(source_lines(text))
    if not any(block.label == "text" for block in found):
        raise TextError("not_a_response", file=file)
    reader = _Reader(vocabulary, Units(units, vocabulary.units), wrap_width(found, _both_rows))
    reader.findings += [_leftover(line) for line in pages]
    plan = reader.read(found)
    return TextPlan(plan, tuple(sorted(reader.findings, key=_line_number)))


def _line_number(finding: Finding) -> int:
    return finding.where.number if isinstance(finding.where, LineNumber) else 0


def _both_rows(line: SourceLine, following: SourceLine) -> bool:
    return has_anchor(line.text) and has_anchor(following.text)


def _leftover(line: SourceLine) -> Finding:
    return Finding("leftover_text", LineNumber(line.number), line.text)


class _Reader:
    """Blocks to plan; collects findings on the way."""

    def __init__(self, vocabulary: Vocabulary, units: Units, width: int | None):
        self._vocabulary, self._units, self._width = vocabulary, units, width
        self._beginnings: frozenset[str] = frozenset()
        self.findings: list[Finding] = []

    def read(self, found: Sequence[Block]) -> Plan:
        first = next(at for at, block in enumerate(found) if block.label == "text")
        title = self._title([line for block in found[:1] for line in block.lines])
        for block in found[1:first]:
            self._leave(block)
        drafts = self._drafts(found[first:])
        self._beginnings = learn([draft.sections for draft in drafts], self._units)
        recommendations = tuple(self._recommendation(number, draft) for number, draft in enumerate(drafts, 1))
        return Plan(title=title, recommendations=recommendations)

    def _leave(self, block: Block) -> None:
        """Report a labelled block that stands before every recommendation."""
        label = block.word if block.label in _ROWS else f"{block.word}:"
        whole = Block("", "", [SourceLine(block.number, f"{label} {block.lines[0].text}".strip(), 0, 0)])
        self.findings += [_leftover(line) for line in (*whole.lines, *block.lines[1:]) if line.text]

    def _title(self, lines: Sequence[SourceLine]) -> str:
        """The title above the first label; everything else there is left over."""
        lines = [line for line in lines if line.text]
        start, end, last = _title_lines(lines)
        self.findings += [_leftover(line) for line in (*lines[:start], *lines[last:])]
        return prose(paragraphs(lines[start:end], 1))

    def _drafts(self, found: Sequence[Block]) -> list[_Draft]:
        drafts: list[_Draft] = []
        for block in found:
            if block.label == "text" and not (drafts and self._is_same_again(drafts[-1], block)):
                drafts.append(_Draft())
            self._place(drafts[-1], block)
        return drafts

    def _is_same_again(self, draft: _Draft, block: Block) -> bool:
        """A second "Recommendation:" under an empty first one is its label printed twice."""
        return set(draft.fields) == {"text"} and not draft.sections and not _has_text(draft.fields["text"][-1])

    def _place(self, draft: _Draft, block: Block) -> None:
        if block.label in _ROWS:
            draft.sections += paragraphs(block.lines[1:], self._width)
            return
        if block.label in draft.fields:
            self._doubled(block)
        self._unlabel(block)
        draft.fields.setdefault(block.label, []).append(block)

    def _unlabel(self, block: Block) -> None:
        """Take off labels of the same field that stand before its value again."""
        line = block.lines[0]
        while (again := label_at(line.text)) and again[0] == block.label:
            self._doubled(block)
            line = SourceLine(line.number, strip(line.text[again[1] :]), line.width, line.first_word)
        block.lines[0] = line

    def _doubled(self, block: Block) -> None:
        self.findings.append(Finding("label_doubled", LineNumber(block.number), block.word))

    def _recommendation(self, number: int, draft: _Draft) -> Recommendation:
        ref = f"R{number}"
        values: dict[str, Any] = {name: self._prose(draft.fields.get(name, ())) for name in _PROSE}
        values |= {name: self._values(name, draft.fields.get(name, ())) for name in LIST_FIELDS}
        values["category"] = self._category(draft.fields.get("category", ()))
        return Recommendation(ref=ref, actions=self._actions(ref, draft), **values)

    def _prose(self, found: Iterable[Block]) -> str:
        return prose(part for block in found for part in paragraphs(block.lines, self._width))

    def _values(self, name: str, found: Iterable[Block]) -> tuple[str, ...]:
        values: list[str] = []
        for block in found:
            text = " ".join(part.text for part in paragraphs(block.lines, self._width) if part.text)
            for value in map(strip, self._vocabulary.split(name, text)):
                if value and not self._vocabulary.knows(name, value):
                    place = LineNumber(block.number)
                    self.findings.append(Finding("unknown_vocabulary", place, value, {"field": block.word}))
                values += [value] if value else []
        return tuple(values)

    def _category(self, found: Sequence[Block]) -> Category | None:
        category: Category | None = None
        for line in (line for block in found for line in block.lines if line.text):
            code = find_code(line.text, "category") or find_code(line.text, "category_words")
            if code is None and category is None:
                choices = ", ".join(catalogue(DEFAULT_LANGUAGE).section("category").values())
                self.findings.append(
                    Finding("unknown_category", LineNumber(line.number), line.text, {"choices": choices})
                )
            elif code is None or category not in (None, code):
                self.findings.append(_leftover(line))
            else:
                category = Category(code)
                self._say_how_understood(found[0].word, line, category)
        return category

    def _say_how_understood(self, word: str, line: SourceLine, category: Category) -> None:
        if find_code(line.text, "category") is None:
            values = {"column": word, "value": catalogue(DEFAULT_LANGUAGE).word("category", category)}
            self.findings.append(Finding("value_understood", LineNumber(line.number), line.text, values))

    def _actions(self, ref: str, draft: _Draft) -> tuple[KeyAction, ...]:
        actions = []
        for number, row in enumerate(rows(draft.sections, self._units, self._beginnings), 1):
            made, findings = action(row, f"{ref}.A{number}")
            actions.append(made)
            self.findings += findings
        return tuple(actions)


def _has_text(block: Block) -> bool:
    return any(line.text for line in block.lines)


def _title_lines(lines: Sequence[SourceLine]) -> tuple[int, int, int]:
    """Where the title begins and ends among the lines, and where what belongs to it ends.

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
    return _twice(words, {offset: at for at, offset in offset_of.items()}) or alone


def _twice(words: Sequence[tuple[str, int]], line_at: dict[int, int]) -> tuple[int, int, int] | None:
    texts = [word for word, _ in words]
    suffix = PLAN_SUFFIX.split()
    for end in range(len(texts) - len(suffix) + 1):
        if texts[end : end + len(suffix)] != suffix:
            continue
        for size in range(1, min(_TITLE_WORDS, end // 2) + 1):
            start, again = end - 2 * size, end - size
            if start in line_at and again in line_at and texts[start:again] == texts[again:end]:
                return line_at[start], line_at[again], words[end + len(suffix) - 1][1] + 1
    return None
