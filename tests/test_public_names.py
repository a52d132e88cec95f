"""The names that a library user meets are what they say, whatever was imported before."""

from __future__ import annotations

import subprocess
import sys

import pytest

import xltrack


@pytest.mark.parametrize("name", ["diff", "merge", "resolve"])
def test_a_function_that_shares_its_modules_name_stays_the_function(name):
    code = f"import xltrack.{name}; from xltrack import {name}; assert callable({name}), {name}"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("name", xltrack.__all__)
def test_every_public_name_is_there(name):
    assert getattr(xltrack, name) is not None
