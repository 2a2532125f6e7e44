"""Who asks on the command line, and what the filters given there mean."""

from __future__ import annotations

import argparse

from data.cli_user import actor
from reports.access import PODIATRIST, Viewer
from reports.filters import FilterError, Filters, parse


def viewer_of(asked: argparse.Namespace) -> Viewer:
    """The viewer whose rights a command has; raises `FilterError` for a podiatrist without a name."""
    if asked.as_role == PODIATRIST and not asked.podiatrist:
        raise FilterError("--as-role podiatrist needs --podiatrist NAME.")
    return Viewer(actor(), asked.as_role, asked.podiatrist)


def filters_of(asked: argparse.Namespace) -> Filters:
    """The filters of ``--filter`` and their shortcuts; raises `FilterError`."""
    pairs = []
    for text in asked.filter:
        name, equals, value = text.partition("=")
        if not equals:
            raise FilterError(f"--filter needs NAME=VALUE, not '{text}'.")
        pairs.append((name.strip(), value))
    shortcuts = (("measure", asked.measure), ("percent", asked.percent))
    return parse([*pairs, *((name, value) for name, value in shortcuts if value)])
