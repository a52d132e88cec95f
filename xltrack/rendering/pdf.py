"""Papers as PDF, printed by an installed program: a browser, or LibreOffice."""

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


def pdf(html: Callable[[], bytes], other: Callable[[], bytes], name: str) -> bytes:
    """Print a page in a browser, or in LibreOffice its other form, a file of that name; only one form is made.

    Raises XltrackError when no program is installed, or when it makes no PDF.
    """
    for programs, draw, file, options in ((BROWSERS, html, "page.html", _browser), (OFFICES, other, name, _office)):
        program = find_program(programs)
        if program:
            return _print(program, draw(), file, options)
    raise SummaryError("no_pdf_program")


def _print(program: str, content: bytes, name: str, options: Callable[[Path, Path], Iterator[str]]) -> bytes:
    with TemporaryDirectory(prefix="xltrack-") as folder:
        source = Path(folder, name)
        source.write_bytes(content)
        target = source.with_suffix(".pdf")
        try:
            command = [program, *options(source, target)]
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


def _office(source: Path, target: Path) -> Iterator[str]:
    yield f"-env:UserInstallation={(source.parent / 'profile').as_uri()}"
    kind = "pdf"
    if source.suffix == ".html":  # LibreOffice would open it as a web page, which has no sheets of paper
        kind = "pdf:writer_pdf_Export"
        yield "--infilter=HTML (StarWriter)"
    yield from ("--headless", "--convert-to", kind, "--outdir", str(target.parent), str(source))


def _ours(content: bytes) -> bytes:
    """Return the file without the moment and the browser it was printed by, its table of offsets unchanged."""
    timeless = _MOMENT.sub(rb"\g<1>20000101000000", content)
    return _CREATOR.sub(lambda match: _OURS.ljust(len(match[0])) if len(match[0]) >= len(_OURS) else match[0], timeless)
