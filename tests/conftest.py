"""A small hypothesis budget by default; `--hypothesis-profile=long` for the nightly one.

In CI the same examples are tried each time, so that a change is judged by what it changed; at a desk they are new
each time, so that more is found. Hypothesis draws constants from the modules that are loaded; therefore CI loads all.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

import xltrack
from tests.office import office

__all__ = ["office"]

collect_ignore = ["office_worker.py", "guided.py", "client"]
"""One runs under the system Python, one needs atheris, and one is for type checkers to read."""

os.environ["LC_ALL"] = "C.UTF-8"  # the terminal speaks the system's language; tests expect English

settings.register_profile("default", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", parent=settings.get_profile("default"), max_examples=2000)
settings.register_profile("ci", parent=settings.get_profile("default"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")
if os.environ.get("CI"):
    for module in pkgutil.walk_packages(xltrack.__path__, "xltrack."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--nothing-skipped", action="store_true", help="a skipped test fails the run, as in CI")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """With `--nothing-skipped`, a test that would be skipped fails with the reason of the skip."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if report.skipped and item.config.getoption("--nothing-skipped") and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"skipped: {call.excinfo.value if call.excinfo else ''}"
