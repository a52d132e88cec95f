"""Many files read in shares: here, one after another, or by any executor, a cluster's too."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from xltrack.errors import SettingsError

if TYPE_CHECKING:
    from concurrent.futures import Executor

LOT_FILES, LOT_BYTES = 64, 64 * 2**20
"""Files, and bytes of them, handed out at a time; two such lots at once, so that not all are in memory."""
SHARE_FILES = 16
"""Files of a lot that one process reads. What they have in common is sent back once."""
_CONNECT_SECONDS = 10
_File = TypeVar("_File", bound=tuple[Any, ...])
"""The bytes of a file, or the error why there are none, and the values that go with them."""
_Result = TypeVar("_Result")
_Work = Callable[[Sequence[_File]], list[_Result]]


def in_shares(work: _Work[_File, _Result], files: Iterable[_File], executor: Executor | None) -> Iterator[_Result]:
    """Yield the result of each file, in their order. `work` gives those of a share, and can be pickled.

    While one lot is taken in, the next is being read. A pool that dies costs nothing: its lot is worked through here.
    """
    if executor is None:
        for file in files:
            yield from work([file])
        return
    left, ahead = iter(files), deque[_Lot[_File, _Result]]()
    while True:
        while len(ahead) < 2 and (lot := _lot(left)):
            ahead.append(_Lot(lot, work, executor))
        if not ahead:
            return
        yield from ahead.popleft().results()


def _lot(left: Iterator[_File]) -> list[_File]:
    """Take the next files to hand out: at most LOT_FILES of them, and no more once they have LOT_BYTES."""
    lot, size = list[_File](), 0
    for file in left:
        lot.append(file)
        size += len(file[0]) if isinstance(file[0], bytes) else 0
        if len(lot) == LOT_FILES or size >= LOT_BYTES:
            break
    return lot


class _Lot(Generic[_File, _Result]):
    """Files that are being read elsewhere."""

    def __init__(self, files: Sequence[_File], work: _Work[_File, _Result], executor: Executor):
        from concurrent.futures import BrokenExecutor  # a tenth of the start, and few runs need it

        self._work, self._broken = work, BrokenExecutor
        self._shares = [files[at : at + SHARE_FILES] for at in range(0, len(files), SHARE_FILES)]
        self._answers: Iterator[list[_Result]] | None = None
        with suppress(BrokenExecutor), _undisturbed():
            self._answers = executor.map(work, self._shares)

    def results(self) -> list[_Result]:
        with suppress(self._broken):
            if self._answers is not None:
                return list(chain.from_iterable(self._answers))
        return list(chain.from_iterable(map(self._work, self._shares)))


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold Ctrl-C back for a moment, so that it never reaches a worker that is not yet deaf to it."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def cluster(address: str) -> Iterator[Executor | None]:
    """Connect to a dask scheduler, such as tcp://host:8786, and give its executor; None for an empty address.

    Raises SettingsError where the package distributed is not installed, and where no scheduler answers.
    """
    if not address:
        yield None
        return
    try:
        from distributed import Client
    except ImportError as error:
        raise SettingsError("no_distributed", address=address) from error
    try:
        connect: Callable[..., Any] = Client
        client = connect(address, timeout=_CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        raise SettingsError("no_scheduler", address=address) from error
    try:
        yield client.get_executor()
    finally:
        client.close()
