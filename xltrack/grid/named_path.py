"""Places of files as callers of the library name them: a text or a path."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from xltrack.model.expected import expect


def path_of(name: str, given: Path | str) -> Path:
    """Return the path that an argument names. Raises TypeError for anything but a text or a path.

    >>> path_of("output", 5)
    Traceback (most recent call last):
    TypeError: output must be str or Path, not int
    """
    if not isinstance(given, PathLike):
        expect(name, given, str, Path)
    return Path(given)
