"""A small hypothesis budget by default; `--hypothesis-profile=long` for the nightly one.

In CI the same examples are tried each time, so that a change is judged by what it changed; at a desk they are new
each time, so that more is found.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

from tests.office import office

__all__ = ["office"]

collect_ignore = ["office_worker.py", "guided.py"]
"""One runs under the system Python, the other needs atheris."""

settings.register_profile("default", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", parent=settings.get_profile("default"), max_examples=2000)
settings.register_profile("ci", parent=settings.get_profile("default"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")
