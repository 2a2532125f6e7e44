"""The lock in front of everything: a browser with a patient's page open gets that page and nothing else.

The lock is a cookie no script can read. It is set by opening the patient's page, and taken away only by the
PIN (`views.tablet`). A cookie belongs to one host name, so all names of this computer are led to one.
"""

from __future__ import annotations

import re
import secrets

from starlette.datastructures import URL, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from views.tablet_open import MARK, OpenPage, open_pages
from views.tls import THIS_COMPUTER, is_secure

LOCK = "patient_lock"  # its value is the token of the review this browser is locked to
TOKEN = re.compile(r"[A-Za-z0-9_-]{16,128}")
PLACES = ("", "/back", "/unlock")  # all there is below the patient's page
FRESH = {"cache-control": "no-store"}  # so that going back never shows what was kept


def home_of(token: str) -> str:
    """The address of the patient's page."""
    return f"/tablet/{token if TOKEN.fullmatch(token) else 'unknown'}"


def locked_to(scope: Scope) -> str | None:
    """The token this browser is locked to, or ``None`` when it is not locked."""
    return HTTPConnection(scope).cookies.get(LOCK)


def lock(response: Response, scope: Scope, token: str) -> None:
    """Lock this browser to the patient's page."""
    response.set_cookie(LOCK, token, path="/", secure=is_secure(scope), httponly=True, samesite="strict")


def unlock(response: Response, scope: Scope) -> None:
    """Take the lock away."""
    response.delete_cookie(LOCK, path="/", secure=is_secure(scope), httponly=True, samesite="strict")


class Lock:
    """ASGI middleware: while the lock is there, everything but the patient's page leads back to it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, lead back, or (a websocket) refuse before it is opened."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        away = _away(scope)
        if away is None:
            await (self._page if scope["type"] == "http" else self._websocket)(scope, receive, send)
        elif scope["type"] == "http":
            await RedirectResponse(away, 307 if "//" in away else 303, FRESH)(scope, receive, send)
        else:
            await receive()
            await send({"type": "websocket.close", "code": 1008})  # before it is accepted: the browser sees 403

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Mark the browser, and let nothing that can be read stay in its memory."""
        marked = MARK in HTTPConnection(scope).cookies

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.update(FRESH)
                    if not marked:
                        headers.append("set-cookie", _mark(scope))
            await send(message)

        await self.app(scope, receive, sent)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Remember it while it is open, so that it can be cut off when its browser is handed to a patient."""
        opened = OpenPage(send)
        with open_pages.holding(HTTPConnection(scope).cookies.get(MARK, ""), opened):
            await self.app(scope, receive, opened.send)


def _mark(scope: Scope) -> str:
    """A cookie that says only "the same browser"; it gives no rights."""
    secure = "; Secure" if is_secure(scope) else ""
    return f"{MARK}={secrets.token_urlsafe(16)}; HttpOnly; Path=/; SameSite=strict{secure}"


def _away(scope: Scope) -> str | None:
    """Where this request has to go instead, or ``None`` when it may go on."""
    url = URL(scope=scope)
    name = (url.hostname or "").rstrip(".").lower()
    if name == "::1" or name.split(".")[-1] == "localhost":
        return str(url.replace(hostname=THIS_COMPUTER))
    token = locked_to(scope)
    if token is None:
        return None
    home = home_of(token)
    return None if scope["type"] == "http" and scope["path"] in [home + place for place in PLACES] else home
