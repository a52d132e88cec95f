"""The JSON form of a plan that was read: what a tracker can be made from, every guess, and what may be asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xltrack.errors import XltrackError
from xltrack.i18n.catalogue import Catalogue, catalogue
from xltrack.importing.imported_plan import ImportedPlan
from xltrack.model.fields import value_label
from xltrack.model.own_fields import OwnField
from xltrack.model.plan import KeyAction
from xltrack.page.forms import Form, finding_form, first_line
from xltrack.workflows.import_questions import (
    WordQuestion,
    column_questions,
    field_choices,
    status_choices,
    status_questions,
)


def plan_form(plans: Sequence[ImportedPlan], own_fields: Sequence[OwnField], language: str) -> Form:
    """Describe the plans of a source, each of which makes a tracker, with the questions about their words."""
    words = catalogue(language)
    return {
        "plans": [_read_plan(read, language) for read in plans],
        "questions": {
            "headers": _questions(column_questions(plans), field_choices(own_fields, words)),
            "statuses": _questions(status_questions(plans), status_choices(words)),
        },
    }


def _read_plan(read: ImportedPlan, language: str) -> Form:
    """Describe a plan by what was read of it, and every guess."""
    plan, words = read.plan, catalogue(language)
    return {
        "title": first_line(plan.title or read.title_guess),
        "recommendations": [
            {
                "ref": recommendation.ref,
                "text": recommendation.text,
                "category": value_label("category", recommendation.category, words),
                "actions": [_read_action(action, words) for action in recommendation.actions],
            }
            for recommendation in plan.recommendations
        ],
        "actions": len(plan.actions),
        "units": list(plan.units),
        "findings": [finding_form(finding, language) for finding in read.findings],
    }


def _read_action(action: KeyAction, words: Catalogue) -> Form:
    shown = ("description", "responsible", "deadline", "status")
    return {"ref": action.ref} | {name: value_label(name, getattr(action, name), words) for name in shown}


def unread_form(
    error: XltrackError, questions: Sequence[WordQuestion], own_fields: Sequence[OwnField], language: str
) -> Form:
    """Describe a source of which only the columns are known so far, with the reason that it could not be read."""
    choices = field_choices(own_fields, catalogue(language))
    return {
        "plans": [],
        "refused": error.message(language),
        "questions": {"headers": _questions(questions, choices), "statuses": _questions((), {})},
    }


def _questions(questions: Sequence[WordQuestion], choices: Mapping[str, str]) -> Form:
    return {
        "words": [question._asdict() for question in questions],
        "choices": [{"code": code, "label": label} for code, label in choices.items()],
    }
