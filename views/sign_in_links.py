"""The one-time links: the first, which makes the owner's account, and those that let somebody choose a password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from views import sign_in_page as pages
from views.sign_in import EMPTY, signed_in
from views.sign_in_forms import give, is_ours, sent_by, take
from views.tablet_lock import FRESH

if TYPE_CHECKING:
    from data.people_reads import Link

FIRST = "clinic_first"  # a cookie: this browser opened the first link
ARRIVES = "/import_records"  # where a new owner goes on
DIFFERENT = "The two are not the same. Type the password twice."
OWNER_ASKED = ("display_name", "username", "password", "again")


async def open_first(request: Request) -> Response:
    """Remember that this browser has the first link, and show what there is to see."""
    token = str(request.path_params["token"])
    if await run_in_threadpool(_link, token, "first") is None:
        return pages.used()
    demo = await run_in_threadpool(_demo_is_open)
    response = RedirectResponse("/" if demo else "/first", 303, FRESH)
    give(response, request, FIRST, token)
    return response


async def show_first(request: Request) -> Response:
    """The form of the owner's account, for a browser that opened the first link."""
    if await run_in_threadpool(_has_owner):
        return pages.nothing()
    if await run_in_threadpool(_link, request.cookies.get(FIRST, ""), "first") is None:
        return pages.where_is_the_link(demo=await run_in_threadpool(_demo_is_open))
    return pages.form_page(request, "first")


async def make_owner(request: Request) -> Response:
    """Make the owner's account, sign it in, and lead to where records are brought in."""
    sent = await sent_by(request)
    token = request.cookies.get(FIRST, "")
    if not is_ours(request, sent):
        return pages.form_page(request, "first", 403, said=pages.AGAIN, faulty=True, sent=sent)
    wrong = _missing(sent, OWNER_ASKED)
    made = 0
    if not wrong:
        asked = (token, sent["username"], sent["display_name"], sent["password"])
        made, wrong = await run_in_threadpool(_make_owner, *asked)
    if wrong:
        return pages.form_page(request, "first", 400, wrong=wrong, sent=sent, said=wrong.get("", ""), faulty=True)
    response = await signed_in(request, made, ARRIVES)
    take(response, request, FIRST)
    return response


async def show_link(request: Request) -> Response:
    """The form to choose a password, for whoever has the link."""
    link = await _found(request)
    return pages.used() if link is None else await _way(request, link)


async def take_link(request: Request) -> Response:
    """Keep the password; the link opens nothing afterwards."""
    link, sent = await _found(request), await sent_by(request)
    if link is None:
        return pages.used()
    if _provider(link):
        return await _way(request, link)
    if not is_ours(request, sent):
        return _form(request, link, 403, {"": pages.AGAIN})
    wrong = _missing(sent, ("password", "again"))
    if not wrong:
        wrong = await run_in_threadpool(_take_link, str(request.path_params["token"]), sent["password"])
    return _form(request, link, 400, wrong) if wrong else RedirectResponse("/login?ready", 303, FRESH)


async def _way(request: Request, link: Link) -> Response:
    """Where this link leads: to the form for a password, or on to a provider while that is set up."""
    name = _provider(link)
    if not name:
        return _form(request, link)
    title = (await run_in_threadpool(_offered)).get(name)
    on = f"/sign-in/with/{name}?join={request.path_params['token']}"
    return pages.used() if title is None else pages.connect(link, title, on)


def _provider(link: Link) -> str:
    from data.people_reads import BACK

    return "" if link.way == BACK else link.way


def _offered() -> dict[str, str]:
    from reports import provider_sign_in

    return dict(provider_sign_in.offered())


def _form(request: Request, link: Link, status: int = 200, wrong: dict[str, str] | None = None) -> Response:
    wrong = wrong or {}
    words = {"home": request.url.path, "who": link.display_name, "username": link.username, "wrong": wrong}
    return pages.form_page(request, link.purpose, status, said=wrong.get("", ""), faulty=True, **words)


def _missing(sent: dict[str, str], asked: tuple[str, ...]) -> dict[str, str]:
    wrong = {name: EMPTY for name in asked if not sent.get(name, "").strip()}
    if not wrong and sent["password"] != sent["again"]:
        wrong["again"] = DIFFERENT
    return wrong


async def _found(request: Request) -> Link | None:
    return await run_in_threadpool(_link, str(request.path_params["token"]), "invite", "reset")


def _link(token: str, *purposes: str) -> Link | None:
    from reports import sign_in  # the records' own modules load here, so that the address answers early

    return sign_in.find_link(token, purposes)


def _has_owner() -> bool:
    from reports import sign_in

    return sign_in.has_owner()


def _demo_is_open() -> bool:
    from reports import stores

    return stores.demo_is_open()


def _make_owner(token: str, username: str, display_name: str, password: str) -> tuple[int, dict[str, str]]:
    from reports import sign_in

    return sign_in.make_owner(token, username, display_name, password)


def _take_link(token: str, password: str) -> dict[str, str]:
    from reports import sign_in

    return sign_in.take_link(token, password)


ROUTES = [
    Route("/first", show_first, methods=["GET"]),
    Route("/first", make_owner, methods=["POST"]),
    Route("/first/{token}", open_first, methods=["GET"]),
    Route("/join/{token}", show_link, methods=["GET"]),
    Route("/join/{token}", take_link, methods=["POST"]),
]
