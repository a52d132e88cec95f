"""Findings about what people put outside the cells that were asked for.

Each names the words, the action or recommendation whose row they are in, and the `remark`'s own code.
"""

from __future__ import annotations

from xltrack.findings.finding import Finding, Where


def remark_note(where: Where, found: str, author: str, ref: str, remark: str) -> Finding:
    """Report a note on a cell."""
    return Finding("remark_note", where, found or "–", {"author": author or "?", "ref": ref, "remark": remark})


def remark_thread(where: Where, found: str, author: str, ref: str, remark: str) -> Finding:
    """Report one comment of a thread on a cell."""
    return Finding("remark_thread", where, found or "–", {"author": author or "?", "ref": ref, "remark": remark})


def remark_thread_resolved(where: Where, found: str, author: str, ref: str, remark: str) -> Finding:
    """Report one comment of a thread that is marked as resolved."""
    about = {"author": author or "?", "ref": ref, "remark": remark}
    return Finding("remark_thread_resolved", where, found or "–", about)


def remark_mail(where: Where, found: str, author: str, ref: str, remark: str) -> Finding:
    """Report the text of the mail that a return came in."""
    return Finding("remark_mail", where, found or "–", {"author": author or "?", "ref": ref, "remark": remark})


def remark_attachment(where: Where, found: str, author: str, ref: str, remark: str) -> Finding:
    """Report a file beside the workbook in a mail."""
    return Finding("remark_attachment", where, found or "–", {"author": author or "?", "ref": ref, "remark": remark})


def remark_text_box(where: Where, found: str, ref: str, remark: str) -> Finding:
    """Report a text box over the cells."""
    return Finding("remark_text_box", where, found or "–", {"ref": ref, "remark": remark})


def remark_picture(where: Where, found: str, ref: str, remark: str) -> Finding:
    """Report a picture over the cells."""
    return Finding("remark_picture", where, found or "–", {"ref": ref, "remark": remark})


def remark_beside(where: Where, found: str, ref: str, remark: str) -> Finding:
    """Report a text outside the columns."""
    return Finding("remark_beside", where, found or "–", {"ref": ref, "remark": remark})


def remark_own_sheet(where: Where, found: str, sheet: str, ref: str, remark: str) -> Finding:
    """Report rows of a sheet that somebody added."""
    return Finding("remark_own_sheet", where, found or "–", {"sheet": sheet, "ref": ref, "remark": remark})


def remark_header_footer(where: Where, found: str, sheet: str, ref: str, remark: str) -> Finding:
    """Report words in the printed margins of a sheet."""
    return Finding("remark_header_footer", where, found or "–", {"sheet": sheet, "ref": ref, "remark": remark})


def remark_cell_picture(where: Where, found: str, column: str, ref: str, remark: str) -> Finding:
    """Report a picture inside a cell."""
    return Finding("remark_cell_picture", where, found or "–", {"column": column, "ref": ref, "remark": remark})


def remark_checkbox(where: Where, found: str, column: str, ref: str, remark: str) -> Finding:
    """Report a ticked checkbox inside a cell."""
    return Finding("remark_checkbox", where, found or "–", {"column": column, "ref": ref, "remark": remark})


def remark_struck(where: Where, found: str, column: str, ref: str, remark: str) -> Finding:
    """Report words that are struck out."""
    return Finding("remark_struck", where, found or "–", {"column": column, "ref": ref, "remark": remark})


def remark_link(where: Where, found: str, column: str, ref: str, remark: str) -> Finding:
    """Report the address behind a text."""
    return Finding("remark_link", where, found or "–", {"column": column, "ref": ref, "remark": remark})


def remark_own_column(where: Where, found: str, column: str, ref: str, remark: str) -> Finding:
    """Report a cell of a column that somebody added."""
    return Finding("remark_own_column", where, found or "–", {"column": column, "ref": ref, "remark": remark})


def remark_second_column(where: Where, found: str, column: str, ref: str, remark: str) -> Finding:
    """Report a cell of a second column with the name of one of ours."""
    return Finding("remark_second_column", where, found or "–", {"column": column, "ref": ref, "remark": remark})


def outside_unlinked(parts: str) -> Finding:
    """Report parts with notes or shapes that no sheet of the file shows."""
    return Finding("outside_unlinked", None, parts, {})


def outside_unreadable(sheet: str, reason: str) -> Finding:
    """Report a sheet whose notes, shapes or marks are damaged."""
    return Finding("outside_unreadable", None, sheet, {"reason": reason})
