"""How much memory the answers that are kept may take up."""

from __future__ import annotations

import os

from data.places import StoreError

SETTING = "CLINIC_ANSWERS_MB"
KEPT_MB = 512  # at a million readings each measure looked at takes up 40 MB, each further choice of filters 0.5 MB


def most_bytes() -> int:
    """The memory that the answers beside one snapshot may take up: ``$CLINIC_ANSWERS_MB``, else `KEPT_MB` megabytes.

    Raises `data.places.StoreError` for what is not a whole number of at least 1.
    """
    given = os.environ.get(SETTING, "").strip() or str(KEPT_MB)
    if not given.isascii() or not given.isdigit() or not int(given):
        raise StoreError(f"{SETTING} is a whole number of megabytes, at least 1; it says '{given}'.")
    return int(given) * 1_000_000
