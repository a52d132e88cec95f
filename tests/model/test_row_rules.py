"""The rules of a row: the Check column's words, its formula and the reader's findings come from one table."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from xltrack.findings import SEVERITY
from xltrack.grid.values import Sheet
from xltrack.i18n.catalogue import LANGUAGES, catalogue
from xltrack.model.fields import ACTION_FIELDS
from xltrack.model.plan import KeyAction
from xltrack.model.row_rules import ROW_RULES, RowState
from xltrack.reading.row_findings import RowContext, last_day, row_findings
from xltrack.reading.table_locator import LocatedTable

DAY = date(2024, 6, 30)
SENT = KeyAction(ref="R1.A1", description="Run the survey", deadline="2024-12", status="initiated", comments="Begun")
TABLE = LocatedTable(Sheet("Actions"), 5, {column.key: at for at, column in enumerate(ACTION_FIELDS, 3)})


def codes(sent: KeyAction | None, copy: bool = True, **edits: object) -> list[str]:
    now = KeyAction.model_validate((sent or SENT).model_dump(mode="json") | edits)
    return [finding.code for finding in row_findings(RowContext(TABLE, DAY, copy), 6, sent, now)]


def shown(**edits: object) -> list[str]:
    now = KeyAction.model_validate(SENT.model_dump(mode="json") | edits)
    state = RowState(now, DAY, frozenset(edits))
    return [rule.code for rule in ROW_RULES if rule.broken and rule.broken(state)]


@pytest.mark.parametrize(
    "edits, check, findings",
    [
        ({"comments": "Begun in May"}, [], []),
        ({"status": "completed", "completed_on": "2024-06-30"}, [], []),
        ({"status": "completed", "comments": ""}, ["bare", "no_day"], ["completed_without_evidence"]),
        ({"status": "no_longer_applicable", "comments": ""}, ["withdrawn"], ["withdrawn_without_reason"]),
        ({"status": "no_longer_applicable", "comments": "", "reason": "The centre closed"}, [], []),
        ({"status": "completed"}, ["no_day"], []),
        ({"completed_on": "2024-05-01"}, ["open"], ["completed_on_open"]),
        ({"status": "completed", "completed_on": "1905-07-14"}, ["early"], ["early_completion"]),
        ({"status": "completed", "completed_on": "2024-07-01"}, ["future"], ["future_completion"]),
        ({"status": "completed", "completed_on": "2565-01-01"}, ["future"], ["future_completion"]),
        ({"proposed_deadline": "2025-06"}, ["no_reason"], ["proposal_without_reason"]),
        ({"proposed_deadline": "2025-06", "reason": "Funds"}, [], []),
        ({"deadline": "2025-06"}, ["moved"], ["deadline_overwritten"]),
    ],
)
def test_a_broken_rule_is_marked_in_the_workbook_and_reported_by_the_reader(edits, check, findings):
    assert shown(**edits) == check
    assert codes(SENT, **edits) == findings


def test_what_was_so_when_it_was_sent_is_nobodys_doing():
    late = KeyAction.model_validate(SENT.model_dump(mode="json") | {"completed_on": "2030-01-01"})
    assert codes(late, comments="More") == []
    assert codes(late, completed_on="2031-01-01") == ["completed_on_open", "future_completion"]
    bare = KeyAction.model_validate(SENT.model_dump(mode="json") | {"status": "completed", "comments": ""})
    assert codes(bare, responsible="CO") == []


def test_a_master_s_own_deadline_is_its_coordinator_s_to_change():
    assert codes(SENT, copy=False, deadline="2025-06") == []


def test_a_row_without_a_base_is_judged_by_its_values_alone():
    assert codes(None, status="completed", comments="") == ["completed_without_evidence"]


@pytest.mark.parametrize(
    "saved, last",
    [
        (datetime(2024, 9, 1, 23, 59, tzinfo=UTC), date(2024, 9, 2)),
        (datetime(1980, 1, 1, tzinfo=UTC), DAY),
        (None, date(2025, 7, 1)),
    ],
)
def test_the_future_begins_after_the_day_the_workbook_was_saved(saved, last):
    assert last_day(saved, DAY) == last


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_its_words_its_finding_and_its_column(language):
    fields = {column.key for column in ACTION_FIELDS}
    names = fields | {f"changed_{key}" for key in fields} | {"choices", "progress"}
    names |= {"done", "withdrawn", "initiated", "not_initiated"}
    for rule in ROW_RULES:
        assert catalogue(language).word("check", rule.code)
        assert rule.finding in SEVERITY or not rule.finding
        assert {rule.field, *rule.fields} <= fields | ({"progress"} if rule.own else set())
        assert set(re.findall(r"\{(\w+)\}", rule.formula)) <= names
    assert len({rule.code for rule in ROW_RULES}) == len(ROW_RULES)
