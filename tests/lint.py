"""Whether Excel would open a workbook without repairing it, as a linter beside the checkout judges."""

from __future__ import annotations

import importlib.util
from functools import cache
from io import BytesIO
from types import ModuleType

import pytest

from tests.tables import REAL_PLAN

_SCHEMAS: dict[str, object] = {}
"""Compiled schemas; compiling them takes longer than a check."""
_TOOL = REAL_PLAN.parents[1] / "tools" / "xlsx_lint.py"


@cache
def _linter() -> ModuleType | None:
    spec = importlib.util.spec_from_file_location("xlsx_lint", _TOOL)
    if not _TOOL.exists() or spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def findings(data: bytes) -> list[str]:
    """Errors and warnings, one a line; none means that the workbook is clean."""
    linter = _linter()
    if linter is None:
        pytest.skip("the linter does not lie beside the checkout")
    schemas = _TOOL.parents[1] / "ooxml-xsd"
    lint = linter.Lint(BytesIO(data), str(schemas) if schemas.exists() else None)
    lint.xsd_cache = _SCHEMAS
    found = lint.run()
    return [f"{one['level']} {one['code']} {one['part']}: {one['msg']}" for one in found if one["level"] != "info"]
