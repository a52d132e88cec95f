"""The summary as a PDF, printed by an installed program: Chromium from the page, or LibreOffice from the workbook."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from xltrack.errors import SummaryError
from xltrack.rendering.programs import BROWSERS, OFFICES, find_program

SECONDS = 120
_MOMENT = re.compile(rb"(/(?:CreationDate|ModDate)\s*\(D:)\d{14}")
_CREATOR = re.compile(rb"/Creator \((?:\\.|[^\\()])*\)")
_OURS = b"/Creator (xltrack)"


def pdf(html: Callable[[], bytes], xlsx: Callable[[], bytes]) -> bytes:
    """Print the summary; only the form that is printed is made.

    Raises XltrackError when no program is installed, or when it makes no PDF.
    """
    for find, draw, name in ((BROWSERS, html, "summary.html"), (OFFICES, xlsx, "summary.xlsx")):
        program = find_program(find)
        if program:
            return _print(program, name, draw())
    raise SummaryError("no_pdf_program")


def _print(program: str, name: str, content: bytes) -> bytes:
    with TemporaryDirectory(prefix="xltrack-") as folder:
        source = Path(folder, name)
        source.write_bytes(content)
        target = source.with_suffix(".pdf")
        command = [program, *(_browser(source, target) if name.endswith(".html") else _office(source))]
        try:
            done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise SummaryError("pdf_failed", program=program, reason=str(error)) from error
        if not target.is_file():
            lines = done.stderr.decode(errors="replace").strip().splitlines() or [f"exit {done.returncode}"]
            raise SummaryError("pdf_failed", program=program, reason=lines[-1])
        return _ours(target.read_bytes())


def _browser(source: Path, target: Path) -> Iterator[str]:
    yield from ("--headless", "--disable-gpu", "--disable-background-networking", "--no-first-run")
    if getattr(os, "geteuid", lambda: 1)() == 0:
        yield "--no-sandbox"  # Chromium's sandbox does not work for root; the page is ours and has no script
    yield from (
        "--no-pdf-header-footer",
        "--generate-pdf-document-outline",
        f"--user-data-dir={source.parent / 'profile'}",
    )
    yield from (f"--print-to-pdf={target}", source.as_uri())


def _office(source: Path) -> Iterator[str]:
    yield f"-env:UserInstallation={(source.parent / 'profile').as_uri()}"
    yield from ("--headless", "--convert-to", "pdf", "--outdir", str(source.parent), str(source))


def _ours(content: bytes) -> bytes:
    """Return the file without the moment and the browser it was printed by, its table of offsets unchanged."""
    timeless = _MOMENT.sub(rb"\g<1>20000101000000", content)
    return _CREATOR.sub(lambda found: _OURS.ljust(len(found[0])) if len(found[0]) >= len(_OURS) else found[0], timeless)
