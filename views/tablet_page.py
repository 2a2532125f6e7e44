"""The patient's page as HTML: one template, every word escaped, its own style and no script at all."""

from __future__ import annotations

import math
import secrets
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse

from views.tablet_answers import SKIP, understand
from views.tablet_lock import FRESH
from views.tablet_words import SIDES, Question, question

if TYPE_CHECKING:
    from jinja2 import Template

    from reports.tablet import Review

AGAIN = "Nothing has been sent yet. Please press the button once more."
REFUSED = "Your answers could not be stored. Please give the tablet back and say so."
HEADERS = FRESH | {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
}
POLICY = (
    "default-src 'none'; style-src 'nonce-{nonce}'; img-src data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # loads with the first page it writes

    loader = FileSystemLoader(Path(__file__).parent / "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined).get_template("tablet.html")


def _page(state: str, status: int = 200, **words: Any) -> HTMLResponse:
    nonce = secrets.token_urlsafe(16)
    known = {"home": "", "form": "", "wrong": {}, "sent": {}, "said": "", "questions": (), "side": ""} | words
    html = _template().render(state=state, nonce=nonce, skip=SKIP, **known)
    return HTMLResponse(html, status, HEADERS | {"content-security-policy": POLICY.format(nonce=nonce)})


def asked(review: Review) -> list[Question]:
    """The questions of a review."""
    return [question(measure) for measure in review.measures]


def questions(review: Review, home: str, form: str, sent: Mapping[str, str], said: str) -> HTMLResponse:
    """The questions, with what was *sent*, sentences for what is wrong with it, and what else there is to say."""
    asking = asked(review)
    wrong = understand(asking, sent).wrong if sent else {}
    words: dict[str, Any] = {"sent": sent, "wrong": wrong, "said": said or wrong.get("", "")}
    return _page("open", questions=asking, side=SIDES[review.side], home=home, form=form, **words)


def hand_back(state: str, home: str, form: str, said: str = "") -> HTMLResponse:
    """Thanks (``given``), too late (``over``) or not answered (``back``), and the place for the PIN."""
    return _page(state, home=home, form=form, said=said)


def closed(state: str) -> HTMLResponse:
    """A review that is no longer open, in a browser that is not locked."""
    return _page("closed", 410, said="It has been given." if state == "given" else "Its time is over.")


def unknown(*, locked: bool) -> HTMLResponse:
    """There is no such review; a locked browser stays locked."""
    return _page("lost" if locked else "unknown", 404)


def waiting(seconds: float) -> str:
    """Too many wrong PINs."""
    left = math.ceil(seconds)
    wait = "1 second" if left == 1 else f"{left} seconds"
    return f"That was the wrong PIN too often. Please wait {wait}, then try again."


def not_the_pin(left: int) -> str:
    """A wrong PIN, and how many tries are left."""
    if not left:
        return "That is not the PIN. Please wait 60 seconds, then try again."
    return f"That is not the PIN. You can try {'once' if left == 1 else f'{left} times'} more."
