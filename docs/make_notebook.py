"""Writes examples/overdue.ipynb, executed: run it after a change of what its cells show."""

from __future__ import annotations

import ast
import contextlib
import json
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).parent.parent / "examples"
CELLS = (
    "# What is overdue, and where\n\nA plan as a frame, and what changes in it. `xt.summarize(plan, today)` in a cell"
    " of its own shows the whole summary\nas its page. Start the notebook in the folder `examples`.",
    """
from datetime import date

import xltrack as xt

plan = xt.load_plan("management_response.txt").plan
today = date(2024, 6, 30)
xt.summarize(plan, today).counts.overdue
""",
    "Overdue actions, the latest first:",
    """
frame = xt.plan_frame(plan, today)
late = frame[frame["overdue"]].sort_values("months_late", ascending=False)
late[["responsible", "deadline", "status", "months_late"]]
""",
    "By unit:",
    """
frame.groupby("responsible", observed=True)["overdue"].agg(["sum", "count"])
""",
    "What changes if one deadline moves by three months:",
    """
edited = frame.copy()
edited.loc["R1.A3", "deadline"] += 3
moved = xt.plan_from_frame(edited, title=plan.title, recommendations=plan.recommendations)
xt.changes_frame(xt.diff(plan, moved))[["ref", "field", "before", "after", "months"]]
""",
)
"""Texts and, where they begin with a line end, code."""


def notebook() -> str:
    """Run the cells in the folder of examples and return the notebook with their outputs."""
    names: dict[str, Any] = {}
    cells: list[dict[str, Any]] = []
    with contextlib.chdir(EXAMPLES):
        for number, cell in enumerate(CELLS):
            source = cell.strip().splitlines(keepends=True)
            form: dict[str, Any] = {"id": f"cell-{number}", "metadata": {}, "source": source}
            if cell.startswith("\n"):
                form |= {"cell_type": "code", "execution_count": number, "outputs": _outputs(cell, number, names)}
            else:
                form["cell_type"] = "markdown"
            cells.append(form)
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    whole = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _outputs(cell: str, number: int, names: dict[str, Any]) -> list[dict[str, Any]]:
    """Run a cell and return what its last line shows, as Jupyter stores it."""
    *lines, last = ast.parse(cell).body
    exec(compile(ast.Module(lines, []), "cell", "exec"), names)
    assert isinstance(last, ast.Expr)
    value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    data = {"text/plain": repr(value).splitlines(keepends=True)}
    if hasattr(value, "_repr_html_"):
        data["text/html"] = value._repr_html_().splitlines(keepends=True)
    return [{"data": data, "execution_count": number, "metadata": {}, "output_type": "execute_result"}]


if __name__ == "__main__":
    (EXAMPLES / "overdue.ipynb").write_text(notebook(), encoding="utf-8")
