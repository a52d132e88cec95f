"""The pages of a PDF as the library gives them.

The library (pdfplumber, an extra of this package) runs in a child process with its memory and time bounded.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from xltrack.errors import UnsafeWorkbook, WorkbookError
from xltrack.grid.child_process import ask_child, can_start_children
from xltrack.grid.limits import MIB, Limits

_CHILD = Path(__file__).with_name("pdf_worker.py")
_TIMES_CHILD = 3
"""A PDF may take this many times the seconds of a spreadsheet: a page with tables takes a tenth of one."""
_PAGE_SHARE = 2
"""Of the seconds of a spreadsheet, one page may take this part."""
_MOST_PAGES = 500


def read_pages(data: bytes, name: str, limits: Limits) -> list[dict[str, Any]]:
    """Return the lines and tables of every page, as the child gives them.

    Raises UnsafeWorkbook for a password or a passed limit, WorkbookError for damage.
    """
    seconds = limits.child_seconds * _TIMES_CHILD
    if can_start_children():
        page_seconds = limits.child_seconds // _PAGE_SHARE
        answer = ask_child(_CHILD, data, limits.child_bytes, seconds, _MOST_PAGES, page_seconds)
    else:
        from xltrack.importing.document.pdf_worker import pages_or_reason

        answer = pages_or_reason(data, _MOST_PAGES)
    code = answer.get("code")
    if code == "time":
        raise UnsafeWorkbook("pdf_time", file=name, limit=seconds)
    if code == "memory":
        raise UnsafeWorkbook("pdf_memory", file=name, limit=round(limits.child_bytes / MIB, 1))
    if code:
        raise UnsafeWorkbook(code, file=name, limit=answer.get("limit", _MOST_PAGES))
    if "error" in answer:
        raise WorkbookError("pdf_unreadable", file=name)
    pages: list[dict[str, Any]] = answer["pages"]
    return pages
