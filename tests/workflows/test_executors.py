"""Returned workbooks are read alike by this process, by several, and by a cluster."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import imported, returned
from tests.paths import ROOT
from xltrack.workbook.read import read_master
from xltrack.workflows import returns as module
from xltrack.workflows.returns import read_returns

CLUSTER = ROOT / "examples" / "merge_on_a_cluster.py"


@pytest.fixture
def inbox(tmp_path) -> Path:
    """Five returns, one of them cut, one no workbook."""
    tracker = imported(tmp_path)
    folder = tmp_path / "returned"
    folder.mkdir()
    for number in range(5):
        returned(tracker, f"{number}.xlsx", {("R1.A1", "comments"): f"Said by {number}"}).rename(
            folder / f"{number}.xlsx"
        )
    (folder / "cut.xlsx").write_bytes((folder / "0.xlsx").read_bytes()[:900])
    (folder / "letter.txt").write_text("Dear all")
    return folder


class Dying(Executor):
    """A pool whose workers are killed, as by a system that is short of memory."""

    def map(
        self, fn: Callable[..., Any], *iterables: Any, timeout: float | None = None, chunksize: int = 1
    ) -> Iterator[Any]:
        raise BrokenExecutor("a worker was killed")


def _pools() -> dict[str, Executor]:
    spawn = multiprocessing.get_context("spawn")
    return {"threads": ThreadPoolExecutor(3), "spawned": ProcessPoolExecutor(2, mp_context=spawn), "dying": Dying()}


def test_the_result_does_not_depend_on_who_reads(inbox):
    alone = read_returns([inbox])
    assert [one.file for one in alone.submissions] == [f"{number}.xlsx" for number in range(5)]
    assert len(alone.unreadable) == 1
    for name, pool in _pools().items():
        with pool:
            assert (name, read_returns([inbox], executor=pool)) == (name, alone)


def test_many_files_are_read_by_several_processes_and_few_are_not(inbox, monkeypatch):
    made = []

    class Counted(ThreadPoolExecutor):
        def __init__(self, workers: int, **_: Any):
            made.append(workers)
            super().__init__(workers)

    monkeypatch.setattr("concurrent.futures.process.ProcessPoolExecutor", Counted)
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    few = read_returns([inbox])
    assert made == []
    monkeypatch.setattr(module, "MANY", 5)
    assert read_returns([inbox]) == few
    assert made == [4]


STOPPED = """
import sys
from xltrack.workflows import returns, shares
returns.MANY, shares.LOT_FILES = 1, 4
from xltrack.cli import main, merge_command
from xltrack.cli.entry import run as main
print("ready", flush=True)
main()
"""


@pytest.mark.parametrize("after", [0.1, 0.2, 0.3, 0.5])
def test_ctrl_c_while_several_processes_read_ends_them_all(inbox, after):
    for number in range(60):
        shutil.copy(inbox / f"{number % 5}.xlsx", inbox / f"more-{number}.xlsx")
    command = [sys.executable, "-c", STOPPED, "merge", inbox.parent / "tracker.xlsx", inbox, "--dry-run"]
    run = subprocess.Popen(command, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert run.stdout is not None
        run.stdout.readline()
        time.sleep(after)
        os.killpg(run.pid, signal.SIGINT)  # as a terminal does: to every process of the command
        _, said = run.communicate(timeout=60)
    except ProcessLookupError:
        _, said = run.communicate(timeout=60)  # it had ended before
    finally:
        run.kill()
    assert run.returncode in (130, 1)
    assert "Traceback" not in said


def test_the_example_merges_on_a_cluster_of_this_machine(inbox):
    pytest.importorskip("distributed")
    tracker = inbox.parent / "tracker.xlsx"
    done = subprocess.run(
        [sys.executable, CLUSTER, tracker, inbox], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "5 returns, 0 changes, 1 to decide.\n"
    assert {f"Said by {number}" for number in range(5)} <= {
        claim.value for conflict in read_master(tracker).base.conflicts for claim in conflict.claims
    }
