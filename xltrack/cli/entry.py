"""The first code of the command `xltrack`: Ctrl-C is answered in words before anything heavy is loaded."""

import gc
import os
import sys

from xltrack.cli.interrupted import INTERRUPTED, SAID

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn
SELDOM = 100_000
"""How many new objects it takes before reference cycles are searched. Our values have none: the search would be a
tenth of the time of a run, most of it while modules are loaded."""
MOMENT = 0.01
"""Seconds after which a Ctrl-C that Python could not raise comes again."""


def run() -> "NoReturn":
    """Run the command line and exit with its code. No moment of Ctrl-C gives a traceback.

    Where Ctrl-C is ignored (a job in the background of a script) it stays so.
    """
    try:
        gc.set_threshold(SELDOM)
        import signal  # not before: it takes a while itself

        answered = signal.getsignal(signal.SIGINT) is signal.default_int_handler
        if answered:
            signal.signal(signal.SIGINT, stop)
        sys.unraisablehook = unraisable
        from xltrack.cli.main import main as run

        if answered:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        run()
    except SystemExit as ended:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the command has ended, and said how
        leave(ended.code)
        raise
    except KeyboardInterrupt:
        stop()


def stop(*_: object) -> "NoReturn":
    """End at once. Only for when no file is open: while modules are loaded, and when the command has cleaned up."""
    try:
        os.write(2, f"{SAID}\n".encode())
    finally:
        os._exit(INTERRUPTED)


def leave(code: object) -> None:
    """End the process once all is said. Python would take everything apart first, a tenth of the time of a run.

    Returns where that is left to Python: for a stream that cannot be written, say. No command leaves anything behind
    for it to close: files and processes end with the verb that opened them.
    """
    try:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    except (OSError, ValueError, AttributeError):
        return
    if isinstance(code, int):
        os._exit(code)


def unraisable(found: "sys.UnraisableHookArgs") -> None:
    """What happens where Python cannot raise, in a destructor say: a Ctrl-C comes again, the rest is for debugging."""
    if issubclass(found.exc_type, KeyboardInterrupt):
        import _thread

        _thread.start_new_thread(_again, ())  # raised in here it would be lost once more
    elif os.environ.get("XLTRACK_DEBUG"):
        sys.__unraisablehook__(found)


def _again() -> None:
    import _thread
    import time

    time.sleep(MOMENT)
    _thread.interrupt_main()
