"""The cell formats of a workbook: which show a number as a date, and which strike out what they format."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from xltrack.xlsx.container import Package
from xltrack.xlsx.plain_xml import plain_text, tag_attributes
from xltrack.xlsx.read_cache import ReadCache

_DATE_IDS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
"""Built-in number formats that show a date or a time."""
_NOT_A_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_NUMBER_FORMAT = re.compile(r"<numFmt\b([^>]*)>")
_FORMAT = re.compile(r"<xf\b([^>]*)>")
_CELL_FORMATS = re.compile(r"<cellXfs\b[^>]*>(.*?)</cellXfs>", re.DOTALL)
_FONTS = re.compile(r"<fonts\b[^>]*>(.*?)</fonts>", re.DOTALL)
_FONT = re.compile(r"<font\b[^>]*/>|<font\b[^>]*>.*?</font>", re.DOTALL)
_STRIKE = re.compile(r"<strike\b([^>]*)>")
_OFF = frozenset(("0", "false"))


class Styles(NamedTuple):
    """Cell formats, as the `s` of a cell names them."""

    formats: int = 0
    """The number of all formats."""
    dates: frozenset[str] = frozenset()
    """Those that show a number as a date."""
    struck: frozenset[str] = frozenset()
    """Those that strike out the whole cell."""


def read_styles(package: Package, part: str, cache: ReadCache) -> Styles:
    """Return the cell formats in a styles part, if it is there. Raises WorkbookError for a damaged part."""
    if part not in package:
        return Styles()
    data = package.read(part)
    return cache.part("styles", data, len(data), lambda: _styles(plain_text(package, part)))


def _styles(xml: str) -> Styles:
    found = (tag_attributes(tag) for tag in _NUMBER_FORMAT.findall(xml))
    codes = {values.get("numFmtId"): values.get("formatCode", "") for values in found}
    fonts = _struck_fonts(xml)
    section = _CELL_FORMATS.search(xml)
    formats = [tag_attributes(tag) for tag in _FORMAT.findall(section[1])] if section else []
    dates = (at for at, values in enumerate(formats) if _is_date(values.get("numFmtId", "0"), codes))
    struck = (at for at, values in enumerate(formats) if values.get("fontId", "0") in fonts)
    return Styles(len(_FORMAT.findall(xml)), frozenset(map(str, dates)), frozenset(map(str, struck)))


def _is_date(number: str, codes: Mapping[str | None, str]) -> bool:
    if number in codes:
        return any(letter in "ymdhs" for letter in _NOT_A_CODE.sub("", codes[number]).split(";")[0].lower())
    return number.isdigit() and int(number) in _DATE_IDS


def _struck_fonts(xml: str) -> set[str]:
    """Return the numbers of the fonts that strike out."""
    section = _FONTS.search(xml) if "<strike" in xml else None
    fonts = _FONT.findall(section[1]) if section else []
    return {str(at) for at, font in enumerate(fonts) if any(map(strikes, map(tag_attributes, _STRIKE.findall(font))))}


def strikes(attributes: Mapping[str, str]) -> bool:
    """Return whether a <strike> element strikes out."""
    return attributes.get("val", "1") not in _OFF
