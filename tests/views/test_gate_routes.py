"""Every address of the running program, asked by everybody who may not: refused, but for the few that are open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text

from data.catalogue import Catalogue
from data.clock import now
from data.ledger_people import PeopleLedger
from data.people_reads import read_people
from data.store import Store, open_store
from reports.sign_in import mark_of
from tests.browser.conftest import Dashboard, started
from tests.views import raw

OPEN = {
    "/login", "/login/code", "/health", "/join/{token}",
    "/tablet/{token}", "/tablet/{token}/back", "/tablet/{token}/unlock",
}  # fmt: skip
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")
MORE = (
    "/",
    "/condition",
    "/index.html",
    "/manifest.json",
    "/static/js/index.js",
    "/no/such/page",
    "//login",
    "/login/",
)
PASSWORD = "a sentence of my own"


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    home = tmp_path_factory.mktemp("gate") / "home"
    home.mkdir()
    with started(home, home.parent / "log.txt") as running:
        yield running


@pytest.fixture(scope="module")
def store(clinic: Dashboard, catalogue: Catalogue) -> Iterator[Store]:
    with open_store(f"sqlite:///{clinic.home / 'clinic.db'}", catalogue) as opened:
        yield opened


@pytest.fixture(scope="module")
def people(store: Store) -> PeopleLedger:
    """The clinic has an owner."""
    ledger = PeopleLedger(store, "test")
    ledger.make_owner(ledger.make_first_link(now()), "olive", "Olive Owner", PASSWORD, now())
    return ledger


def joined(store: Store, people: PeopleLedger, name: str) -> int:
    known = {one.username: one.id for one in read_people(store)}
    if name in known:
        return known[name]
    account, token = people.invite(name, name.title(), "marketing", None, now())
    people.take_link(token, PASSWORD, now())
    return account


def cookie(token: str) -> dict[str, str]:
    return {"cookie": f"sid={token}"}


@pytest.fixture(scope="module")
def strangers(store: Store, people: PeopleLedger) -> dict[str, dict[str, str]]:
    """Everybody who may not pass, by the headers they come with."""
    account = joined(store, people, "kim")
    live, ended, idle, old = (people.begin_sign_in(account, "password", now()) for _ in range(4))
    people.end_sign_in(mark_of(ended), now())
    ago = {idle: ("seen", timedelta(minutes=16)), old: ("began", timedelta(hours=13))}
    with store.engine.connect().execution_options(write=True) as connection, connection.begin():
        for token, (column, back) in ago.items():
            shape = connection.scalar(text(f"select {column} from sign_ins where hash = :h"), {"h": mark_of(token)})
            moment = (now() - back).isoformat(timespec="milliseconds")
            assert str(shape)[:10] == moment[:10] or str(shape)[:10] > moment[:10]
            connection.execute(
                text(f"update sign_ins set {column} = :m where hash = :h"), {"m": moment, "h": mark_of(token)}
            )
    gone = joined(store, people, "pat")
    disabled = people.begin_sign_in(gone, "password", now())
    people.disable(gone, next(one.version for one in read_people(store) if one.id == gone))
    forged = {name: mark_of(live) for name in ("x-clinic-sid", "X-Clinic-Uid", "X-CLINIC-USER")}
    return {
        "no cookie": {}, "an empty one": cookie(""), "a guess": cookie("g" * 43),
        "the mark as cookie": cookie(mark_of(live)),
        "forged headers": forged, "revoked": cookie(ended), "idle": cookie(idle), "too old": cookie(old),
        "disabled": cookie(disabled),
    }  # fmt: skip


def refused(status: int, headers: dict[str, str], path: str) -> bool:
    if path == "/":
        return (status, headers.get("location")) == (303, "/login")
    return status == 401


def test_every_route_refuses_everybody_who_is_not_signed_in(
    clinic: Dashboard, strangers: dict[str, dict[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    known = raw.routes()
    assert len(known) > 20 and {"/_stcore/health", "/_stcore/stream", "/_stcore/metrics"} <= {one[1] for one in known}
    kinds = {kind for kind, _, _ in known}
    mounts = [path for kind, path, _ in known if kind == "Mount"]
    assert kinds <= {"Route", "WebSocketRoute", "Mount"} and mounts in ([""], ["/"]), "its files are asked for below"
    paths = {path: raw.filled(path) for kind, path, _ in known if kind == "Route"} | {path: path for path in MORE}
    answered, pairs = set(), 0
    for name, headers in strangers.items():
        for path, place in paths.items():
            for method in METHODS:
                status, got, _ = raw.ask(clinic.port, method, place, headers)
                pairs += 1
                if not refused(status, got, place):
                    assert path in OPEN, f"{method} {path} answered {status} to: {name}"
                    answered.add(path)
        for path in [path for kind, path, _ in known if kind == "WebSocketRoute"] + ["/anything"]:
            assert raw.websocket_status(clinic.port, headers, raw.filled(path)) == 403, f"{path} opened to: {name}"
            pairs += 1
    assert answered == OPEN
    with capsys.disabled():
        print(f"\n{pairs} pairs of an address and somebody who may not: all refused, {len(OPEN)} open addresses")


def test_whoever_is_signed_in_passes(clinic: Dashboard, store: Store, people: PeopleLedger) -> None:
    token = people.begin_sign_in(joined(store, people, "kim"), "password", now())
    assert raw.ask(clinic.port, "GET", "/", cookie(token))[0] == 200
    assert raw.ask(clinic.port, "GET", "/_stcore/health", cookie(token))[0] == 200
    assert raw.ask(clinic.port, "GET", "/first", cookie(token))[0] == 404
    assert raw.websocket_status(clinic.port, cookie(token)) == 101


def test_health_says_up_and_nothing_else(clinic: Dashboard) -> None:
    status, headers, body = raw.ask(clinic.port, "GET", "/health")
    assert (status, body) == (200, b"up")
    assert headers["cache-control"] == "no-store"


def test_an_open_page_of_a_disabled_person_is_out_at_the_next_message(
    clinic: Dashboard, store: Store, people: PeopleLedger
) -> None:
    account = joined(store, people, "lee")
    token = people.begin_sign_in(account, "password", now())
    with raw.opened(clinic.port, cookie(token)) as page:
        first = raw.run(page)
        assert "Please sign in" not in raw.words(first)
        people.disable(account, next(one.version for one in read_people(store) if one.id == account))
        assert "Please sign in" in raw.words(raw.run(page))
        assert "Please sign in" in raw.words(raw.run(page)), "and stays out"
    assert raw.websocket_status(clinic.port, cookie(token)) == 403


def test_a_page_left_alone_is_taken_off_the_screen_without_a_click(
    clinic: Dashboard, store: Store, people: PeopleLedger
) -> None:
    token = people.begin_sign_in(joined(store, people, "kim"), "password", now())
    with raw.opened(clinic.port, cookie(token)) as page:
        raw.run(page)
        people.end_sign_in(mark_of(token), now())
        assert "Please sign in" in raw.words(raw.until_drawn(page))


def test_another_role_is_there_before_the_next_click_does_anything(
    clinic: Dashboard, store: Store, people: PeopleLedger
) -> None:
    account = joined(store, people, "sam")
    token = people.begin_sign_in(account, "password", now())
    with raw.opened(clinic.port, cookie(token)) as page:
        assert "Team" not in raw.pages(raw.run(page))
        people.change_role(account, "owner", None, next(one.version for one in read_people(store) if one.id == account))
        assert "Team" in raw.pages(raw.run(page))


def test_nobody_reads_a_password_or_a_token_in_the_log(clinic: Dashboard, store: Store, people: PeopleLedger) -> None:
    log = clinic.log.read_text(errors="replace")
    assert PASSWORD not in log and "Traceback" not in log
