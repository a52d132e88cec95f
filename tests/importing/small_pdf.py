"""The smallest PDF files: pages of texts and rules at given places, in points from the top left corner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

HEIGHT, WIDTH, SIZE, LEADING = 400, 600, 10, 12


@dataclass
class Page:
    """Drawing orders of one page."""

    orders: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, words: str) -> None:
        """Write a line whose top is at `y`."""
        safe = words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        self.orders.append(f"BT /F1 {SIZE} Tf {x} {HEIGHT - y - SIZE} Td ({safe}) Tj ET")

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Draw a straight line."""
        self.orders.append(f"{x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S")


Cells = Sequence[Sequence[str]]
"""A row: each cell as its lines."""


def draw_rows(page: Page, top: float, columns: Sequence[float], rows: Sequence[Cells], *, closed: bool = True) -> float:
    """Draw rows of cells. Without `closed` the last one has no rule under it. Return the bottom."""
    y = top
    page.rule(columns[0], y, columns[-1], y)
    for number, row in enumerate(rows, 1):
        height = LEADING * max(map(len, row)) + 4
        for left, lines in zip(columns, row, strict=False):
            for at, line in enumerate(lines):
                page.text(left + 3, y + 2 + at * LEADING, line)
        y += height
        if closed or number < len(rows):
            page.rule(columns[0], y, columns[-1], y)
    for x in columns:
        page.rule(x, top, x, y)
    return y


def pdf_of(pages: Sequence[Page]) -> bytes:
    """Put the pages together."""
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for at, page in enumerate(pages):
        content = "\n".join(page.orders)
        box = f"/MediaBox [0 0 {WIDTH} {HEIGHT}] /Resources << /Font << /F1 3 0 R >> >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R {box} /Contents {5 + 2 * at} 0 R >>")
        objects.append(f"<< /Length {len(content.encode('cp1252'))} >>\nstream\n{content}\nendstream")
    out = b"%PDF-1.4\n"
    places = []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    end += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + end.encode()
