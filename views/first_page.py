"""What the first page shows, worked out before the first browser asks for it: its answers wait below the desk."""

from __future__ import annotations

from data import demo
from data.catalogue import Catalogue, load_catalogue
from data.store import Store, demo_url
from reports import desk, stores
from reports.access import OWNER, Viewer
from reports.choices import choices
from reports.filters import Filters
from views import card, condition_table, filter_bar, overview, owner_report

REPORTS = ("overview", "effectiveness", "effectiveness_trend", "standards", "classes", "bounds", "by_period")
SHOWN_BY = (filter_bar, overview, condition_table, card, owner_report)  # loaded with this


def prepare() -> None:
    """Read the records that will be shown and open the answers of the owner's first page, as they open there.

    They are kept for the owner's scope like any other; nobody else is given them. A demo clinic that is not made yet
    is left to the page, which says that it is being made. Raises `data.store.StoreError`.
    """
    found = _shown()
    if found is None:
        return
    store, catalogue = found
    owner = Viewer("the program", OWNER)
    choices(store, catalogue, owner, Filters())
    for name in REPORTS:
        desk.open_report(name, store, catalogue, owner)


def _shown() -> tuple[Store, Catalogue] | None:
    """The records behind the first page and the catalogue they are asked with (`views.room.enter`)."""
    if not stores.demo_is_open():
        return stores.own(), load_catalogue()
    return (stores.invented(), demo.catalogue()) if demo.is_built(demo_url()) else None
