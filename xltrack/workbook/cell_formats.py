"""Cell formats that are added to a workbook."""

from __future__ import annotations

import re

from xltrack.xlsx.shared_strings import escape_xml

_FORMATS = re.compile(r'(<cellXfs\b[^>]*?\bcount=")(\d+)("[^>]*>)(.*?)(</cellXfs>)', re.DOTALL)
_RULES = re.compile(r'(<dataValidations\b[^>]*?\bcount=")(\d+)("[^>]*>)')
_XF = re.compile(r"<xf\b[^>]*?/>|<xf\b.*?</xf>", re.DOTALL)


class AddedFormats:
    """The cell formats of a workbook with those that are added, and the columns whose new cells look so."""

    def __init__(self, text: str):
        self.text, self.added = text, False
        self._columns: dict[tuple[str, int], int] = {}
        self._dropdowns: dict[str, list[str]] = {}
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

    def with_dropdowns(self, sheet: str, tail: str) -> str:
        """Return the XML after a sheet's rows with the dropdowns that were added; a sheet without new ones is
        unchanged."""
        added = self._dropdowns.get(sheet.casefold(), ())
        match = _RULES.search(tail) if added else None
        if match is None:
            return tail
        start = f"{match[1]}{int(match[2]) + len(added)}{match[3]}{''.join(added)}"
        return tail[: match.start()] + start + tail[match.end() :]
