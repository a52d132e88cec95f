"""Places in the checkout."""

from __future__ import annotations

import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
"""The checkout: the folder that holds `xltrack/` and `tests/`."""


def others_may_read() -> bool:
    """Whether every user of this machine may read the checkout; a root's own folder may be closed to them."""
    return all(parent.stat().st_mode & 0o005 == 0o005 for parent in (ROOT, *ROOT.parents))


def opened(folder: Path) -> list[Path]:
    """The folders above that belong to the test run, which a normal user must be let through."""
    top = Path(tempfile.gettempdir()).resolve()
    return [parent for parent in folder.resolve().parents if top in parent.parents]
