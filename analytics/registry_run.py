"""A registry's run: each part of its files is worked through alone, on any worker, and the sums are brought together.

With `registry_reads` and `registry_workers` the one place of the calculation room that reads files and talks to other
processes; what is calculated is `analytics.course_rows` and `analytics.registry`, which know of neither.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analytics.bare_readings import series_of, usable_rows
from analytics.codes import days, side_codes
from analytics.course_rows import course_rows
from analytics.registry import COLUMNS, described, sums, together
from analytics.registry_reads import PartReadings, episodes_of
from analytics.registry_workers import RegistryError
from analytics.series import NEVER
from data.frames import REGISTRY_LAYOUTS_READ, REGISTRY_MANIFEST

if TYPE_CHECKING:
    from distributed import Client

    from data.catalogue import Catalogue

Progress = Callable[[int, int], None]
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Part:
    """The two files of some patients of one clinic, and how many readings they have."""

    episodes: str
    readings: str
    rows: int
    spares_apart: bool  # the readings stand in the blocks of `data.registry_blocks`


@dataclass(frozen=True)
class Registry:
    """The parts of every export below a folder, the earliest of their days, and the measures that occur.

    All are complete up to that day.
    """

    parts: tuple[Part, ...]
    day: date
    measures: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """What is asked of each part: the measures, the day, and as `summary.by_group` horizon and percentage."""

    catalogue: Catalogue
    as_of: date
    measures: tuple[str, ...]
    weeks: float | None = None
    percent: float | None = None


def find(folder: Path) -> Registry:
    """Every export in *folder* or below it. Raises `RegistryError` where there is none, or a file is missing."""
    found, days, measures = [], [], set[str]()
    for path in sorted(folder.rglob(REGISTRY_MANIFEST)):
        manifest = json.loads(path.read_text(encoding="utf-8"))
        if (layout := manifest.get("layout")) not in REGISTRY_LAYOUTS_READ:
            raise RegistryError(f"{path} has another layout than this program reads. Export it again.")
        days.append(date.fromisoformat(manifest["day"]))
        for entry in manifest["parts"]:
            files = [path.parent / entry[name] for name in ("episodes", "readings")]
            if lost := [file for file in files if not file.is_file()]:
                raise RegistryError(f"{lost[0]} is missing. Export those records again.")
            found.append(Part(str(files[0]), str(files[1]), entry["readings_rows"], layout > 1))
            measures.update(entry["measures"])
    if not days:
        raise RegistryError(f"There is no export in {folder}. Make one with: python3 -m data export-registry FOLDER")
    return Registry(tuple(sorted(found, key=lambda part: -part.rows)), min(days), tuple(sorted(measures)))


def of_part(part: Part, asked: Asked) -> dict[str, Rows]:
    """The sums of one part (the rows of `analytics.registry.sums`) by measure."""
    episodes, readings = episodes_of(part.episodes), PartReadings(part.readings, part.spares_apart)
    keys, sides = episodes["episode"].to_numpy(), side_codes(episodes["side"])
    first_on = np.where(episodes["first_session"].isna(), NEVER, days(episodes["first_session"]))
    found = {}
    for name in asked.measures:  # where a part has no reading of it, its courses are seen all the same
        measure, rows = asked.catalogue.measure(name), readings.needed(name)
        kept = usable_rows(rows, measure)
        if kept is not rows:  # a side may be known by nothing but a spare reading
            kept = usable_rows(readings.every(name), measure)
        series = series_of(kept, keys, sides)
        frame = course_rows(series, episodes, sides, first_on, measure, as_of=asked.as_of, weeks=asked.weeks)
        own = sums(frame, measure, asked.catalogue, weeks=asked.weeks, percent=asked.percent)
        found[name] = list(zip(*(own[column].tolist() for column in COLUMNS), strict=True))  # lighter than a frame
    return found


def run(client: Client, registry: Registry, asked: Asked, progress: Progress | None = None) -> dict[str, pd.DataFrame]:
    """The table by condition (`analytics.registry.described`) of each measure, every part worked through by *client*.

    Each part counts once, however often it was begun. Raises `RegistryError` when a part cannot be worked through.
    """
    from distributed import KilledWorker, as_completed

    shared = client.submit(_same, asked, pure=False)  # sent once; a task, so that it is made again where it is lost
    futures = client.map(of_part, registry.parts, asked=shared, pure=False)
    found: dict[str, dict[str, Rows]] = {}
    try:
        for future, result in as_completed(futures, with_results=True):
            found[future.key] = result
            if progress:
                progress(len(found), len(futures))
    except FileNotFoundError as error:
        raise RegistryError(f"A worker does not find {error.filename}: give a path that is the same for all.") from None
    except KilledWorker:
        raise RegistryError("Workers were lost again and again, perhaps for want of memory: give each more.") from None
    if len(found) != len(registry.parts):
        raise RegistryError("Not every part came back. Nothing is told rather than too little.")
    every = {name: [row for each in found.values() for row in each[name]] for name in asked.measures}
    frames = {name: pd.DataFrame(rows, columns=list(COLUMNS), dtype=object) for name, rows in every.items()}
    return {name: described(together([frame]), percent=asked.percent) for name, frame in frames.items()}


def _same(asked: Asked) -> Asked:
    return asked
