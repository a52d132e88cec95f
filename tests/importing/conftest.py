"""Sources of a response plan as text."""

from __future__ import annotations

import pytest

from tests.paths import ROOT
from tests.real_plan import real_text


@pytest.fixture(params=["example", "real"], scope="module")
def source(request: pytest.FixtureRequest) -> str:
    """The example's text, and the real plan's where it is there."""
    if request.param == "real":
        return real_text()
    return (ROOT / "examples" / "management_response.txt").read_text(encoding="utf-8")
