"""The nightly backup: made and proven in the background of the dashboard, also after nights the computer was off."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from data.backup_drill import Proof
from data.backup_files import BackupError
from data.backup_keep import due
from data.backup_make import back_up
from data.ledger_backup import read_told
from data.places import read_url
from data.store import clinic_url, open_store

ACTOR = "nightly backup"
FIRST, EVERY = 60.0, 600.0  # seconds until the first look at the clock, and between two
AGAIN = timedelta(hours=1)  # after one that failed
log = logging.getLogger("dashboard")


def start(first: float = FIRST, every: float = EVERY, clock: Callable[[], datetime] | None = None) -> threading.Event:
    """Look after *first* and then every *every* seconds, in a thread, whether one is due; set the event to end it."""
    stop = threading.Event()
    now = clock or _now
    threading.Thread(target=_watch, args=(stop, first, every, now), name="nightly-backup", daemon=True).start()
    return stop


def _now() -> datetime:
    return datetime.now(UTC).astimezone()


def _watch(stop: threading.Event, first: float, every: float, now: Callable[[], datetime]) -> None:
    quiet_until: datetime | None = None
    wait = first
    while not stop.wait(wait):
        wait = every
        moment = now()
        if quiet_until and quiet_until - AGAIN <= moment < quiet_until:
            continue
        try:
            once(moment)
            quiet_until = None
        except Exception as error:  # a thread that ends would end all backups; the reason is in the audit trail
            log.error("The nightly backup failed: %s", type(error).__name__)
            quiet_until = moment + AGAIN


def once(now: datetime) -> Proof | None:
    """Make and prove a backup of the clinic's own records when one is due at *now*; else ``None``.

    Nothing is made of a clinic that has not begun. Raises `BackupError`, also when
    another program is just making one.
    """
    address = read_url(clinic_url())
    if address.get_backend_name() == "sqlite" and not Path(str(address.database)).exists():
        return None
    with open_store() as store:
        if store.is_demo or not (store.has_records() or store.fact("started")):
            return None
        if not due(now, read_told(store).last_made):
            return None
        proof = back_up(store, ACTOR)
    if not proof.proven:
        raise BackupError(f"{proof.copy.name} cannot be relied on.")
    return proof
