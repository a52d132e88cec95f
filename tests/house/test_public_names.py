"""The names that a library user meets are there."""

from __future__ import annotations

import pytest

import xltrack


@pytest.mark.parametrize("name", xltrack.__all__)
def test_every_public_name_is_there(name):
    assert getattr(xltrack, name) is not None
