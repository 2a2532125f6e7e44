"""The forms of the sign-in pages: what was sent, and whether it was sent from a page of our own."""

from __future__ import annotations

import hmac
import secrets

from starlette.requests import Request
from starlette.responses import Response

from views.form_sent import form_sent
from views.tls import is_secure

FORM = "clinic_form"  # a cookie: the same token stands in the form, and nobody else's page can know it
MOST_SENT = 20_000  # bytes; a form of these pages is a tenth of it
_SHORTEST = 32


def kept_form(request: Request) -> str:
    """The token of this browser's forms: the one it has, or a new one."""
    known = request.cookies.get(FORM, "")
    return known if len(known) >= _SHORTEST and known.isascii() else secrets.token_urlsafe(32)


def give_form(response: Response, request: Request, token: str) -> None:
    """Let the browser keep the token."""
    give(response, request, FORM, token)


def give(response: Response, request: Request, name: str, value: str, seconds: int | None = None) -> None:
    """A cookie that no script can read, that no other site's page brings along, and that travels encrypted only."""
    response.set_cookie(
        name, value, seconds, path="/", secure=is_secure(request.scope), httponly=True, samesite="strict"
    )


def take(response: Response, request: Request, name: str) -> None:
    """Take a cookie away."""
    response.delete_cookie(name, path="/", secure=is_secure(request.scope), httponly=True, samesite="strict")


async def sent_by(request: Request) -> dict[str, str]:
    """The fields of a form of the sign-in pages."""
    return await form_sent(request, MOST_SENT, 20)


def is_ours(request: Request, sent: dict[str, str]) -> bool:
    """Whether the form's token is the one this browser was given."""
    known = request.cookies.get(FORM, "")
    return len(known) >= _SHORTEST and hmac.compare_digest(known.encode(), sent.get("form", "").encode())
