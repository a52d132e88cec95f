"""Rows that end a table are no actions, however many cells they fill; a row that says how far it is, is one."""

from __future__ import annotations

import pytest

from tests.importing.test_spreadsheet import read, sheet

HEADER = "No | Action | Owner | Deadline | Status"
ACTIONS = "1 | Survey | Ports | 2026/06 | Closed\n2 | Dig | Ports | 2026/08 | Open"
SIGNED = {
    "en": (
        "Approved by",
        "Prepared by",
        "Reviewed by",
        "Submitted by",
        "Signed",
        "Signature",
        "Date",
        "Head of office",
    ),
    "fr": ("Approuvé par", "Préparé par", "Revu par", "Soumis par", "Signé par", "Chef de bureau"),
    "es": ("Aprobado por", "Preparado por", "Revisado por", "Presentado por", "Firma", "Fecha", "Jefe de oficina"),
    "ru": ("Утвердил", "Подготовил", "Проверил", "Представил", "Подпись", "Дата", "Руководитель отделения"),
    "ar": ("اعتمده", "أعده", "راجعه", "قدمه", "التوقيع", "التاريخ", "رئيس المكتب"),
    "zh": ("批准人", "编制人", "审核人", "提交人", "签名", "日期", "办事处主任"),
}
TOTALS = (
    "| Total | | | 2", "| TOTAL R1 | | | 2", "| Total number of actions | | | 2", "Sub-total | | | 2 actions",
    "| Sous-total | | | 2", "| Subtotal | | | 2", "| Итого | | | 2", "| المجموع | | | 2", "| 小计 | | | 2",
)  # fmt: skip
FOOTERS = (
    "| Page 1 of 2", "| Página 1 de 2", "| Стр. 1 из 2", "| صفحة 1 من 2", "| 第 1 页", "| Note: dates may change",
    "| Source: Quality desk", "| Legend | Green = on track", "| Green = on track", "| * provisional figures",
    "| Printed on 3 May 2026 | | 2026/05", "| Closed | 1", "Name | Signature | Date",
    "| Reviewed by the Board", "| Approved by: A. Bell of the unit for ports | | 2026/05",
    "| Approved by: A. Bell | | 2026/05", "| Reviewed by the Board | A. Bell | May 2026",
)  # fmt: skip
ENDINGS = (
    *(f"{word} | J. Moss | | 3 May 2026" for words in SIGNED.values() for word in words), *TOTALS, *FOOTERS,
)  # fmt: skip


@pytest.mark.parametrize("gap", ("", "-\n"), ids=("at once", "after a row of dashes"))
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_row_that_ends_a_table_is_no_action_and_is_told_with_its_place(ending, gap):
    found = read(sheet(f"{HEADER}\n{ACTIONS}\n{gap}{ending}"))
    assert [action.description for action in found.plan.actions] == ["Survey", "Dig"]
    told = [f for f in found.findings if f.code == "leftover_text"]
    assert [(f.found, f.where.row) for f in told if f.where] == [
        (" | ".join(part.strip() for part in ending.split("|") if part.strip()), 5 if gap else 4)
    ]


@pytest.mark.parametrize("total", TOTALS)
def test_totals_may_stand_between_actions(total):
    found = read(sheet(f"{HEADER}\n{total}\n{ACTIONS}"))
    assert [action.description for action in found.plan.actions] == ["Survey", "Dig"]


@pytest.mark.parametrize(
    "row",
    (
        "3 | Total overhaul of the register | Ports | 2026/09 | Open",
        "3 | Total overhaul of the register | Ports | 2026/09 |",
        "| Approved budget lines are published | Ports | 2026/09 | Open",
        "| Approved budget lines are published | Ports | 2026/09 |",
        "| Approved by-laws are printed | Ports | 2026/09 |",
        "| Prepared by the unit, a plan is sent | Ports | 2026/09 | Open",
        "| Signature | Ports | 2026/09 | Not started",
        "3 | Draft the plan | Head of office | 2026/09 |",
        "3 | Reviewed by the Board | | |",
        "| Reviewed by the Board | Ports | |",
        "| Reviewed by the partners and printed in three languages | | 2026/09 |",
        "| Approved by the council and sent to all units | Mayor | |",
        "3 | Page through the files | Ports | 2026/09 |",
    ),
)
def test_an_action_that_begins_with_such_a_word_stays_one(row):
    description = row.split("|")[1].strip()
    for rows in (f"{ACTIONS}\n{row}", f"{row}\n{ACTIONS}"):
        assert description in [action.description for action in read(sheet(f"{HEADER}\n{rows}")).plan.actions]


def test_a_signature_between_actions_that_fills_several_cells_may_be_one():
    found = read(sheet(f"{HEADER}\n| Reviewed by the Board | Ports | 2026/05 |\n{ACTIONS}"))
    assert [action.description for action in found.plan.actions] == ["Reviewed by the Board", "Survey", "Dig"]


def test_a_row_whose_action_is_merged_from_above_goes_on_with_it():
    found = read(sheet(f"{HEADER}\n1 | Survey | Ports | 2026/06 | Closed\n| | Director", ((2, 2, 3, 2),)))
    assert [action.responsible for action in found.plan.actions] == ["Ports\nDirector"]
