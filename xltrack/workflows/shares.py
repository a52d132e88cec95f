"""Many files read in shares: here, one after another, or by any executor, a cluster's too."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from xltrack.errors import SettingsError

if TYPE_CHECKING:
    from concurrent.futures import Executor

LOT_FILES, SHARE_FILES = 64, 16
"""Files handed out at a time, two such lots at once so that not all are in memory; and files of one share."""
_CONNECT_SECONDS = 10
_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


def in_shares(
    work: Callable[[Sequence[_Item]], list[_Result]], items: Iterable[_Item], executor: Executor | None
) -> Iterator[_Result]:
    """Yield the result of each item, in their order. `work` gives those of a share, and can be pickled.

    A pool that dies costs nothing: its lot is worked through here.
    """
    if executor is None:
        for item in items:
            yield from work([item])
        return
    from concurrent.futures import BrokenExecutor

    left, ahead = iter(items), deque[tuple[list[Sequence[_Item]], Iterator[list[_Result]] | None]]()
    while True:
        while len(ahead) < 2 and (lot := list(islice(left, LOT_FILES))):
            shares: list[Sequence[_Item]] = [lot[at : at + SHARE_FILES] for at in range(0, len(lot), SHARE_FILES)]
            try:
                ahead.append((shares, executor.map(work, shares)))
            except BrokenExecutor:
                ahead.append((shares, None))
        if not ahead:
            return
        shares, answers = ahead.popleft()
        try:
            results = None if answers is None else list(answers)
        except BrokenExecutor:
            results = None
        for share in map(work, shares) if results is None else results:
            yield from share


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
