"""Fixtures of the page's tests: a browser, a practice month, the page's calls, one moment for all that is dated."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.page.asking import EPOCH, Page
from tests.page.browser import browser
from xltrack.workflows.practice import practice_month


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def month(tmp_path_factory) -> tuple[Path, list[Path]]:
    return practice_month(tmp_path_factory.mktemp("month"))


@pytest.fixture
def page(tmp_path) -> Page:
    made = Page()
    made.open_practice(tmp_path / "page")
    return made


@pytest.fixture
def same_moment(monkeypatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
