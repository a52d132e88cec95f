"""A zip file with the same bytes for the same parts."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from typing import BinaryIO

COMPRESSION = 6


def write_zip(out: BinaryIO, parts: Mapping[str, Iterable[bytes]]) -> None:
    """Write a package of the parts, in their order, with nothing in it that depends on when or where it is made."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION) as package:
        for name, pieces in parts.items():
            info = zipfile.ZipInfo(name, STAMP)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 0
            with package.open(info, "w", force_zip64=False) as part:
                for piece in pieces:
                    part.write(piece)


STAMP = (1980, 1, 1, 0, 0, 0)
"""The time that every part of the zip states, so that the same input gives the same bytes."""
