"""Signing in, at plain addresses outside Streamlit: name and password, then six digits where they are asked for.

Who is signed in is a row in the records; the browser keeps only a token for it. Every sentence for a wrong name is
the one for a wrong password.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from views import sign_in_page as pages
from views.gate import SIGN_IN
from views.sign_in_forms import give, is_ours, sent_by, take
from views.tablet_lock import FRESH

HALF = "clinic_half"  # a cookie: the password was right, the six digits are still to come
HALF_FOR = 300.0  # seconds
MOST = 200  # people between password and digits at once
EMPTY = "Please fill this in."
NOT_THE_CODE = "That is not the code. Type the digits that are shown now."


@dataclass(frozen=True)
class Half:
    """Somebody whose password was right, until a moment of `time.monotonic`."""

    account: int
    until: float


_half: dict[str, Half] = {}


async def show(request: Request) -> Response:
    """The sign-in page; while nobody owns this clinic it says where the one-time link is."""
    if not await run_in_threadpool(_has_owner):
        return pages.where_is_the_link(demo=await run_in_threadpool(_demo_is_open))
    said = "Your password is set. You can sign in with it now." if "ready" in request.query_params else ""
    return pages.login(request, to=pages.safe_place(request.query_params.get("to", "/")), said=said)


async def enter(request: Request) -> Response:
    """Look at name and password, and sign in, ask for the digits, or say what is wrong."""
    sent = await sent_by(request)
    kept: dict[str, Any] = {"sent": sent, "to": pages.safe_place(sent.get("to", "/"))}
    if not is_ours(request, sent):
        return pages.login(request, 403, said=pages.AGAIN, faulty=True, **kept)
    empty = {name: EMPTY for name in ("username", "password") if not sent.get(name, "").strip()}
    if empty:
        return pages.login(request, 400, wrong=empty, **kept)
    found = await run_in_threadpool(_check, sent["username"], sent["password"])
    if isinstance(found, float):
        return pages.login(request, 429, wrong={"password": pages.waiting(found)}, **kept)
    if found is None:
        return pages.login(request, 401, wrong={"password": pages.WRONG}, **kept)
    if await run_in_threadpool(_has_second, found):
        return _ask_second(request, found, kept["to"])
    return await signed_in(request, found, kept["to"])


def _ask_second(request: Request, account: int, to: str) -> Response:
    if len(_half) >= MOST:
        _half.clear()
    token = secrets.token_urlsafe(32)
    _half[token] = Half(account, time.monotonic() + HALF_FOR)
    response = pages.second(request, to)
    give(response, request, HALF, token)
    return response


async def enter_code(request: Request) -> Response:
    """Look at the six digits, or a recovery code."""
    sent = await sent_by(request)
    to, token = pages.safe_place(sent.get("to", "/")), request.cookies.get(HALF, "")
    half = _half.get(token)
    if half is None or half.until < time.monotonic() or not is_ours(request, sent):
        _half.pop(token, None)
        return RedirectResponse("/login", 303, FRESH)
    right = await run_in_threadpool(_code_is, half.account, sent.get("code", ""))
    if isinstance(right, float):
        return pages.second(request, to, {"code": pages.waiting(right)}, 429)
    if not right:
        return pages.second(request, to, {"code": NOT_THE_CODE}, 401)
    _half.pop(token, None)
    response = await signed_in(request, half.account, to)
    take(response, request, HALF)
    return response


async def signed_in(request: Request, account: int, to: str) -> Response:
    """Begin a sign-in, and lead on; one that this browser had before is ended."""
    token = await run_in_threadpool(_begin, account, request.cookies.get(SIGN_IN))
    response = RedirectResponse(to, 303, FRESH)
    give(response, request, SIGN_IN, token)
    return response


async def health(_: Request) -> Response:
    """Up or down, and nothing else."""
    up = await run_in_threadpool(_is_up)
    return PlainTextResponse("up" if up else "down", 200 if up else 503, FRESH)


def _is_up() -> bool:
    from reports import stores

    try:
        return stores.own().fact("data_version") is not None
    except Exception:  # whatever it is, the answer is the same and says no more
        return False


def _has_owner() -> bool:
    from reports import sign_in

    return sign_in.has_owner()


def _demo_is_open() -> bool:
    from reports import stores

    return stores.demo_is_open()


def _check(username: str, password: str) -> int | float | None:
    from reports import sign_in

    return sign_in.check_password(username, password)


def _has_second(account: int) -> bool:
    from reports import sign_in

    return sign_in.has_second(account)


def _code_is(account: int, code: str) -> bool | float:
    from reports import sign_in

    return sign_in.code_is(account, code)


def _begin(account: int, before: str | None) -> str:
    from reports import sign_in

    return sign_in.begin(account, before)


ROUTES = [
    Route("/login", show, methods=["GET"]),
    Route("/login", enter, methods=["POST"]),
    Route("/login/code", enter_code, methods=["POST"]),
    Route("/health", health, methods=["GET"]),
]
