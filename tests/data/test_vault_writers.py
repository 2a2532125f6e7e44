"""Twelve people write for eight seconds: nobody is told "locked", nothing is lost, each write has its audit event."""

from __future__ import annotations

import multiprocessing
import os
import queue
import threading
import time
from typing import Any

import pytest

from data.catalogue import Catalogue, load_catalogue
from data.check import check_store
from data.ledger import Ledger
from data.store import Store, open_store, read_audit
from tests.data.contents import contents
from tests.data.rows_for_tests import TODAY

PROCESSES, THREADS = 3, 4
SECONDS = float(os.environ.get("WRITER_SECONDS", "8"))


def _writer(store: Store, catalogue: Catalogue, name: str, waits: list[float], failed: list[str]) -> None:
    """Add patients until the time is up: the seconds of each, and what went wrong."""
    ledger, end = Ledger(store, catalogue, name, TODAY), time.monotonic() + SECONDS
    while time.monotonic() < end:
        begun = time.monotonic()
        try:
            ledger.add_patient(f"{name}-{len(waits)}")
        except Exception as error:
            failed.append(f"{type(error).__name__}: {error}")
            return
        waits.append(time.monotonic() - begun)


def _process(url: str, number: int, together: Any, told: Any) -> None:
    catalogue = load_catalogue()
    waits: list[list[float]] = [[] for _ in range(THREADS)]
    failed: list[str] = []
    with open_store(url, catalogue) as store:
        threads = [
            threading.Thread(target=_writer, args=(store, catalogue, f"{number}-{place}", waits[place], failed))
            for place in range(THREADS)
        ]
        together.wait()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    told.put((waits, failed))


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_twelve_writers_for_eight_seconds(
    store: Store, database: str, capfd: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    fresh = multiprocessing.get_context("spawn")
    together, told = fresh.Barrier(PROCESSES), fresh.Queue()
    processes = [fresh.Process(target=_process, args=(database, number, together, told)) for number in range(PROCESSES)]
    for process in processes:
        process.start()
    found = [_answer(told) for _ in processes]
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * PROCESSES
    failed = [why for _, wrong in found for why in wrong]
    waits = sorted(wait for each, _ in found for one in each for wait in one)
    kept = contents(store)["patients"][0]
    audited = int((read_audit(store)["action"] == "add patient").sum())
    with capfd.disabled():
        p50, p95 = (waits[int(len(waits) * share)] * 1000 for share in (0.5, 0.95))
        print(
            f"\n{request.node.name}: {len(waits):,} commits, {len(failed)} locked or failed, {len(waits) - kept} lost, "
            f"{audited:,} audit events; p50 {p50:.1f} ms, p95 {p95:.0f} ms, longest {waits[-1] * 1000:.0f} ms"
        )
    assert failed == []
    assert len(waits) == kept == audited == store.version()
    assert len(waits) > 12 * 5  # they did write
    assert check_store(store) == []


def _answer(told: Any) -> Any:
    try:
        return told.get(timeout=SECONDS + 120)
    except queue.Empty:
        pytest.fail("a writer did not come back")
