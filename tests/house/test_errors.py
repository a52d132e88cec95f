"""The family of errors: each says what kind of trouble it is, and travels between processes."""

from __future__ import annotations

import ast
import inspect
import pickle
from pathlib import Path

import pytest

import xltrack
from xltrack import errors

FAMILY = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, errors.XltrackError)]
ROOT = Path(xltrack.__file__).parent


@pytest.mark.parametrize("kind", FAMILY, ids=lambda kind: kind.__name__)
def test_an_error_is_public_and_pickles_with_its_values(kind):
    assert getattr(xltrack, kind.__name__) is kind
    error = kind("no_such_revision", revision=9, last=Path("2"))
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.code, again.values) == (kind, "no_such_revision", {"revision": 9, "last": Path("2")})
    assert str(again) == str(error) == "There is no revision 9; this tracker has revisions 1 to 2."
    assert again.as_dict("fr")["values"] == {"revision": 9, "last": "2"}


def test_the_drawn_tree_is_the_tree():
    assert errors.__doc__ is not None
    drawn = [line for line in errors.__doc__.splitlines() if "--" in line]
    path, parents = ["XltrackError"], {}
    for line in drawn:
        mark, name = line.partition("-- ")[0], line.partition("-- ")[2].split()[0]
        depth = (len(mark) - 4) // 4 + 1
        path[depth:] = [name]
        parents[name] = path[depth - 1]
    assert parents == {kind.__name__: kind.__base__.__name__ for kind in FAMILY if kind is not errors.XltrackError}


def test_nobody_raises_the_root_class():
    raised = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted(ROOT.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "XltrackError"
    ]
    assert raised == []
