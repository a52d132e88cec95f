"""One whole run of a verb, in a child that a fault, a full disk, a kill or Ctrl-C may end at any point.

    python -m tests.crashes [--kills 200] [--pairs 100]

The child is forked from a process that has everything loaded, so a run costs some tenths of a second. Faults are
put in by counting the calls of `os` and `open`; a disk that fills while it is written to, by a limit on file sizes.
"""

from __future__ import annotations

import argparse
import builtins
import errno
import io
import os
import random
import resource
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from tests.command_line import xltrack
from tests.edits import cell, save, typed
from tests.tables import tracker
from xltrack.cli.interrupts import raise_again
from xltrack.cli.main import cli
from xltrack.cli.main import main as run_cli
from xltrack.model.plan import Plan
from xltrack.workbook.read import read_workbook
from xltrack.workbook.write import workbook_bytes
from xltrack.workflows.month import RECORD

CALLS = (
    "open",
    "fsync",
    "fdopen",
    "chmod",
    "utime",
    "replace",
    "rename",
    "unlink",
    "mkdir",
    "stat",
    "scandir",
    "access",
    "listdir",
)
KINDS = ("kill", "ENOSPC", "EIO", "EACCES")
VERBS = ("merge", "resolve", "undo", "month")
SENT = tracker("""
    ref   | responsible | deadline | status        | comments
    R1.A1 | CO          | 2022/12  | initiated     | Begun
    R1.A2 | RO          | 2024/12  | not_initiated |
    R2.A1 | HQ          | 2025/06  | not_initiated |
""")
_DAY = ("--as-of", "2024-06-30")
PAPERS = "2024-06"
_BELONGING = {"master.xlsx", "one.xlsx", "two.xlsx", "returned", "backup", PAPERS}

Fault = Callable[[], None]


class Ended(NamedTuple):
    """The end of a run: its exit code, or minus the signal, and its words on stderr."""

    code: int
    said: str


@dataclass(frozen=True)
class Scene:
    """A folder as it is before a verb runs, the verb, and the two states that its master may be in after it."""

    folder: Path
    arguments: tuple[str, ...]
    old: Plan
    new: Plan

    def copy(self, to: Path) -> Path:
        shutil.copytree(self.folder, to)
        return to / "master.xlsx"


def scene(verb: str, folder: Path) -> Scene:
    """The folder of a verb's run, and what the run makes of it."""
    folder.mkdir()
    sent = workbook_bytes(SENT, as_of=date(2024, 6, 30))
    master = save(folder / "master.xlsx", sent)
    one = save(
        folder / "one.xlsx",
        typed(sent, {cell(sent, "R1.A1", "status"): "Completed", cell(sent, "R1.A1", "evidence"): "Report"}),
    )
    two = save(folder / "two.xlsx", typed(sent, {cell(sent, "R1.A1", "status"): "No Longer Applicable"}))
    arguments: tuple[str, ...] = ("merge", "master.xlsx", "one.xlsx", *_DAY)
    if verb == "resolve":
        assert xltrack("merge", master, one, two, *_DAY).code == 1
        arguments = ("resolve", "master.xlsx", "--take", "R1.A1.status=2", *_DAY)
    elif verb == "month":
        (folder / "returned").mkdir()
        shutil.copy(one, folder / "returned" / "one.xlsx")
        arguments = ("month", ".", "--tracker", "master.xlsx", "--yes", *_DAY)
    elif verb == "undo":
        assert xltrack("merge", master, one, *_DAY).code in (0, 1)
        arguments = ("undo", "master.xlsx", *_DAY)
    old = read_workbook(master).current
    done = folder.with_name(f"{folder.name}-done")
    shutil.copytree(folder, done)
    assert run(done, arguments).code in (0, 1)
    new = read_workbook(done / "master.xlsx").current
    assert new != old
    return Scene(folder, arguments, old, new)


def run(
    folder: Path, arguments: Iterable[str], fault: Fault | None = None, after: float = 0, sign: int = signal.SIGKILL
) -> Ended:
    """A verb in a child of this process: with a fault prepared in it, or ended by a signal after some seconds."""
    end, start = os.pipe()
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    child = os.fork()
    if child == 0:
        _child(folder, list(arguments), start, fault)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
    os.close(start)
    if after:
        time.sleep(after)
        os.kill(child, sign)
    with os.fdopen(end, "rb") as out:
        said = out.read().decode(errors="replace")
    _, status = os.waitpid(child, 0)
    return Ended(os.waitstatus_to_exitcode(status), said)


def _child(folder: Path, arguments: list[str], out: int, fault: Fault | None) -> None:
    code = 99  # what a traceback that a person would see ends with
    try:
        os.chdir(folder)
        os.dup2(out, 1)
        os.dup2(out, 2)
        sys.stdout = io.TextIOWrapper(io.FileIO(1, "w", closefd=False), write_through=True)
        sys.stderr = io.TextIOWrapper(io.FileIO(2, "w", closefd=False), write_through=True)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        sys.unraisablehook = raise_again  # as xltrack.cli.entry does before it runs a command
        _unblocked_inside()
        if fault is not None:
            fault()
        run_cli(arguments)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0
    except BaseException as error:
        os.write(2, f"Traceback: {error!r}".encode())
    finally:
        os._exit(code)


def _unblocked_inside() -> None:
    """Let Ctrl-C through while `main` runs; before and after, it would hit this harness and not the program."""
    inside = cli.main

    def main(*args: Any, **options: Any) -> Any:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
        try:
            return inside(*args, **options)
        finally:
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])

    cli.main = main  # type: ignore[method-assign]


def at_call(stop: int, kind: str) -> Fault:
    """At the file call of that number: a kill, or that error."""

    def prepare() -> None:
        count = [0]

        def counted(work: Callable[..., Any]) -> Callable[..., Any]:
            def one(*args: Any, **options: Any) -> Any:
                count[0] += 1
                if count[0] == stop:
                    if kind == "kill":
                        os.kill(os.getpid(), signal.SIGKILL)
                    number = getattr(errno, kind)
                    raise OSError(number, os.strerror(number))
                return work(*args, **options)

            return one

        for name in CALLS:
            setattr(os, name, counted(getattr(os, name)))
        io.open = builtins.open = counted(io.open)  # type: ignore[assignment]

    return prepare


def disk_of(size: int) -> Fault:
    """No file may grow beyond that many bytes, as on a disk that is full then."""

    def prepare() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return prepare


def outcome(one: Scene, folder: Path, ended: Ended, *, whole_only: bool = False) -> list[str]:
    """Return the faults after a run: none if the master is whole, its message is true and the next run cleans up."""
    wrong = []
    now = read_workbook(folder / "master.xlsx")
    if now.current not in (one.old, one.new) or now.base is None or any(p.is_error for p in now.findings):
        return ["the master is neither old nor new"]
    if "Traceback" in ended.said or ended.code == 99:
        wrong.append(f"a traceback: {ended.said[-300:]}")
    unread = ended.code == 1 and any(
        f"{words} one.xlsx" in ended.said for words in ("Could not be read:", "Not used  ")
    )
    if ended.code in (0, 1) and now.current != one.new and not unread:
        wrong.append("success was claimed and is not true")
    paper = "now revision 2." in ended.said  # of a month, whose papers are written after its master
    if ended.code == 2 and now.current != one.old and not paper:
        wrong.append(f"failure was claimed and is not true: {ended.said[-200:]}")
    return wrong if whole_only else wrong + _next(one, folder, now.current)


def _next(one: Scene, folder: Path, now: Plan) -> list[str]:
    """Run the verb again where it was not done (else a merge): it succeeds, and only what belongs there is left."""
    for lock in folder.glob(".*xltrack-lock"):
        if not lock.read_bytes():  # its maker was killed while writing it: it counts after ten seconds
            os.utime(lock, (1, 1))
    done = now == one.new and one.arguments[0] != "month"
    again = ("merge", "master.xlsx", "two.xlsx", *_DAY) if done else one.arguments
    ended = run(folder, again)
    if ended.code not in (0, 1):
        return [f"the next run failed: {ended.said[-300:]}"]
    left = {path.name for path in folder.iterdir()} - _BELONGING
    left |= {path.name for path in folder.glob("*/.*")} - {RECORD}
    return [f"left behind: {sorted(left)}"] if left else []


def calls_of(one: Scene, folder: Path) -> int:
    """Count the file calls that the verb makes."""
    low, high = 1, 1_000
    while low < high:
        middle = (low + high) // 2
        at = folder / f"{one.folder.name}-count{middle}"
        one.copy(at)
        low, high = (middle + 1, high) if run(at, one.arguments, at_call(middle, "kill")).code == -9 else (low, middle)
    return low - 1


def pair(one: Scene, folder: Path) -> tuple[list[str], list[int]]:
    """Two coordinators merge two returns at once, each again when told to: nothing of either may be missing."""
    one.copy(folder)
    sent = (folder / "master.xlsx").read_bytes()
    save(folder / "two.xlsx", typed(sent, {cell(sent, "R1.A2", "comments"): "Terms agreed"}))
    children, codes, wrong = [], [], []
    for name in ("one.xlsx", "two.xlsx"):
        child = os.fork()
        if child == 0:
            os._exit(_until_done(folder, name))
        children.append(child)
    for child in children:
        codes.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    now = read_workbook(folder / "master.xlsx").current.by_ref
    if now["R1.A1"].evidence != "Report" or now["R1.A2"].comments != "Terms agreed":
        wrong.append("an update was lost")
    if any(code > 40 for code in codes):
        wrong.append(f"a loser was not told what happened: {codes}")
    return wrong, codes


def _until_done(folder: Path, name: str) -> int:
    """Repeat the merge until it succeeds; return the number of repetitions, or 99 after another message."""
    for tries in range(40):
        ended = run(folder, ("merge", "master.xlsx", name, *_DAY))
        if ended.code in (0, 1):
            return tries
        if "Run the same command again" not in ended.said and "Wait until it is done" not in ended.said:
            print(ended.said, file=sys.stderr)
            return 99
        time.sleep(0.02)
    return 98


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--kills", type=int, default=200)
    arguments.add_argument("--pairs", type=int, default=100)
    told = arguments.parse_args()
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    with TemporaryDirectory() as name:
        root = Path(name)
        for verb in VERBS:
            one = scene(verb, root / verb)
            points = calls_of(one, root)
            cases = [(f"{kind} at call {at}", at_call(at, kind)) for kind in KINDS for at in range(1, points + 1)]
            cases += [(f"disk of {size}", disk_of(size)) for size in range(0, 26_000, 1_500)]
            for at, (what, fault) in enumerate(cases):
                folder = root / f"{verb}{at}"
                one.copy(folder)
                found = outcome(one, folder, run(folder, one.arguments, fault))
                wrong += [f"{verb}, {what}: {told}" for told in found]
                counts[f"{verb} {what.split(' ')[0]}"] += 1
                shutil.rmtree(folder)
            print(verb, points, "file calls", dict(counts), wrong[:20], flush=True)
        one = scene("merge", root / "timed")
        source = random.Random(1)
        for sign, number in ((signal.SIGKILL, told.kills), (signal.SIGINT, told.kills // 2)):
            for at in range(number):
                folder = root / f"timed{sign}-{at}"
                one.copy(folder)
                ended = run(folder, one.arguments, after=source.uniform(0.001, 0.25), sign=sign)
                wrong += [f"{sign!r} {at}: {told}" for told in outcome(one, folder, ended)]
                if sign == signal.SIGINT and ended.code not in (0, 1, 130):
                    wrong.append(f"Ctrl-C was told as something else: {ended.code} {ended.said[-300:]}")
                counts[f"timed {sign.name} -> {ended.code}"] += 1
            print(dict(counts), wrong[:20], flush=True)
        for at in range(told.pairs):
            found, codes = pair(one, root / f"pair{at}")
            wrong += found
            counts["pairs"] += 1
            counts["repeats"] += sum(codes)
    print("\n".join(wrong[:100]))
    print(dict(counts), f"{len(wrong)} faults")


if __name__ == "__main__":
    main()
