"""Values as small HTML tables, for notebooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

MOST_ROWS = 60
"""Rows that a notebook shows; the last line counts the others."""


def html_table(caption: str, headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table with a caption; every text is escaped, None is empty.

    >>> html_table("One", ["Ref"], [["<R1>"]])
    '<table><caption>One</caption><tr><th>Ref</th></tr><tr><td>&lt;R1&gt;</td></tr></table>'
    """
    from html import escape

    every = list(rows)
    head = "".join(f"<th>{escape(header)}</th>" for header in headers)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape('' if value is None else str(value))}</td>" for value in row) + "</tr>"
        for row in every[:MOST_ROWS]
    )
    more = len(every) - MOST_ROWS
    rest = f'<tr><td colspan="{len(headers)}">… {more} more</td></tr>' if more > 0 else ""
    return f"<table><caption>{escape(caption)}</caption><tr>{head}</tr>{body}{rest}</table>"
