"""The one-page guide for staff, written as a PDF or as a web page."""

from __future__ import annotations

from pathlib import Path

from xltrack.errors import FileError
from xltrack.storage.atomic import atomic_write
from xltrack.workflows.files import refuse_overwrite


def write_guide(output: Path, language: str, *, force: bool = False) -> None:
    """Write the guide in a language as .pdf or .html. Raises FileError, and SummaryError where nothing can print."""
    from xltrack.rendering.staff_guide import staff_guide_html, staff_guide_pdf

    makers = {".pdf": staff_guide_pdf, ".html": staff_guide_html}
    make = makers.get(output.suffix.lower())
    if make is None:
        raise FileError("unknown_format", file=output, suffix=output.suffix, formats=", ".join(makers))
    refuse_overwrite(output, force=force)
    atomic_write(output, make(language))
