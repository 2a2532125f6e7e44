"""The records for a registry by command: numbers and days in Parquet, by clinic, without a name."""

from __future__ import annotations

import argparse

from data.cli_say import DONE, progress, progress_ends
from data.cli_user import actor
from data.cli_vault import confirm


def export_registry(asked: argparse.Namespace) -> int:
    """``export-registry``: write what changed since the last time."""
    from data.demo import open_demo
    from data.registry_export import export_registry
    from data.store import open_store

    if not asked.demo:
        sentence = f"{asked.folder} will hold every course of care and reading under numbers, not encrypted."
        confirm(sentence, asked.yes)
    with open_demo() if asked.demo else open_store() as store:
        done = export_registry(store, asked.folder, actor(), progress("Exporting"))
    progress_ends()
    print(f"{asked.folder} holds {done.readings:,} readings of {done.episodes:,} courses of care; it is not encrypted.")
    print(f"Files written: {done.written:,}. As they were: {done.kept:,}.")
    return DONE
