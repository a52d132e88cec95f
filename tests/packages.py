"""Workbooks as the parts of their zip container, and back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

Parts = dict[str, bytes]


def unpack(data: bytes) -> Parts:
    """Return the parts of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def pack(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED, level: int | None = None) -> bytes:
    """Return a workbook of these parts, in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method, compresslevel=level) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()
