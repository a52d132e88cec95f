"""Notes that xltrack itself puts on the cells of an annotated return, told apart from the words of people."""

from __future__ import annotations

AUTHOR = "xltrack"
_BEGINNING = f"{AUTHOR}: "


def own_note(text: str) -> str:
    """Write a note of xltrack's: one line that begins with its name, as Excel begins a note with its author's.

    The name is in the text because LibreOffice does not keep a note's author.
    """
    return _BEGINNING + " ".join(text.split())


def words_of_others(text: str, author: str) -> str:
    """Return a note without xltrack's own lines; "" if that leaves nothing.

    >>> words_of_others("xltrack: Status is missing.\\nWe wait for the ministry", "")
    'We wait for the ministry'
    """
    lines = text.split("\n")
    theirs = [line for line in lines if not line.startswith(_BEGINNING)]
    if len(theirs) == len(lines) and author.casefold() == AUTHOR:
        return ""  # the first version wrote notes without the name
    return "\n".join(theirs).strip()
