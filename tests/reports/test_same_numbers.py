"""The same records give the same answers to the last digit, whatever database holds them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from data import demo
from data.catalogue import Catalogue
from data.store import Store, open_store
from reports import desk
from reports.access import MARKETING, OWNER, Viewer
from reports.report import Report
from tests.data.conftest import another_database, postgres  # noqa: F401
from tests.reports.conftest import aimed, fill

AS_OF = date(2024, 6, 30)
OTHERS = ("encrypted", "postgresql")


@pytest.fixture(scope="module")
def stores(
    request: pytest.FixtureRequest, catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Store]]:
    """The invented clinic's first years in a plain file, in an encrypted one and on a server."""
    folder: Path = tmp_path_factory.mktemp("same")
    keys = pytest.MonkeyPatch()
    keys.setenv("CLINIC_KEYS", str(folder / "keys"))
    rows = list(demo.rows(until=AS_OF))
    server = request.getfixturevalue("postgres")
    with another_database(server) as address:
        addresses = {
            "plain": f"sqlite:///{folder / 'plain' / 'clinic.db'}",
            "encrypted": f"sqlite+sqlcipher:///{folder / 'encrypted' / 'clinic.db'}",
            "postgresql": address,
        }
        opened = {name: open_store(url, catalogue) for name, url in addresses.items()}
        for store in opened.values():
            fill(store, catalogue, rows)
        yield opened
        for store in opened.values():
            store.close()
    keys.undo()


def ask(store: Store, catalogue: Catalogue, viewer: Viewer, name: str) -> Report:
    return desk.open_report(name, store, catalogue, viewer, aimed(name, store, viewer), AS_OF)


@pytest.mark.postgres
@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("name", sorted(desk.modules()))
def test_every_report_is_the_same(stores: dict[str, Store], catalogue: Catalogue, name: str, other: str) -> None:
    role = next(role for role in (OWNER, MARKETING) if role in desk.find(name).ROLES)
    viewer = Viewer("reader", role)
    here, there = (ask(stores[kind], catalogue, viewer, name) for kind in ("plain", other))
    pd.testing.assert_frame_equal(here.frame, there.frame, check_exact=True)
    assert here.summary == there.summary
    assert here.notes == there.notes


def test_there_is_something_to_compare(stores: dict[str, Store], catalogue: Catalogue) -> None:
    said = ask(stores["plain"], catalogue, Viewer("reader", OWNER), "effectiveness").frame
    assert said["n"].sum() > 100
