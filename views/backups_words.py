"""Words of the Backups page: moments, sizes, and what to do when a proof is long ago."""

from __future__ import annotations

from datetime import datetime

from views.text import day

FAILED = "The last attempt came to nothing"
STALE_WORDS = {
    "never": "No backup has been restored for trial yet. Press **Back up and prove now**.",
    "old": "That is more than 2 days ago. Press **Back up and prove now**; leave this computer on, with the program "
    "running, for the nightly one; and see below whether the folder is connected.",
}


def at(moment: datetime) -> str:
    """A moment on this computer's clock: 22 Nov 2026, 14:05."""
    here = moment.astimezone()
    return f"{day(here.replace(tzinfo=None))}, {here:%H:%M}"


def size(count: int) -> str:
    """A number of bytes as people write it: 1.4 MB."""
    return f"{count / 1e6:,.1f} MB"
