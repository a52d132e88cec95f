"""A management response as text, read into a plan with everything that was uncertain about it.

The form has labels, but a key action's row has no separators (`rows`), and a source copied from a page or a
PDF is damaged in many ways (`lines`). Law: every visible character of the source is in the plan, is part of
a label or a separator, or is in a reported leftover.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from xltrack.findings import Finding, LineNumber, Term
from xltrack.findings.cells import value_understood
from xltrack.findings.sources import (
    answer_understood,
    label_doubled,
    leftover_text,
    menu_words,
    no_action,
    unknown_category,
    unknown_vocabulary,
)
from xltrack.i18n.catalogue import DEFAULT_LANGUAGE, catalogue, find_code, fold
from xltrack.importing.answers_inside import answer_boxes, answers_inside
from xltrack.importing.form_labels import form_label
from xltrack.importing.lexicon import Lexicon
from xltrack.importing.no_action import row_says_no_action, says_no_action
from xltrack.importing.plan_draft import WITHOUT_ACTIONS
from xltrack.importing.response_text.lines import (
    Block,
    Paragraph,
    SourceLine,
    label_at,
    paragraphs,
    prose,
    strip,
)
from xltrack.importing.response_text.row_action import action
from xltrack.importing.response_text.rows import learn, rows
from xltrack.importing.response_text.text_row import TextRow
from xltrack.importing.response_text.title import title_lines
from xltrack.importing.response_text.units import Units
from xltrack.importing.response_text.vocabulary import LIST_FIELDS, Vocabulary
from xltrack.model.plan import Category, KeyAction, Plan, Recommendation

PLAN_SUFFIX = "Management Response Plan"
"""The words after the title in the form's second line."""

_ROWS = ("key_actions", "header", "no_actions")
_PROSE = ("text", "response", "description")


@dataclass(slots=True)
class _Draft:
    """One recommendation's blocks, by field; `sections` are the paragraphs of its key actions."""

    fields: dict[str, list[Block]] = field(default_factory=dict)
    sections: list[Paragraph] = field(default_factory=list)


def leftover_line(line: SourceLine) -> Finding:
    """Report a line that has no place in the plan."""
    return leftover_text(LineNumber(line.number), line.text)


class BlockReader:
    """Reader that turns blocks into a plan and collects findings."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        units: Units,
        width: int | None,
        lexicon: Lexicon,
        *,
        other_form: bool = False,
        title: str = "",
    ):
        self._vocabulary, self._units, self._width, self._lexicon = vocabulary, units, width, lexicon
        self._forms = lexicon if other_form else None
        """Set for a text with the labels of another form or language."""
        self._head_title = title
        self._beginnings: frozenset[str] = frozenset()
        self._trailing: dict[str, int] = {}
        """Words that a page prints at the end of rows, with the line of the first."""
        self.findings: list[Finding] = []
        self.places: dict[str, LineNumber] = {}

    def read(self, blocks: Sequence[Block]) -> Plan:
        first = next(at for at, block in enumerate(blocks) if block.label == "text")
        title = self._title([line for block in blocks[:1] for line in block.lines])
        for block in blocks[1:first]:
            if block.label != "title" or self._head_title:
                self._leave(block)
            else:
                self._head_title = title = self._retitled(title, block)
        drafts = self._drafts(blocks[first:])
        self._beginnings = learn([draft.sections for draft in drafts], self._units, self._lexicon)
        recommendations = tuple(self._recommendation(number, draft) for number, draft in enumerate(drafts, 1))
        self.findings += (menu_words(LineNumber(number), word) for word, number in self._trailing.items())
        return Plan(title=title, recommendations=recommendations)

    def _leave(self, block: Block) -> None:
        """Report a labelled block before the first recommendation."""
        label = block.word if block.label in _ROWS else f"{block.word}:"
        whole = Block("", "", [SourceLine(block.number, f"{label} {block.lines[0].text}".strip(), 0, 0)])
        self.findings += [leftover_line(line) for line in (*whole.lines, *block.lines[1:]) if line.text]

    def menu(self, lines: Sequence[SourceLine]) -> None:
        """Report a page's navigation and messages, all in one finding."""
        words = dict.fromkeys(line.text for line in lines if line.text)
        if words:
            self.findings.append(menu_words(LineNumber(lines[0].number), " · ".join(words)))

    def _retitled(self, title: str, block: Block) -> str:
        """Return the title after its label; the text in its usual place is left over."""
        if title:
            self.findings.append(leftover_text(LineNumber(block.number), title))
        return self._prose([block])

    def _title(self, lines: Sequence[SourceLine]) -> str:
        """Return the title above the first label; everything else there is left over."""
        lines = [line for line in lines if line.text]
        if self._head_title:
            self.findings += [leftover_line(line) for line in lines]
            return self._head_title
        suffixes = (PLAN_SUFFIX, *(self._forms.suffixes if self._forms else ()))
        start, end, last = title_lines(lines, suffixes)
        while self._forms and start < len(lines) and start + 1 == end == last and self._is_no_title(lines[start].text):
            start, end, last = start + 1, end + 1, last + 1
        self.findings += [leftover_line(line) for line in (*lines[:start], *lines[last:])]
        return prose(paragraphs(lines[start:end], 1))

    def _is_no_title(self, text: str) -> bool:
        return self._lexicon.is_generic_title(text) or form_label(text, self._lexicon) is not None

    def _drafts(self, blocks: Sequence[Block]) -> list[_Draft]:
        drafts: list[_Draft] = []
        for block in blocks:
            if block.label == "text" and not (drafts and self._is_same_again(drafts[-1], block)):
                drafts.append(_Draft())
            self._place(drafts[-1], block)
        return drafts

    def _is_same_again(self, draft: _Draft, block: Block) -> bool:
        """Return whether a block under an empty "Recommendation:" is the same label printed twice."""
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
        """Remove repeated labels of the same field before its value."""
        line = block.lines[0]
        while (again := label_at(line.text)) and again[0] == block.label:
            self._doubled(block)
            line = SourceLine(line.number, strip(line.text[again[1] :]), line.width, line.first_word)
        block.lines[0] = line

    def _doubled(self, block: Block) -> None:
        self.findings.append(label_doubled(LineNumber(block.number), block.word))

    def _recommendation(self, number: int, draft: _Draft) -> Recommendation:
        ref = f"R{number}"
        self.places[ref] = LineNumber(draft.fields["text"][0].number)
        values: dict[str, Any] = {name: self._prose(draft.fields.get(name, ())) for name in _PROSE}
        values |= {name: self._values(name, draft.fields.get(name, ())) for name in LIST_FIELDS}
        values["category"] = self._category(draft.fields.get("category", ()))
        self._answers_inside(values, draft)
        if values["category"] is None and values["response"]:
            blocks = draft.fields.get("response") or draft.fields["text"]  # where the response stands
            values["category"] = self._answer(values["response"], blocks)
        rejected = values["category"] in WITHOUT_ACTIONS
        return Recommendation(ref=ref, actions=self._actions(ref, draft, rejected), **values)

    def _answers_inside(self, values: dict[str, Any], draft: _Draft) -> None:
        """Take the response out of the recommendation's text, or report it if there is another one."""
        values["text"], answers = answers_inside(values["text"], self._lexicon)
        for label in answers:
            if label.field == "response" and not values["response"]:
                values["response"] = label.value
            elif label.field == "category" and values["category"] is None:
                values["category"] = self._lexicon.answer(label.value)
            else:
                self.findings.append(leftover_text(LineNumber(draft.fields["text"][0].number), label.value))

    def _prose(self, blocks: Iterable[Block]) -> str:
        text = prose(part for block in blocks for part in paragraphs(block.lines, self._width))
        return self._unmarked(text, next(iter(blocks)).number) if self._forms and text else text

    def _unmarked(self, text: str, number: int) -> str:
        """Return the text without the dates that a system adds; they are reported."""
        if self._forms is None:
            return text
        kept, marks = self._forms.unmarked(text)
        if marks:
            self.findings.append(leftover_text(LineNumber(number), marks))
        return kept

    def _values(self, name: str, blocks: Iterable[Block]) -> tuple[str, ...]:
        values: list[str] = []
        for block in blocks:
            text = " ".join(part.text for part in paragraphs(block.lines, self._width) if part.text)
            for value in map(strip, self._vocabulary.split(name, text)):
                if value and not self._vocabulary.knows(name, value):
                    place = LineNumber(block.number)
                    self.findings.append(unknown_vocabulary(place, value, block.word))
                values += [value] if value else []
        return tuple(values)

    def _category(self, blocks: Sequence[Block]) -> Category | None:
        category: Category | None = None
        for line in (line for block in blocks for line in block.lines if line.text):
            code = find_code(line.text, "category") or find_code(line.text, "category_words")
            code = code or (self._forms.answer(line.text) if self._forms else None)
            if code is None and category is None:
                self.findings.append(unknown_category(LineNumber(line.number), line.text))
            elif code is None or category not in (None, code):
                self.findings.append(leftover_line(line))
            else:
                category = Category(code)
                self._say_how_understood(blocks[0].word, line, category)
        return category

    def _answer(self, response: str, blocks: Sequence[Block]) -> Category | None:
        """Return the category that a response has ticked, or, in another form, begins with."""
        place = LineNumber(blocks[0].number)
        boxes = answer_boxes(response, self._lexicon)
        if boxes is not None:
            ticked = self._lexicon.answer(boxes.chosen) if boxes.chosen else None
            value = Term(("category",), ticked) if ticked else None
            self.findings.append(
                answer_understood(place, boxes.words, value) if value else unknown_category(place, boxes.words)
            )
            return ticked
        head = self._forms.answer_at_head(response) if self._forms else None
        if head is None:
            return None
        category = Term(("category",), head.category)
        self.findings.append(answer_understood(place, head.words, category))
        return head.category

    def _say_how_understood(self, word: str, line: SourceLine, category: Category) -> None:
        english = catalogue(DEFAULT_LANGUAGE).word("category", category)
        if find_code(line.text, "category") is None or (self._forms and fold(line.text) != fold(english)):
            value = Term(("category",), category)
            self.findings.append(value_understood(LineNumber(line.number), word, line.text, value))

    def _actions(self, ref: str, draft: _Draft, rejected: bool) -> tuple[KeyAction, ...]:
        actions: list[KeyAction] = []
        sections, apart = self._marked_rows(draft.sections)
        for row in rows(sections, self._units, self._lexicon, self._beginnings, apart=apart):
            if self._is_no_action(row, rejected):
                self.findings.append(no_action(LineNumber(row.number), row.whole))
                continue
            made, findings = action(row, f"{ref}.A{len(actions) + 1}", self._lexicon)
            actions.append(self._trimmed(made, row.number))
            self.places[made.ref] = LineNumber(row.number)
            self.findings += findings
        return tuple(actions)

    def _is_no_action(self, row: TextRow, rejected: bool) -> bool:
        """Return whether a row says that there is no action, before its deadline and behind its status."""
        anchor, lexicon = row.anchor, self._lexicon
        if anchor is None:
            return row_says_no_action([row.whole], [], lexicon, rejected=rejected)
        front = " ".join((*row.before, row.text[: anchor.start]))
        return not anchor.dated and not row.after and says_no_action(f"{front} {row.text[anchor.end :]}", lexicon)

    def _marked_rows(self, sections: Sequence[Paragraph]) -> tuple[list[Paragraph], frozenset[int] | None]:
        """Return the paragraphs without lines of dates that a system adds, and the numbers of those that begin a
        row."""
        kept: list[Paragraph] = []
        begins: set[int] = set()
        for part in sections:
            if part.text and self._forms and not self._unmarked(part.text, part.number):
                begins |= {kept[-1].number} if kept else set()
            else:
                kept.append(part)
        return kept, frozenset(begins) if begins else None

    def _trimmed(self, made: KeyAction, number: int) -> KeyAction:
        """Return the action without a word that a page prints at the end of a row; it is named once."""
        kept, word = self._forms.trimmed(made.comments) if self._forms else (made.comments, "")
        if not word:
            return made
        self._trailing.setdefault(word, number)
        return made.model_copy(update={"comments": kept})


def _has_text(block: Block) -> bool:
    return any(line.text for line in block.lines)
