"""The processes that work through a registry: those of a Dask scheduler, or of this computer alone.

Nothing heavy is imported here, so that `begin` can be called first of all.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

# Each part takes the memory of the one before: given back to the system in between, it costs more than the sums.
MEMORY_KEPT = {"MALLOC_TRIM_THRESHOLD_": str(2**30), "MALLOC_MMAP_THRESHOLD_": str(2**25)}
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
ONE_STEM = sys.platform == "linux"  # elsewhere a process may not fork once it has loaded the system's own libraries
LOADED = ["distributed", "pyarrow.parquet", "analytics.registry_run"]  # once, by the process they all fork from
OWN_WORKERS: dict[str, object] = {
    "distributed.scheduler.http.routes": [],  # no page about the run
    "distributed.worker.http.routes": [],
    "distributed.worker.profile.enabled": False,  # nobody looks at it
    "distributed.admin.tick.interval": "500ms",
    "distributed.worker.multiprocessing-method": "forkserver" if ONE_STEM else "spawn",
    **{f"distributed.nanny.pre-spawn-environ.{name}": value for name, value in MEMORY_KEPT.items()},
}


class RegistryError(ValueError):
    """The registry cannot be worked through; the message says why."""


def begin() -> None:
    """Start the process that own workers fork from, which loads what they need while this one loads it too."""
    if not ONE_STEM:
        return
    from multiprocessing import forkserver

    before = dict(os.environ)
    os.environ.update(MEMORY_KEPT | ONE_THREAD)  # read once, when a process starts
    try:
        forkserver.set_forkserver_preload(LOADED)
        forkserver.ensure_running()
    finally:
        for name in (MEMORY_KEPT | ONE_THREAD).keys() - before.keys():
            del os.environ[name]
        os.environ.update(before)


@contextmanager
def workers(scheduler: str | None, count: int, memory: str) -> Iterator[Any]:
    """A client of *scheduler*, or of *count* processes of this computer alone, whose talk is encrypted.

    Raises `RegistryError` when no scheduler answers.
    """
    if scheduler is None:
        begin()
    import dask
    from distributed import Client, LocalCluster

    with ExitStack() as stack:
        if scheduler is None:
            stack.enter_context(dask.config.set(OWN_WORKERS))
            place = stack.enter_context(tempfile.TemporaryDirectory())
            own = LocalCluster(
                n_workers=count, threads_per_worker=1, memory_limit=memory, host="127.0.0.1", security=True,
                dashboard_address="127.0.0.1:0", local_directory=place, silence_logs="CRITICAL",
            )  # fmt: skip
            scheduler = stack.enter_context(own)
        try:
            client = stack.enter_context(Client(scheduler))
        except OSError:
            raise RegistryError(f"No scheduler answers at {scheduler}.") from None
        yield client
