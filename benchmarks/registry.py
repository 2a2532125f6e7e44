"""A registry's whole run on two processes, against DuckDB doing only the grouping over the same Parquet.

DuckDB is no part of the program: it has an environment of its own (`benchmarks.peers.environments`). A size of one's
own, 100 million say:
``.venv/bin/python -m benchmarks.registry 100000000``.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
import psutil

from benchmarks.peers.environments import PeerMissing, python_of, versions_in
from benchmarks.timing import Result
from data.frames import PHASES, SIDES
from data.registry_files import Written, write_manifest, write_part
from data.registry_parts import Part

PART = 1_000_000  # readings
SESSIONS = 6
MEASURES = ("nprs", "wblt_cm")
CONDITIONS = ("achilles_tendinopathy", "calf_myofascial", "chronic_ankle_instability", "mtss", "plantar_heel_pain")
ROOT = Path(__file__).resolve().parent.parent
GROUPING = """
import sys, duckdb
line = duckdb.connect()
line.execute("SET threads = 2")
print(duckdb.__version__, line.execute(f'''
    SELECT count(*), sum(begun), sum(ended) FROM (
        SELECT clinic, measure, method, episode, side,
               arg_min(value, "on") AS begun, arg_max(value, "on") AS ended, count(*) AS n
        FROM read_parquet('{sys.argv[1]}/clinic=*/readings-*.parquet', hive_partitioning = true)
        WHERE phase <> 'after' GROUP BY ALL)''').fetchall())
"""


def run(folder: Path, readings: tuple[int, ...], rounds: int) -> list[Result]:
    """One row for each size; none where there is no DuckDB."""
    try:
        peer = python_of("frames")
    except PeerMissing as why:
        print(why, file=sys.stderr)
        return []
    version = versions_in(peer, "duckdb")["duckdb"]
    return [replace(_one(folder, size, rounds, str(peer)), floor_version=version) for size in readings]


def _one(folder: Path, readings: int, rounds: int, peer: str) -> Result:
    with tempfile.TemporaryDirectory(dir=folder) as place:
        size = make(Path(place), readings)
        print(f"{readings:,} readings in {size / 1e6:,.0f} MB …", file=sys.stderr, flush=True)
        ours = [sys.executable, "-m", "analytics", "registry", place, "--workers", "2", "--memory", "1500MiB"]
        pairs = [(_watched(ours), _watched([peer, "-c", GROUPING, place])) for _ in range(rounds)]
    mine, theirs = (max(pair[side][1] for pair in pairs) for side in (0, 1))
    return Result(
        "Registry, the whole run", f"{readings:,} readings", median(pair[0][0] for pair in pairs),
        "DuckDB, the grouping only", median(pair[1][0] for pair in pairs),
        median(pair[0][0] / pair[1][0] for pair in pairs), rounds,
        "two processes and two threads; starting included; the memory of all processes together", mine, theirs,
    )  # fmt: skip


def _watched(command: list[str]) -> tuple[float, int]:
    """Seconds, and the most memory that the program and its children had together (resident, twenty looks a second)."""
    begun, most = time.perf_counter(), 0
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as child:
        top = psutil.Process(child.pid)
        while child.poll() is None:
            most = max(most, sum(_memory(one) for one in _family(top)))
            time.sleep(0.05)
    if child.returncode:
        raise RuntimeError(f"{command[:4]} ended with {child.returncode}")
    return time.perf_counter() - begun, most


def _family(top: psutil.Process) -> list[psutil.Process]:
    try:
        return [top, *top.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _memory(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def make(folder: Path, readings: int) -> int:
    """Invented clinics of a million readings each, in the layout of an export; how many bytes they take."""
    done = Written()
    for clinic in range(1, max(1, readings // PART) + 1):
        write_part(folder, part(clinic, min(readings, PART)), done)
    write_manifest(folder, done, {"records": "invented", "day": "2026-06-30", "data_version": 1})
    return sum(entry[f"{name}_bytes"] for entry in done.parts for name in ("episodes", "readings"))


def part(clinic: int, readings: int) -> Part:
    """One clinic: courses of `SESSIONS` weekly sessions, each with two measures before and after."""
    chance = np.random.default_rng(clinic)
    courses = readings // (SESSIONS * len(MEASURES) * 2)
    started = chance.integers(18_000, 20_500, courses)
    side, episode = chance.integers(0, len(SIDES), courses), np.arange(1, courses + 1)
    episodes = pd.DataFrame(
        {
            "episode": episode,
            "patient": episode * 4 // 5 + 1,
            "condition": _words(chance.integers(0, len(CONDITIONS), courses), CONDITIONS),
            "side": _words(side, SIDES),
            "started": _days(started),
            "first_session": _days(started),
        }
    )
    shape = (len(MEASURES), courses, SESSIONS, 2)
    kind, course, session, phase = (place.ravel() for place in np.indices(shape))
    fall = 6.0 - 0.5 * session - 0.5 * phase + chance.normal(0, 1.5, kind.size)
    values = np.where(kind == 0, np.clip(np.round(fall), 0, 10), np.clip(np.round(14 - fall, 1), 0, 25))
    frame = {
        "episode": episode[course],
        "measure": _words(kind, MEASURES),
        "method": _words(np.zeros_like(kind), ("",)),
        "side": _words(side[course], SIDES),
        "phase": _words(phase, PHASES),
        "on": _days(started[course] + 7 * session),
        "value": values,
    }
    return Part(clinic, 0, episodes, pd.DataFrame(frame))


def _words(codes: np.ndarray, words: tuple[str, ...]) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, categories=pd.Index(words, dtype="str"))


def _days(days: np.ndarray) -> np.ndarray:
    return days.astype("datetime64[D]").astype("datetime64[s]")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for one in run(Path(folder), tuple(map(int, sys.argv[1:])) or (1_000_000,), 1):
            print(one.as_row())
