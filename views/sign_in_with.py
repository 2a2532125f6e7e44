"""Signing in with a provider, at two plain addresses: one that leads to it, one where its answer arrives.

The browser is known again by a cookie that lasts ten minutes. It is the only one that travels when another site leads
here (``SameSite=Lax``), because the answer comes from the provider's pages; it opens nothing by itself.
"""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from views import sign_in_page as pages
from views.gate import LOGIN, SIGN_IN
from views.sign_in_forms import give
from views.starting import address
from views.tablet_lock import FRESH
from views.tls import is_secure

BROWSER, ONLY = "clinic_with", "/sign-in"  # the cookie, and where it is sent
ANSWERS = ("state", "code", "iss", "error")
LONGEST = 4000  # letters of one of them


async def lead(request: Request) -> Response:
    """Lead the browser to the provider. Only a page of ours may begin this, never another site."""
    if request.headers.get("sec-fetch-site") in ("cross-site", "same-site") or not await run_in_threadpool(_has_owner):
        return RedirectResponse(LOGIN, 303, FRESH)
    name, asked = str(request.path_params["name"]), request.query_params
    to, link = pages.safe_place(asked.get("to", "/")), asked.get("join", "")
    before = request.cookies.get(SIGN_IN, "")
    try:
        place, browser = await run_in_threadpool(_begin, name, f"{address()}/sign-in/back/{name}", to, link, before)
    except ValueError as error:
        return _said(request, error)
    response = RedirectResponse(place, 303, FRESH)
    _keep(response, request, browser)
    return response


async def arrive(request: Request) -> Response:
    """What the provider answered: our own sign-in, or one plain sentence."""
    name, asked = str(request.path_params["name"]), request.query_params
    answer = {word: asked[word] for word in ANSWERS if word in asked and len(asked[word]) <= LONGEST}
    try:
        token, to = await run_in_threadpool(_finish, name, request.cookies.get(BROWSER, ""), answer)
    except ValueError as error:
        return _said(request, error)
    response = pages.arrived(to)
    give(response, request, SIGN_IN, token)
    response.delete_cookie(BROWSER, ONLY, secure=is_secure(request.scope), httponly=True, samesite="lax")
    return response


def _said(request: Request, error: ValueError) -> Response:
    """The sign-in page with the sentence; raises what is not one of ours."""
    from reports.provider_sign_in import NoSuchProvider, Refused, TooMany
    from reports.provider_talk import Unreachable

    statuses: dict[type[ValueError], int] = {TooMany: 429, Unreachable: 503, Refused: 401}
    if isinstance(error, NoSuchProvider):
        return pages.nothing()
    if type(error) not in statuses:
        raise error
    return pages.login(request, statuses[type(error)], said=str(error), faulty=True)


def _keep(response: Response, request: Request, browser: str) -> None:
    from reports.provider_sign_in import HOLDS

    response.set_cookie(
        BROWSER, browser, int(HOLDS), path=ONLY, secure=is_secure(request.scope), httponly=True, samesite="lax"
    )


def _has_owner() -> bool:
    from reports import sign_in

    return sign_in.has_owner()


def _begin(name: str, back: str, to: str, link: str, before: str) -> tuple[str, str]:
    from reports import provider_sign_in

    return provider_sign_in.begin(name, back, to, link, before)


def _finish(name: str, browser: str, answer: dict[str, str]) -> tuple[str, str]:
    from reports import provider_sign_in

    return provider_sign_in.finish(name, browser, answer)


ROUTES = [
    Route("/sign-in/with/{name}", lead, methods=["GET"]),
    Route("/sign-in/back/{name}", arrive, methods=["GET"]),
]
