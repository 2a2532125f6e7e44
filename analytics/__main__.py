"""The calculations from the command line: ``python3 -m analytics registry --help``."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if __name__ == "__main__":
    import launch

    launch.ensure("analytics")

if TYPE_CHECKING:
    import pandas as pd

    from data.catalogue import Catalogue

DONE, REFUSED = 0, 3
SHOWN = (
    "condition", "n", "eligible", "followed_up", "mean_change", "ci_low", "ci_high",
    "improved_both", "improved_important", "improved_error", "within_error", "worse",
)  # fmt: skip
ABOUT = """The table of the Effectiveness page over the exports of many clinics, on several processes or computers.
Whoever runs it sees every group, however small: nothing in it is ready for the public."""
ENDINGS = """how it ends:
  0    done
  2    the command was not understood
  3    the registry cannot be worked through; a sentence says why"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    asked = parser().parse_args(arguments)
    from analytics.registry_workers import RegistryError, begin

    if not asked.scheduler:
        begin()
    from analytics.whole_sums import TooLarge
    from data.catalogue import CatalogueError, UnknownMeasure

    try:
        tables = _tables(asked)
        for name, table in tables.items():
            print(f"{name}\n{_text(table)}\n")
        if asked.json:
            asked.json.write_text(json.dumps({name: _rows(table) for name, table in tables.items()}, indent=1) + "\n")
    except (RegistryError, TooLarge, CatalogueError, UnknownMeasure, OSError) as error:
        print(error, file=sys.stderr)
        return REFUSED
    return DONE


def parser() -> argparse.ArgumentParser:
    """Every argument of ``registry``."""
    top = argparse.ArgumentParser(prog="python3 -m analytics", description=__doc__)
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")
    one = commands.add_parser(
        "registry", help="the table by condition of many clinics", description=ABOUT, epilog=ENDINGS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    one.add_argument(
        "folder", type=Path, metavar="FOLDER", help="exports of python3 -m data export-registry, in it or below"
    )
    one.add_argument(
        "--scheduler", metavar="ADDRESS", help="a Dask scheduler, tls://... or tcp://...; default: own workers"
    )
    one.add_argument("--workers", type=int, metavar="N", default=os.cpu_count() or 1, help="processes of this computer")
    one.add_argument("--memory", default="2GiB", help="the most that each of them may take (default: 2GiB)")
    one.add_argument("--measure", action="append", default=[], help="only this one; may be said again (default: all)")
    one.add_argument("--weeks", type=float, help="change at this many weeks (default: the last reading)")
    one.add_argument("--percent", type=float, help="responders at this percentage of the first reading")
    one.add_argument("--as-of", type=date.fromisoformat, metavar="DAY", help="default: the day of the oldest export")
    one.add_argument("--json", type=Path, metavar="OUT", help="save all columns here")
    return top


def _tables(asked: argparse.Namespace) -> dict[str, pd.DataFrame]:
    from analytics import registry_run, registry_workers
    from data.catalogue import load_catalogue

    catalogue = load_catalogue()
    found = registry_run.find(asked.folder.absolute())
    named = tuple(catalogue.measure(name).id for name in asked.measure)  # one that is asked for has to be known
    measures = named or tuple(name for name in found.measures if _known(name, catalogue))
    about = registry_run.Asked(catalogue, asked.as_of or found.day, measures, asked.weeks, asked.percent)
    with registry_workers.workers(asked.scheduler, asked.workers, asked.memory) as client:
        return registry_run.run(client, found, about, _progress)


def _known(name: str, catalogue: Catalogue) -> bool:
    if name not in catalogue.measures:
        print(f"{name} is left out: the catalogue of this computer does not know it.", file=sys.stderr)
    return name in catalogue.measures


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        end = "\r\033[K" if done == total else ""
        print(f"\r\033[KWorking through the registry {done / total:4.0%}{end}", end="", file=sys.stderr, flush=True)


def _text(table: pd.DataFrame) -> str:
    shown = table[list(SHOWN)].sort_values(["n", "condition"], ascending=[False, True])
    return str(shown.to_string(index=False, na_rep="", float_format=lambda number: f"{number:.2f}"))


def _rows(table: pd.DataFrame) -> list[dict[str, object]]:
    rows = table.astype(object).where(table.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")]


if __name__ == "__main__":
    sys.exit(main())
