"""Every address of the running program, asked by everybody who may not: refused, but for the few that are open."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from data.clock import now
from data.ledger_people import PeopleLedger
from data.people_reads import read_people
from data.store import Store
from reports.sign_in import mark_of
from tests.browser.conftest import Dashboard
from tests.views import raw
from tests.views.gated import cookie, joined

OPEN = {
    "/login", "/login/code", "/health", "/join/{token}", "/sign-in/with/{name}", "/sign-in/back/{name}",
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
def strangers(gated_store: Store, gated_people: PeopleLedger) -> dict[str, dict[str, str]]:
    """Everybody who may not pass, by the headers they come with."""
    account = joined(gated_store, gated_people, "kim")
    live, ended, idle, old = (gated_people.begin_sign_in(account, "password", now()) for _ in range(4))
    gated_people.end_sign_in(mark_of(ended), now())
    ago = {idle: ("seen", timedelta(minutes=16)), old: ("began", timedelta(hours=13))}
    with gated_store.engine.connect().execution_options(write=True) as connection, connection.begin():
        for token, (column, back) in ago.items():
            shape = connection.scalar(text(f"select {column} from sign_ins where hash = :h"), {"h": mark_of(token)})
            moment = (now() - back).isoformat(timespec="milliseconds")
            assert str(shape)[:10] == moment[:10] or str(shape)[:10] > moment[:10]
            connection.execute(
                text(f"update sign_ins set {column} = :m where hash = :h"), {"m": moment, "h": mark_of(token)}
            )
    gone = joined(gated_store, gated_people, "pat")
    disabled = gated_people.begin_sign_in(gone, "password", now())
    gated_people.disable(gone, next(one.version for one in read_people(gated_store) if one.id == gone))
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
    gated: Dashboard, strangers: dict[str, dict[str, str]], capsys: pytest.CaptureFixture[str]
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
                status, got, _ = raw.ask(gated.port, method, place, headers)
                pairs += 1
                if not refused(status, got, place):
                    assert path in OPEN, f"{method} {path} answered {status} to: {name}"
                    answered.add(path)
        for path in [path for kind, path, _ in known if kind == "WebSocketRoute"] + ["/anything"]:
            assert raw.websocket_status(gated.port, headers, raw.filled(path)) == 403, f"{path} opened to: {name}"
            pairs += 1
    assert answered == OPEN
    with capsys.disabled():
        print(f"\n{pairs} pairs of an address and somebody who may not: all refused, {len(OPEN)} open addresses")


def test_whoever_is_signed_in_passes(gated: Dashboard, gated_store: Store, gated_people: PeopleLedger) -> None:
    token = gated_people.begin_sign_in(joined(gated_store, gated_people, "kim"), "password", now())
    assert raw.ask(gated.port, "GET", "/", cookie(token))[0] == 200
    assert raw.ask(gated.port, "GET", "/_stcore/health", cookie(token))[0] == 200
    assert raw.ask(gated.port, "GET", "/first", cookie(token))[0] == 404
    assert raw.websocket_status(gated.port, cookie(token)) == 101


def test_health_says_up_and_nothing_else(gated: Dashboard) -> None:
    status, headers, body = raw.ask(gated.port, "GET", "/health")
    assert (status, body) == (200, b"up")
    assert headers["cache-control"] == "no-store"
