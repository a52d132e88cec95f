"""Words that offices' forms use, as data: one TOML file a form in `forms/`, and an office's own beside them.

A header, a label, a status or an answer is looked up by its folded form: without case, accents, brackets, "(s)",
marks, arrows and CamelCase. Adding a form needs no code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from xltrack.i18n.catalogue import bare, find_code, fold
from xltrack.importing.word_keys import by_alphabet, first_words, header_keys, stem, unbracketed, word_key
from xltrack.model.fields import ACTION_FIELDS, RECOMMENDATIONS
from xltrack.model.plan import Category, Status

LISTS = tuple(column.key for column in RECOMMENDATIONS if column.kind == "list")
REC_TEXTS = ("recommendation", "response")
IGNORED = "ignore"
"""The field of a column that is known and left out of the plan without a question."""
IMPORT_FIELDS: tuple[str, ...] = (
    "number", *REC_TEXTS, "category", *LISTS, *(column.key for column in ACTION_FIELDS), IGNORED,
)  # fmt: skip
"""Fields that a column may be mapped to."""
READ_ONLY_FIELDS = ("progress", "completion", "no_field", "derived", "source_status")
"""Fields that form files may name besides: percentages, dates that may be planned or past, columns that a plan has no
place for or that are worked out."""
_LABELLED = (*REC_TEXTS, "category", *LISTS, IGNORED)
"""Fields that a label before a colon may name as well as a header."""
OPEN = "open"
"""As a status: the word says that the action is open, and nothing about progress."""

_LONGEST = 160
_SHORTEST = 5
"""Least letters of a word that is recognised again where a line end broke it."""
_MOST_HEADER_WORDS = 7
"""Words of a header; a longer one is a header with an explanation behind it."""
_STRONG = frozenset(
    (
        "status", "due", "deadline", "deadlines", "recommendation", "recommendations", "responsible", "comments",
        "evidence", "statut", "responsable", "commentaires", "recommandation", "echeance", "estado", "recomendacion",
        "comentarios", "plazo", "статус", "рекомендация", "ответственныи", "actions", "mesures", "acciones", "medidas",
        "мероприятия", "меры", "деиствия", "сроки", "срок", "التوصيه", "الاجراءات", "التدابير",
    )
)  # fmt: skip
"""Single words that name a field even inside a longer header."""
_CONNECTORS = frozenset(("of", "on", "for", "to", "de", "du", "des", "la", "le", "les", "del", "о", "по", "в", "/"))
"""Words that join a noun to others behind it; without one, a header's last word says what it is: "Follow-up status"."""
_SHORT_ANSWERS = frozenset(
    map(bare, ("y", "n", "yes", "no", "oui", "non", "sí", "да", "нет", "نعم", "لا", "是", "否", "partial", "o", "s"))
)

_RIGHTS = re.compile(r"\s*(?:©|\(c\)\s*\S*\s*(?:19|20)\d\d|copyright\s+(?:©|\(c\)|(?:19|20)\d\d))", re.IGNORECASE)
_FOOT_PARTS = re.compile(r"[|·•\t]|\s[-–—]\s|\s{2,}")
_ARTICLES = frozenset(("the", "le", "la", "el"))


class Meant(NamedTuple):
    """A status word's meaning. `sure` is False if the word only suggests it; `status` is None for a mere "open"."""

    status: Status | None
    sure: bool = True


class Answer(NamedTuple):
    """The answer at the head of a response: its category, its words, and the text behind it."""

    category: Category
    words: str
    rest: str


@dataclass(frozen=True)
class Lexicon:
    """All words of all forms, by their folded form."""

    columns: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    generic_titles: frozenset[str] = frozenset()
    suffixes: tuple[str, ...] = ()
    noise_lines: frozenset[str] = frozenset()
    foot: frozenset[str] = frozenset()
    trailing: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    totals: frozenset[str] = frozenset()
    endings: frozenset[str] = frozenset()
    ending_heads: frozenset[str] = frozenset()
    """Words that begin a note or a signature under a table, whatever follows them: "Approved by A. Lind"."""
    heads: frozenset[str] = frozenset()
    no_action: frozenset[str] = frozenset()
    references: frozenset[str] = frozenset()
    """Words before a number that is none of a list: "section 2.", "by 3."."""
    studies: frozenset[str] = frozenset()
    """Words that a title with a colon has before it: "Evaluation of the harbours: final report"."""

    def with_words(self, headers: Mapping[str, str], statuses: Mapping[str, str]) -> Lexicon:
        """Return the lexicon with an office's own words: headers and labels -> fields, status words -> codes."""
        columns = {word_key(word): name for word, name in headers.items() if name in IMPORT_FIELDS}
        labels = {word: name for word, name in columns.items() if name in _LABELLED}
        own = {word_key(word): code for word, code in statuses.items()}
        return replace(
            self,
            columns={**self.columns, **columns},
            labels={**self.labels, **labels},
            statuses={**self.statuses, **own},
        )

    def column(self, header: str, own: Mapping[str, str] | None = None) -> str | None:
        """Return the field that a header names, or None. `own` are folded headers that a person mapped."""
        if own and fold(header) in own:
            return own[fold(header)]
        if len(header) > _LONGEST:
            header = header[:_LONGEST]
        for key in header_keys(header):
            if own and key in own:
                return own[key]
            if key in self.columns:
                return self.columns[key]
            if (whole := key.replace(" ", "")) in self._squeezed_columns:
                return self._squeezed_columns[whole]
        return self._column_of_parts(header)

    def _column_of_parts(self, header: str) -> str | None:
        """Return the field that all parts of a header name, or one of the parts in two alphabets; else None."""
        parts = [part for part in re.split(r"[/|\n;]| - | – ", header) if part.strip()]
        known = {self.columns.get(word_key(part)) for part in parts} if len(parts) > 1 else set()
        bilingual = {self.columns.get(word_key(part)) for part in by_alphabet(header)} - {None}
        answers = sum(map(self._begins_with_answer, parts))
        found = next((found.pop() for found in (known, bilingual) if len(found) == 1), None)
        return "response" if found is None and answers > 1 else found

    def _begins_with_answer(self, text: str) -> bool:
        """Return whether a part of a header is an answer, or begins with one: "Rejected and comments"."""
        return self.answer(text) is not None or self.answer(text.split()[0]) is not None

    @cached_property
    def _squeezed_columns(self) -> Mapping[str, str]:
        """Header words without blanks: a narrow column of a PDF breaks a word anywhere ("responsabl e")."""
        return {word.replace(" ", ""): name for word, name in self.columns.items()}

    @cached_property
    def words(self) -> frozenset[str]:
        """All single words of the forms, folded, that have some length."""
        texts = (*self.columns, *self.labels, *self.answers, *self.statuses)
        return frozenset(part for text in texts for part in text.split() if len(part) >= _SHORTEST)

    @cached_property
    def response_words(self) -> frozenset[str]:
        """The first words of the labels of a response, folded."""
        return frozenset(word.split()[0] for word, name in self.labels.items() if name == "response")

    @cached_property
    def unit_words(self) -> frozenset[str]:
        """The single words by which forms name a responsible unit, and no other field."""
        own = {part for word, name in self.columns.items() if name == "responsible" for part in word.split()}
        others = {part for word, name in self.columns.items() if name != "responsible" for part in word.split()}
        return frozenset(part for part in own - others if len(part) >= _SHORTEST - 1)

    def column_guess(self, header: str) -> str | None:
        """Return the field that the first or last words of a header name, or None."""
        words = next(iter(header_keys(header[:_LONGEST])), "").replace(",", " ").split()
        if len(words) < 2:
            return None
        if words[-1] in _STRONG and not _CONNECTORS.intersection(words):
            return self.columns.get(words[-1])
        for size in range(min(len(words) - 1, _MOST_HEADER_WORDS), 0, -1):
            for piece in (words[:size], words[-size:]) if len(words) <= _MOST_HEADER_WORDS else (words[:size],):
                if size > 1 or piece[0] in _STRONG:
                    guess = self.columns.get(" ".join(piece))
                    if guess in IMPORT_FIELDS:
                        return guess
        return None

    def status(self, text: str) -> Meant | None:
        """Return the meaning of a status word of any form and language, or None."""
        if len(text) > _LONGEST:
            return None
        wanted = word_key(text)
        if wanted in self._open:
            return Meant(_code_status(text), sure=False)
        code = _code_status(text) or _code_status(wanted)
        if code is not None:
            return Meant(code)
        whole = wanted.replace(" ", "")
        code = _code_status(whole) if whole != wanted else None
        if code is not None:
            return Meant(code)
        meant = self.statuses.get(wanted) or self._stems.get(stem(wanted)) or self._stems.get(stem(whole))
        return Meant(Status(meant.rstrip("?")), not meant.endswith("?")) if meant and meant != OPEN else None

    @cached_property
    def _open(self) -> frozenset[str]:
        return frozenset(word for word, meaning in self.statuses.items() if meaning == OPEN)

    @cached_property
    def _stems(self) -> Mapping[str, str]:
        return {stem(word): meaning for word, meaning in self.statuses.items() if meaning != OPEN}

    def answer(self, text: str) -> Category | None:
        """Return the category, if the text names one and nothing else; else None."""
        if len(text) > _LONGEST:
            return None
        wanted = word_key(text)
        code = self.answers.get(wanted) or find_code(text, "category") or find_code(text, "category_words")
        return Category(code) if code else None

    def is_short_answer(self, text: str) -> bool:
        """Return whether an answer may be one to any question: "Yes", "N"."""
        return word_key(text) in _SHORT_ANSWERS

    def answer_at_head(self, text: str) -> Answer | None:
        """Return the answer that a response begins with: its first line, or the words before its first stop."""
        head = text[:_LONGEST]
        for end in re.finditer(r"\n|[.;:,،!](?:\s|$)|[。；，：！]|\s[–—-]\s|$", head):
            words = head[: end.start()].strip()
            category = self.answer(words) if words and word_key(words) not in _SHORT_ANSWERS else None
            if category is not None:
                return Answer(category, words, text[end.end() :].strip())
            if words.count(" ") > 6:
                break
        return self._answer_before_capital(text)

    def _answer_before_capital(self, text: str) -> Answer | None:
        """Return the answer before a word that begins a sentence, where a line break between them was lost."""
        words = text[:_LONGEST].split()
        for size in range(min(4, len(words) - 1), 0, -1):
            head = " ".join(words[:size])
            if words[size][0].isupper() and word_key(head) not in _SHORT_ANSWERS and (category := self.answer(head)):
                return Answer(category, head, text)
        return None

    @cached_property
    def _marks(self) -> re.Pattern[str] | None:
        words = "|".join(map(re.escape, self.dates))
        return re.compile(rf"\s*\[(?:{words})[^\[\]\n]{{0,60}}\]", re.IGNORECASE) if words else None

    def unmarked(self, text: str) -> tuple[str, str]:
        """Return a text without the dates that a system adds to it, and those dates: "[Added: 2022/01/12]"."""
        if self._marks is None or "[" not in text:
            return text, ""
        marks = " ".join(match[0].strip() for match in self._marks.finditer(text))
        return (self._marks.sub("", text).strip(), marks) if marks else (text, "")

    def trimmed(self, text: str) -> tuple[str, str]:
        """Return a text without a word that a page prints at the end of a row, such as a link, and that word."""
        for word in self.trailing:
            if text == word or text.endswith((f" {word}", f"\n{word}")):
                return text[: -len(word)].strip(), word
        return text, ""

    def is_generic_title(self, text: str) -> bool:
        """Return whether a line is a generic title, such as a form's name, and not a plan's."""
        return not self.generic_titles.isdisjoint((word_key(text), word_key(unbracketed(text[:_LONGEST]))))

    def names_study(self, text: str) -> bool:
        """Return whether the words before the first colon of a text name an evaluation."""
        key = word_key(first_words(text[:_LONGEST]))
        return any(word in key for word in self.studies)

    def is_noise(self, text: str) -> bool:
        """Return whether a line belongs to the web page itself, such as a message or a button."""
        return word_key(text) in self.noise_lines

    def is_foot(self, text: str) -> bool:
        """Return whether a line is from the foot of a web page: rights, privacy, terms of use, or several of these."""
        if _RIGHTS.match(text) and len(text) <= _LONGEST:
            return True
        parts = [part for part in _FOOT_PARTS.split(text[:_LONGEST]) if part.strip()]
        return bool(parts) and all(_RIGHTS.match(part) or word_key(part) in self.foot for part in parts)

    def is_total(self, text: str) -> bool:
        """Return whether a text heads a row of totals; a code may say of what: "Total R1"."""
        key = word_key(first_words(text[:_LONGEST]))
        words, _, code = key.rpartition(" ")
        return key in self.totals or (words in self.totals and any(map(str.isdigit, code)))

    def is_ending(self, text: str) -> bool:
        """Return whether a text heads a legend, a note or signatures under a table."""
        key = word_key(first_words(text[:_LONGEST]))
        return key in self.endings or key in self.ending_heads

    def begins_ending(self, text: str) -> bool:
        """Return whether a text begins as a note or a signature under a table: "Approved by A. Lind", "Page 1 of 2"."""
        key, words = word_key(text[:_LONGEST]), text[:_LONGEST].split()
        if len(words) > 1 and word_key(words[0]) in _ARTICLES:
            return self.begins_ending(" ".join(words[1:]))
        if self.is_ending(text) or any(word_key(" ".join(words[:size])) in self.ending_heads for size in range(1, 5)):
            return True
        digit = re.search(r"\d", key)
        return digit is not None and key[: digit.start()].strip(" .") in self.endings


def _code_status(text: str) -> Status | None:
    code = find_code(text, "status") or find_code(text, "status_words")
    return Status(code) if code else None
