"""TOML that people write, read within bounds."""

from __future__ import annotations

import re
import tomllib
from typing import Any

_MOST_PARTS = 100
"""Parts of a dotted key. The parser's time grows with their square, and no key of ours has more than three."""
_LONG_KEY = re.compile(rf"""(?<![\w"'-])(?:[\w"'-]++\s*+\.\s*+){{{_MOST_PARTS}}}""")


def toml_values(text: str) -> dict[str, Any]:
    """Return a TOML text's values. Raises tomllib.TOMLDecodeError, ValueError or RecursionError like the parser."""
    if any(line.count(".") >= _MOST_PARTS and _LONG_KEY.search(line) for line in text.splitlines()):
        raise tomllib.TOMLDecodeError(f"a key has more than {_MOST_PARTS} parts")
    return tomllib.loads(text)
