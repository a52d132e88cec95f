"""The main job's real input. It lies beside the checkout where there is one, and is never part of the project."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.paths import ROOT

REAL_PLAN = ROOT.parent / "shared" / "plans" / "kazakhstan-2016-2020.txt"


def real_plan() -> Path:
    """Return the real plan's path. The test that asks is skipped where the plan is not there."""
    if not REAL_PLAN.exists():
        pytest.skip("the real plan is not beside this checkout")
    return REAL_PLAN


def real_text() -> str:
    """Return the real plan's text. The test that asks is skipped where the plan is not there."""
    return real_plan().read_text(encoding="utf-8")
