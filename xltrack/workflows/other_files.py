"""Files among the returns that are none: each is named by its ending, with what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from xltrack.findings import Finding
from xltrack.findings.workbooks import (
    not_a_workbook,
    returned_archive,
    returned_document,
    returned_link,
    returned_picture,
    returned_spreadsheet,
)

_KINDS: tuple[tuple[Callable[[str], Finding], str], ...] = (
    (returned_picture, ".pdf .jpg .jpeg .png .gif .bmp .tif .tiff .heic .webp"),
    (returned_document, ".doc .docx .rtf .odt .pages .html .htm .mht .mhtml .txt .ppt .pptx .wps"),
    (returned_spreadsheet, ".xlt .ots .fods .sxc .et .ett .numbers .slk .dif .dbf .uos .wks .wk1 .wk3 .wk4 .123 .wb2"),
    (returned_archive, ".7z .rar .gz .tgz .tar .bz2 .xz .zipx .cab"),
    (returned_link, ".url .lnk .webloc .desktop .gsheet .gdoc"),
)


def other_file(name: str) -> Finding:
    """Report a file that is no return, with what its ending says it is."""
    suffix = Path(name).suffix.lower()
    report = next((report for report, endings in _KINDS if suffix in endings.split()), not_a_workbook)
    return report(name)
