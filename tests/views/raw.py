"""A client with no manners: any path, any method, any header, and Streamlit's own websocket without a browser."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

ROOT = Path(__file__).resolve().parents[2]
# What the running program answers to, asked of its own router: a new route, of ours or of Streamlit's, is in it.
LIST = """
import json, dashboard
def rows(routes, above=""):
    for one in routes:
        if getattr(one, "routes", None):
            yield from rows(one.routes, above + one.path)
        else:
            methods = sorted(getattr(one, "methods", None) or [])
            yield [type(one).__name__, above + one.path, methods]
print("ROUTES" + json.dumps(list(rows(dashboard.app._build_starlette_app().routes))))
"""
FILLED = {"token": "t" * 32, "path": "x.csv", "file_id": "x.csv", "session_id": "a", "filename": "x"}


def routes() -> list[tuple[str, str, list[str]]]:
    """Kind, path and methods of every route of the program."""
    ran = subprocess.run([sys.executable, "-c", LIST], cwd=ROOT, capture_output=True, text=True, timeout=120)
    found = [line for line in ran.stdout.splitlines() if line.startswith("ROUTES")]
    assert found, ran.stderr
    return [(kind, path, methods) for kind, path, methods in json.loads(found[0].removeprefix("ROUTES"))]


def filled(path: str) -> str:
    """A path with something in the place of each parameter."""
    parts = []
    for part in path.split("/"):
        name = part.strip("{}").split(":")[0]
        parts.append(FILLED.get(name, "x") if part.startswith("{") else part)
    return "/".join(parts) or "/"


def ask(
    port: int, method: str, path: str, headers: dict[str, str] | None = None, body: bytes | None = None
) -> tuple[int, dict[str, str], bytes]:
    """One request; its status, headers and body. Nothing is followed."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def websocket_status(port: int, headers: dict[str, str] | None = None, path: str = "/_stcore/stream") -> int:
    """What the handshake of a websocket is answered with; 101 when it was opened."""
    try:
        with connect(f"ws://127.0.0.1:{port}{path}", additional_headers=headers, subprotocols=["streamlit"]):  # type: ignore[list-item]
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


@contextmanager
def opened(port: int, headers: dict[str, str] | None = None) -> Iterator[ClientConnection]:
    """An open page without a browser."""
    where = f"ws://127.0.0.1:{port}/_stcore/stream"
    with connect(where, additional_headers=headers, subprotocols=["streamlit"], max_size=None) as page:  # type: ignore[list-item]
        yield page


def run(page: ClientConnection, message: BackMsg | None = None) -> list[ForwardMsg]:
    """Send a message (by default: draw the page), and read until the page was drawn."""
    sent = message or BackMsg()
    if message is None:
        sent.rerun_script.query_string = ""
    page.send(sent.SerializeToString())
    return until_drawn(page)


def on_page(page: str, press: str = "") -> BackMsg:
    """The message that draws the page of this mark (`pages`); with *press*, the id of a button pressed on it."""
    message = BackMsg()
    message.rerun_script.page_script_hash = page
    if press:
        pressed = message.rerun_script.widget_states.widgets.add()
        pressed.id, pressed.trigger_value = press, True
    return message


def until_drawn(page: ClientConnection) -> list[ForwardMsg]:
    """Everything that comes until the page was drawn."""
    heard: list[ForwardMsg] = []
    while True:
        one = ForwardMsg.FromString(bytes(page.recv(timeout=90)))  # type: ignore[arg-type]
        heard.append(one)
        again = one.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
        if one.WhichOneof("type") == "script_finished" and not again and len(heard) > 1:
            return heard


def words(heard: list[ForwardMsg]) -> str:
    """Every word of what was drawn."""
    return " ".join(str(one.delta) for one in heard if one.WhichOneof("type") == "delta")


def pages(heard: list[ForwardMsg]) -> dict[str, str]:
    """The pages that were offered: name to mark."""
    drawn = [one.navigation for one in heard if one.WhichOneof("type") == "navigation"]
    return {page.page_name: page.page_script_hash for one in drawn for page in one.app_pages}


def elements(heard: list[ForwardMsg], kind: str) -> list[Any]:
    """The elements of one *kind* that were drawn, in order."""
    drawn = [one.delta.new_element for one in heard if one.WhichOneof("type") == "delta"]
    return [getattr(one, kind) for one in drawn if one.WhichOneof("type") == kind]


def buttons(heard: list[ForwardMsg]) -> dict[str, str]:
    """The buttons that were drawn, label to id."""
    return {one.label: one.id for one in elements(heard, "button")}
