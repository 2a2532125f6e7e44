"""The command that prints the owner report: ``python3 -m reports quarter 2026-Q3 --out FILE``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from data.catalogue import load_catalogue
from data.demo import open_demo
from data.disk import save
from data.store import open_store
from reports.access import OWNER
from reports.cli_asked import viewer_of

Make = Callable[..., argparse.ArgumentParser]
DONE = 0


def add(make: Make) -> None:
    """Make the command known; *make* is given its name, a help text and the role it is done as by default."""
    one = make("quarter", "the owner report: one quarter on two to four printed pages", OWNER)
    one.add_argument("quarter", metavar="QUARTER", help="such as 2026-Q3")
    one.add_argument("--out", type=Path, required=True, metavar="FILE", help="save the PDF here")
    one.set_defaults(do=print_quarter)


def print_quarter(asked: argparse.Namespace) -> int:
    """Make the pages and save them."""
    from reports.quarter import deliver_quarter  # what prints is loaded only by who prints

    catalogue, viewer = load_catalogue(), viewer_of(asked)
    with open_demo(catalogue) if asked.demo else open_store(catalogue=catalogue) as store:
        save(asked.out, deliver_quarter(store, catalogue, viewer, asked.quarter, asked.as_of))
    return DONE
