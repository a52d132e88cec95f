"""Words beside the cells of an .xls file, read by xlrd in a child process of its own: its death costs no cell."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from xltrack.grid.calamine import prepared_cells
from xltrack.grid.child_process import ask_child, can_start_children
from xltrack.grid.limits import Limits

MOST_OUTSIDE = 5_000
"""Notes, links, struck-out texts and shapes of one sheet that are read; far more than anybody writes."""
_CHILD = Path(__file__).with_name("xls_worker.py")


def ask_xls(data: bytes, limits: Limits) -> Mapping[str, Any]:
    """Return the child's answer: by sheet its notes, links, struck-out texts, shapes and margins, or an error."""
    prepared = prepared_cells(data)
    if prepared is not None:
        return prepared.get("outside") or {"error": "not prepared"}
    if can_start_children():
        return ask_child(_CHILD, data, limits.child_bytes, limits.child_seconds, MOST_OUTSIDE)
    from xltrack.grid.xls_worker import xls_answer  # read here, as the cells are

    return xls_answer(data, MOST_OUTSIDE)
