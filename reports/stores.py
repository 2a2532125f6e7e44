"""The open records: the clinic's own and the invented ones, each opened once for the whole program."""

from __future__ import annotations

import threading
from functools import lru_cache

from data.catalogue import load_catalogue
from data.memo_size import most_bytes
from data.places import clinic_url, demo_url
from data.store_open import Store, open_store

_guard = threading.Lock()


@lru_cache(maxsize=4)
def _open(url: str) -> Store:
    most_bytes()  # a setting that cannot be read is told here, and not on the first page that needs it
    return open_store(url, load_catalogue())


def opened(url: str) -> Store:
    """The store at *url*, made when it is not there yet; raises `data.store.StoreError` when it cannot be opened."""
    with _guard:  # many requests come at once at the start, and it is brought up to date by one of them
        return _open(url)


def own() -> Store:
    """The clinic's own records."""
    return opened(clinic_url())


def invented() -> Store:
    """The demo clinic's; `data.demo` builds it first."""
    return opened(demo_url())


def demo_is_open() -> bool:
    """Whether the demo clinic may be shown: nobody owns this clinic yet, and it holds nothing of its own."""
    from data.people_reads import in_use

    return not in_use(own())


def forget() -> None:
    """Let go of what is open, so that it is opened anew: after records were put in the place of others."""
    with _guard:
        _open.cache_clear()
