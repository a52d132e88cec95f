"""The rule about progress in the Check formulas of a tracker that got this field while it was in use."""

from __future__ import annotations

import re
from collections.abc import Mapping

from xltrack.findings import column_letters
from xltrack.i18n.catalogue import Catalogue
from xltrack.model.ready_fields import PROGRESS
from xltrack.model.row_rules import ROW_RULES
from xltrack.reading.live_texts import LONGEST_SHOWN
from xltrack.reading.table_locator import LocatedTable
from xltrack.workbook.added_columns import list_of_choices
from xltrack.workbook.formula_keeper import FormulaKeeper
from xltrack.workbook.live_formulas import conditions
from xltrack.workbook.patch import Patch
from xltrack.xlsx.formulas import quoted

_END = re.compile(rf",\s*3\s*,\s*{LONGEST_SHOWN}\s*\)\s*\)\s*$")
"""The end of a Check formula, which cuts the first separator from the joined texts of its rules."""


def add_progress(
    patch: Patch, table: LocatedTable, keeper: FormulaKeeper, checks: Mapping[int, str], words: Catalogue
) -> None:
    """Add the rule to the Check formula of each row in `checks`, which gives its results, if these do not have it."""
    first = next(iter(checks), 0)
    whole = keeper.whole(first, "check") if first and {PROGRESS, "check"} <= table.columns.keys() else ""
    progress, status = (column_letters(table.columns[key]) if whole else "" for key in (PROGRESS, "status"))
    if not _END.search(whole) or re.search(rf"\b{progress}\$?{first}\b", whole.replace("$", "")):
        return
    rule = next(rule for rule in ROW_RULES if rule.field == PROGRESS)
    place = patch.place("xltrack_list_status")
    list_name = quoted(patch.sheet(place.sheet).name)
    codes = enumerate(words.section("status"), place.first)
    statuses = {code: f"{list_name}!${place.letters}${at}" for at, code in codes}
    word = list_of_choices(
        patch, words.word("columns", "actions", "check"), [words.word("check", rule.code)]
    ).partition(":")[0]
    for row, check in checks.items():
        names = conditions(f"${status}{row}", statuses) | {PROGRESS: f"${progress}{row}"}
        part = f'&IF({rule.formula.format_map(names)},"; "&{word},"")'
        formula = "".join((*_END.split(keeper.whole(row, "check"))[:1], part, f",3,{LONGEST_SHOWN}))"))
        patch.put_formula(table.sheet.name, row, table.columns["check"], formula, check)
