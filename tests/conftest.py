"""A small hypothesis budget by default; `--hypothesis-profile=long` for the nightly one."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

from tests.office import office

__all__ = ["office"]

collect_ignore = ["office_worker.py"]
"""It runs under the system Python."""

settings.register_profile("default", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", parent=settings.get_profile("default"), max_examples=2000)
settings.load_profile("default")
