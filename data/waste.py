"""No search for waste while rows are made by the hundred thousand: none of them points back at another."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unsearched() -> Iterator[None]:
    """Keep Python from searching all records again and again for rings of waste while a file is taken in.

    What is no longer used is still let go at once. It holds for the whole program; where two files are taken in at
    the same time, the first to be done lets the search begin again.
    """
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()
