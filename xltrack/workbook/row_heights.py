"""Row heights that show the whole text of a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xltrack.xlsx.sheet_template import MAX_HEIGHT, TemplateValue
from xltrack.xlsx.text_width import lines


class Heights:
    """Heights of rows for their wrapped texts, from the widths of the columns that hold them.

    Letters are a little narrower than the digits that widths count, but every line loses an indent and half a
    word at its end; characters of Chinese, Japanese and Korean are taken to be twice as wide.
    """

    def __init__(self, widths: Mapping[int, float], size: float, default_size: float):
        """`widths`: position in the row's values -> characters that fit; `size` of the font, in points."""
        scale = default_size / size
        self._room = {at: max(width * scale - 4, 1.0) for at, width in widths.items()}
        self._line = size * 1.3
        self._tags: dict[int, str] = {}

    def __call__(self, values: Sequence[TemplateValue]) -> str:
        """Return the attributes of a row with these values."""
        most = self._most(values)
        tag = self._tags.get(most)
        if tag is None:
            tag = self._tags[most] = f' ht="{self._points(most):g}"'
        return tag

    def points(self, values: Sequence[TemplateValue]) -> float:
        """Return how tall a row with these values must be."""
        return self._points(self._most(values))

    def _points(self, lines: int) -> float:
        return min(MAX_HEIGHT, max(18.0, round(lines * self._line + 5, 1)))

    def _most(self, values: Sequence[TemplateValue]) -> int:
        most = 1
        for at, room in self._room.items():
            text = values[at]
            if isinstance(text, str) and (len(text) * 2 > room or "\n" in text):
                most = max(most, lines(text, room))
        return most
