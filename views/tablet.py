"""The patient's own page on the clinic's tablet: plain addresses outside Streamlit, and the lock in front of it all.

``/tablet/TOKEN`` asks the questions and takes the answers, ``/back`` asks for the tablet back, ``/unlock``
takes the PIN. Opening a review that may still be given locks the browser (`views.tablet_lock`).
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from views import tablet_page as pages
from views.form_sent import form_sent
from views.tablet_answers import Answers, understand
from views.tablet_kept import Kept
from views.tablet_lock import FRESH, TOKEN, home_of, lock, locked_to, unlock
from views.tablet_open import MARK, open_pages
from views.tablet_pin import Tries

if TYPE_CHECKING:
    from reports.tablet import Review

CLOSED = "The records cannot be opened just now. Please give the tablet back to your podiatrist."
MOST_SENT = 20_000  # bytes; a form of many questions is a tenth of it
log = logging.getLogger("dashboard")
tries, unfinished, wrong_pin = Tries(), Kept(), Kept()
_key = secrets.token_bytes(32)


def form_token(token: str) -> str:
    """What a form of this page must send back: only a page that we made ourselves can know it."""
    return hmac.new(_key, token.encode(), hashlib.sha256).hexdigest()


async def show(request: Request) -> Response:
    """The questions, or (given, or too late) the thanks; a review that is open locks the browser."""
    token, review = await _found(request)
    if review is None:
        return pages.unknown(locked=locked_to(request.scope) is not None)
    if review.state == "open":
        await open_pages.cut(request.cookies.get(MARK))
        sent, said = unfinished.get(token)
        response = pages.questions(review, home_of(token), form_token(token), sent, said)
        lock(response, request.scope, token)
        return response
    if locked_to(request.scope) == token:
        return pages.hand_back(review.state, home_of(token), form_token(token), wrong_pin.pop(token)[1])
    return pages.closed(review.state)


async def answer(request: Request) -> Response:
    """Take the answers: store them once, or keep them to say beside each question what is missing."""
    token, review = await _found(request)
    if review is None or review.state != "open" or locked_to(request.scope) != token:
        return _to(home_of(token))
    sent = await _sent(request)
    understood = understand(pages.asked(review), sent)
    said = "" if _ours(sent, token) else pages.AGAIN
    if not said and not understood.wrong:
        said = await run_in_threadpool(_store, token, understood)
        if not said:
            unfinished.pop(token)
            return _to(home_of(token))
    unfinished.put(token, sent, said)
    return _to(home_of(token))


async def back(request: Request) -> Response:
    """Ask for the tablet back, when somebody would rather not answer."""
    token, review = await _found(request)
    if review is None or review.state != "open" or locked_to(request.scope) != token:
        return _to(home_of(token))
    return pages.hand_back("back", home_of(token), form_token(token), wrong_pin.pop(token)[1])


async def open_again(request: Request) -> Response:
    """Take the lock away for the right PIN; five wrong ones have to wait."""
    token, review = await _found(request)
    if review is None or locked_to(request.scope) != token:
        return _to(home_of(token))
    said = await _try(token, await _sent(request))
    if said:
        wrong_pin.put(token, {}, said)
        return _to(home_of(token) + ("/back" if review.state == "open" else ""))
    unfinished.pop(token)
    response = _to("/")
    unlock(response, request.scope)
    return response


async def _try(token: str, sent: dict[str, str]) -> str:
    """Try a PIN; what to say when it does not open the lock."""
    if not _ours(sent, token):
        return pages.AGAIN
    if wait := tries.take(token):
        return pages.waiting(wait)
    if not await run_in_threadpool(_pin_is, token, sent.get("pin", "").strip()):
        return pages.not_the_pin(tries.left(token))
    tries.clear(token)
    return ""


def _to(place: str) -> Response:
    return RedirectResponse(place, 303, FRESH)


def _ours(sent: dict[str, str], token: str) -> bool:
    return hmac.compare_digest(sent.get("form", "").encode(), form_token(token).encode())


async def _sent(request: Request) -> dict[str, str]:
    """The fields of a form of the patient's page."""
    return await form_sent(request, MOST_SENT, 200)


async def _found(request: Request) -> tuple[str, Review | None]:
    token = str(request.path_params["token"])
    return token, await run_in_threadpool(_review, token) if TOKEN.fullmatch(token) else None


def _review(token: str) -> Review | None:
    from data.store import StoreError  # the records' own modules load here, so that the address answers early
    from reports import tablet as door

    try:
        return door.find_review(token)
    except StoreError as error:
        raise HTTPException(503, CLOSED) from error


def _pin_is(token: str, pin: str) -> bool:
    from reports import tablet as door

    return door.pin_is(token, pin)


def _store(token: str, understood: Answers) -> str:
    """Store the answers; what to say when that may not be. The log names the kind of fault and no value."""
    from data.ledger import LedgerError
    from reports import tablet as door

    try:
        door.give_review(token, understood.values)
    except LedgerError as error:
        log.error("A review was refused: %s", type(error).__name__)
        return pages.REFUSED
    return ""


ROUTES = [
    Route("/tablet/{token}", show, methods=["GET"]),
    Route("/tablet/{token}", answer, methods=["POST"]),
    Route("/tablet/{token}/back", back, methods=["GET"]),
    Route("/tablet/{token}/unlock", open_again, methods=["POST"]),
]
