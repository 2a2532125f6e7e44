"""The sign-in pages as HTML: one template, every word escaped, its own style and no script at all."""

from __future__ import annotations

import math
import re
import secrets
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from views.sign_in_forms import give_form, kept_form
from views.tablet_lock import FRESH
from views.tablet_page import POLICY

if TYPE_CHECKING:
    from jinja2 import Template

    from data.people_reads import Link

WRONG = "The user name or the password is not right."
AGAIN = "Nothing has been sent yet. Please press the button once more."
NOWHERE = ("/login", "/sign-in", "/first", "/join", "/_stcore")  # part of signing in, or no page
PLACE = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")  # on this very server: no other host, no control character


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # loads with the first page it writes

    loader = FileSystemLoader(Path(__file__).parent / "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined).get_template("sign_in.html")


def _page(state: str, status: int = 200, **words: Any) -> HTMLResponse:
    nonce = secrets.token_urlsafe(16)
    known = {
        "form": "", "to": "/", "home": "", "wrong": {}, "sent": {}, "said": "", "faulty": False, "again": False,
        "demo": False, "who": "", "username": "", "providers": (), "on": "",
    } | words  # fmt: skip
    html = _template().render(state=state, nonce=nonce, **known)
    return HTMLResponse(html, status, FRESH | {"content-security-policy": POLICY.format(nonce=nonce)})


def form_page(request: Request, state: str, status: int = 200, **words: Any) -> HTMLResponse:
    """A page with a form: its token stands in the form and, for this browser only, in a cookie."""
    token = kept_form(request)
    response = _page(state, status, form=token, **words)
    give_form(response, request, token)
    return response


def login(request: Request, status: int = 200, **words: Any) -> HTMLResponse:
    """The sign-in; below the form a way to each provider that is set up."""
    return form_page(request, "login", status, providers=_providers(), **words)


def _providers() -> list[tuple[str, str]]:
    from reports import provider_sign_in  # loads the records' own modules, as late as everywhere here

    return provider_sign_in.offered()


def in_place(request: Request) -> HTMLResponse:
    """The sign-in in the place of the page that was asked for; afterwards it leads there.

    A browser that comes from another site does not bring its sign-in along: it is told to ask again by itself.
    """
    query = f"?{request.url.query}" if request.url.query else ""
    elsewhere = request.headers.get("sec-fetch-site") == "cross-site"
    return login(request, 401, to=safe_place(request.url.path + query), again=elsewhere)


def safe_place(place: str) -> str:
    """*place* when it is an address on this server that is no part of signing in; else the front page."""
    inside = PLACE.fullmatch(place) is not None and not place.startswith(NOWHERE)
    return place if inside else "/"


def second(request: Request, to: str, wrong: Mapping[str, str] | None = None, status: int = 200) -> HTMLResponse:
    """The six digits."""
    return form_page(request, "code", status, to=to, wrong=wrong or {})


def where_is_the_link(*, demo: bool) -> HTMLResponse:
    """There is no owner yet, and this browser has not opened the one-time link."""
    return _page("where", 403, demo=demo)


def connect(link: Link, title: str, on: str) -> HTMLResponse:
    """A one-time link that leads to a provider, at *on*."""
    return _page("connect", who=link.display_name, username=link.username, title=title, on=on)


def arrived(to: str) -> HTMLResponse:
    """Signed in, and on to *to*. A page of our own leads there: a browser that was only passed on from another site
    would leave the new sign-in at home."""
    return _page("arrived", on=to)


def used() -> HTMLResponse:
    """A one-time link that opens nothing (any more)."""
    return _page("used", 410)


def nothing() -> HTMLResponse:
    """No such page."""
    return _page("nothing", 404)


def not_opened() -> HTMLResponse:
    """The records cannot be opened."""
    return _page("closed", 503)


def waiting(seconds: float) -> str:
    """Too many wrong tries."""
    left = math.ceil(seconds)
    if left > 90:
        return f"That was wrong too often. Please wait {math.ceil(left / 60)} minutes, then try again."
    wait = "1 second" if left == 1 else f"{left} seconds"
    return f"That was wrong too often. Please wait {wait}, then try again."
