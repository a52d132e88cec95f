"""Cell formats that are added to a workbook."""

from __future__ import annotations

import re

from xltrack.xlsx.shared_strings import escape_xml

_FORMATS = re.compile(r'(<cellXfs\b[^>]*?\bcount=")(\d+)("[^>]*>)(.*?)(</cellXfs>)', re.DOTALL)
_RULES = re.compile(r'(<dataValidations\b[^>]*?\bcount=")(\d+)("[^>]*>)')
_RULE = re.compile(r"<((?:x14:)?dataValidation)\b(?:[^>]*/>|.*?</\1>)", re.DOTALL)
_CELLS = re.compile(r'\bsqref="([^"]*)"|<xm:sqref>([^<]*)</xm:sqref>')
_NO_RULES = re.compile(r"<ext\b[^>]*>\s*<x14:dataValidations\b[^>]*?(?:/>|>\s*</x14:dataValidations>)\s*</ext>")
_NO_LIST = re.compile(r"<extLst>\s*</extLst>")
"""What Excel keeps newer rules in, when none is left."""
_XF = re.compile(r"<xf\b[^>]*?/>|<xf\b.*?</xf>", re.DOTALL)


class AddedFormats:
    """The cell formats of a workbook with those that are added, and the columns whose new cells look so."""

    def __init__(self, text: str):
        self.text, self.added = text, False
        self._columns: dict[tuple[str, int], int] = {}
        self._dropdowns: dict[str, list[str]] = {}
        self._withdrawn: dict[str, set[str]] = {}
        self.lists = 0
        """Lists of choices that were added, each in a column of its own."""

    def of(self, sheet: str, column: int) -> int | None:
        """Return the format of a new cell in a column that was added; None in any other."""
        return self._columns.get((sheet, column)) if self._columns else None

    def use(self, sheet: str, column: int, style: int) -> None:
        """Give the new cells of a column a format."""
        self._columns[sheet, column] = style

    def like(self, style: int, number_format: int) -> int:
        """Return the number of a format like another one, but for the way it shows numbers."""
        match = _FORMATS.search(self.text)
        formats = _XF.findall(match[4]) if match else []
        if match is None or style >= len(formats):
            return style
        bare = re.sub(r'\s(?:numFmtId|applyNumberFormat)="[^"]*"', "", formats[style])
        new = bare.replace("<xf", f'<xf numFmtId="{number_format}" applyNumberFormat="1"', 1)
        made = f"{match[1]}{len(formats) + 1}{match[3]}{match[4]}{new}{match[5]}"
        self.text, self.added = self.text[: match.start()] + made + self.text[match.end() :], True
        return len(formats)

    def offer(self, sheet: str, cells: str, choices: str) -> None:
        """Give cells of a sheet a dropdown; `choices` is the range that lists them, on any sheet."""
        self._dropdowns.setdefault(sheet.casefold(), []).append(
            '<dataValidation type="list" errorStyle="warning" allowBlank="1" showInputMessage="1" showErrorMessage="1"'
            f' sqref="{cells}"><formula1>{escape_xml(choices)}</formula1></dataValidation>'
        )

    def withdraw(self, sheet: str, letters: str) -> None:
        """Take the dropdowns of a column away that it had before."""
        self._withdrawn.setdefault(sheet.casefold(), set()).add(letters)

    def with_dropdowns(self, sheet: str, tail: str) -> str:
        """Return the XML after a sheet's rows with the dropdowns that were added, without those that were withdrawn.

        A sheet without either is unchanged.
        """
        for letters in self._withdrawn.get(sheet.casefold(), ()):
            tail = _without_rules(tail, letters)
        added = self._dropdowns.get(sheet.casefold(), ())
        match = _RULES.search(tail) if added else None
        if match is None:
            return tail
        start = f"{match[1]}{int(match[2]) + len(added)}{match[3]}{''.join(added)}"
        return tail[: match.start()] + start + tail[match.end() :]


def _without_rules(tail: str, letters: str) -> str:
    """Return the XML after a sheet's rows without the rules for cells of one column; those of other cells stay."""
    own = re.compile(rf"{letters}\d+(?::{letters}\d+)?")

    def left_of(rule: re.Match[str]) -> str:
        cells = _CELLS.search(rule[0])
        areas = (cells[1] or cells[2]).split() if cells else []
        left = [area for area in areas if not own.fullmatch(area)]
        if cells is None or len(left) == len(areas):
            return rule[0]
        return rule[0].replace(cells[1] or cells[2], " ".join(left)) if left else ""

    tail = _RULE.sub(left_of, tail)
    for prefix in ("", "x14:"):
        count = len(re.findall(rf"<{prefix}dataValidation\b", tail))
        tail = re.sub(rf'(<{prefix}dataValidations\b[^>]*?\bcount=")\d+', rf"\g<1>{count}", tail)
    return _NO_LIST.sub("", _NO_RULES.sub("", tail))
