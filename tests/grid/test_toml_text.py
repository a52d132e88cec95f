"""TOML within bounds: what costs the parser the square of its length is refused before it is parsed."""

from __future__ import annotations

import tomllib

import pytest

from xltrack.errors import SettingsError
from xltrack.grid.toml_text import toml_values

LONG = ".".join(["a"] * 20_000)


@pytest.mark.parametrize("text", [f"{LONG} = 1", f"[{LONG}]", f"x = {{{LONG} = 1}}", '"b" . ' * 200 + "c = 1"])
def test_a_key_of_thousands_of_parts_is_refused(text):
    with pytest.raises(SettingsError, match=r"own\.toml: line 2"):
        toml_values(f"a = 1\n{text}", "own.toml", SettingsError)


def test_keys_and_texts_with_points_are_read():
    text = "mail.letter.en = '" + "Dear all. Please answer. " * 200 + "'"
    assert toml_values(text, "own.toml", SettingsError) == tomllib.loads(text)
