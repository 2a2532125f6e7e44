"""The gate in front of everything: nothing answers without a sign-in that is alive at this moment.

A browser shows who it is by a cookie no script can read; what stands behind it is looked up anew for every
request and for every message of an open page. While nobody owns this clinic, the demo clinic needs no sign-in.
Streamlit's own scripts, styles and fonts alone are handed to anybody (`views.assets`): they hold no record.
"""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from views import assets, gate_files
from views import sign_in_page as pages
from views.gate_socket import Watched
from views.gate_uploads import Uploads, is_upload
from views.tablet_lock import FRESH
from views.tls import is_bare

if TYPE_CHECKING:
    from data.people_reads import SignedIn

SIGN_IN = "sid"  # the cookie; its value is known to the browser only, here is only its hash
MARK = "x-clinic-sid"  # what the pages are told: that hash
OURS = b"x-clinic-"
LOGIN, HEALTH = "/login", "/health"
OPEN = re.compile(
    r"/login|/login/code|/health|/join/[A-Za-z0-9_-]{16,128}"
    r"|/sign-in/(with|back)/[a-z0-9-]{1,40}"
    r"|/tablet/[A-Za-z0-9_-]{1,128}(/back|/unlock)?"
)
FIRST = re.compile(r"/first(/[A-Za-z0-9_-]{16,128})?")  # open only while there is no owner
UNTOUCHED = ("/static/", "/_stcore/")  # a page asks for these by itself: no sign of a person
NOT_THERE = "There is no such file, or it was not offered to you."
BARE = "Open this address with https:// in front."
log = logging.getLogger("dashboard")


@dataclass(frozen=True)
class Admitted:
    """Who may pass: the mark and the person behind it, or nobody in particular in the demo clinic."""

    mark: str | None
    person: SignedIn | None


def mark_of(token: str | None) -> str | None:
    """What is kept of the cookie's value."""
    return hashlib.sha256(token.encode()).hexdigest() if token else None


def look(mark: str | None, *, active: bool) -> Admitted | None:
    """Whether *mark* may pass at this moment; ``None`` when not. *active*: a person did something.

    Raises `data.store.StoreError` when the records cannot be opened.
    """
    from reports import sign_in, stores  # the records' own modules load here, so that the address answers early

    person = sign_in.signed_in(mark)
    if person is not None and mark is not None:
        if active:
            sign_in.still_there(mark)
        return Admitted(mark, person)
    return Admitted(None, None) if stores.demo_is_open() else None


def _is_open(scope: Scope) -> bool:
    return scope["type"] == "http" and OPEN.fullmatch(scope["path"]) is not None


def _has_owner() -> bool:
    from data.people_reads import has_owner
    from reports import stores

    return has_owner(stores.own())


class Gate:
    """ASGI middleware: passes on whoever is signed in, and refuses everybody else before anything is opened."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.uploads = app, Uploads()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, lead to the sign-in, or refuse; what pretends to come from this gate is taken out first."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        scope = dict(scope, headers=[pair for pair in scope["headers"] if not pair[0].lower().startswith(OURS)])
        if is_bare(scope) and scope["path"] != HEALTH:
            await _refuse(scope, receive, send, PlainTextResponse(BARE, 403, FRESH))
        elif (file := assets.answer(scope)) is not None:
            await file(scope, receive, send)
        elif _is_open(scope):
            await self.app(scope, receive, send)
        else:
            await self._guarded(scope, receive, send)

    async def _guarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        mark = mark_of(HTTPConnection(scope).cookies.get(SIGN_IN))
        active = scope["type"] == "http" and not scope["path"].startswith(UNTOUCHED)
        try:
            admitted = await run_in_threadpool(look, mark, active=active)
            first = scope["type"] == "http" and FIRST.fullmatch(scope["path"]) is not None
            if first and not await run_in_threadpool(_has_owner):
                await self.app(scope, receive, send)
                return
        except ValueError as error:  # the store's own; the terminal was told why at the start
            log.error("The records cannot be opened: %s", type(error).__name__)
            await _refuse(scope, receive, send, pages.not_opened())
            return
        if admitted is None:
            await _refuse(scope, receive, send, _answer(scope))
        else:
            await self._pass(scope, receive, send, admitted)

    async def _pass(self, scope: Scope, receive: Receive, send: Send, admitted: Admitted) -> None:
        if admitted.mark is not None:
            scope["headers"] = [*scope["headers"], (MARK.encode(), admitted.mark.encode())]
        if scope["type"] == "http":
            if scope["path"].startswith(gate_files.PLACE) and not gate_files.may_have(scope["path"], admitted.mark):
                await _refuse(scope, receive, send, PlainTextResponse(NOT_THERE, 404, FRESH))
                return
            if is_upload(scope):
                await self.uploads.through(self.app, scope, receive, send)
                return
            await self.app(scope, receive, assets.foretelling(send))
            return
        with Watched(receive, admitted, look) as watched:
            await self.app(scope, watched.receive, gate_files.noting(send, admitted.mark))


def _answer(scope: Scope) -> Response:
    """Where somebody without a sign-in is led: to it from the front page; elsewhere it stands in the page's place."""
    if scope["type"] == "http" and scope["path"] == "/":
        return RedirectResponse(LOGIN, 303, FRESH)
    if scope["type"] == "http" and scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", ""):
        return pages.in_place(Request(scope))
    return PlainTextResponse("Sign in first.", 401, FRESH)


async def _refuse(scope: Scope, receive: Receive, send: Send, response: Response) -> None:
    if scope["type"] == "http":
        await response(scope, receive, send)
        return
    await receive()
    await send({"type": "websocket.close", "code": 1008})  # before it is accepted: the browser sees 403
