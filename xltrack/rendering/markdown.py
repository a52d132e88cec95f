"""The summary as Markdown, for wikis, tickets and minutes. What came from a plan cannot become markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltrack.rendering.page import ColumnKind, Page, PageTable

_MARKUP = re.compile(r"[\\`*_\[\]<>|~#&]")
_LINK = re.compile(r"(?i)(://|www\.)")


def markdown(page: Page) -> bytes:
    """UTF-8, with the tables of GitHub's and Pandoc's dialects."""
    return ("\n".join(_lines(page)).rstrip() + "\n").encode()


def escape_markdown(text: str) -> str:
    """The text as text: no emphasis, no HTML, no cell border, no live link."""
    text = _MARKUP.sub(lambda found: "&amp;" if found[0] == "&" else "\\" + found[0], text)
    return _LINK.sub(lambda found: "".join(f"&#{ord(ch)};" if ch in "/.:" else ch for ch in found[0]), text)


def _lines(page: Page) -> Iterator[str]:
    yield f"# {escape_markdown(page.title)}"
    yield ""
    for line in (*page.subtitle, page.words.word("as_of", day=page.words.day(page.as_of))):
        yield f"{escape_markdown(line)}\\"
    yield ""
    first, *others = page.headline
    yield f"**{escape_markdown(first)}** {escape_markdown(' '.join(others))}".rstrip()
    yield ""
    for tile in page.tiles:
        yield f"- {escape_markdown(tile.label)}: **{escape_markdown(tile.value)}**, {escape_markdown(tile.detail)}"
    yield ""
    yield from _notes(page.notes)
    if page.changes:
        yield f"## {escape_markdown(page.changes.title)}"
        yield ""
        yield from _table(page.changes, page)
    for section in page.sections:
        yield f"## {escape_markdown(section.title)}"
        yield ""
        for text in section.texts:
            yield escape_markdown(text)
            yield ""
        for table in section.tables:
            if table.title != section.title:
                yield f"### {escape_markdown(table.title)}"
                yield ""
            yield from _table(table, page)
        yield from _notes(section.notes)


def _notes(notes: tuple[str, ...]) -> Iterator[str]:
    for note in notes:
        yield f"> {escape_markdown(note)}"
        yield ""


def _table(table: PageTable, page: Page) -> Iterator[str]:
    yield _row(escape_markdown(column.label) for column in table.columns)
    yield _row("---:" if _right(column.kind) else "---" for column in table.columns)
    show = page.words.show
    for row in table.rows:
        pairs = zip(table.columns, row, strict=True)
        yield _row(escape_markdown(" ".join(show(value, column.kind).split())) for column, value in pairs)
    yield ""


def _right(kind: ColumnKind) -> bool:
    return kind in ("number", "percent")


def _row(cells: Iterator[str]) -> str:
    return f"| {' | '.join(cells)} |"
