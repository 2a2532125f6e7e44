"""Measure: ``python3 -m benchmarks`` (all sizes) or ``--quick``; JSON and a table in docs/performance.md."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

if __name__ == "__main__":
    import launch

    launch.ensure("benchmarks")

from benchmarks import (
    activity,
    backing_up,
    clinics,
    encryption,
    hostile,
    importing,
    pictures,
    podiatrist,
    reading,
    recompute,
    starting,
    viewers,
)
from benchmarks.timing import Result

DOCS = Path(__file__).parent.parent / "docs"
ABOUT = """# Performance

Every figure is a ratio against a floor or a peer measured in turns in the same run; seconds are only there to give
the ratio a scale. Measured by `python3 -m benchmarks` on {machine}. The raw figures are in `performance.json`.

| what | size | ours | against | theirs | ratio (median of rounds) | rounds | note |
|---|---|---|---|---|---|---|---|
{rows}
"""


def main() -> None:
    """Run what was asked for, print it, and write it down."""
    asked = argparse.ArgumentParser(prog="python3 -m benchmarks", description=__doc__)
    asked.add_argument("--quick", action="store_true", help="small sizes only; writes nothing into docs")
    asked.add_argument("--soak", type=float, metavar="MINUTES", help="only this: 25 people for so long, and the memory")
    chosen = asked.parse_args()
    sizes = (10_000,) if chosen.quick else (10_000, 100_000, 1_000_000)
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as keys:
        os.environ["CLINIC_HOME"], os.environ["CLINIC_KEYS"] = f"{folder}/records", keys
        if chosen.soak:
            print(viewers.soak(Path(folder), 100_000, chosen.soak))
            return
        results = _measure(Path(folder), sizes, 2_000 if chosen.quick else 100_000)
    print(_table(results))
    print(json.dumps([result.as_row() for result in results], indent=1))
    if not chosen.quick:
        _write(results)


def _measure(folder: Path, sizes: tuple[int, ...], rows: int) -> list[Result]:
    found: list[Result] = []
    for size in sizes:
        print(f"A clinic of {size:,} readings …", file=sys.stderr, flush=True)
        with clinics.store_of(folder, size) as store:
            found += reading.run(store, size, 3 if size > 100_000 else 5)
            found += recompute.run(store, size, 5)
    print("Importing …", file=sys.stderr, flush=True)
    found += [replace(one, note=f"{rows / one.ours:,.0f} rows per second") for one in importing.run(folder, rows, 3)]
    print("Backing up …", file=sys.stderr, flush=True)
    found += backing_up.run(folder, sizes[-1] if len(sizes) == 1 else 100_000, 3)
    print("The activity record …", file=sys.stderr, flush=True)
    found += activity.run(folder, sizes[-1], 5)
    print("Encrypting …", file=sys.stderr, flush=True)
    found += encryption.run(folder, sizes[min(1, len(sizes) - 1)], 5)
    print("The podiatrist's pages …", file=sys.stderr, flush=True)
    found += podiatrist.run(folder, sizes[-1], 5)
    print("Pictures …", file=sys.stderr, flush=True)
    found += pictures.run(5)
    print("Many people at once …", file=sys.stderr, flush=True)
    found += viewers.run(folder, min(100_000, sizes[-1]))
    print("Hostile files …", file=sys.stderr, flush=True)
    found += hostile.run(folder, min(100_000, sizes[-1]), 3)
    print("Starting …", file=sys.stderr, flush=True)
    return found + [replace(result, note="cold browser") for result in starting.run(folder, 3)]


def _table(results: list[Result]) -> str:
    return "\n".join(
        f"| {r.name} | {r.size} | {r.ours:.3f} s | {r.floor_name} | {r.floor:.4f} s | {r.ratio:.2f} | {r.rounds} "
        f"| {r.note} |"
        for r in results
    )


def _write(results: list[Result]) -> None:
    machine = f"{os.cpu_count()} processor cores, {platform.system()}, Python {platform.python_version()}"
    (DOCS / "performance.md").write_text(ABOUT.format(machine=machine, rows=_table(results)), encoding="utf-8")
    data = json.dumps([result.as_row() for result in results], indent=1)
    (DOCS / "performance.json").write_text(data + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
