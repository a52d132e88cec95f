"""The words of a mail as a coordinator changes them for one round: subject and text, by language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xltrack.i18n.catalogue import catalogue
from xltrack.mail.letters import FACTS, REMINDER_FACTS, LetterTemplate, letter_template, reminder_template
from xltrack.page.open_month import CallAnswer, Files, OpenMonth

Wordings = Mapping[str, Mapping[str, str]]
"""By language: the subject and the body, with placeholders such as {name}."""
NO_WORDINGS: Wordings = {}


def shipped_wording(month: OpenMonth, files: Files, kind: str, language: str) -> CallAnswer:
    """Return the shipped words of a mail, and the placeholders that they may hold.

    `kind` is "copy" for the mail with a copy, or that of a reminder: before, today or after.
    """
    words = catalogue(language)
    template = letter_template(words) if kind == "copy" else reminder_template(words, kind)
    places = FACTS if kind == "copy" else REMINDER_FACTS
    return {"subject": template.subject, "body": template.body, "places": [f"{{{place}}}" for place in places]}, []


def own_templates(wording: Wordings, facts: Sequence[str]) -> dict[str, LetterTemplate]:
    """Return the changed words by language. Raises MailError that names an unknown placeholder."""
    return {language: _template(language, texts, facts) for language, texts in wording.items()}


def _template(language: str, own: Mapping[str, str], facts: Sequence[str]) -> LetterTemplate:
    subject = " ".join(own["subject"].split())
    name = catalogue(language).word("language", "name")
    return LetterTemplate.parse(f"Subject: {subject}\n{own['body']}", name, facts)
