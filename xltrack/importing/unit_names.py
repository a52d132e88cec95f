"""Names of units that may mean several: abbreviations such as "CO"."""

from __future__ import annotations

SHORT_UNIT = 3
"""Letters of a unit that is an abbreviation."""


def is_abbreviation(unit: str) -> bool:
    """Return whether a unit is a few capitals.

    >>> is_abbreviation("CO"), is_abbreviation("All"), is_abbreviation("国家处")
    (True, False, False)
    """
    return 1 < len(unit) <= SHORT_UNIT and unit.isalpha() and unit.isupper()
