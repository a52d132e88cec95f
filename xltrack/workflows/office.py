"""Conversion of files that xltrack does not read, or not wholly, by an installed LibreOffice."""

from __future__ import annotations

import subprocess
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from xltrack.errors import SourceError
from xltrack.rendering.programs import OFFICES, find_program

_SECONDS = 120


def to_docx(data: bytes, name: str) -> bytes:
    """Convert a .doc, .rtf or .odt. Raises XltrackError where LibreOffice is missing or cannot do it."""
    suffix = PurePath(name).suffix.lower() or ".doc"
    program = find_program(OFFICES)
    if program is None:
        raise SourceError("office_missing", file=name, suffix=suffix)
    made = _converted(program, data, suffix if suffix in (".doc", ".rtf", ".odt") else ".doc", "docx")
    if made is None:
        raise SourceError("office_failed", file=name)
    return made


def to_xlsx(data: bytes, name: str) -> bytes | None:
    """Convert an .xls, .xlsb or .ods; None where LibreOffice is missing or cannot do it."""
    program = find_program(OFFICES)
    return _converted(program, data, PurePath(name).suffix.lower(), "xlsx") if program else None


def _converted(program: str, data: bytes, suffix: str, target: str) -> bytes | None:
    with TemporaryDirectory(prefix="xltrack-") as folder:
        source = Path(folder, f"source{suffix}")
        source.write_bytes(data)
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", target, "--outdir", folder, str(source)]
        try:
            subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
            return source.with_suffix(f".{target}").read_bytes()
        except (OSError, subprocess.TimeoutExpired):
            return None
