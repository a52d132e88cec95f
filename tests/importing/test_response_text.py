"""Reading text: what the form says, what pages and PDFs do to it, and that nothing is lost."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from tests.paths import ROOT
from tests.real_plan import real_text
from tests.tables import assert_table
from xltrack.errors import TextError
from xltrack.importing.response_text import parse_text
from xltrack.importing.response_text.vocabulary import Vocabulary
from xltrack.model.plan import Category

HEADER = "Responsible Deadline Status Comments"
AS_OF = date(2024, 6, 30)
EXAMPLE = (ROOT / "examples" / "management_response.txt").read_text(encoding="utf-8")


def response(*rows: str, fields: str = "Management Response: Agreed.\nManagement Response Category: Accepted") -> str:
    return "\n".join(["Recommendation: Do it", fields, "Key Actions", HEADER, *rows])


def codes(read) -> list[str]:
    return [finding.code for finding in read.findings]


# --- the form ---


def test_the_real_plan_comes_out_right_with_no_units_given():
    read = parse_text(real_text())
    plan = read.plan
    assert read.findings == ()
    assert (len(plan.recommendations), len(plan.actions)) == (8, 29)
    assert Counter(a.responsible for a in plan.actions) == {"Country Office": 25, "Country and Regional Offices": 4}
    words = {"Initiated": 13, "Overdue-Initiated": 8, "Completed": 6, "Overdue-Not Initiated": 2}
    assert Counter(a.source_status for a in plan.actions) == words
    assert plan.by_ref["R2.A4"].description.endswith("(President’s Decree dated Jun 9, 2021)")
    assert "Evidence, Data and statistics" in plan.recommendations[4].operating_principles


def test_the_example_is_read_without_a_finding():
    read = parse_text(EXAMPLE)
    assert read.findings == ()
    assert (len(read.plan.recommendations), len(read.plan.actions), len(read.plan.units)) == (6, 19, 3)
    rejected = read.plan.recommendations[3]
    assert (rejected.category, rejected.actions) == (Category.REJECTED, ())
    assert read.plan.recommendations[2].description.startswith("The evaluation counted 94")


def test_a_text_without_a_recommendation_is_refused_by_its_name():
    with pytest.raises(TextError) as raised:
        parse_text("Dear all,\nplease find attached", file="mail.txt")
    assert raised.value.code == "not_a_response"
    assert str(raised.value).startswith("mail.txt:")


# --- one row: where description, unit, deadline, status and comments part ---

ROWS = """
Run it                               | Country Office               | 2022/12 Completed             | Done by all
Run it                               | Country and Regional Offices | 2022/01 Initiated             |
Run it                               | Country Office               | 2022/12 Overdue-Not Initiated | Soon
Run it                               | Country Office               | 2022/12 Not Initiated         |
Run it                               | Country Office               | 2022/12 No Longer Applicable  | Moved
Run it                               | Country Office               | 2022/12 Ongoing               | Every year
Run it                               | Country Office               | 2022/12 Over due              | Late
Run it                               | Country Office               | 2022/12 Overdue-Initiated     | Late
Run it                               | Country Office               | N/A Initiated                 | As needed
Run it                               | Country Office               | Not specified Initiated       | As needed
Run it                               | Country Office               | - Completed                   | As needed
Run it                               | Country Office               | – Completed                   | As needed
Run it                               | Country Office               | — Completed                   | As needed
Run it                               | Country Office               | Initiated                     | As needed
Plan 2021/05 Completed stages        | Country Office               | 2022/12 Initiated             | X
Phase 1 - Completed parts            | Country Office               | 2022/12 Initiated             | X
Run it | Country Office | 2022/12 Initiated | Part 2021/05 Completed x
Run it                               | Country Office               | 2022/12 Initiated             | With N/A Completed
Support the UN Women Regional Office | Country Office               | 2022/12 Completed             |
Tell the country office              | Country Office               | 2022/12 Completed             |
Run it                               | Multi-Country Office         | 2022/12 Completed             |
Former un comité à 2030/01           | Country Office               | 2022/12 Completed             | achevé
Formar en 2021                       | Country Office               | 2022/12 Completed             | «hecho»
Провести опрос                       | Country Office               | 2022/12 Completed             | Готово
تنظيم ورشة                           | Country Office               | 2022/12 Completed             | تم
"""


@pytest.mark.parametrize("line", ROWS.strip().splitlines())
def test_a_row_is_parted_where_its_bars_stand(line):
    description, unit, anchor, comments = (part.strip() for part in line.split("|"))
    read = parse_text(response(line.replace("|", " ")))
    action = read.plan.actions[0]
    assert (action.description, action.responsible, action.comments) == (description, unit, comments)
    missing = anchor.removesuffix(action.source_status).strip()
    assert str(action.deadline) == missing if missing[:1].isdigit() else action.deadline is None
    assert anchor.endswith(action.source_status)
    assert codes(read) == []


@pytest.mark.parametrize(
    "word, status",
    [
        ("Initiated", "initiated"),
        ("Overdue – Initiated", "initiated"),
        ("Overdue-Not Initiated", "not_initiated"),
        ("Not\u00a0Initiated", "not_initiated"),
        ("Over due", "initiated"),
        ("Completed", "completed"),
        ("No longer applicable", "no_longer_applicable"),
    ],
)
def test_a_status_word_means_its_status(word, status):
    assert parse_text(response(f"Run it HQ 2022/12 {word} x")).plan.actions[0].status == status


def test_the_status_keeps_the_words_of_the_source():
    found = ["Over due", "Ongoing", "Overdue-Not Initiated", "No Longer Applicable", "Done"]
    plan = parse_text(response(*(f"Run Country Office 2022/12 {word} x" for word in found))).plan
    assert [action.source_status for action in plan.actions] == found


# --- units ---


@pytest.mark.parametrize("word", ["Key Action", "Action", "Description", "Actions"])
def test_the_word_over_the_actions_is_part_of_the_header(word):
    read = parse_text(response("Run it Country Office 2022/12 Completed x").replace(HEADER, f"{word} {HEADER}"))
    assert ([action.description for action in read.plan.actions], codes(read)) == (["Run it"], [])


def test_a_named_unit_settles_a_guess():
    row = "Hold the annual Forum Head of Programmes 2022/12 Completed"
    guessed = parse_text(response(row))
    assert codes(guessed) == ["unit_guessed"]
    assert guessed.findings[0].where.number == 6
    named = parse_text(response(row), units=["Head of Programmes"])
    assert (named.plan.actions[0].responsible, codes(named)) == ("Head of Programmes", [])


@pytest.mark.parametrize(
    "row, unit, found",
    [
        ("Run it Country Office, Regional Office 2022/12 Completed", "Country Office, Regional Office", []),
        ("Run it Country Office/Regional Office T4 2022 Completed", "Country Office/Regional Office", ["span_of_time"]),
        ("Run it Harbour Board, Regional Office 2022/12 Completed", "Regional Office", ["unit_guessed"]),
    ],
)
def test_several_units_before_a_deadline_are_all_units_and_an_unknown_one_of_them_is_questioned(row, unit, found):
    read = parse_text(response(row))
    assert ([action.responsible for action in read.plan.actions], codes(read)) == ([unit], found)


@pytest.mark.parametrize("deadline, read_as", [("ongoing", None), ("mid-2023", "2023/06"), ("T4 2023", "2023/12")])
def test_a_row_with_an_unknown_status_is_a_row_however_its_deadline_is_written(deadline, read_as):
    plan = parse_text(
        response("Run it Country Office 2022/12 Completed", f"Dig Country Office {deadline} In hand")
    ).plan
    assert [(a.description, a.deadline and str(a.deadline), a.comments) for a in plan.actions][1:] == [
        ("Dig", read_as, "In hand")
    ]


def test_a_unit_that_repeats_is_learned_and_every_such_row_reported():
    starts = ("Draft the Plan", "Train all Staff", "Print the Report", "Ask Kenya")
    read = parse_text(response(*(f"{start} Joint Gender Desk 2022/12 Completed x" for start in starts)))
    assert read.plan.units == ("Joint Gender Desk",)
    assert [action.description for action in read.plan.actions] == list(starts)
    assert codes(read) == ["unit_guessed"] * 4


def test_a_listed_unit_grows_when_the_same_name_stands_before_it_again_and_again():
    rows = [f"{verb} it Kenya Country Office 2022/12 Completed" for verb in ("Run", "Draft", "Print")]
    read = parse_text(response(*rows))
    assert read.plan.units == ("Kenya Country Office",)
    assert codes(read) == ["unit_guessed"] * 3
    assert codes(parse_text(response(*rows), units=["Kenya Country Office"])) == []


def test_units_can_be_learned_from_the_real_plan_alone():
    learned = parse_text(real_text(), vocabulary=Vocabulary())
    assert learned.plan.actions == parse_text(real_text()).plan.actions
    assert Counter(codes(learned))["unit_guessed"] == 29


def test_two_places_with_a_known_unit_are_reported_and_the_first_is_taken():
    read = parse_text(response("Run it Country Office 2022/12 Initiated As Country Office 2021/01 Completed said"))
    assert codes(read) == ["row_ambiguous"]
    assert_table(
        read.plan, "description | deadline | comments\nRun it | 2022-12 | As Country Office 2021/01 Completed said"
    )


def test_a_status_nobody_knows_costs_no_word_of_the_row():
    read = parse_text(
        response("Run it Country Office 2022/12 Sospeso per ora", "Walk it Country Office 2022/12 Completed")
    )
    assert codes(read) == ["unknown_status"]
    assert_table(
        read.plan,
        """
        description | deadline | status        | comments
        Run it      | 2022-12  | not_initiated | Sospeso per ora
        Walk it     | 2022-12  | completed     |
        """,
    )
    alone = parse_text(response("Something or other"))
    assert (alone.plan.actions[0].description, codes(alone)) == ("Something or other", ["unknown_status"])


# --- labels ---


def test_damaged_labels_are_read_and_said():
    read = parse_text(
        "Home\nEvaluations\nPlan A\nPlan A Management Response Plan\nPrint\n"
        "Recommendation:\nRecommendation: Recommendation: Do it\n"
        "Management Response: First.\n\nSecond.\nDescription: More\n"
        "Management Response Category: Agreed\nThematic Area:\n"
        "Operating Principles: Advocacy, Whatever/Else\nKey Actions\nKey Action not added.\n"
        "Recommendation: No\nManagement Response Category: Perhaps\nPage 3 of 4\n"
    )
    first, second = read.plan.recommendations
    assert read.plan.title == "Plan A"
    assert (first.text, first.response, first.description) == ("Do it", "First.\n\nSecond.", "More")
    assert (first.category, first.thematic_areas) == (Category.ACCEPTED, ())
    assert first.operating_principles == ("Advocacy", "Whatever/Else")
    assert (second.text, second.category, first.actions + second.actions) == ("No", None, ())
    assert [(p.code, p.where.number, p.found) for p in read.findings] == [
        ("leftover_text", 1, "Home"),
        ("leftover_text", 2, "Evaluations"),
        ("leftover_text", 5, "Print"),
        ("label_doubled", 7, "Recommendation"),
        ("label_doubled", 7, "Recommendation"),
        ("value_understood", 12, "Agreed"),
        ("unknown_vocabulary", 14, "Whatever/Else"),
        ("unknown_category", 18, "Perhaps"),
        ("leftover_text", 19, "Page 3 of 4"),
    ]


def test_labels_before_the_first_recommendation_are_left_over():
    read = parse_text("Management Response: All of it.\nMore\nRecommendation: Do it")
    assert [(p.code, p.found) for p in read.findings] == [
        ("leftover_text", "Management Response: All of it."),
        ("leftover_text", "More"),
    ]


def test_a_paragraph_without_an_anchor_joins_the_row_above_and_is_reported():
    read = parse_text(response("Run it Country Office 2022/12 Completed One.", "Two.", "Walk it HQ 2022/11 Initiated"))
    assert [(p.code, p.where.number) for p in read.findings] == [("row_break_guessed", 7)]
    assert [a.comments for a in read.plan.actions] == ["One.\nTwo.", ""]


@pytest.mark.parametrize(
    "unit, dates, statuses",
    [
        ("Ports Authority", ("12/2022", "Q3 2024", "FY2025 Q1", "each June and December"), ("Ongoing", "Superseded")),
        ("Direction des ports", ("T4 2023", "fin 2025", "EX-25/2", "à la rentrée"), ("En cours", "Achevée")),
        (
            "Autoridad Portuaria",
            ("mediados de 2025", "12/2024", "ejercicio 25", "2022-2025"),
            ("En curso", "Cancelada"),
        ),
    ],
)
def test_a_row_whose_date_nobody_can_read_is_a_row_of_its_own(unit, dates, statuses):
    rows = [f"Build quay {at} {unit} {date} {statuses[at % 2]} Note {at}" for at, date in enumerate(dates)]
    read = parse_text("\n".join(("Recommandation : Build.", "Actions clés", *rows)))
    made = [(action.description, action.responsible, action.comments) for action in read.plan.actions]
    assert made == [(f"Build quay {at}", unit, f"Note {at}") for at in range(len(dates))]
    unread = {finding.found for finding in read.findings if finding.code == "unreadable_deadline"}
    assert all(action.deadline or date in unread for action, date in zip(read.plan.actions, dates, strict=True))
