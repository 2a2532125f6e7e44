"""Keeps clicks quick: what the program is made of is searched for waste once a minute, not after every click.

Streamlit collects after each run of a page, over everything that was ever loaded: half of the processor time of a
click. What is there already is set aside (`gc.freeze`); our own clock takes it back, searches all, sets it aside again.
"""

from __future__ import annotations

import gc
import threading

EVERY = 60.0  # seconds


def hold() -> None:
    """Search for nothing while the program loads: what is made then stays. `begin` ends it."""
    gc.disable()


def begin() -> None:
    """Set aside what is loaded now, unsearched: the first page waits. From then on `tidy` every minute."""
    gc.freeze()
    gc.enable()
    threading.Thread(target=_tidy_forever, name="memory", daemon=True).start()


def tidy() -> None:
    """Search everything once, and set what is left aside."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _tidy_forever() -> None:
    clock = threading.Event()
    while not clock.wait(EVERY):
        tidy()
