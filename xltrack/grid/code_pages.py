"""The code page of a text that is not in UTF-8, told by the letters that its language uses most."""

from __future__ import annotations

import re

_WORDS_OF_ANOTHER_ALPHABET = re.compile(rb"[\xc0-\xff]{4,}")
"""Four letters above ASCII side by side: a word of another alphabet, where a Western text has single accents."""
_LETTERS = re.compile(rb"[\xc0-\xff]")
_ALEF_AND_LAM, _LAST_LETTERS = re.compile(rb"[\xc7\xe1]"), re.compile(rb"[\xf0-\xff]")
"""In windows-1256 a fifth of all letters, and signs that are seldom written; in windows-1251 rare ones, and a third."""
_COMMON_HANZI = re.compile("[\u3000-\u3002\u300a\u300b\uff01-\uff1f]|[\u4e00-\u9fff]")
_LEVEL_ONE = range(0xB0, 0xD8)
"""First bytes of the 3,755 most used characters of GB 2312."""
_OF_ANY_TEXT = frozenset("·—…“”‘’")
"""Signs that Chinese shares with the words of the form in any language."""
_ACCENTS_OF_A_MAC = re.compile(rb"(?i:[a-z])[\x87-\x89\x8d-\x90]|[\x87-\x89\x8d-\x90](?i:[a-z])")
"""Letters like á, à, é and ç beside others as a Mac writes them; in windows-1252 signs that no word holds."""
_LOOKED_AT = 65_536


def likely_code_page(data: bytes) -> str:
    """Return the code page that a text looks like: Chinese, Arabic, Cyrillic, else a Western one.

    >>> [likely_code_page(text.encode(page)) for text, page in (("培训技术员", "gb18030"), ("Échéance", "cp1252"))]
    ['gb18030', 'windows-1252']
    """
    head = data[:_LOOKED_AT]
    if _is_chinese(head):
        return "gb18030"
    if not _WORDS_OF_ANOTHER_ALPHABET.search(head):
        return "mac_roman" if _ACCENTS_OF_A_MAC.search(head) else "windows-1252"
    letters = len(_LETTERS.findall(head))
    arabic = len(_ALEF_AND_LAM.findall(head)) * 10 > letters > len(_LAST_LETTERS.findall(head)) * 10
    return "windows-1256" if arabic else "windows-1251"


def _is_chinese(head: bytes) -> bool:
    """Return whether most characters above ASCII are among the most used ones of Chinese."""
    try:
        text = head.decode("gb18030")
    except UnicodeDecodeError as error:
        if len(head) < _LOOKED_AT or error.start < len(head) - 4:  # the cut may be inside a character
            return False
        text = head[: error.start].decode("gb18030")
    high = [ch for ch in text if ch > "\x7f" and ch not in _OF_ANY_TEXT]
    common = sum(_is_common(ch) for ch in high)
    return bool(high) and common * 5 > len(high) * 4


def _is_common(ch: str) -> bool:
    if not _COMMON_HANZI.fullmatch(ch):
        return False
    code = ch.encode("gb18030")
    return ch < "\u4e00" or ch > "\u9fff" or (code[0] in _LEVEL_ONE and code[1] > 0xA0)
