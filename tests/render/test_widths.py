"""The width of texts in columns of a terminal."""

from __future__ import annotations

import subprocess
import sys

from wcwidth import wcswidth

from xltrack.rendering.columns import width


def test_every_character_is_as_wide_as_unicode_says():
    characters = [chr(code) for code in range(0x20, 0x11000) if not 0xD800 <= code <= 0xDFFF]
    wrong = [one for one in characters if width(one) != (wcswidth(one) if wcswidth(one) >= 0 else 1)]
    assert wrong == []


def test_latin_text_is_wrapped_without_the_tables_of_wide_characters():
    """Loading them takes a tenth of a run."""
    code = "import sys, xltrack.rendering.columns as c; [*c.wrapped('one two ' * 9, 30)]; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "wcwidth" not in loaded
