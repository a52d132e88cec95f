"""The smallest PDF files: pages of texts and rules at given places, in points from the top left corner."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

HEIGHT, WIDTH, SIZE, LEADING = 400, 600, 10, 12


@dataclass
class Page:
    """Drawing orders of one page."""

    orders: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, words: str, size: int = SIZE) -> None:
        """Write a line whose top is at `y`."""
        safe = words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        self.orders.append(f"BT /F1 {size} Tf {x} {HEIGHT - y - size} Td ({safe}) Tj ET")

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Draw a straight line."""
        self.orders.append(f"{x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S")

    def mute(self, x: float, y: float, count: int) -> None:
        """Draw letters of a font that does not say which letters they are."""
        glyphs = "".join(f"{number:04x}" for number in range(3, 3 + count))
        self.orders.append(f"BT /F2 {SIZE} Tf {x} {HEIGHT - y - SIZE} Td <{glyphs}> Tj ET")


_MUTE = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /Mute /Encoding /Identity-H /DescendantFonts [<< /Type /Font /Subtype "
    "/CIDFontType2 /BaseFont /Mute /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
    "/FontDescriptor << /Type /FontDescriptor /FontName /Mute /Flags 4 /FontBBox [0 0 1000 1000] /Ascent 800 "
    "/Descent -200 >> /DW 600 >>] >>"
)

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


_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
_IDENTITY = b"0123456789abcdef"


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i, j, out = 0, 0, bytearray()
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def _md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()


def encrypted_pdf(pages: Sequence[Page], password: str) -> bytes:
    """Put the pages together under a password to open them, as the first standard of PDF encrypts (40 bits)."""
    padded = (password.encode() + _PADDING)[:32]
    owner = _rc4(_md5(padded)[:5], padded)
    key = _md5(padded + owner + (-4 & 0xFFFFFFFF).to_bytes(4, "little") + _IDENTITY)[:5]
    user = _rc4(key, _PADDING)
    orders = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{owner.hex()}> /U <{user.hex()}> /P -4 >>"
    return pdf_of(pages, key, f"{orders} /ID [<{_IDENTITY.hex()}> <{_IDENTITY.hex()}>]")


def pdf_of(pages: Sequence[Page], key: bytes = b"", more: str = "") -> bytes:
    """Put the pages together, their content encrypted with a key, `more` in the trailer."""
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for at, page in enumerate(pages):
        content = "\n".join(page.orders)
        box = f"/MediaBox [0 0 {WIDTH} {HEIGHT}] /Resources << /Font << /F1 3 0 R /F2 {_MUTE} >> >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R {box} /Contents {5 + 2 * at} 0 R >>")
        objects.append(f"<< /Length {len(content.encode('cp1252'))} >>\nstream\n{content}\nendstream")
    out = b"%PDF-1.4\n"
    places = []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        head, sign, content = text.partition("\nstream\n")
        body = content.removesuffix("\nendstream").encode("cp1252")
        if key:
            body = _rc4(_md5(key + number.to_bytes(3, "little") + bytes(2))[:10], body)
        stream = b"\nstream\n" + body + b"\nendstream" if sign else b""
        out += f"{number} 0 obj\n{head}".encode("cp1252") + stream + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    end += f"trailer << /Size {len(objects) + 1} /Root 1 0 R {more} >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + end.encode()
