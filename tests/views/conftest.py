"""What the tests of the pages stand on: nobody is signed in, until a test signs somebody in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route, WebSocketRoute

from data.catalogue import Catalogue
from data.ledger_people import PeopleLedger
from data.store import Store
from reports import stores
from tests.browser.conftest import Dashboard, records_of, started
from tests.views import signed, wired
from tests.views.test_tablet import _page, _socket
from tests.views.wired import Wired
from views import who
from views.front import MIDDLEWARE, ROUTES


@pytest.fixture(autouse=True)
def _the_gates_mark(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The harness has no gate: its mark is what `tests.views.signed` says."""
    monkeypatch.setattr(who, "sign_in_mark", signed.mark)
    yield
    signed.forget()


async def _broken(_: Request) -> HTMLResponse:
    raise RuntimeError("P-0042 scored 7")


@pytest.fixture
def front(own_home: Path) -> Iterator[Starlette]:
    """Everything that stands in front of the pages, around an app that would give everything away."""
    everything = [
        Route("/broken", _broken),
        WebSocketRoute("/{path:path}", _socket),
        Route("/{path:path}", _page, methods=["GET", "POST", "PUT"]),
    ]
    yield Starlette(routes=[*ROUTES, *everything], middleware=MIDDLEWARE)
    stores.forget()


@pytest.fixture
def front_owner(front: Starlette) -> int:
    """The clinic behind it has an owner."""
    return signed.make_owner()


@pytest.fixture(scope="module")
def gated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """The program itself, running, with a clinic of its own."""
    home = tmp_path_factory.mktemp("gate") / "home"
    home.mkdir()
    with started(home, home.parent / "log.txt") as running:
        yield running


@pytest.fixture(scope="module")
def gated_store(gated: Dashboard, catalogue: Catalogue) -> Iterator[Store]:
    """Its records."""
    with records_of(gated, catalogue) as opened:
        yield opened


@pytest.fixture(scope="module")
def gated_people(gated_store: Store) -> PeopleLedger:
    """The clinic has an owner."""
    ledger = PeopleLedger(gated_store, "test")
    signed.first_owner(ledger)
    return ledger


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Iterator[Wired]:
    """A running clinic with marked patients and five people."""
    with wired.in_use(tmp_path_factory.mktemp("wire"), catalogue) as clinic:
        wired.fill(clinic.store, catalogue)
        yield clinic
