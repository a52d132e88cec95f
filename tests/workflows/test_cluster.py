"""A cluster, or any other pool, reads what a merge, a check and a summary speak of; the results are the same."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import imported, returned, xltrack
from tests.tables import ISSUED, actions
from xltrack.errors import SettingsError, SummaryError
from xltrack.model.tracker import new_tracker
from xltrack.workbook.write import write_workbook
from xltrack.workflows import shares
from xltrack.workflows.check import check_workbooks
from xltrack.workflows.shares import cluster, in_shares
from xltrack.workflows.summary_sources import read_trackers

DAY = ("--as-of", "2024-06-30")
AS_OF = date(2024, 6, 30)


@pytest.fixture
def plans(tmp_path) -> Path:
    """A folder of trackers, one with an unlogged edit, one cut, one workbook of something else."""
    folder = tmp_path / "plans"
    folder.mkdir()
    for number in range(4):
        plan = actions("ref | deadline | status\nR1.A1 | 2023-01 | initiated", title=f"Plan {number}")
        write_workbook(new_tracker(plan, ISSUED), folder / f"{number}.xlsx", as_of=ISSUED)
    returned(folder / "0.xlsx", "typed.xlsx", {("R1.A1", "status"): "Completed"}).replace(folder / "0.xlsx")
    (folder / "cut.xlsx").write_bytes((folder / "1.xlsx").read_bytes()[:700])
    return folder


class Dying(Executor):
    """A pool whose workers are killed when they are asked, or when they answer."""

    def __init__(self, late: bool):
        self.late = late

    def map(self, fn: Any, *iterables: Any, timeout: float | None = None, chunksize: int = 1) -> Iterator[Any]:
        if not self.late:
            raise BrokenExecutor("killed")
        return self._answers()

    def _answers(self) -> Iterator[Any]:
        raise BrokenExecutor("killed")
        yield


POOLS = {
    "threads": lambda: ThreadPoolExecutor(2),
    "processes": lambda: ProcessPoolExecutor(2),
    "dying": lambda: Dying(late=False),
    "dying late": lambda: Dying(late=True),
}


@pytest.mark.parametrize("pool", POOLS)
def test_trackers_and_checks_are_the_same_whoever_reads(plans, pool):
    alone, checked = read_trackers([plans], AS_OF), check_workbooks(sorted(plans.iterdir()))
    with POOLS[pool]() as executor:
        read = read_trackers([plans], AS_OF, executor=executor)
        again = check_workbooks(sorted(plans.iterdir()), executor=executor)
    assert (read.trackers, read.findings, read.files) == (alone.trackers, alone.findings, alone.files)
    assert [str(error) for error in read.unread] == [str(error) for error in alone.unread]
    assert len(read.trackers) == 4
    assert again.as_dict() == checked.as_dict()


def test_any_number_of_files_of_any_size_keeps_its_order(monkeypatch):
    monkeypatch.setattr(shares, "LOT_BYTES", 1000)
    for count, size in ((0, 1), (1, 1), (63, 1), (64, 1), (65, 1), (300, 1), (300, 70), (3, 2000)):
        files = [(b"x" * size, number) for number in range(count)]
        with ThreadPoolExecutor(3) as executor:
            assert list(in_shares(list, files, executor)) == files


def test_a_tracker_that_is_there_twice_is_named_whoever_reads(plans):
    shutil.copy(plans / "1.xlsx", plans / "copy.xlsx")
    with ThreadPoolExecutor(2) as executor, pytest.raises(SummaryError) as refused:
        read_trackers([plans], AS_OF, executor=executor)
    assert refused.value.code == "tracker_twice"


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """A local dask cluster with two workers."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, processes=False) as local:
        yield local.scheduler_address


def test_a_dask_cluster_reads_for_merge_check_and_summary_and_prints_the_same(plans, scheduler, tmp_path):
    tracker = imported(tmp_path)
    inbox = tmp_path / "returned"
    inbox.mkdir()
    returned(tracker, "co.xlsx", {("R1.A3", "status"): "Completed"}).rename(inbox / "co.xlsx")
    for command in (
        ("merge", tracker, inbox, "--dry-run", "--json", *DAY),
        ("check", inbox / "co.xlsx", plans / "0.xlsx", "--json", *DAY),
        ("summary", plans, "--json", *DAY),
        ("summary", plans, *DAY),
    ):
        alone, far = xltrack(*command), xltrack(*command, "--scheduler", scheduler)
        assert (far.code, far.out) == (alone.code, alone.out)
        assert far.out


def test_where_no_scheduler_answers_one_sentence_says_so():
    pytest.importorskip("distributed")
    with pytest.raises(SettingsError) as refused, cluster("nonsense://nowhere"):
        pass
    assert refused.value.code == "no_scheduler"
