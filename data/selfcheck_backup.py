"""The self-check of the backups: the newest is there, young enough, as it was written, and was proven by a restore."""

from __future__ import annotations

import hashlib
from datetime import datetime

from data.backup_files import CHUNK
from data.backup_folder import Copy, folder_of, found
from data.backup_keep import STALE
from data.backup_make import record_of
from data.clock import moment, now
from data.ledger_backup import read_told
from data.selfcheck_looking import Looking, NotLooked, Wrong

NONE = "There is no backup in {}. Make one: python3 -m data backup"
NOTHING = "nothing has been recorded yet, so there is nothing to back up"


def backup(look: Looking) -> str:
    """The newest backup is there, and at most two days old."""
    if not _begun(look):
        return NOTHING
    copy = _newest(look)
    if copy is None:
        raise Wrong(NONE.format(folder_of(look.opened)))
    if _age_days(copy) > STALE.days:
        raise Wrong(
            f"The newest backup is of {moment(copy.manifest.taken_at)}. Make one: python3 -m data backup. Backups are "
            "made by themselves every night while the dashboard runs."
        )
    return f"the newest is of {moment(copy.manifest.taken_at)}, in {copy.path.parent}"


def as_written(look: Looking) -> str:
    """The bytes of the newest backup are those that its manifest and the activity record tell of."""
    copy = _there(look)
    known = read_told(look.opened).sums.get(copy.name, copy.manifest.sha256)
    found_now = _sum(copy, look)
    if found_now != copy.manifest.sha256 or found_now != known:
        raise Wrong(f"{copy.name} is not as it was written and cannot be relied on. Make one: python3 -m data backup")
    return "every byte of it is as it was written"


def restored(look: Looking) -> str:
    """A restore of the newest backup was proven."""
    copy = _there(look)
    told = read_told(look.opened)
    proven = told.proven.get(copy.manifest.sha256)
    if proven is None:
        last = f" The last proven restore was on {moment(told.last_proven)}." if told.last_proven else ""
        raise Wrong(f"No restore of the newest backup is proven.{last} Prove it: python3 -m data drill")
    return f"it was restored for trial and was whole on {moment(proven)}"


def _begun(look: Looking) -> bool:
    return look.opened.has_records() or look.opened.fact("started") is not None


def _newest(look: Looking) -> Copy | None:
    return next(iter(found(folder_of(look.opened), record_of(look.opened))), None)


def _there(look: Looking) -> Copy:
    copy = _newest(look) if _begun(look) else None
    if copy is None:
        raise NotLooked("Not looked at, because there is no backup.")
    return copy


def _age_days(copy: Copy, at: datetime | None = None) -> float:
    return abs((at or now()) - copy.manifest.taken_at).total_seconds() / 86_400


def _sum(copy: Copy, look: Looking) -> str:
    found_now, done = hashlib.sha256(), 0
    with copy.path.open("rb") as read:
        while chunk := read.read(CHUNK):
            found_now.update(chunk)
            done += len(chunk)
            if look.progress:
                look.progress(done, copy.manifest.size)
    return found_now.hexdigest()
