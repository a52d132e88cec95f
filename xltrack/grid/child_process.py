"""A child process for a library that reads untrusted files: its death costs nothing but the one file."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

GRACE = 5.0
"""Seconds that the child may wait for its turn beside the seconds of work that it has."""
_RUNNER = Path(__file__).with_name("restrained.py")
_OUT_OF_TIME = -getattr(signal, "SIGXCPU", 24)
_OUT_OF_MEMORY = (b"memory allocation of", b"MemoryError")
"""What Rust and Python print when they run out of memory."""
BROKE_OFF = "the reader of that format broke off"
"""The reason where a reader died of a file and left none."""


def can_start_children() -> bool:
    """Return whether there is an interpreter to start: none in a frozen program, no processes in a browser."""
    return bool(sys.executable) and not getattr(sys, "frozen", False) and sys.platform != "emscripten"


def ask_child(script: Path, data: bytes, memory: int, seconds: int, *arguments: int) -> Mapping[str, Any]:
    """Run a script on `data` within bytes of memory and seconds of work; return the JSON object that it prints.

    The code "time" or "memory" stands for a child that took too much, an "error" for one that died of something else.
    """
    command = [sys.executable, "-I", str(_RUNNER), *map(str, (memory, seconds, script, *arguments))]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=seconds + GRACE, check=False)
    except subprocess.TimeoutExpired:
        return {"code": "time"}
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        if done.returncode == _OUT_OF_TIME:
            return {"code": "time"}
        if any(sign in done.stderr for sign in _OUT_OF_MEMORY):
            return {"code": "memory"}
        return {"error": BROKE_OFF}
    return answer
