"""Every error and every finding that the code can raise has its words: a missing one would be a traceback."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

import xltrack
from xltrack import errors
from xltrack.i18n.catalogue import LANGUAGES, catalogue

PACKAGE = Path(xltrack.__file__).parent
ERRORS = {name for name, _ in inspect.getmembers(errors, inspect.isclass)} | {"_unsafe", "_beyond"}


def _said(names: set[str]) -> Iterator[tuple[str, str]]:
    """Yield each place where one of these is called with a code, and the code."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if called in names and isinstance(node.args[0].value, str):
                    yield f"{path.relative_to(PACKAGE)}:{node.lineno}", node.args[0].value


@pytest.fixture(scope="module")
def raised() -> list[tuple[str, str]]:
    return list(_said(ERRORS))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_that_is_raised_has_its_words(raised, language):
    """Found by two coordinators merging at once: the loser was shown a KeyError."""
    assert len(raised) > 80
    assert [(place, code) for place, code in raised if code not in catalogue(language).section("errors")] == []
