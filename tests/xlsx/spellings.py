"""Ways to write the very same workbook, as programs and scripts do."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from tests.packages import Parts

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FORMULA = re.compile(r"(<f(?: [^>]*)?>)([^<]*)(</f>)")
_DECLARATION = re.compile(r"^(?:\ufeff)?<\?xml[^>]*\?>\s*")
_UNESCAPED = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&"))


def _each(parts: Parts, change: Callable[[str], str]) -> Parts:
    """Change the text of every part that is spreadsheet markup, and of what links them."""
    ours = {name for name in parts if name.endswith((".xml", ".rels")) and "theme" not in name}
    return {name: change(data.decode()).encode() if name in ours else data for name, data in parts.items()}


def _with_prefix(text: str) -> str:
    if f'xmlns="{_MAIN}"' not in text:
        return text
    text = re.sub(r"<(/?)(?=[a-zA-Z]\w*[\s/>])", r"<\1s:", text)
    text = text.replace(f'xmlns="{_MAIN}"', f'xmlns:s="{_MAIN}"')
    return text.replace(" r:id=", " d3p1:id=").replace(f'xmlns:r="{_OFFICE}"', f'xmlns:d3p1="{_OFFICE}"')


def prefixed(parts: Parts) -> Parts:
    """Every element with a prefix, and relationships with another one than Excel's."""
    return _each(parts, _with_prefix)


def in_utf16(parts: Parts) -> Parts:
    """Every part in UTF-16."""
    done = {}
    for name, data in parts.items():
        text = _DECLARATION.sub('<?xml version="1.0" encoding="UTF-16"?>', data.decode("utf-8", "surrogateescape"))
        done[name] = text.encode("utf-16") if name.endswith((".xml", ".rels")) and "theme" not in name else data
    return done


def in_single_quotes(parts: Parts) -> Parts:
    """Every attribute in single quotation marks."""

    def quoted(tag: re.Match[str]) -> str:
        return re.sub(r'="([^"]*)"', lambda m: "='" + m[1].replace("'", "&apos;") + "'", tag[0])

    return _each(parts, lambda text: re.sub(r"<[^<>]*>", quoted, text))


def with_cdata(parts: Parts) -> Parts:
    """Every formula in a CDATA section, as Apache POI writes some."""

    def wrapped(formula: re.Match[str]) -> str:
        text = formula[2]
        for escaped, plain in _UNESCAPED:
            text = text.replace(escaped, plain)
        return f"{formula[1]}<![CDATA[{text}]]>{formula[3]}"

    return {
        name: _FORMULA.sub(wrapped, data.decode()).encode() if "worksheets/sheet" in name else data
        for name, data in parts.items()
    }


def in_other_case(parts: Parts) -> Parts:
    """Part names in other letters than those that point to them."""
    return {name if name.startswith("[") else name.upper(): data for name, data in parts.items()}


def with_remarks(parts: Parts) -> Parts:
    """Comments among the rows and the cells."""
    return {
        name: data.replace(b"</row>", b"<!-- <c/> --></row><!-- </sheetData> -->") if "worksheets" in name else data
        for name, data in parts.items()
    }


def spread_out(parts: Parts) -> Parts:
    """Blanks and line ends wherever XML allows them inside tags, and attributes the other way round."""

    def turned(tag: re.Match[str]) -> str:
        pairs = re.findall(r'[\w:.-]+="[^"]*"', tag[2])
        return f"{tag[1]}\n  " + "\n  ".join(reversed(pairs)) + f" {tag[3]}"

    return _each(parts, lambda text: re.sub(r'(<[\w:]+)((?:\s+[\w:.-]+="[^"]*")+)\s*(/?>)', turned, text))


SPELLINGS: Mapping[str, Callable[[Parts], Parts]] = {
    "prefixes": prefixed,
    "UTF-16": in_utf16,
    "single quotes": in_single_quotes,
    "CDATA": with_cdata,
    "part names in another case": in_other_case,
    "comments": with_remarks,
    "attributes the other way round": spread_out,
}
