"""Definition lists of a web page as tables: each term with its values is a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xltrack.importing.document.markup import MarkupTag

_NAMES = {"dl": "table", "dt": "td", "dd": "td"}


def with_rows(tokens: Iterable[MarkupTag | str]) -> Iterator[MarkupTag | str]:
    """Return the tokens of a page with the tags of a table in the place of those of a definition list.

    >>> page = [MarkupTag("dl", False, {}), MarkupTag("dt", False, {}), "Due", MarkupTag("dl", True, {})]
    >>> " ".join(token if isinstance(token, str) else token.name for token in with_rows(page))
    'table tr td Due table'
    """
    for token in tokens:
        if not isinstance(token, MarkupTag) or token.name not in _NAMES:
            yield token
            continue
        if token.name == "dt" and not token.ends:
            yield token._replace(name="tr", attributes={})
        yield token._replace(name=_NAMES[token.name])
