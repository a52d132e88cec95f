"""Arguments on Windows, whose shells hand `*.xlsx` on as it is typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path


def expanded(arguments: Iterable[str]) -> Iterator[str]:
    """Yield the arguments with * and ? expanded. Brackets are part of a name (`report[1].xlsx`), never a pattern."""
    from glob import glob  # few runs have a pattern

    for argument in arguments:
        if not any(sign in argument for sign in "*?") or argument.startswith("-") or Path(argument).exists():
            yield argument
        else:
            yield from sorted(glob(argument.replace("[", "[[]"))) or [argument]  # noqa: PTH207 - a pattern with its own root
