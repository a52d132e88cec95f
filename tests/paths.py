"""Places in the checkout."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]
"""The checkout: the folder that holds `xltrack/` and `tests/`."""
