"""Values as small HTML tables, for notebooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

MOST_ROWS = 60
"""Rows that a notebook shows; the last line counts the others."""
_LEFT = 'style="text-align:left"'
"""Notebooks align cells to the right, as numbers are; these are texts."""


def html_table(caption: str, headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table with a caption; every text is escaped, None is empty.

    >>> print(html_table("One", ["Ref"], [["<R1>"]]))
    <table><caption style="text-align:left;white-space:nowrap">One</caption>\
<tr><th style="text-align:left">Ref</th></tr><tr><td style="text-align:left">&lt;R1&gt;</td></tr></table>
    """
    from html import escape

    every = list(rows)
    head = "".join(f"<th {_LEFT}>{escape(header)}</th>" for header in headers)
    body = "".join(
        "<tr>" + "".join(f"<td {_LEFT}>{escape('' if value is None else str(value))}</td>" for value in row) + "</tr>"
        for row in every[:MOST_ROWS]
    )
    more = len(every) - MOST_ROWS
    rest = f'<tr><td {_LEFT} colspan="{len(headers)}">… {more} more</td></tr>' if more > 0 else ""
    title = f'<caption style="text-align:left;white-space:nowrap">{escape(caption)}</caption>'
    return f"<table>{title}<tr>{head}</tr>{body}{rest}</table>"
