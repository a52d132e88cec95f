"""The parts beside the sheets that belong to xltrack: names, visibility, tables' extents, document properties."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from xltrack.i18n.catalogue import Catalogue
from xltrack.model.tracker import Tracker
from xltrack.reading.printed_words import margin_text
from xltrack.workbook.sheets import form_line
from xltrack.workbook.template import DEFINED_NAME, WorkbookTemplate
from xltrack.xlsx.formulas import Growth, grow, sheet_key
from xltrack.xlsx.shared_strings import escape_xml, unescape_xml
from xltrack.xlsx.sheet_template import attribute

_PROPERTY = re.compile(r"""(<(?:\w+:)?property\b[^>]*\bname=["']xltrack["'][^>]*>\s*<(?:\w+:)?lpwstr>)[^<]*""")


def owned_parts(
    template: WorkbookTemplate, tracker: Tracker, grown: Mapping[str, Growth], shown: Mapping[str, bool], units: int
) -> dict[str, list[bytes]]:
    """Return the parts by name. `grown` and `shown` are keyed by sheet, `units` is the length of the list of units."""
    texts = {template.book_part: _book(template, grown, shown, units)}
    for key, growth in grown.items():
        for part in template.tables(template.sheets[key][1]):
            texts[part] = _table(template.text(part), growth.exact())
    for kind, part in template.relations("").values():
        if template.has(part) and kind.endswith("/core-properties"):
            texts[part] = _core(template.text(part), tracker)
        elif template.has(part) and kind.endswith("/custom-properties"):
            texts[part] = _with_id(template.text(part), tracker)
    return {part: [text.encode()] for part, text in texts.items()}


def _book(template: WorkbookTemplate, grown: Mapping[str, Growth], shown: Mapping[str, bool], units: int) -> str:
    """Return the workbook part: names grown, sheets shown or hidden, and the request to compute every formula again."""
    exact = {key: growth.exact() for key, growth in grown.items()}

    def name(match: re.Match[str]) -> str:
        kind, text = attribute(match[2], "name") or "", unescape_xml(match[3])
        if kind == "xltrack_list_responsible":
            place = template.names[kind]
            lists = {place.sheet: Growth(place.last, place.first + units - 1)}
            return match[1] + escape_xml(grow(text, lists, single=True))
        if kind == "_xlnm.Print_Titles":
            return match[0]
        return match[1] + escape_xml(grow(text, exact if kind.startswith("_xlnm.") else grown))

    return recalculated(with_visibility(DEFINED_NAME.sub(name, template.text(template.book_part)), shown))


def recalculated(book: str) -> str:
    """Return the workbook part with the request to compute every formula again on opening."""
    xml = re.sub(r'(<calcPr\b[^>]*?)\s+fullCalcOnLoad="[^"]*"', r"\1", book)
    return re.sub(r"<calcPr\b", '<calcPr fullCalcOnLoad="1"', xml)


def with_visibility(book: str, shown: Mapping[str, bool]) -> str:
    """Return the workbook part with sheets, by key, shown or hidden; others stay as they are."""

    def state(match: re.Match[str]) -> str:
        key = sheet_key(attribute(match[0], "name") or "")
        if key not in shown:
            return match[0]
        tag = re.sub(r'\s+state="[^"]*"', "", match[0])
        return tag if shown[key] else tag.replace(" sheetId=", ' state="hidden" sheetId=')

    return re.sub(r"<sheet\b[^>]*>", state, book)


def _table(text: str, growth: Growth) -> str:
    return re.sub(r'(\bref=")([^"]*)', lambda match: match[1] + growth.box(match[2]), text)


def _core(text: str, tracker: Tracker) -> str:
    """Write the title into the core properties, and the day of issue as both dates, so that the same tracker gives the
    same bytes."""
    stamp = f"{tracker.meta.issued.isoformat()}T00:00:00Z"
    facts = {"dc:title": tracker.plan.title, "dcterms:created": stamp, "dcterms:modified": stamp}
    for tag, fact in facts.items():
        content = escape_xml(fact)
        text = re.sub(rf"(<{tag}\b[^>/]*>)[^<]*(?=</)", lambda m, content=content: m[1] + content, text)  # type: ignore[misc]
    return text


def properties_updated(kind: str, text: str, before: Tracker, after: Tracker) -> str | None:
    """Return a part of the workbook's properties with the present form id and title; None for any other part."""
    if kind.endswith("/custom-properties"):
        return _with_id(text, after)
    if kind.endswith("/core-properties") and before.plan.title != after.plan.title:
        return re.sub(r"(<dc:title\b[^>/]*>)[^<]*(?=</)", lambda tag: tag[1] + escape_xml(after.plan.title), text)
    return None


def _with_id(text: str, tracker: Tracker) -> str:
    """Return the property "xltrack" set: one more place where the form id is found."""
    return _PROPERTY.sub(rf"\g<1>{tracker.meta.id} {tracker.meta.revision}", text)


def page_heads(before: Tracker, after: Tracker, words: Catalogue) -> Callable[[str], str]:
    """Return the function that brings the page headers of a sheet from one state to the next: form id and title."""
    old, new = (header_text(form_line(one.meta, words)) for one in (before, after))
    titles = [header_text(one.plan.title) for one in (before, after)]
    shown = re.compile(rf'(&amp;[A-Z0-9]+|") ?{re.escape(titles[0].lstrip())}(?=&amp;|</odd)')

    def changed(text: str) -> str:
        text = text.replace(old, new)
        if titles[0] == titles[1] or not titles[0]:
            return text
        return shown.sub(lambda found: found[1] + titles[1], text)

    return changed


def header_text(text: str) -> str:
    """Text for a page header, where & begins a code, and a digit would go on the size of the letters before it."""
    short = margin_text(text)
    return escape_xml((" " if short[:1].isdigit() else "") + short.replace("&", "&&"))
