"""The memory of a job is that of the job: what the process that starts it holds is not counted."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.memory import ROOT, peak

ASK = [sys.executable, "-c", "from benchmarks.memory import peak; held = bytearray({0}); print(peak())"]


def _peak_with(held: int) -> int:
    command = [*ASK[:2], ASK[2].format(held)]
    return int(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)


def test_what_a_job_holds_is_counted() -> None:
    assert _peak_with(200 * 2**20) - _peak_with(0) > 150 * 2**20


def test_what_its_parent_holds_is_not() -> None:
    held = bytearray(300 * 2**20)
    assert _peak_with(0) < 200 * 2**20 < peak()
    assert len(held)
