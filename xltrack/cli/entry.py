"""The first code of the command `xltrack`: Ctrl-C ends it with one line and exit code 130, from its first moment on."""

import gc
import os
import sys

from xltrack.cli.interrupts import raise_again, stop

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


FEW_COLLECTIONS = 100_000
"""New objects after which Python looks for cycles of garbage. A run's objects live to its end: looking through them
again and again took 6 % of a small run, and 4 % of a check of 10,000 actions."""

NO_PLUGINS = ("PYDANTIC_DISABLE_PLUGINS", "__all__")
"""Without this pydantic looks for plugins in every installed package, for longer than it needs for our models."""


def run() -> "NoReturn":
    """Run the command line and exit with its code. Where Ctrl-C is ignored (a job in the background) it stays so."""
    import signal

    answered = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if answered:
        signal.signal(signal.SIGINT, stop)  # no file is open yet, and module loading would hide an exception
    sys.unraisablehook = raise_again
    gc.set_threshold(FEW_COLLECTIONS)
    os.environ.setdefault(*NO_PLUGINS)
    try:
        from xltrack.cli.main import main

        if answered:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        main()
    except SystemExit as ended:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the command has ended, with its words printed
        _leave(ended.code)
        raise
    except KeyboardInterrupt:
        stop()


def _leave(code: object) -> None:
    """End the process at once: Python's own shutdown takes a tenth of the time of a run.

    Returns where a stream cannot be written, so that Python deals with it. Files and processes end with the verb that
    opened them.
    """
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):
        return
    if isinstance(code, int):
        os._exit(code)
