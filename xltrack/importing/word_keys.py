"""Words of forms in the shape in which they are looked up: without case, accents, brackets, marks and CamelCase."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltrack.i18n.catalogue import bare, fold

_PLURAL = re.compile(r"\((?:s|es|e|x|en|n|a|as|os|a/s|o/a|ов|а|и|ات)\)", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）|【[^】]*】")
_BRACKET_SIGNS = re.compile(r"[()\[\]（）【】]")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SIGNS = re.compile(r"[*†‡¹²³\u2190-\u21ff\u25a0-\u25ff\u2b00-\u2bff|\u2713\u2714]+")
_ALPHABETS = re.compile(r"(?<=[^\0-\u036f])[\s.]*(?=[A-Za-zÀ-ɏ])|(?<=[A-Za-zÀ-ɏ])[\s.]*(?=[^\0-\u036f\u2000-\u2fff])")
"""The place where Latin letters meet those of another alphabet; long ranges would be slow to compile."""
_PLAIN = re.compile(r"[A-Z]?[a-z]+(?: [A-Za-z][a-z]*)*")
"""Words that need no folding but of their capitals, as most are."""
_ENDING = re.compile(r"(?<=\w{3})(?:ees|es|ee|os|as|e|s|o|a|а|о|ы|е|ه)$")

_SHORTENED = {
    "rec": "recommendation", "recs": "recommendations", "reco": "recommendation", "recom": "recommendation",
    "mgmt": "management", "mgt": "management", "mgnt": "management", "desc": "description", "descr": "description",
    "impl": "implementation", "eval": "evaluation", "compl": "completion", "dept": "department",
}  # fmt: skip
"""Words as the columns of systems shorten them."""


def word_key(text: str) -> str:
    """Fold a word of a form: CamelCase parted, quotes, dashes and signs made alike, accents dropped."""
    if _PLAIN.fullmatch(text):
        return text.lower()
    parted = _CAMEL.sub(" ", _SIGNS.sub(" ", text)) if text[:1].islower() or " " not in text else _SIGNS.sub(" ", text)
    folded = bare(fold(_PLURAL.sub("", parted).replace("\u2019", "'").replace("\u02bc", "'")))
    return " ".join(folded.replace("'", " ").replace("/", " / ").split()).strip(" .:;*?,-")


def stem(word: str) -> str:
    """Cut the endings by which a word agrees with others, from each of its words.

    >>> stem("achevees") == stem("acheve"), stem("completed")
    (True, 'completed')
    """
    return " ".join(_ENDING.sub("", part) for part in word.split())


def unbracketed(header: str) -> str:
    """Return a header without "(s)" and without the words in brackets."""
    return _BRACKETS.sub(" ", _PLURAL.sub("", header))


def header_keys(header: str) -> Iterator[str]:
    """Yield the folded forms of a header, the fullest first: with what is in brackets, without it, its ends.

    >>> list(header_keys("MgmtComments"))
    ['mgmt comments', 'management comments']
    """
    bare_header = unbracketed(header)
    lines = [line for line in bare_header.split("\n") if line.strip()]
    seen: set[str] = set()
    for text in (_BRACKET_SIGNS.sub(" ", _PLURAL.sub("", header)), bare_header, *lines[:1], *lines[-1:]):
        folded = word_key(text)
        for key in (folded, " ".join(_SHORTENED.get(word, word) for word in folded.split())):
            if key and key not in seen:
                seen.add(key)
                yield key


def by_alphabet(header: str) -> list[str]:
    """Return the parts of a header in two alphabets, without the words in brackets: "状态 Status"; else nothing.

    >>> by_alphabet("截止日期 Due date (2026)"), by_alphabet("Due date")
    (['截止日期', 'Due date'], [])
    """
    parts = [part.strip(" .-–—") for part in _ALPHABETS.split(unbracketed(header)) if part.strip(" .-–—")]
    return parts if len(parts) > 1 else []


def first_words(text: str) -> str:
    """Return the words before the first colon, bracket or dash of a text."""
    return re.split(r"[:：(]|\s[–—-]\s", text)[0]
