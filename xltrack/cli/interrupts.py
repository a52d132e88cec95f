"""Ctrl-C: one line and exit code 130, wherever it comes."""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

INTERRUPTED = 130
"""The exit code after Ctrl-C: 128 and the signal's number, as shells count."""
INTERRUPTED_LINE = "Interrupted; nothing was left half-written."


def stop(*_: object) -> "NoReturn":
    """End at once with the line: while modules are loaded, and when the command has cleaned up after itself."""
    try:
        os.write(2, f"{INTERRUPTED_LINE}\n".encode())
    finally:
        os._exit(INTERRUPTED)


def raise_again(hidden: "sys.UnraisableHookArgs") -> None:
    """Raise a Ctrl-C again that came where Python cannot raise, as in a destructor. Raised in here it would be lost."""
    if issubclass(hidden.exc_type, KeyboardInterrupt):
        import _thread
        import threading

        threading.Timer(0.01, _thread.interrupt_main).start()
    elif os.environ.get("XLTRACK_DEBUG"):
        sys.__unraisablehook__(hidden)
