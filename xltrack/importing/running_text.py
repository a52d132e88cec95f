"""Paragraphs outside tables: the title, head lines, and labelled recommendations and responses."""

from __future__ import annotations

import re

from xltrack.findings.sources import leftover_text
from xltrack.grid.dates import read_deadline
from xltrack.importing.blocks import SourcePlace, TextBlock
from xltrack.importing.form_labels import Label, form_label
from xltrack.importing.labelled_actions import take_action_label
from xltrack.importing.lexicon import IGNORED, LISTS
from xltrack.importing.recognition import Recognition

_LONGEST_TITLE = 300
_COLON = re.compile(r"\s*[:：]\s*")
_ANNEX = re.compile(
    r"(?:annexe?|appendix|anexo|приложение|المرفق|الملحق|附件)\s*(?:\d{1,2}|[ivxlc]{1,5}|[a-z]|[一二三四五六七八九十]{1,2})?"
    r"(?:\s*[.:：\-–—)]\s*|\s+)",
    re.IGNORECASE,
)
"""The number of an annex before a title: "Annex 2. Management response"."""
_ABOUT = ("response", "category", "rec_description", *LISTS)


def read_text_block(block: TextBlock, reading: Recognition) -> None:
    """Read a paragraph, each of its lines that begins with a label by itself."""
    if block.menu or reading.lexicon.is_noise(block.text) or reading.lexicon.is_foot(block.text):
        reading.menu.append((block.text, block.where))
        return
    label, waiting = form_label(block.text, reading.lexicon), reading.waiting
    reading.waiting = None
    if label is not None and take_label(label, label.value, block.where, reading):
        return
    if waiting is not None and take_action_label(waiting, block.text, block.where, reading):
        return
    if reading.goes_on(reading.unmarked(block.text, block.where), block.where):
        return
    read_loose_text(block.text, block.where, reading, rank=2 if block.heading else 1)


def read_loose_text(text: str, where: SourcePlace, reading: Recognition, rank: int = 1) -> None:
    """Take a text without a label: the title, if the plan has none and no recommendation was read yet.

    `rank` is that of the text as a title (`Recognition.titled`).
    """
    begun = bool(reading.draft.recs)
    text = text if begun else _without_form(text, where, reading)
    if reading.lexicon.is_generic_title(text):
        reading.menu.append((text, where))
    elif begun or not _may_be_title(text, reading):
        reading.report(leftover_text(where, text))
    elif reading.draft.title and text.startswith(reading.draft.title):
        rest = text[len(reading.draft.title) :].strip()
        if rest and not reading.lexicon.is_generic_title(rest) and rest not in reading.lexicon.suffixes:
            reading.report(leftover_text(where, text))
    elif not reading.titled(text, rank):
        reading.report(leftover_text(where, text))


def _without_form(text: str, where: SourcePlace, reading: Recognition) -> str:
    """Return a title without the number of an annex and the name of a form before it; these are words of a menu."""
    annex, lexicon = _ANNEX.match(text), reading.lexicon
    inner = text[annex.end() :] if annex else text
    form, *rest = _COLON.split(inner, maxsplit=1)
    title = text
    if rest and lexicon.is_generic_title(form) and lexicon.names_study(rest[0]):
        title = rest[0].strip()
    elif lexicon.is_generic_title(inner) or lexicon.names_study(inner):
        title = inner
    if title != text:
        reading.menu.append((text.removesuffix(title).strip(), where))
    return title


def _may_be_title(text: str, reading: Recognition) -> bool:
    """Return whether a text is short enough for a title, and neither a label with its value nor a date."""
    is_label = ": " in text[:60] and not reading.lexicon.names_study(text)
    return len(text) <= _LONGEST_TITLE and not is_label and read_deadline(text) is None


def take_lone_text(text: str, where: SourcePlace, reading: Recognition, *, follows: bool) -> bool:
    """Take a cell that is alone in its row: a label, or, if it `follows` a label at once, the text of that label."""
    label = form_label(text, reading.lexicon) if "\n" not in text else None
    if label is not None:
        return label.field in ("recommendation", "response") and take_label(label, label.value, where, reading)
    first = form_label(text.split("\n")[0], reading.lexicon) if follows else None
    if first is not None and first.closed and first.field == "key_actions":
        return False  # an action with its fields, a line each
    return follows and reading.goes_on(reading.unmarked(text, where), where)


def take_label(label: Label, value: str, where: SourcePlace, reading: Recognition) -> bool:
    """Take a labelled text. Return whether the label is known."""
    name = label.field
    reading.use_words(label.words)
    if name == IGNORED:
        return True
    if take_action_label(label, value, where, reading):
        return True
    if name == "recommendation" and (value or label.number):
        _begin_recommendation(label, value, where, reading)
        return True
    if name == "title" and value:
        if not reading.titled(value, 3):
            reading.report(leftover_text(where, f"{label.words}: {value}"))
        return True
    if name in _ABOUT and reading.draft.now is not None:
        reading.about(name, value, where, reading.draft.now, label.bracket)
        reading.open_field = name
        return True
    if name in ("key_actions", "no_actions"):
        reading.open_field = ""
        if value:
            reading.report(leftover_text(where, value))
        return True
    return name in ("head", "reasons") and _take_head(label, value, where, reading)


def _take_head(label: Label, value: str, where: SourcePlace, reading: Recognition) -> bool:
    """Report words of a form's head. The reasons for a rejection are the response if that is only an answer so far.

    Return whether the label is known: one of a head without a value is not.
    """
    rec, is_reasons = reading.draft.now, label.field == "reasons"
    if not (value or is_reasons):
        return False
    reading.open_field = ""
    if not value:
        reading.menu.append((label.words, where))
    elif is_reasons and rec is not None and not rec.values.get("response"):
        reading.about("response", value, where, rec)
    else:
        reading.report(leftover_text(where, f"{label.words}: {value}"))
    return True


def _begin_recommendation(label: Label, value: str, where: SourcePlace, reading: Recognition) -> None:
    """Begin a recommendation. A label with nothing behind it is the heading of the one that follows."""
    reading.begin(value or label.words, where, label.rec_number, heading=not value)
    if label.bracket:
        reading.report(leftover_text(where, label.bracket))
    reading.labelled_action = None
