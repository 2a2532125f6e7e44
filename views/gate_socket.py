"""An open page: at every message it is asked anew whether its person may still be there, and now and then unasked.

A message of somebody who may not is never passed on, whatever it would have pressed. In its place the page is
drawn once more, and says what happened. The same when a person's rights changed: the page is drawn anew first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, MutableMapping
from types import TracebackType
from typing import Any

from google.protobuf.message import DecodeError
from starlette.concurrency import run_in_threadpool
from starlette.types import Message, Receive

# What a page sends. The rest of what Streamlit would do when told (empty the caches of everybody, write into the
# program's folder, be debugged) no page of ours asks for.
OF_A_PAGE = ("rerun_script", "stop_script", "file_urls_request", "app_heartbeat", "backend_operation_request")
OPERATIONS = ("deferred_file", "dataframe_chunk")
LOOK_EVERY = 20.0  # seconds; how long a page nobody touches goes on showing what it shows after its sign-in ended


def drawn_anew(message: Message | None) -> Message:
    """The message that draws the same page once more: nothing pressed, nothing chosen."""
    from streamlit.proto.BackMsg_pb2 import BackMsg

    asked, plain = _understood(message or {}), BackMsg()
    plain.rerun_script.query_string = asked.rerun_script.query_string
    plain.rerun_script.page_script_hash = asked.rerun_script.page_script_hash
    plain.rerun_script.context_info.CopyFrom(asked.rerun_script.context_info)
    return {"type": "websocket.receive", "bytes": plain.SerializeToString()}


def _understood(message: MutableMapping[str, Any]) -> Any:
    """What a browser said, in Streamlit's own terms; an empty message for what is none."""
    from streamlit.proto.BackMsg_pb2 import BackMsg

    asked = BackMsg()
    try:
        asked.ParseFromString(message.get("bytes") or b"")
    except DecodeError:
        return BackMsg()
    return asked


def _is_of_a_page(message: Message) -> bool:
    asked = _understood(message)
    kind = asked.WhichOneof("type")
    if kind == "backend_operation_request":
        return asked.backend_operation_request.WhichOneof("payload") in OPERATIONS
    return kind in OF_A_PAGE


class Watched:
    """The incoming side of one websocket. Used by the server's own loop."""

    def __init__(self, receive: Receive, admitted: Any, look: Callable[..., Any]) -> None:
        self._receive = receive
        self._known = admitted
        self._mark = admitted.mark
        self._look = look
        self._waiting: asyncio.Future[Message] | None = None

    def __enter__(self) -> Watched:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._waiting is not None:
            self._waiting.cancel()

    async def receive(self) -> Message:
        """The next message: the browser's own, or the one that draws the page anew."""
        while True:
            message = await self._next()
            if message is not None and message["type"] != "websocket.receive":
                return message
            before, self._known = self._known, await self._now(active=message is not None)
            if self._known is None and (message is not None or before is not None):
                return drawn_anew(message)
            if self._known is not None and self._known != before:
                return drawn_anew(message)
            if self._known is not None and message is not None and _is_of_a_page(message):
                return message

    async def _next(self) -> Message | None:
        """A message, or nothing when it is time to look."""
        if self._waiting is None:
            self._waiting = asyncio.ensure_future(self._receive())
        done, _ = await asyncio.wait({self._waiting}, timeout=LOOK_EVERY)
        if not done:
            return None
        waited, self._waiting = self._waiting, None
        return waited.result()

    async def _now(self, *, active: bool) -> Any:
        try:
            return await run_in_threadpool(self._look, self._mark, active=active)
        except ValueError:  # the records cannot be opened: nobody can be known
            return None
