"""Cells and headers that say more than their field: a date beside a status, a day, a mere "open"."""

from __future__ import annotations

import pytest

from tests.command_line import xltrack
from tests.importing.test_spreadsheet import read, sheet
from xltrack.grid.values import Day, Row, Sheet
from xltrack.workflows.import_plan import import_plans
from xltrack.workflows.source_answers import ImportOptions

BOTH = (
    "Due / status",
    "Deadline/Status",
    "Status and deadline",
    "Échéance / Statut",
    "Срок и статус",
    "截止日期和状态",
)


@pytest.mark.parametrize("header", BOTH)
@pytest.mark.parametrize(
    "text, deadline, status, word",
    (
        ("November 29,2011,On Schedule", "2011/11", "initiated", "On Schedule"),
        ("Completed (June 2024)", "2024/06", "completed", "Completed"),
        ("2024-06-15 - Ongoing", "2024/06", "initiated", "Ongoing"),
        ("Dec 2024 / not started", "2024/12", "not_initiated", "not started"),
        ("Ongoing", "None", "initiated", "Ongoing"),
        ("2025/03", "2025/03", "not_initiated", ""),
        ("TBD, Not started", "None", "not_initiated", "Not started"),
    ),
)
def test_a_deadline_and_a_status_in_one_cell_are_both_read(header, text, deadline, status, word):
    (action,) = read(sheet(f"Recommendation | Action | {header}\nDig | Drill | {text}")).plan.actions
    assert (str(action.deadline), action.status, action.source_status) == (deadline, status, word)


def test_a_status_beside_a_deadline_has_no_place_where_the_table_has_a_column_of_statuses():
    found = read(sheet("Recommendation | Action | Due | Status\nDig | Drill | Dec 2024, ongoing | Completed"))
    (action,) = found.plan.actions
    assert (str(action.deadline), action.status) == ("2024/12", "completed")
    assert [one.found for one in found.findings if one.code == "cell_without_place"] == ["ongoing"]


@pytest.mark.parametrize(
    "second, left", (("2025/03 - ongoing", True), ("Completed", True), ("Ongoing", False), ("2024/12, Ongoing", False))
)
def test_a_second_deadline_or_status_of_an_action_is_left_over(second, left):
    rows = f"Recommendation | Action | Due / status\nDig | Drill | Dec 2024, Ongoing\n| | {second}"
    found = read(sheet(rows, merged=((2, 1, 3, 1), (2, 2, 3, 2))))
    (action,) = found.plan.actions
    assert (str(action.deadline), action.status) == ("2024/12", "initiated")
    assert [one.found for one in found.findings if one.code == "cell_without_place"] == ([second] if left else [])


def test_days_of_deadlines_are_told_in_one_line_with_the_first_place():
    head = Row(1, (1, 2, 3, 4), ("Recommendation", "Action", "Due date", "Status"))
    dates = ("2024-06-15", Day(45473.0), "2024/12", Day(45474.0), "30 June 2024")
    rows = (Row(at, (1, 2, 3, 4), ("Dig", f"Drill {at}", raw, "Done")) for at, raw in enumerate(dates, 2))
    found = read(Sheet("Plan", (head, *rows)))
    assert [str(action.deadline) for action in found.plan.actions] == ["2024/06"] * 2 + [
        "2024/12",
        "2024/07",
        "2024/06",
    ]
    told = [(one.found, one.values["count"], str(one.where)) for one in found.findings if one.code == "days_left_out"]
    assert told == [("2024-06-15", 2, "Plan!C2")]  # the first of July may be how Excel keeps a month


@pytest.mark.parametrize("word", ("Open", "O", "Unresolved", "Ouvert", "Abierta", "Открыто", "مفتوحة", "未结"))
def test_a_word_that_says_no_more_than_open_is_kept_beside_not_initiated_and_told(word):
    found = read(sheet(f"Recommendation | Action | Status\nDig | Drill | {word}"))
    (action,) = found.plan.actions
    assert (action.status, action.source_status) == ("not_initiated", word)
    assert [one.found for one in found.findings if one.code == "status_open"] == [word]
    assert found.statuses == (word,)  # asked for at a terminal


@pytest.mark.parametrize(
    "header", ("Status as of 30 June 2024", "Status (Oct 2026)", "Review of action taken (May 2024)")
)
def test_a_date_in_a_header_is_told(header):
    found = read(sheet(f"Recommendation | Action | Owner | {header}\nDig | Drill | Field | Completed"))
    assert [one.found for one in found.findings if one.code == "header_date"] == [header]


@pytest.mark.parametrize(
    "name, text",
    (
        ("a.csv", "Recommendation;Action;Status;Comments\nDig;A;Done;Sent. History\nDig;B;Done;History\n"),
        (
            "a.txt",
            "Recommandation : Étendre.\nRéponse de la direction : Acceptée.\nActions clés\n"
            "Créer A Bureau de pays 2026/12 Achevée Sent. History\nCréer B Bureau de pays 2026/12 Achevée History\n",
        ),
    ),
)
def test_the_word_that_a_page_prints_behind_a_row_is_named_once(name, text):
    (found,) = import_plans([(name, text.encode())], ImportOptions(units=("Bureau de pays",)))
    assert [action.comments for action in found.plan.actions] == ["Sent.", ""]
    assert [one.found for one in found.findings if one.code == "menu_words"] == ["History"]


def test_all_guessed_units_are_one_line_and_rows_that_may_hold_others_stand_before_errors(tmp_path):
    rows = "".join(f"Send letter {at} Harbour Board 2026/0{at} Initiated Sent.\n" for at in (1, 2, 3))
    head = "Evaluation\n\nRecommendation: Rebuild. Key actions: Dig.\nManagement Response: Accepted.\nKey Actions\n"
    (tmp_path / "a.txt").write_text(f"{head}Responsible Deadline Status Comments\n{rows}", encoding="utf-8")
    ran = xltrack("import", tmp_path / "a.txt", "-o", tmp_path / "a.xlsx")
    assert len([line for line in ran.err.splitlines() if "border between the key action and its unit" in line]) == 1
    table = "Recommendation;Action;Due date;Status\nDig;Drill;soon or so;Done\nDig;1. Sell 2. Rent;2026/01;Done\n"
    (tmp_path / "b.csv").write_text(table, encoding="utf-8")
    ran = xltrack("import", tmp_path / "b.csv", "-o", tmp_path / "b.xlsx")
    assert "numbered key actions" in ran.err.splitlines()[0]
    assert ran.err.splitlines()[1].startswith("error")


@pytest.mark.parametrize(
    "words", ["Recommendation 1 | Management response", "Recommandation 1 : | Réponse de la direction :"]
)
@pytest.mark.parametrize("swapped", [False, True])
def test_labels_side_by_side_stand_over_their_values(words, swapped):
    rows = [words, "Mend the wells. | Accepted. We shall.", "Drill deeper. | Rejected. Too dear."]
    if swapped:
        rows = [" | ".join(reversed(row.split(" | "))) for row in rows]
    actions = "\n\nAction | Responsible | Deadline | Status\nDig | Unit A | 2026/12 | Done"
    found = read(sheet("\n".join(rows) + actions))
    assert [(rec.text, rec.category, rec.response) for rec in found.plan.recommendations] == [
        ("Mend the wells.", "accepted", "Accepted. We shall."),
        ("Drill deeper.", "rejected", "Rejected. Too dear."),
    ]
    assert [len(rec.actions) for rec in found.plan.recommendations] == [0, 1]
    assert not [finding for finding in found.findings if finding.code.startswith("leftover")]
