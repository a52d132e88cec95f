"""Several actions in one cell: an action each where that is certain, else told first."""

from __future__ import annotations

import pytest

from xltrack.importing.imported_plan import ImportedPlan
from xltrack.workflows.import_plan import import_plans
from xltrack.workflows.source_answers import ImportOptions

HEAD = "Extra;Recommendation;Key action;Responsible;Due date;Status;Comments\n"


def imported(text: str, owner: str = "Unit A", comments: str = "As planned") -> ImportedPlan:
    rows = f'{HEAD}x;Dig;"{text}";"{owner}";2026/12;Ongoing;"{comments}"\ny;Dig;Last;Unit B;2027/01;Done;\n'
    (read,) = import_plans([("a.csv", rows.encode())], ImportOptions())
    return read


SPLIT = (
    ("1. Survey the ports 2. Repair them", ["Survey the ports", "Repair them"]),
    ("1. Survey the ports\n2. Repair them", ["Survey the ports", "Repair them"]),
    ("1) Survey the ports; 2) Repair them; and 3) Paint", ["Survey the ports;", "Repair them; and", "Paint"]),
    ("(1) Survey (2) Repair", ["Survey", "Repair"]),
    ("a) Survey b) Repair c) Paint", ["Survey", "Repair", "Paint"]),
    ("(i) Survey (ii) Repair (iii) Paint", ["Survey", "Repair", "Paint"]),
    ("i) Go ii) Go iii) Go iv) Go v) Go vi) Go vii) Go viii) Go ix) Go x) Go xi) Go xii) Go", ["Go"] * 12),
    ("1. Train team A 2. Train team B", ["Train team A", "Train team B"]),
    ("1.1. Survey\n1.2. Repair", ["Survey", "Repair"]),
    ("3. Survey\n4. Repair", ["Survey", "Repair"]),
    ("1. Save 1.5 million 2. Read section 2. Then rest", ["Save 1.5 million", "Read section 2. Then rest"]),
    ("1. Meet by 2. March 2. Write", ["Meet by 2. March", "Write"]),
    ("1. Vérifier les ports 2. Élargir", ["Vérifier les ports", "Élargir"]),
    ("1. Проверить порты 2. Починить", ["Проверить порты", "Починить"]),
    ("1. مسح الموانئ 2. إصلاحها", ["مسح الموانئ", "إصلاحها"]),
    ("1、调查港口；2、修复港口", ["调查港口；", "修复港口"]),
)


@pytest.mark.parametrize("text, actions", SPLIT)
def test_numbered_actions_of_one_cell_become_an_action_each_with_all_that_their_row_says(text, actions):
    read = imported(text)
    *made, last = read.plan.actions
    assert ([action.description for action in made], last.description) == (actions, "Last")
    said = {(a.responsible, str(a.deadline), a.status, a.source_status, a.comments) for a in made}
    assert said == {("Unit A", "2026/12", "initiated", "Ongoing", "As planned")}
    first = read.findings[0]
    assert (first.code, first.values["count"], first.where) == ("actions_split", len(actions), read.places["R1.A1"])


def test_a_cell_that_lists_as_much_as_there_are_actions_gives_each_its_own():
    made = imported("1. Survey 2. Repair", "1. Ports\n2. Works", "a) Half done b) Not yet begun").plan.actions
    assert [(action.description, action.responsible, action.comments) for action in made[:2]] == [
        ("Survey", "Ports", "Half done"), ("Repair", "Works", "Not yet begun"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text, count",
    [
        ("1. survey the ports 2. repair them", 2),
        ("Do both: a) Survey the ports b) Repair them", 2),
        ("Survey the ports / Repair the quay", 2),
        ("• Survey the ports • Repair the quay", 2),
        ("- Survey the ports\n- repair the quay", 2),
        ("Survey the ports\n1. in spring\n2. in autumn", 0),
        ("Survey the ports\nRepair them", 0),
        ("1. Survey the ports", 0),
        ("Spend 1.5 million on section 2. Report on section 3. Rest", 0),
        ("Report on 1. January and 2. February", 0),
        ("Train men/women and boys / girls", 0),
        ("Review levels 1. and 2. of the plan", 0),
        ("Write to the U.S. and to A. Bell", 0),
    ],
)
def test_what_may_be_several_actions_stays_one_and_is_told_first(text, count):
    read = imported(text)
    assert [action.description for action in read.plan.actions] == [text, "Last"]
    told = [one.values["count"] for one in read.findings if one.code == "actions_in_one_cell"]
    assert told == ([count] if count else [])
    assert not count or read.findings[0].code == "actions_in_one_cell"
