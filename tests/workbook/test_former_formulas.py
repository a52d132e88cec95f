"""Masters and templates of earlier versions: their Overdue counts from the due month from the next save on."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.edits import read, with_parts
from tests.lint import findings
from tests.masters import ACTIONS, merged
from tests.office import Office
from tests.paths import ROOT
from tests.tables import ISSUED, tracker
from tests.xlsx_text import drawn_at, opened
from xltrack.i18n.catalogue import LANGUAGES, Catalogue, catalogue
from xltrack.model.tracker import Tracker
from xltrack.shipped import shipped_bytes
from xltrack.workbook.live_formulas import overdue_text
from xltrack.workbook.read import read_workbook
from xltrack.workbook.template import DEFAULT_TEMPLATE
from xltrack.workbook.update import update_workbook
from xltrack.workbook.write import write_workbook

FIRST = ROOT / "tests" / "fixtures" / "first_version"
NAMES = [*(f"master-{language}.xlsx" for language in LANGUAGES), "master-resaved.xlsx"]
MONTHS = "(YEAR(TODAY())-YEAR($E6))*12+MONTH(TODAY())-MONTH($E6)-1"
FORMER = (
    f'IF(ISNUMBER($E6),IF({MONTHS}&gt;=0,IF({MONTHS}=0,Lists!$C$2,IF({MONTHS}=1,Lists!$C$3,'
    f'SUBSTITUTE(Lists!$C$4,"{{count}}",{MONTHS}))),""),"")'
)  # fmt: skip


def overdue_cells(path: Path) -> dict[str, str]:
    """The Overdue formulas of a master of the first version, by address."""
    sheet = opened(path.read_bytes()).worksheets[1]
    cells = (sheet[f"L{row}"] for row in range(6, sheet.max_row + 1))
    return {cell.coordinate: str(cell.value) for cell in cells if "TODAY" in str(cell.value)}


def base_of(path: Path) -> Tracker:
    base = read_workbook(path).base
    assert base is not None
    return base


def language_words(path: Path) -> Catalogue:
    return catalogue(base_of(path).meta.language)


def saved_again(name: str, folder: Path) -> Path:
    path = Path(shutil.copy(FIRST / name, folder / name))
    merged(path)
    return path


@pytest.mark.parametrize("name", NAMES)
def test_a_master_of_the_first_version_counts_from_the_due_month_after_its_next_save(tmp_path, name):
    before, path = overdue_cells(FIRST / name), saved_again(name, tmp_path)
    after = overdue_cells(path)
    assert after.keys() == before.keys()
    for address, formula in after.items():
        assert '"{count}",' in formula, "the words are still taken from the Lists sheet"
        assert before[address].count("-1") - formula.count("-1") == 1, "and only the printed count has changed"
    book = opened(path.read_bytes())
    words = language_words(path)
    lists = book[words.word("sheets", "lists")]
    assert [lists["C2"].value, lists["C3"].value] == [words.months(1), words.months(2)]
    assert findings(path.read_bytes()) == []
    merged(path)
    assert overdue_cells(path) == after


def test_a_row_added_to_such_a_master_has_the_new_formula(tmp_path):
    path = Path(shutil.copy(FIRST / "master-en.xlsx", tmp_path / "master.xlsx"))
    known = len(overdue_cells(path))
    base = base_of(path)
    rec = base.plan.recommendations[0]
    action = rec.actions[0].model_copy(update={"ref": f"{rec.ref}.A99", "description": "Print the guide"})
    grown = base.plan.with_recommendations({rec.ref: rec.model_copy(update={"actions": (*rec.actions, action)})})
    update_workbook(path, read_workbook(path), base.model_copy(update={"plan": grown}), as_of=ISSUED)
    formulas = list(overdue_cells(path).values())
    assert len(formulas) == known + 1
    assert {formula.count("-1") for formula in formulas} == {formulas[0].count("-1")}


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", ["master-en.xlsx", "master-fr.xlsx", "master-resaved.xlsx"])
def test_libreoffice_shows_the_months_that_the_library_counts(tmp_path, office: Office, name):
    path = saved_again(name, tmp_path)
    submission, today = read_workbook(path), date.today()  # noqa: DTZ011 - the formula asks the clock, too
    words = language_words(path)
    sheet = opened(path.read_bytes()).worksheets[1]
    rows = {str(sheet[f"A{row}"].value): f"L{row}" for row in range(6, sheet.max_row + 1)}
    actions = [action for action in submission.current.actions if action.ref in rows]
    shown = office.values(path, sheet.title, [rows[action.ref] for action in actions])
    assert shown == [overdue_text(action, today, words) for action in actions]
    assert any(shown)


@pytest.mark.libreoffice
def test_a_template_of_the_first_version_shows_one_two_and_more_months(tmp_path, office: Office):
    data = shipped_bytes("templates", DEFAULT_TEMPLATE)
    xml = read(data, ACTIONS).decode()
    own = re.sub(
        rf'(<c r="{drawn_at("overdue", 6)}"[^>]*><f>).*?(?=</f>)', lambda match: match[1] + FORMER, xml, count=1
    )
    assert FORMER in own
    template = tmp_path / "template.xlsx"
    template.write_bytes(with_parts(data, {ACTIONS: own.encode()}))
    today, target = date.today(), tmp_path / "tracker.xlsx"  # noqa: DTZ011
    months = [divmod(today.year * 12 + today.month - 1 - back, 12) for back in (1, 2, 3, 14)]
    lines = [f"R1.A{at} | CO | {year}-{month + 1:02} | initiated" for at, (year, month) in enumerate(months, 1)]
    write_workbook(tracker("\n".join(["ref | responsible | deadline | status", *lines])), target, as_of=today,
                   template=template)  # fmt: skip
    shown = office.values(target, "Actions", [drawn_at("overdue", row) for row in (6, 7, 8, 9)])
    assert shown == ["1 month", "2 months", "3 months", "14 months"]
