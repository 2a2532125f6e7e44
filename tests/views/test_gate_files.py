"""Whose a file is: the addresses in a real message of Streamlit, wherever they stand in it, and nobody else's."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.types import Message
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from views import gate_files
from views.gate_files import may_have, noting

FILE = "/media/46d08c79d9b3367f0a1cc86d8729c8d9.txt"


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    kept = gate_files._told.copy()
    gate_files._told.clear()
    yield
    gate_files._told.clear()
    gate_files._told.update(kept)


def button(address: str) -> ForwardMsg:
    told = ForwardMsg()
    drawn = told.delta.new_element.download_button
    drawn.id, drawn.label, drawn.url, drawn.help, drawn.disabled = "one", "Save /media/ files", address, "Jam", True
    return told


def operation(address: str) -> ForwardMsg:
    told = ForwardMsg()
    told.backend_operation_response.deferred_file.url = address
    return told


def picture(address: str) -> ForwardMsg:
    told = ForwardMsg()
    for number in range(2):
        one = told.delta.new_element.imgs.imgs.add()
        one.url, one.caption = address.replace("46d", f"46{number}"), "K"
    return told


def pass_on(message: Message, mark: str | None) -> list[Message]:
    passed: list[Message] = []

    async def send(one: Message) -> None:
        passed.append(one)

    with ThreadPoolExecutor(1) as apart:  # the browser of other tests keeps a loop of its own in this thread
        apart.submit(asyncio.run, noting(send, mark)(message)).result()  # type: ignore[arg-type]
    return passed


@pytest.mark.parametrize("told", [button(FILE), operation(FILE)], ids=["a button", "a file made when it is asked for"])
def test_an_address_is_known_to_whom_it_was_told(told: ForwardMsg) -> None:
    message = {"type": "websocket.send", "bytes": told.SerializeToString()}
    assert not may_have(FILE, "ann")
    assert pass_on(message, "ann") == [message], "what is sent is not touched"
    assert (may_have(FILE, "ann"), may_have(FILE, "bob"), may_have(FILE, None)) == (True, False, False)
    pass_on(message, "bob")
    assert may_have(FILE, "ann") and may_have(FILE, "bob"), "the same file may be two people's"


def test_every_address_of_a_message_is_known() -> None:
    pass_on({"type": "websocket.send", "bytes": picture(FILE).SerializeToString()}, None)
    assert all(may_have(FILE.replace("46d", f"46{number}"), None) for number in range(2))


def test_words_and_other_messages_are_let_through() -> None:
    for message in ({"type": "websocket.send", "text": FILE}, {"type": "websocket.close", "code": 1000}):
        assert pass_on(message, "ann") == [message]
    assert not may_have(FILE, "ann")


def test_the_oldest_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate_files, "MOST", 2)
    for name in "abc":
        pass_on({"type": "websocket.send", "bytes": operation(f"/media/{name}.txt").SerializeToString()}, "ann")
    assert [may_have(f"/media/{name}.txt", "ann") for name in "abc"] == [False, True, True]
