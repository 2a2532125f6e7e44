"""Measure: ``python3 -m benchmarks``, ``--quick`` or ``--only PART``; JSON and a table in docs/performance.md."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

if __name__ == "__main__":
    import launch

    launch.ensure("benchmarks")

from benchmarks import (
    activity,
    answers,
    backing_up,
    clinics,
    encryption,
    hostile,
    importing,
    pictures,
    podiatrist,
    reading,
    recompute,
    refreshing,
    registry,
    repainting,
    starting,
    viewers,
)
from benchmarks.timing import Result
from data.store import Store

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
    asked.add_argument("--only", choices=PARTS, metavar="PART", help=f"one part, its rows replaced: {', '.join(PARTS)}")
    asked.add_argument("--soak", type=float, metavar="MINUTES", help="only this: 25 people for so long, and the memory")
    chosen = asked.parse_args()
    plan = Plan((10_000,), 2_000) if chosen.quick else Plan((10_000, 100_000, 1_000_000), 100_000)
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as keys:
        os.environ["CLINIC_HOME"], os.environ["CLINIC_KEYS"] = f"{folder}/records", keys
        if chosen.soak:
            print(viewers.soak(Path(folder), 100_000, chosen.soak))
            return
        results = _measure(Path(folder), plan, [chosen.only] if chosen.only else list(PARTS))
    print(_table(results))
    print(json.dumps([result.as_row() for result in results], indent=1))
    if not chosen.quick:
        _write(_among(results) if chosen.only else results)


@dataclass(frozen=True)
class Plan:
    """How many readings the clinics have, from small to large, and how many rows an import (and ten times as many)."""

    sizes: tuple[int, ...]
    rows: int

    @property
    def middle(self) -> int:
        """100,000 readings, or the largest clinic there is."""
        return min(100_000, self.sizes[-1])


def _clinic(folder: Path, plan: Plan, *parts: Callable[[Store, int, int], list[Result]]) -> list[Result]:
    found: list[Result] = []
    for size in plan.sizes:
        print(f"A clinic of {size:,} readings …", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(dir=folder) as place, clinics.store_of(Path(place), size) as store:
            for part in parts:
                found += part(store, size, 5)
    return found


def _importing(folder: Path, plan: Plan) -> list[Result]:
    found: list[Result] = []
    for rows, rounds in ((plan.rows, 3), (plan.rows * 10, 1)):
        with tempfile.TemporaryDirectory(dir=folder) as place:
            measured = importing.run(Path(place), rows, rounds)
        found += [replace(one, note=f"{rows / one.ours:,.0f} rows per second") for one in measured]
    return found


PARTS: dict[str, Callable[[Path, Plan], list[Result]]] = {
    "clinic": lambda folder, plan: _clinic(folder, plan, reading.run, recompute.run, refreshing.run),
    "answers": lambda folder, plan: _clinic(folder, plan, answers.run),
    "importing": _importing,
    "backing-up": lambda folder, plan: backing_up.run(folder, plan.middle, 3),
    "activity": lambda folder, plan: activity.run(folder, plan.sizes[-1], 5),
    "encryption": lambda folder, plan: encryption.run(folder, plan.middle, 5),
    "podiatrist": lambda folder, plan: podiatrist.run(folder, plan.sizes[-1], 5),
    "pictures": lambda _folder, _plan: pictures.run(5),
    "repainting": lambda folder, plan: repainting.run(folder, plan.sizes, 3),
    "viewers": lambda folder, plan: viewers.run(folder, plan.middle),
    "hostile": lambda folder, plan: hostile.run(folder, plan.middle, 3),
    "registry": lambda folder, plan: registry.run(folder, (10**6,) if len(plan.sizes) == 1 else (10**6, 10**7), 3),
    "starting": lambda folder, _plan: [replace(one, note="cold browser") for one in starting.run(folder, 3)],
}


def _measure(folder: Path, plan: Plan, parts: Sequence[str]) -> list[Result]:
    found: list[Result] = []
    for part in parts:
        print(f"{part} …", file=sys.stderr, flush=True)
        found += PARTS[part](folder, plan)
    return found


def _among(results: list[Result]) -> list[Result]:
    """*results* in place of the rows of the same name, size and floor that were written down; new ones at the end."""
    kept = [Result(**row) for row in json.loads((DOCS / "performance.json").read_text(encoding="utf-8"))]
    newer = {(one.name, one.size, one.floor_name): one for one in results}
    older = {(one.name, one.size, one.floor_name): one for one in kept}
    return list((older | newer).values())


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
