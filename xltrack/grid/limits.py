"""Limits on what a file may hold, all in one place, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from xltrack.model.expected import expect
from xltrack.model.text_length import LONGEST_TEXT

MIB = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on what a file may hold. None of 1,182 real workbooks comes near them; a caller may raise any."""

    file_bytes: int = 50 * MIB
    """Mail servers stop earlier; beyond it a file is no tracker."""
    parts: int = 1_000
    """Real workbooks have up to a few hundred, pictures included."""
    part_bytes: int = 100 * MIB
    """Inflated. 10,000 actions need some 27 MiB, most of it formulas."""
    total_bytes: int = 200 * MIB
    """Of all parts together, as the file declares them; no part is inflated beyond what it declares."""
    zip_bytes: int = 1_024 * MIB
    """Of all files in a zip of returns together, as it declares them; a hundred returns have some 10 MiB."""
    ratio: int = 200
    """Inflated to compressed, for parts above `ratio_from`; sheets reach some 40, bombs 1,000."""
    ratio_from: int = MIB
    depth: int = 100
    """Of nested elements; real parts reach some 20."""
    shared_strings: int = 400_000
    formats: int = 70_000
    """Cell formats (xf); Excel itself stops at 65,490."""
    rows: int = 20_000
    """Filled rows of one sheet of a return; a master may raise it."""
    cells: int = 400_000
    """Filled cells of one sheet."""
    text: int = LONGEST_TEXT
    """Characters of one cell, as Excel counts them; no more than its own limit. A longer one is a finding of that
    cell, not of the file."""
    base_bytes: int = 16 * MIB
    """Unpacked size of the hidden base; 20,000 real actions need 10 MiB, a forged base can be a thousand times its
    size."""
    source_bytes: int = 128 * MIB
    """Of a text source; the longest real plan has 300 KB, 100,000 actions as JSON have 60 MiB."""
    child_bytes: int = 1_024 * MIB
    """Address space of the process that reads .xls, .ods and .xlsb."""
    child_seconds: int = 20

    def __post_init__(self) -> None:
        for limit in fields(self):
            expect(limit.name, value := getattr(self, limit.name), int)
            if value < 0:
                raise ValueError(f"{limit.name} must be 0 or more, not {value}")

    def for_actions(self, count: int) -> Limits:
        """Return the limits for a plan of that many actions: those that grow with a plan suffice for 10,000."""
        expect("count", count, int)
        size = max(1, -(-count // 10_000))
        return replace(self, **{name: getattr(self, name) * size for name in _GROWING})


_GROWING = ("file_bytes", "part_bytes", "total_bytes", "shared_strings", "rows", "cells", "base_bytes")
DEFAULT_LIMITS = Limits()
"""For a file that somebody sent."""
OWN_LIMITS = DEFAULT_LIMITS.for_actions(100_000)
"""Limits for the coordinator's own master. A file that looks malicious is refused with them, too."""
