"""Findings about a whole workbook or file."""

from __future__ import annotations

from collections.abc import Sequence

from xltrack.findings.finding import Finding, Named, Where


def sheet_missing(sheet: str) -> Finding:
    """Report that an owned sheet is gone."""
    return Finding("sheet_missing", None, sheet)


def sheet_twice(sheet: str, read: str) -> Finding:
    """Report a sheet that looks like the one that was read."""
    return Finding("sheet_twice", None, sheet, {"sheet": read})


def not_a_workbook(name: str) -> Finding:
    """Report a file among the returns that is no workbook."""
    return Finding("not_a_workbook", None, name)


def evidence_beside(name: str, refs: str) -> Finding:
    """Report a file beside the returns that the evidence of some rows names."""
    return Finding("evidence_beside", None, name, {"refs": refs})


def returned_picture(name: str) -> Finding:
    """Report a scan or a picture among the returns."""
    return Finding("returned_picture", None, name)


def returned_document(name: str) -> Finding:
    """Report a document among the returns."""
    return Finding("returned_document", None, name)


def returned_spreadsheet(name: str) -> Finding:
    """Report a spreadsheet among the returns whose format cannot be read."""
    return Finding("returned_spreadsheet", None, name)


def returned_archive(name: str) -> Finding:
    """Report a packed file among the returns that cannot be unpacked."""
    return Finding("returned_archive", None, name)


def returned_link(name: str) -> Finding:
    """Report a link to a file elsewhere, saved among the returns in place of the file."""
    return Finding("returned_link", None, name)


def nested_too_deep(name: str, outer: str) -> Finding:
    """Report a zip file or a mail that is inside too many others to be opened."""
    return Finding("nested_too_deep", None, name, {"outer": outer})


def base_missing() -> Finding:
    """Report that the hidden sheet which carries the plan as sent is gone."""
    return Finding("base_missing")


def base_damaged(reason: str) -> Finding:
    """Report that the hidden sheet which carries the plan as sent was changed."""
    return Finding("base_damaged", None, reason)


def base_set_aside(reason: str) -> Finding:
    """Report that a damaged base was not used: what was sent was taken from elsewhere."""
    return Finding("base_set_aside", None, reason)


def header_renamed(where: Where, found: str, column: Named) -> Finding:
    """Report a header that was misspelt and recognised."""
    return Finding("header_renamed", where, found, {"column": column})


def column_missing(where: Where, column: Named) -> Finding:
    """Report that a column which people fill in is gone."""
    return Finding("column_missing", where, values={"column": column})


def macros_present() -> Finding:
    """Report that the workbook holds macros."""
    return Finding("macros_present")


def links_present() -> Finding:
    """Report that the workbook links to other files."""
    return Finding("links_present")


def signature_present() -> Finding:
    """Report that the workbook carries a digital signature, which no saving keeps valid."""
    return Finding("signature_present")


def date_system_1904() -> Finding:
    """Report that the workbook counts its days from 1904."""
    return Finding("date_system_1904")


def copy_beside(name: str, revision: int) -> Finding:
    """Report a copy of the master, left beside it by a sync program, that holds other changes."""
    return Finding("copy_beside", None, name, {"revision": revision})


def encoding_guessed(encoding: str) -> Finding:
    """Report a text file that is not in UTF-8."""
    return Finding("encoding_guessed", None, encoding)


def formulas_repaired(cells: Sequence[str]) -> Finding:
    """Report live formulas of ours that had been typed over, deleted or broken, and were put right."""
    return Finding("formulas_repaired", None, _listed(cells), {"count": len(cells)})


def ranges_followed(places: Sequence[str]) -> Finding:
    """Report the office's own formulas, names and charts that ran over all actions, and now end at the new last one."""
    return Finding("ranges_followed", None, _listed(places), {"count": len(places)})


def _listed(places: Sequence[str]) -> str:
    """List places, at most a dozen of them."""
    return ", ".join(places[:12]) + (", …" if len(places) > 12 else "")
