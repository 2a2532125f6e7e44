"""The store as a registry reads it: what changed since the last export is written, the rest is left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from data.clock import today
from data.consent_reads import consent_frame, withdrawn
from data.disk import with_room
from data.frame_reads import frames_on
from data.ledger_write import writing
from data.registry_files import Written, check_folder, write_manifest, write_part
from data.registry_parts import parts_of
from data.state_reads import state_of
from data.tables import audit_events, clinics

if TYPE_CHECKING:
    import pandas as pd

    from data.store import Store

EXPORTED = "export for a registry"
Progress = Callable[[int, int], None]


def export_registry(store: Store, folder: Path, actor: str, progress: Progress | None = None) -> Written:
    """Bring *folder* up to date with the records, as `data.registry_files` lays them out, and leave an audit event.

    Patients whose newest answer about use beyond their own care is no are left out. Files that hold the same as before
    are not written again. A kill leaves the state before. Raises `StoreError` where the folder is not for this, or
    its disk is full.
    """
    with store.reading() as connection:
        records = str(connection.scalar(select(audit_events.c.seal).order_by(audit_events.c.id).limit(1)))
        version, _ = state_of(connection)
        frames = without(frames_on(connection), consent_frame(connection))
        numbers = {name: int(number) for number, name in connection.execute(select(clinics.c.id, clinics.c.name)).all()}
    done, total = Written(), len(frames["readings"])
    with with_room(folder.absolute().parent):
        check_folder(folder, records)
        for part in parts_of(frames, numbers):
            write_part(folder, part, done)
            if progress:
                progress(done.readings, total)
        with writing(store, actor, counts=False) as act:
            told = {"folder": folder.name, "readings": done.readings, "episodes": done.episodes}
            act.audit(EXPORTED, "facts", None, detail=told)
        write_manifest(folder, done, {"records": records, "day": today().isoformat(), "data_version": int(version)})
    return done


def without(frames: dict[str, pd.DataFrame], consents: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The frames without the patients whose newest answer is no."""
    gone = withdrawn(consents)
    return {name: frame[~frame["patient"].isin(gone)] for name, frame in frames.items()}
