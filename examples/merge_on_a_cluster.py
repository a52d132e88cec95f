"""Read hundreds of returned workbooks on a cluster: any executor of the standard library's kind will do.

    python merge_on_a_cluster.py tracker.xlsx returned/

Needs the extra: pip install "xltrack[cluster]". Here the cluster is this machine; Client("tcp://scheduler:8786")
names another. Workers get the bytes of the files, so they need not see the folder.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from dask.distributed import Client, LocalCluster

from xltrack import Master


def main(tracker: Path, inbox: Path) -> None:
    master = Master.open(tracker)
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        returns = master.read_returns([inbox], executor=client.get_executor())
    now = datetime.now().astimezone()
    result = master.merge(returns.submissions, when=now)
    master.save(as_of=now.date())
    print(f"{len(returns.submissions)} returns, {len(result.changes)} changes, {len(result.conflicts)} to decide.")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
