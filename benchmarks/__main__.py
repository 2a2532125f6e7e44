"""Measure: ``python3 -m benchmarks``, ``--quick`` or ``--only PART``; what was measured is kept in benchmarks/results,
and docs/performance.md is written from all of it."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
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
    group,
    hostile,
    importing,
    page,
    pictures,
    podiatrist,
    reading,
    recompute,
    refreshing,
    registry,
    repainting,
    results,
    starting,
    viewers,
)
from benchmarks.memory import peak_of
from benchmarks.peers import beside
from benchmarks.timing import Result
from data.catalogue import load_catalogue
from data.store import Store, open_store

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"


def main() -> None:
    """Run what was asked for, print it, and write it down."""
    asked = argparse.ArgumentParser(prog="python3 -m benchmarks", description=__doc__)
    asked.add_argument("--quick", action="store_true", help="small sizes only; writes nothing down")
    asked.add_argument("--large", action="store_true", help="100 million too, where a part goes so far")
    asked.add_argument("--only", choices=PARTS, metavar="PART", help=f"one part: {', '.join(PARTS)}")
    asked.add_argument("--write-page", action="store_true", help="only this: write the page from what is kept")
    asked.add_argument("--soak", type=float, metavar="MINUTES", help="only this: 25 people for so long, and the memory")
    chosen = asked.parse_args()
    if chosen.write_page:
        _write_page()
        return
    plan = QUICK if chosen.quick else replace(FULL, large=chosen.large)
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as keys:
        os.environ["CLINIC_HOME"], os.environ["CLINIC_KEYS"] = f"{folder}/records", keys
        if chosen.soak:
            print(viewers.soak(Path(folder), 100_000, chosen.soak))
            return
        for part in [chosen.only] if chosen.only else list(PARTS):
            print(f"{part} …", file=sys.stderr, flush=True)
            rows = PARTS[part](Path(folder), plan)
            print(page.table(rows), flush=True)
            if rows and not chosen.quick:  # none where a program that it needs is not there
                results.write(results.measured(part, rows))
                _write_page()


def _write_page() -> None:
    PAGE.write_text(page.text(results.kept()), encoding="utf-8")


@dataclass(frozen=True)
class Plan:
    """How many readings the clinics have, from small to large, and how many rows an import, with how many rounds.

    ``larger`` clinics are for the parts that say so; ``large`` asks for what takes hours.
    """

    sizes: tuple[int, ...]
    rows: tuple[tuple[int, int], ...]
    larger: tuple[int, ...] = ()
    large: bool = False

    @property
    def middle(self) -> int:
        """100,000 readings, or the largest clinic there is."""
        return min(100_000, self.sizes[-1])

    @property
    def registry(self) -> tuple[int, ...]:
        """How many readings the registries have."""
        return (10**6, *self.larger, *((10**8,) if self.large else ()))


QUICK = Plan((10_000,), ((2_000, 3),))
FULL = Plan((10_000, 100_000, 1_000_000), ((100_000, 3), (1_000_000, 1)), larger=(10_000_000,))


def _clinic(
    folder: Path, plan: Plan, *parts: Callable[[Store, int, int], list[Result]], larger: bool = False
) -> list[Result]:
    """Each of *parts* on a clinic of each size: on a copy, for they may write; the next who asks copies it again."""
    place = folder / "clinics"
    place.mkdir(exist_ok=True)
    found: list[Result] = []
    for size in (*plan.sizes, *(plan.larger if larger else ())):
        print(f"A clinic of {size:,} readings …", file=sys.stderr, flush=True)
        built = clinics.built(place, size)
        with tempfile.TemporaryDirectory(dir=folder) as own:
            copy = shutil.copyfile(built, Path(own) / built.name)
            with open_store(f"sqlite:///{copy}", load_catalogue()) as store:
                for part in parts:
                    found += part(store, size, 5)
    return found


def _importing(folder: Path, plan: Plan) -> list[Result]:
    found: list[Result] = []
    for rows, rounds in plan.rows:
        with tempfile.TemporaryDirectory(dir=folder) as place:
            measured = importing.run(Path(place), rows, rounds)
            for one in measured:  # none without the sqlite3 command
                memory = peak_of("bring_in", f"{place}/sheet-{rows}.csv", f"{place}/memory.db")
                found.append(replace(one, note=f"{rows / one.ours:,.0f} rows per second", memory=memory))
    return found


PARTS: dict[str, Callable[[Path, Plan], list[Result]]] = {
    "clinic": lambda folder, plan: _clinic(folder, plan, reading.run, recompute.run, refreshing.run, larger=True),
    "answers": lambda folder, plan: _clinic(folder, plan, answers.run),
    "peers": lambda folder, plan: _clinic(folder, plan, beside.run),
    "importing": _importing,
    "backing-up": lambda folder, plan: backing_up.run(folder, plan.middle, 3),
    "activity": lambda folder, plan: activity.run(folder, plan.sizes[-1], 5),
    "encryption": lambda folder, plan: encryption.run(folder, plan.middle, 5),
    "podiatrist": lambda folder, plan: podiatrist.run(folder, plan.sizes[-1], 5),
    "pictures": lambda _folder, _plan: pictures.run(5),
    "repainting": lambda folder, plan: repainting.run(folder, plan.sizes, 3),
    "viewers": lambda folder, plan: viewers.run(folder, plan.middle),
    "group": lambda folder, plan: group.run(folder, plan.sizes[-1]),
    "hostile": lambda folder, plan: hostile.run(folder, plan.middle, 3),
    "registry": lambda folder, plan: registry.run(folder, plan.registry, 3),
    "starting": lambda folder, _plan: [replace(one, note="cold browser") for one in starting.run(folder, 3)],
}


if __name__ == "__main__":
    main()
