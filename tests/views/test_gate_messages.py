"""What a client may tell the server: what a page tells it, and nothing else that Streamlit would do when told."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.types import Message
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest, BackMsg

from views.gate import Admitted
from views.gate_socket import OF_A_PAGE, OPERATIONS, Watched

NEVER = {"clear_cache", "set_run_on_save", "load_git_info", "debug_disconnect_websocket", "debug_shutdown_runtime"}
NO_OPERATION = {"install_skills", "dismiss_skills_nudge"}
SOMEBODY = Admitted("a mark", None)


def of_kind(kind: str) -> BackMsg:
    message = BackMsg()
    field = getattr(message, kind)
    if isinstance(field, bool):
        setattr(message, kind, True)
    else:
        field.SetInParent()
    return message


def operation(kind: str) -> BackMsg:
    message = BackMsg()
    getattr(message.backend_operation_request, kind).SetInParent()
    return message


def first_passed(*sent: bytes) -> bytes:
    """The first message that gets through, of these and a last one that draws the page."""
    waiting = [*sent, of_kind("rerun_script").SerializeToString()]

    async def receive() -> Message:
        return {"type": "websocket.receive", "bytes": waiting.pop(0)}

    async def passed() -> bytes:
        with Watched(receive, SOMEBODY, lambda _mark, *, active: SOMEBODY) as watched:
            return bytes((await watched.receive())["bytes"])

    with ThreadPoolExecutor(1) as apart:  # the browser of other tests keeps a loop of its own in this thread
        return apart.submit(asyncio.run, passed()).result()


def test_every_kind_of_message_there_is_was_thought_of() -> None:
    kinds = {field.name for field in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields}
    operations = {field.name for field in BackendOperationRequest.DESCRIPTOR.oneofs_by_name["payload"].fields}
    assert kinds == NEVER | set(OF_A_PAGE)
    assert operations == NO_OPERATION | set(OPERATIONS)


@pytest.mark.parametrize("kind", sorted(NEVER))
def test_what_no_page_asks_for_never_reaches_the_program(kind: str) -> None:
    message = of_kind(kind).SerializeToString()
    assert message
    assert first_passed(message) == of_kind("rerun_script").SerializeToString()


@pytest.mark.parametrize("kind", sorted(NO_OPERATION))
def test_nor_an_operation_no_page_asks_for(kind: str) -> None:
    assert first_passed(operation(kind).SerializeToString()) == of_kind("rerun_script").SerializeToString()


def test_nor_what_is_no_message_at_all() -> None:
    assert first_passed(b"\xff\xff not a message") == of_kind("rerun_script").SerializeToString()


@pytest.mark.parametrize("message", [*map(of_kind, OF_A_PAGE[:-1]), *map(operation, OPERATIONS)], ids=str)
def test_what_a_page_says_gets_through(message: BackMsg) -> None:
    sent = message.SerializeToString()
    assert first_passed(sent) == sent
