"""The list of units that the dropdown offers: where a unit was renamed, it follows."""

from __future__ import annotations

from xltrack.grid.values import shown_value
from xltrack.i18n.catalogue import fold
from xltrack.merging.unit_names import UnitNames, names_of, present_name
from xltrack.model.tracker import Tracker
from xltrack.workbook.patch import Patch
from xltrack.xlsx.addresses import column_number
from xltrack.xlsx.sheet_reader import read_sheet

_LIST = "xltrack_list_responsible"


def renew_units(patch: Patch, before: Tracker, after: Tracker) -> None:
    """Give renamed units their present names in the list, each once; every other name stays.

    An office may have removed the list.
    """
    names, were = names_of(after), names_of(before)
    if names == were or not patch.has(_LIST):
        return
    place = patch.place(_LIST)
    column = column_number(place.letters)
    sheet = read_sheet(patch.book, patch.sheet(place.sheet))
    rows = {row.number: dict(zip(row.columns, row.values, strict=True)) for row in sheet.rows}
    numbers = range(place.first, place.last + 1)
    shown = [shown_value(rows.get(number, {}).get(column, "")) for number in numbers]
    texts = [*renewed_units(shown, after.plan.units, names, were), *[""] * len(shown)]
    for number, text, old in zip(numbers, texts, shown, strict=False):
        if text != old:
            patch.put(place.sheet, number, column, text)


def renewed_units(listed: list[str], units: tuple[str, ...], names: UnitNames, were: UnitNames) -> list[str]:
    """Return a list of units with the present name of each, once. A name from an undone renaming is replaced.

    Such a name is only among `were`, the former names before this change.

    >>> renewed_units(["CO", "RO"], ("Office", "RO"), {"co": "Office"}, {})
    ['Office', 'RO']
    >>> renewed_units(["Office", "RO"], ("CO", "RO"), {}, {"co": "Office"})
    ['CO', 'RO']
    """
    missing = [unit for unit in units if unit not in listed]
    given = set(were.values())
    found: dict[str, None] = {}
    for text in listed:
        now = present_name(text, names)
        if now == text and text in given and text not in units:
            now = missing.pop(0) if missing else ""
        found[now] = None
    found |= dict.fromkeys(unit for unit in missing if fold(unit) in were)
    found.pop("", None)
    return list(found)
