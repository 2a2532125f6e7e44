"""The studio's own addresses, asked as a browser asks them, behind the lock of the tablet."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from starlette.applications import Starlette

from reports.drawing_files import DRAW, PAGE, PLOTLY, mark, script
from reports.tickets import MadeFile, Tickets
from views import studio_assets
from views.front import FRONT
from views.tablet_lock import LOCK

SENT = {"format": "png", "scale": 2, "width": 1080, "height": 1350, "sha256": "ab" * 32}
TOKEN = "a-token-of-a-review"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def ask(path: str, method: str = "GET", body: bytes = b"", query: str = "", cookie: str = "") -> Answer:
    """Ask the front as it stands before Streamlit, in a loop of another thread."""
    app = Starlette(**FRONT)
    got: list[dict[str, Any]] = []
    parts = [body[at : at + 1000] for at in range(0, len(body), 1000)] or [b""]

    async def receive() -> dict[str, Any]:
        if not parts:
            await asyncio.Event().wait()  # the browser stays and sends nothing more
        part = parts.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(parts)}

    async def send(message: dict[str, Any]) -> None:
        got.append(message)

    headers = [(b"host", b"127.0.0.1"), *([(b"cookie", cookie.encode())] if cookie else [])]
    scope = {
        "type": "http", "path": path, "raw_path": path.encode(), "root_path": "", "query_string": query.encode(),
        "method": method, "scheme": "http", "headers": headers, "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1), "http_version": "1.1",
    }  # fmt: skip
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, app(scope, receive, send)).result()
    found = {name.decode(): value.decode() for name, value in got[0]["headers"]}
    return Answer(got[0]["status"], found, b"".join(part.get("body", b"") for part in got[1:]))


@pytest.fixture
def tickets(monkeypatch: pytest.MonkeyPatch) -> Tickets:
    mine = Tickets()
    monkeypatch.setattr(studio_assets, "tickets", mine)
    return mine


def tell(ticket: str, **more: Any) -> Answer:
    return ask("/studio/made", "POST", json.dumps(SENT | {"ticket": ticket} | more).encode())


@pytest.mark.parametrize("name", [PLOTLY, DRAW, PAGE])
def test_a_script_is_served_whole_and_kept_by_its_version(name: str) -> None:
    got = ask(f"/studio/{name}", query=f"v={mark(name)}")
    assert (got.status, got.body) == (200, script(name).read_bytes())
    assert got.headers["content-type"].startswith("text/javascript")
    assert got.headers["x-content-type-options"] == "nosniff"
    assert "immutable" in got.headers["cache-control"]


@pytest.mark.parametrize("query", ["", "v=", "v=000000000000"])
def test_a_script_of_another_version_is_asked_for_again(query: str) -> None:
    assert ask("/studio/draw.js", query=query).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/studio/", "/studio/render.py", "/studio/../tickets.py", "/studio/draw.js/x"])
def test_nothing_else_is_served(path: str) -> None:
    assert ask(path).status == 404


def test_a_made_file_is_noted(tickets: Tickets) -> None:
    heard: list[MadeFile] = []
    got = tell(tickets.offer(heard.append))
    assert (got.status, got.body) == (204, b"")
    assert heard == [MadeFile("png", 2.0, 1080, 1350, "ab" * 32)]
    assert got.headers["cache-control"] == "no-store"


def test_an_unknown_ticket_is_not_found(tickets: Tickets) -> None:
    heard: list[MadeFile] = []
    tickets.offer(heard.append)
    assert tell("x" * 32).status == 404
    assert heard == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"1", b"null", b"\xff\xfe", b"[" * 2000, b"{}", b"NaN"])
def test_what_is_no_word_of_a_file_is_refused(tickets: Tickets, body: bytes) -> None:
    assert ask("/studio/made", "POST", body).status == 400


def test_too_much_is_refused_before_it_is_read(tickets: Tickets) -> None:
    heard: list[MadeFile] = []
    ticket = tickets.offer(heard.append)
    padded = json.dumps(SENT | {"ticket": ticket}).encode() + b" " * 2048
    assert ask("/studio/made", "POST", padded).status == 400
    assert tell(ticket, sha256="short").status == 400
    assert heard == []


def test_a_refusal_of_the_register_is_told_in_its_own_words(tickets: Tickets) -> None:
    def refuse(_: MadeFile) -> None:
        raise ValueError("DN-1 was withdrawn.")

    got = tell(tickets.offer(refuse))
    assert (got.status, got.body.decode()) == (409, "DN-1 was withdrawn.")


def test_a_fault_is_not_told_in_its_own_words(tickets: Tickets, caplog: pytest.LogCaptureFixture) -> None:
    def fail(_: MadeFile) -> None:
        raise RuntimeError("a secret of the records")

    got = tell(tickets.offer(fail))
    assert got.status == 503
    assert "secret" not in got.body.decode() + caplog.text
    assert "RuntimeError" in caplog.text


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_word_of_a_file_is_only_sent(method: str) -> None:
    assert ask("/studio/made", method).status == 405


def test_a_locked_tablet_reaches_none_of_it(tickets: Tickets) -> None:
    heard: list[MadeFile] = []
    body = json.dumps(SENT | {"ticket": tickets.offer(heard.append)}).encode()
    for path, method in (("/studio/plotly.min.js", "GET"), ("/studio/draw.js", "GET"), ("/studio/made", "POST")):
        got = ask(path, method, body, cookie=f"{LOCK}={TOKEN}")
        assert (got.status, got.headers["location"]) == (303, f"/tablet/{TOKEN}")
    assert heard == []
