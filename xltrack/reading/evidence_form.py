"""The form of the links and file paths in Evidence. No link is followed, and no file is opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

_WORD = re.compile(r"[^\s<>\"|]+")
_LINK = re.compile(r"(?:https?|ftps?)\b\W|www\.", re.IGNORECASE)
"""The beginning of a word that is meant as a link, well-formed or not."""
_HOST = re.compile(r"\w[\w.:-]*")
"""The host of a link; that of an intranet has no dot."""
_AT_HOME = re.compile(r"(?:file:|[A-Za-z]:[\\/]|/(?:Users|home)/|~/)", re.IGNORECASE)
"""The beginning of a path on one person's machine."""
_FILE = re.compile(
    r".*\w\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|txt|csv|jpe?g|png|tiff?|heic|gif|zip|msg|eml|mp[34]|mov)",
    re.IGNORECASE,
)
"""A word that is a file's name, by its ending."""
_ENDS = ".,;:!?)]}»”'"


def unfollowable(text: str) -> Iterator[str]:
    r"""Yield the malformed links in a text, and the paths of files on the writer's own machine.

    >>> list(unfollowable("See https://example.org/a, http:/example.org and C:\\Reports\\a.pdf; also report.pdf"))
    ['http:/example.org', 'C:\\Reports\\a.pdf']
    """
    for match in _WORD.finditer(text):
        word = match[0].strip("([{«“'").rstrip(_ENDS)
        if _AT_HOME.match(word) or (_LINK.match(word) and not _is_link(word)):
            yield word


def named_files(text: str) -> Iterator[str]:
    """Yield the file names in a text, without their folders. Links and files on the writer's own machine are none.

    >>> list(named_files("See https://example.org/a.pdf and Annex/list.xlsx (report.pdf)."))
    ['list.xlsx', 'report.pdf']
    """
    for match in _WORD.finditer(text):
        word = match[0].strip("([{«“'").rstrip(_ENDS)
        if not _AT_HOME.match(word) and not _LINK.match(word) and _FILE.fullmatch(word):
            yield re.split(r"[/\\]", word)[-1]


def _is_link(word: str) -> bool:
    """Return whether a word has the form of a link: a scheme, two slashes and a host."""
    try:
        parts = urlsplit(word if "://" in word else f"https://{word}" if word[:4].casefold() == "www." else word)
    except ValueError:
        return False
    host = parts.hostname or ""
    return bool(parts.netloc) and _HOST.fullmatch(host) is not None
