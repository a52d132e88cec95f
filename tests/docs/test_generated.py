"""The generated pages say what the code says."""

from __future__ import annotations

import runpy

import pytest

from tests.paths import ROOT

DOCS = ROOT / "docs"
PAGES = ("cli.md", "columns.md", "findings.md", "json.md", "library.md", "plan.schema.json", "summary.schema.json")


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return runpy.run_path(str(DOCS / "generate.py"))["pages"]()


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_up_to_date(pages, name):
    written = (DOCS / name).read_text(encoding="utf-8")
    assert written == pages[name], "run: python docs/generate.py"


def test_every_generated_page_is_tested(pages):
    assert set(pages) == set(PAGES)
