"""Runs a script with its memory and time limited before it loads anything, where the system knows such limits.

Itself a script. The other one finds this package also where it is not installed. Arguments: bytes of memory, seconds,
the path of the other script, that one's own arguments.
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path


def run_restrained() -> None:
    """Run the script that the arguments name, within the memory and the seconds that they name first."""
    memory, seconds = map(int, sys.argv[1:3])
    del sys.argv[:3]
    restrain(memory, seconds)
    sys.path.append(str(Path(__file__).parents[2]))
    runpy.run_path(sys.argv[0], run_name="__main__")


def restrain(memory: int, seconds: int) -> None:
    """Limit the memory and the time of this process, as far as the system allows."""
    try:
        import resource
    except ImportError:  # Windows: the parent's timeout alone
        return
    for limit, signal, kill in (
        (resource.RLIMIT_AS, memory, memory),
        (resource.RLIMIT_CPU, seconds, seconds + 1),  # at the first a signal tells why, at the last KILL
        (resource.RLIMIT_CORE, 0, 0),
    ):
        try:
            resource.setrlimit(limit, (signal, kill))
        except (OSError, ValueError):  # macOS refuses RLIMIT_AS: the other limits and the parent's timeout hold
            continue


if __name__ == "__main__":
    run_restrained()
