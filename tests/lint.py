"""Whether Excel would open a workbook without offering to repair it."""

from __future__ import annotations

from io import BytesIO

from tests import xlsx_lint
from tests.paths import ROOT

_COMPILED: dict[str, object] = {}
"""Compiled schemas; compiling them takes longer than a check."""
_SCHEMAS = ROOT.parent / "shared" / "ooxml-xsd"
"""The schemas of the standard, where they lie beside the checkout: they find a little more than the linter alone."""


def findings(data: bytes) -> list[str]:
    """List the errors and warnings, one a line; none means that the workbook is clean."""
    lint = xlsx_lint.Lint(BytesIO(data), str(_SCHEMAS) if _SCHEMAS.exists() else None)
    lint.xsd_cache = _COMPILED
    return [f"{one['level']} {one['code']} {one['part']}: {one['msg']}" for one in lint.run() if one["level"] != "info"]
