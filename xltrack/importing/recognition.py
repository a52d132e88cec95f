"""The state of a recognition: the draft of the plan, findings, and words still without a meaning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from xltrack.findings import Finding, Term
from xltrack.findings.sources import (
    answer_understood,
    leftover_text,
    menu_words,
    status_elsewhere,
    unit_short,
    unknown_category,
)
from xltrack.i18n.catalogue import fold
from xltrack.importing.answers_inside import answer_boxes, answers_inside, bracketed_answer
from xltrack.importing.blocks import SourcePlace
from xltrack.importing.cell_readings import deadline_of, status_of, status_words, unread_status
from xltrack.importing.form_labels import Label
from xltrack.importing.lexicon import LISTS, Answer, Lexicon
from xltrack.importing.listed_actions import split_actions
from xltrack.importing.plan_draft import OWN_FIELD, Draft, DraftAction, DraftRec
from xltrack.importing.unit_names import is_abbreviation
from xltrack.importing.word_keys import header_keys
from xltrack.model.fields import ACTION_FIELDS, RECOMMENDATIONS, Column
from xltrack.model.own_fields import OwnField
from xltrack.model.plan import Status
from xltrack.model.plan_fields import own_column
from xltrack.model.year_month import YearMonth

if TYPE_CHECKING:
    from xltrack.importing.response_text.vocabulary import Vocabulary

_CONTINUED = ("recommendation", "response", "rec_description")


FIELD_COLUMNS: Mapping[str, Column] = {column.key: column for column in (*RECOMMENDATIONS, *ACTION_FIELDS)}


@dataclass
class Recognition:
    """The state that reading tables and reading running text share."""

    lexicon: Lexicon
    headers_said: Mapping[str, str]
    """Header words -> fields, as a person mapped them."""
    statuses_said: Mapping[str, str]
    """Status words -> codes, as a person mapped them."""
    vocabulary: Vocabulary
    source: str = ""
    """The source's name, for actions of which nothing says where they belong."""
    fields: Sequence[OwnField] = ()
    """The office's own fields of key actions."""
    draft: Draft = field(default_factory=Draft)
    findings: list[Finding] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    guesses: dict[str, str] = field(default_factory=dict)
    used: set[tuple[str, str]] = field(default_factory=set)
    """Options with folded words of a person that the source has."""
    left_cells: dict[str, tuple[SourcePlace, str]] = field(default_factory=dict)
    """Folded texts of cells without a place in the plan, with the first place of each and its header."""
    tables: int = 0
    title_rank: int = 0
    open_field: str = ""
    """The field of a recommendation that the next paragraph goes on with."""
    _reported: set[tuple[object, ...]] = field(default_factory=set)
    _short_units: set[str] = field(default_factory=set)
    labelled_action: DraftAction | None = None
    """The action whose fields follow behind labels of their own."""
    waiting: Label | None = None
    """A label of an action, alone in its line, whose value is the next one."""
    menu: list[tuple[str, SourcePlace]] = field(default_factory=list)

    @cached_property
    def own(self) -> Mapping[str, str]:
        """Folded header words -> fields, as a person mapped them, and the headers of own fields."""
        names = {recognised.key: OWN_FIELD + recognised.key for recognised in self.fields}
        known = {fold(header): names[recognised.key] for recognised in self.fields for header in recognised.headers}
        return known | {fold(word): names.get(name, name) for word, name in self.headers_said.items()}

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """The columns of our own sheets by the field that they hold."""
        return dict(FIELD_COLUMNS) | {OWN_FIELD + recognised.key: own_column(recognised) for recognised in self.fields}

    @cached_property
    def meant(self) -> Mapping[str, Status]:
        """Folded status words -> statuses, as a person mapped them."""
        return {fold(word): Status(code) for word, code in self.statuses_said.items()}

    def use_words(self, header: str) -> None:
        """Note that a header, or a label, is one that a person mapped."""
        self.used |= {("--map", key) for key in (fold(header), *header_keys(header)) if key in self.own}

    def elsewhere(self) -> Iterator[Finding]:
        """Report status words with a meaning that are only in columns which are not read as a status."""
        for word in self.statuses_said:
            place = self.left_cells.get(fold(word))
            if place and ("--status", fold(word)) not in self.used:
                self.used.add(("--status", fold(word)))
                yield status_elsewhere(place[0], word, place[1])

    def report(self, finding: Finding) -> None:
        """Keep a finding, once."""
        key = (finding.code, finding.where, finding.found)
        if key not in self._reported:
            self._reported.add(key)
            self.findings.append(finding)

    def deadline(self, text: str, where: SourcePlace, label: str) -> YearMonth | None:
        """Read a deadline and report its findings."""
        month, findings = deadline_of(text, where, label)
        for finding in findings:
            self.report(finding)
        return month

    def take_status(self, action: DraftAction, text: str, where: SourcePlace, label: str) -> None:
        """Set an action's status and report its findings; a word that is unknown is kept beside "not initiated"."""
        read = status_of(text, where, label, self.lexicon, self.meant)
        self.used |= {("--status", word) for word in map(fold, status_words(text)) if word in self.meant}
        for finding in read.findings:
            self.report(finding)
        if read.status is None:
            self.statuses.append(text)
            self.report(unread_status(text, where, self.lexicon))
        action.values |= {"source_status": text, "status": read.status or Status.NOT_INITIATED}

    def question_units(self, text: str, where: SourcePlace) -> None:
        """Report units that are abbreviations, each once."""
        for unit in re.split(r"[,;/&+\n]", text):
            name = unit.strip()
            if is_abbreviation(name) and name not in self._short_units:
                self._short_units.add(name)
                self.report(unit_short(name, where))

    def unmarked(self, text: str, where: SourcePlace) -> str:
        """Take the dates that a system adds to a text ("[Added: 2022/01/12]") off it, and report them."""
        kept, marks = self.lexicon.unmarked(text)
        if marks:
            self.report(leftover_text(where, marks))
        return kept

    def titled(self, text: str, rank: int) -> bool:
        """Take a text as the plan's title, unless there is one of that rank or above; a lower one is reported.

        Ranks: 1 for a plain line, 2 for the heading of a page, 3 for a text with a label.
        """
        if not self.outranks_title(text, rank):
            return False
        if self.draft.title:
            self.report(leftover_text(None, self.draft.title))
        self.draft.title, self.title_rank = text, self._standing(text, rank)
        return True

    def outranks_title(self, text: str, rank: int) -> bool:
        """Return whether the plan has no title yet, or one of a lower rank than a text."""
        return not self.draft.title or self.title_rank < self._standing(text, rank)

    def _standing(self, text: str, rank: int) -> int:
        """Of two texts with the same rank, one that names an evaluation or an audit stands above another."""
        return 2 * rank + self.lexicon.names_study(text)

    def begin(self, text: str, where: SourcePlace, number: int = 0, *, heading: bool = False) -> None:
        """Make a recommendation the current one; an answer inside its text is that of management."""
        known = self.draft.now is not None and self.draft.now.place == where
        words, answers = answers_inside(text, self.lexicon)
        words, bracket = bracketed_answer(words, self.lexicon)
        rec = self.draft.begin(words, where, number, heading=heading)
        self.open_field = "recommendation"
        if not known:
            self._answer((*bracket, *answers), where, rec)

    def _answer(self, answers: Iterable[Label], where: SourcePlace, rec: DraftRec) -> None:
        """Take the answers inside the text of a recommendation."""
        for label in answers:
            self.about(label.field, label.value, where, rec, label.bracket)
            self.open_field = label.field

    def about(self, name: str, text: str, where: SourcePlace, rec: DraftRec, bracket: str = "") -> None:
        """Set a field of a recommendation from a text: response, category, description, or one of the lists."""
        text = self.unmarked(text, where)
        if bracket and not self._category(bracket, where, rec):
            self.report(leftover_text(where, bracket))
        boxes = answer_boxes(text, self.lexicon) if name in ("response", "category") else None
        if boxes is not None:
            if boxes.chosen:
                self.about("category", boxes.chosen, where, rec)
            else:
                self.report(unknown_category(where, boxes.words))
            name, text = "response", boxes.rest
        if not text:
            return
        if name == "category":
            if not self._category(text, where, rec):
                self.report(leftover_text(where, text))
        elif name == "response":
            self._response(text, where, rec)
        elif name == "rec_description":
            rec.values["description"] = _with(rec.values.get("description", ""), text)
        elif name in LISTS:
            self._list(name, text, where, rec)

    def _category(self, text: str, where: SourcePlace, rec: DraftRec) -> bool:
        category = self.lexicon.answer(text)
        if category is None or rec.values.get("category") not in (None, category):
            return False
        rec.values["category"] = category
        if text.strip().casefold() != category.value.replace("_", " "):
            self.report(answer_understood(where, text, Term(("category",), category)))
        return True

    def _response(self, text: str, where: SourcePlace, rec: DraftRec) -> None:
        """Take a response. An answer on a line of its own is the category, as is an answer without any further text."""
        category = self.lexicon.answer(text)
        head = Answer(category, text, "") if category else self.lexicon.answer_at_head(text)
        if head is not None and (rec.answer is None or rec.answer.category == head.category):
            if rec.answer is None or (not head.rest and len(head.words) > len(rec.answer.words)):
                rec.answer, rec.answer_place = head, where
            if not head.rest or text[len(head.words) :].lstrip(" .:;,").startswith("\n"):
                text = head.rest
        old = rec.values.get("response", "")
        if text and text not in old.split("\n\n"):
            rec.values["response"] = f"{old}\n\n{text}" if old else text

    def _list(self, name: str, text: str, where: SourcePlace, rec: DraftRec) -> None:
        values: list[str] = []
        for line in text.split("\n"):
            values += self.vocabulary.split(name, line)
        rec.values[name] = tuple(dict.fromkeys((*rec.values.get(name, ()), *values)))

    def goes_on(self, text: str, where: SourcePlace) -> bool:
        """Take a paragraph that continues the text of a recommendation, if one was begun."""
        rec = self.draft.now
        if rec is None or self.open_field not in _CONTINUED:
            return False
        if self.open_field == "recommendation":
            words, answers = answers_inside(text, self.lexicon)
            rec.text, rec.heading = words if rec.heading else _with(rec.text, words), False
            self._answer(answers, where, rec)
        elif self.open_field == "rec_description":
            rec.values["description"] = _with(rec.values.get("description", ""), text)
        elif answer_boxes(text, self.lexicon):
            self.about("response", text, where, rec)
        elif not rec.values.get("response"):
            self._response(text, where, rec)
        else:
            rec.values["response"] = _with(rec.values["response"], text)
        return True

    def finish(self, title: str) -> None:
        """Settle everything that depends on the whole source: the title, answers without a category, navigation."""
        if title:
            if self.draft.title and self.draft.title != title:
                self.report(leftover_text(None, self.draft.title))
            self.draft.title = title
        for rec in self.draft.recs:
            for finding in split_actions(rec, self.lexicon):
                self.report(finding)
            if rec.answer is None:
                continue
            if not rec.values.get("response"):
                rec.values["response"] = rec.answer.words
            if "category" not in rec.values:
                rec.values["category"] = rec.answer.category
                value = Term(("category",), rec.answer.category)
                self.report(answer_understood(rec.answer_place, rec.answer.words, value=value))
        if self.menu:
            words = " · ".join(dict.fromkeys(text for text, _ in self.menu))
            self.report(menu_words(self.menu[0][1], words))


def _with(old: str, new: str) -> str:
    return f"{old}\n{new}" if old else new
