"""The JSON form of a plan that was read: what a tracker can be made from, every guess, and what may be asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xltrack.errors import XltrackError
from xltrack.i18n.catalogue import catalogue
from xltrack.importing.imported_plan import ImportedPlan
from xltrack.model.own_fields import OwnField
from xltrack.page.forms import Form, finding_form, first_line
from xltrack.workflows.import_questions import (
    WordQuestion,
    column_questions,
    field_choices,
    status_choices,
    status_questions,
)


def plan_form(read: ImportedPlan, own_fields: Sequence[OwnField], language: str) -> Form:
    """Describe a plan that a tracker can be made from, with every guess and the questions about its words."""
    plan, words = read.plan, catalogue(language)
    return {
        "title": first_line(plan.title or read.title_guess),
        "recommendations": len(plan.recommendations),
        "actions": len(plan.actions),
        "units": list(plan.units),
        "findings": [finding_form(finding, language) for finding in read.findings],
        "questions": {
            "headers": _questions(column_questions([read]), field_choices(own_fields, words)),
            "statuses": _questions(status_questions([read]), status_choices(words)),
        },
    }


def unread_form(
    error: XltrackError, questions: Sequence[WordQuestion], own_fields: Sequence[OwnField], language: str
) -> Form:
    """Describe a source of which only the columns are known so far, with the reason that it could not be read."""
    choices = field_choices(own_fields, catalogue(language))
    return {
        "title": "",
        "recommendations": 0,
        "actions": 0,
        "units": [],
        "findings": [],
        "refused": error.message(language),
        "questions": {"headers": _questions(questions, choices), "statuses": _questions((), {})},
    }


def _questions(questions: Sequence[WordQuestion], choices: Mapping[str, str]) -> Form:
    return {
        "words": [question._asdict() for question in questions],
        "choices": [{"code": code, "label": label} for code, label in choices.items()],
    }
