"""The open record and everything that is read from it, offered in one place.

Nothing here writes records; `data.ledger` does. Opening is in `data.store_open`, reading whole columns for reports in
`data.frame_reads`, the accounts of imports in `data.batch_reads`.
"""

from __future__ import annotations

from sqlalchemy import select

from data.batch_reads import read_audit, read_batch, read_batches
from data.frame_reads import read_frames
from data.places import StoreError, clinic_url, demo_url, home
from data.store_open import Store, cannot_open, open_store
from data.tables import clinics, podiatrists
from data.tables_care import episodes

__all__ = [
    "Store",
    "StoreError",
    "cannot_open",
    "clinic_url",
    "demo_url",
    "home",
    "known_names",
    "open_store",
    "read_audit",
    "read_batch",
    "read_batches",
    "read_frames",
]


def known_names(store: Store) -> dict[str, list[str]]:
    """The sites, podiatrists and conditions (ids) that occur in the record, each in alphabetical order."""
    queries = {
        "site": select(clinics.c.name),
        "podiatrist": select(podiatrists.c.name),
        "condition": select(episodes.c.condition).distinct(),
    }
    with store.reading() as connection:
        return {name: sorted(connection.scalars(query)) for name, query in queries.items()}
