"""The summary as Markdown, for wikis, tickets and minutes. What came from a plan cannot become markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltrack.i18n.catalogue import catalogue
from xltrack.i18n.plain_text import run_on
from xltrack.rendering.page import Listed, Page
from xltrack.rendering.squares import squares
from xltrack.rendering.table import PageTable
from xltrack.rendering.text import PLAIN_BLANKS

_MARKUP = re.compile(r"[\\`*_\[\]<>|~#&]")
_LINK = re.compile(r"(?i)(://|www\.)")


def markdown(page: Page) -> bytes:
    """Write UTF-8 with the tables of GitHub's and Pandoc's dialects."""
    return ("\n".join(_lines(page)).translate(PLAIN_BLANKS).rstrip() + "\n").encode()


def escape_markdown(text: object) -> str:
    """Keep the text as text: no emphasis, no HTML, no cell border, no live link."""
    plain = _MARKUP.sub(lambda match: "&amp;" if match[0] == "&" else "\\" + match[0], str(text))
    return _LINK.sub(lambda match: "".join(f"&#{ord(ch)};" if ch in "/.:" else ch for ch in match[0]), plain)


def _lines(page: Page) -> Iterator[str]:
    yield from _front(page)
    if page.listed:
        yield from _list(page.listed)
    if page.moved:
        yield from (escape_markdown(page.moved), "")
    yield from _charts(page)
    yield from _ranking(page)
    yield from _where(page)
    for title, texts in ((page.doubts_title, page.doubts), (page.method_title, page.method)):
        yield from (f"## {escape_markdown(title)}", "", *(f"- {escape_markdown(text)}" for text in texts), "")
    yield from _annex(page)


def _front(page: Page) -> Iterator[str]:
    """Yield what a reader with one minute reads: the headline, the plan and day, the lead, the figures."""
    kicker = page.kicker
    yield f"# {escape_markdown(page.headline)}"
    yield ""
    yield f"{escape_markdown(kicker.title)} · {escape_markdown(kicker.kind)}\\"
    yield escape_markdown(" · ".join(str(part) for part in (kicker.as_of, kicker.compared) if part))
    yield ""
    if page.lead:
        yield escape_markdown(run_on(page.lead))
        yield ""
    for figure in page.figures:
        value = f"{figure.value} {figure.unit}" if figure.unit else figure.value
        rest = [escape_markdown(part) for part in (figure.context, figure.change) if part]
        facts = " · ".join([f"**{escape_markdown(value)}**", *rest])
        yield f"- {catalogue(page.language).labelled(escape_markdown(figure.label), facts)}"
    yield ""


def _charts(page: Page) -> Iterator[str]:
    """Yield the charts in words: their titles, and what the eye would take from them."""
    if page.bridge:
        yield from (f"## {escape_markdown(page.bridge.title)}", "", escape_markdown(page.bridge.line), "")
    if page.trend:
        yield from (f"## {escape_markdown(page.trend.title)}", "", escape_markdown(page.trend.described), "")
        if page.trend.note_in_words:
            yield from (escape_markdown(page.trend.note_in_words), "")
    if page.timeline:
        yield from (
            f"## {escape_markdown(page.timeline.title)}",
            "",
            *map(escape_markdown, page.timeline.described),
            "",
        )


def _list(listed: Listed) -> Iterator[str]:
    yield from (f"## {escape_markdown(listed.title)}", "")
    if listed.subtitle:
        yield from (escape_markdown(listed.subtitle), "")
    for group in listed.groups:
        yield from (
            f"**{escape_markdown(group.month)}** · {escape_markdown(group.ago)} · {escape_markdown(group.count)}",
            "",
        )
        for item in group.items:
            parts = [" ".join(filter(None, (item.plan, item.ref, item.text))), item.unit, str(item.mark or "")]
            yield f"- {escape_markdown(' · '.join(filter(None, parts)))}"
        yield ""
    if listed.left_out:
        yield from (escape_markdown(listed.left_out), "")


def _ranking(page: Page) -> Iterator[str]:
    if page.ranking is None:
        return
    ranking = page.ranking
    keys = [key for key in ("open", "share", "since", "longest") if key in ranking.columns]
    first = ranking.columns.get("plan") or ranking.columns["unit"]
    yield from (f"## {escape_markdown(ranking.title)}", "")
    yield _row(
        [escape_markdown(text) for text in (first, ranking.columns["overdue"], *(ranking.columns[key] for key in keys))]
    )
    yield _row(["---", "---:", *("---:" for _ in keys)])
    for row in ranking.rows:
        name = f"{row.name} ({row.note})" if row.note else row.name
        yield _row([escape_markdown(name), str(row.overdue), *(escape_markdown(getattr(row, key)) for key in keys)])
    yield from ("", *(escape_markdown(text) for text in (ranking.left_out, ranking.subtitle) if text), "")


def _where(page: Page) -> Iterator[str]:
    if page.where is None:
        return
    yield from (f"## {escape_markdown(page.where.title)}", "")
    for part in page.where.parts:
        yield f"- {escape_markdown(part.described)}{f' {squares(part)}' if page.where.kind == 'squares' else ''}"
    yield ""


def _annex(page: Page) -> Iterator[str]:
    yield from (f"## {escape_markdown(page.annex_title)}", "")
    for section in page.annex:
        yield from (f"### {escape_markdown(section.title)}", "")
        for text in section.texts:
            yield from (escape_markdown(text), "")
        for table in section.tables:
            if table.title != section.title:
                yield from (f"#### {escape_markdown(table.title)}", "")
            yield from _table(table)
            if table.more:
                yield from (escape_markdown(table.more), "")
        for note in section.notes:
            yield from (f"> {escape_markdown(note)}", "")


def _table(table: PageTable) -> Iterator[str]:
    yield _row([escape_markdown(column.label) for column in table.columns])
    yield _row(["---:" if column.kind in ("number", "percent") else "---" for column in table.columns])
    for row in table.texts:
        yield _row([escape_markdown(" ".join(cell.split())) for cell in row])
    yield ""


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
