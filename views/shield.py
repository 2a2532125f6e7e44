"""What every answer carries: the rules a browser holds the page to. And an error is told by its kind only."""

from __future__ import annotations

import logging

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from views.tls import is_secure

# The one script that stands inside Streamlit's own page; a test reads that page and works the number out again.
STREAMLITS_SCRIPT = "sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA="
POLICY = (
    f"default-src 'self'; script-src 'self' '{STREAMLITS_SCRIPT}'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
KEPT = ("immutable", "no-cache")  # said of a script; a page is not kept at all (`views.tablet_lock`)
WRONG = "Something went wrong. Go back and try again."
log = logging.getLogger("dashboard")


class Shield:
    """ASGI middleware, the outermost: headers on every answer, and a plain sentence where something broke."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; the values in an error stay out of the log and out of the answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                guard(MutableHeaders(scope=message), scope)
            await send(message)

        try:
            await self.app(scope, receive, sent)
        except Exception as error:
            log.error("An answer failed: %s", type(error).__name__)
            if not begun:
                await PlainTextResponse(WRONG, 500)(scope, receive, sent)


def guard(headers: MutableHeaders, scope: Scope) -> None:
    """Add what is not there yet; a page with stricter rules of its own keeps them."""
    for name, value in (ALWAYS | {"content-security-policy": POLICY}).items():
        headers.setdefault(name, value)
    kept = headers.get("cache-control", "")
    ours = any(word in kept for word in KEPT) and not scope["path"].startswith("/media/")
    if not ours:  # only the program's own scripts may stay in a browser, never a file of the records
        headers["cache-control"] = "no-store"
    if is_secure(scope):
        headers.setdefault("strict-transport-security", "max-age=31536000")
