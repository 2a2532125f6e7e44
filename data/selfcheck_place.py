"""The self-check of this computer: its clock, its disk, and who else may read the files."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from data import keys
from data.backup_folder import folder_of, found
from data.backup_make import record_of
from data.clock import moment, now
from data.places import home
from data.selfcheck_looking import Looking, Wrong, refuse_first
from data.tables import audit_events
from data.vault_files import PARTS

FIRST_YEAR = 2026  # nothing of this program is older
SLACK = timedelta(minutes=5)  # between two clocks that are both set right
LEAST_FREE = 200_000_000  # bytes, however small the records are
COPIES = 3  # of the record, at most, while a backup is made and proven
OTHERS = 0o077


def clock(look: Looking) -> str:
    """Not before this program was made, nor before what is written in the records already."""
    here = now()
    if here.year < FIRST_YEAR:
        raise Wrong(f"This computer's clock says {moment(here)}. Set it right.")
    newest = _newest(look)
    if newest is not None and here < newest - SLACK:
        raise Wrong(
            f"This computer's clock says {moment(here)}, and something was written down at {moment(newest)} already. "
            "Set it right; if it was wrong then, look at the dates of what was recorded."
        )
    return f"{moment(here)}, and nothing is written down after that"


def _newest(look: Looking) -> datetime | None:
    with look.opened.reading() as connection:
        at = connection.scalar(select(audit_events.c.at).order_by(audit_events.c.id.desc()).limit(1))
    return datetime.fromisoformat(at) if at else None


def disk(look: Looking) -> str:
    """Room for a backup and its proof beside the records, and for one more backup in its folder."""
    backups = folder_of(look.opened)
    size = look.path.stat().st_size if look.path else 0
    needed = [(folder, copies * size + LEAST_FREE) for folder, copies in ((_records(look), COPIES), (backups, 1))]
    rooms = [(folder, shutil.disk_usage(folder).free, need) for folder, need in needed if folder.is_dir()]
    refuse_first(
        [
            f"Only {_size(free)} are free in {folder}; a backup needs {_size(need)}. Make room."
            for folder, free, need in rooms
            if free < need
        ]
    )
    return f"{_size(min((free for _, free, _ in rooms), default=0))} are free"


def _size(count: int) -> str:
    return f"{count / 1e9:,.1f} GB" if count >= 1e9 else f"{count / 1e6:,.0f} MB"


def _records(look: Looking) -> Path:
    return look.path.parent if look.path else home().absolute()


def permissions(look: Looking) -> str:
    """Records, keys and backups without a lock: this user's alone."""
    if look.path:
        keys.check_apart(look.path)
    if os.name == "nt":
        return "not looked at on Windows: see the folder's own properties, and keep this account to yourself"
    refuse_first([said for path in _own(look) for said in _open_to_others(path)])
    return "this user's alone"


def _own(look: Looking) -> Iterator[Path]:
    records, kept = _records(look), keys.file_folder()
    yield records
    if look.path:
        yield from (Path(f"{look.path}{part}") for part in PARTS)
        yield from sorted(records.glob(f"{look.path.stem}-*{look.path.suffix}"))  # kept before upgrades and restores
    if kept:
        yield kept
        yield from sorted(kept.glob("*.key"))
    if look.store:
        yield from _plain_backups(look)


def _plain_backups(look: Looking) -> Iterator[Path]:
    """Backups that anybody who reaches them can read; in a folder of this user's alone nobody else does."""
    folder = folder_of(look.opened)
    if folder.is_dir() and list(_open_to_others(folder)):
        yield from (one.path for one in found(folder, record_of(look.opened)) if not one.manifest.encrypted)


def _open_to_others(path: Path) -> Iterator[str]:
    if not path.exists():
        return
    told = path.stat()
    if told.st_uid != os.geteuid():
        yield f"{path} belongs to another user of this computer. Run this as the one who starts the dashboard."
    elif told.st_mode & OTHERS:
        what = "enter the folder" if path.is_dir() else "read or change the file"
        yield f"Others may {what} {path}. Take that right away: chmod {'700' if path.is_dir() else '600'} {path}"
