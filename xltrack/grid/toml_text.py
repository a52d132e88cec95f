"""TOML that people write, read within bounds."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from xltrack.errors import XltrackError

_LINE = re.compile(r"\(at line (\d+)")
_MOST_PARTS = 100
"""Parts of a dotted key. The parser's time grows with their square, and no key of ours has more than three."""
_LONG_KEY = re.compile(rf"""(?<![\w"'-])(?:[\w"'-]++\s*+\.\s*+){{{_MOST_PARTS}}}""")


def toml_values(text: str, file: str, kind: type[XltrackError]) -> dict[str, Any]:
    """Return a TOML text's values. Raises an error of that kind that names the file and the line."""
    try:
        _refuse_long_keys(text)
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise kind("toml_line", file=file, line=_line_of(error, text)) from error
    except (ValueError, RecursionError) as error:  # the parser itself gives up
        raise kind("toml_endless", file=file) from error


def _refuse_long_keys(text: str) -> None:
    for number, line in enumerate(text.splitlines(), 1):
        if line.count(".") >= _MOST_PARTS and _LONG_KEY.search(line):
            raise tomllib.TOMLDecodeError(f"a key has more than {_MOST_PARTS} parts (at line {number}, column 1)")


def _line_of(error: tomllib.TOMLDecodeError, text: str) -> int:
    """Return the line that an error is about; the last one for an error at the text's end."""
    named = _LINE.search(str(error))
    return int(named[1]) if named else max(len(text.splitlines()), 1)
