"""Signing in with a provider, from the button to our own sign-in: an attempt is begun, and ended once by an answer.

An attempt belongs to one browser, one provider and ten minutes. What it waits for is kept in this program's memory
only: a restart ends it.
"""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from dataclasses import dataclass

from data.clock import now
from data.ledger_people import NotKnown, PeopleLedger
from data.ledger_write import LedgerError
from data.people_reads import hash_of
from data.places import StoreError
from data.providers import Provider, ProvidersWrong, read_providers
from reports import provider_talk, provider_token, sign_in, stores
from reports.provider_talk import Asked, Described, NotAccepted, Unreachable

HOLDS = 600.0  # seconds between the button and the answer
MOST, A_MINUTE = 30, 60.0  # attempts begun, and answers to none, in a minute
_guard = threading.Lock()
_waiting: dict[str, Attempt] = {}  # by the hash of its state
_recent: list[float] = []


class NoSuchProvider(ValueError):
    """No provider of this name is listed, or the link is for another one."""


class TooMany(ValueError):
    """So many began at once that the next has to wait."""

    def __init__(self) -> None:
        super().__init__("Many people are signing in at once. Wait a minute, then try again.")


class Refused(ValueError):
    """Nobody is signed in. The sentence is the same whatever the reason: the activity record has that."""

    def __init__(self, title: str) -> None:
        super().__init__(
            f"You could not be signed in with {title}. If you have not used it here before, open the link that the "
            "clinic’s owner gave you first; else ask the owner."
        )


@dataclass(frozen=True)
class Attempt:
    """Somebody on the way to a provider, until a moment of `time.monotonic`; ``begun`` is in seconds since 1970."""

    provider: Provider
    described: Described
    asked: Asked
    browser: str
    to: str
    link: str
    before: str
    begun: float
    until: float


def offered() -> list[tuple[str, str]]:
    """Name and title of each provider that somebody may sign in with; none while the list cannot be used."""
    return [(one.name, one.title) for one in _usable()]


def title_of(issuer: str | None) -> str:
    """What the provider of this issuer is called here; one that is not listed any more is named so."""
    known = [one.title for one in _usable() if one.issuer == issuer]
    return known[0] if known else "a provider that is not set up any more"


def _usable() -> list[Provider]:
    try:
        return list(read_providers().values())
    except ValueError:  # the terminal was told why at the start
        return []


def begin(name: str, back: str, to: str, link: str, before: str) -> tuple[str, str]:
    """Where to send the browser, and the token it has to bring back in a cookie.

    *back* is the address of the answer, *to* the page to end at, *link* the token of a one-time link (or ``""``),
    *before* the browser's present sign-in. Raises `NoSuchProvider`, `TooMany` or `Unreachable`.
    """
    provider = _listed(name)
    found = sign_in.find_link(link, ("invite", "reset"))
    if link and (found is None or found.way != name):
        raise NoSuchProvider(f"This link does not lead to {provider.title}.")
    _count()
    described = _described(provider)
    asked = Asked(back, *(secrets.token_urlsafe(size) for size in (32, 32, 48)))
    browser, moment = secrets.token_urlsafe(32), time.monotonic()
    attempt = Attempt(provider, described, asked, hash_of(browser), to, link, before, time.time(), moment + HOLDS)
    with _guard:
        for state in [state for state, one in _waiting.items() if one.until < moment]:
            del _waiting[state]
        _waiting[hash_of(asked.state)] = attempt
    return provider_talk.leads_to(provider, described, asked), browser


def finish(name: str, browser: str, answer: dict[str, str]) -> tuple[str, str]:
    """End an attempt: our own token for the browser, and the page to go to. Raises `Refused` or `Unreachable`.

    *browser* is the cookie of `begin`; *answer* holds ``state``, ``code``, ``iss`` and ``error`` as they came.
    """
    with _guard:
        attempt = _waiting.pop(hash_of(answer.get("state", "")), None)  # whatever comes of it, an answer counts once
    try:
        if attempt is None or attempt.until < time.monotonic() or attempt.provider.name != name:
            _count()
            raise NotAccepted("state")
        if not hmac.compare_digest(attempt.browser, hash_of(browser)):
            raise NotAccepted("browser")
        subject = _proved(attempt, answer)
        return _let_in(attempt, subject), attempt.to
    except NotAccepted as refused:
        _ledger().note_refused(attempt.provider.name if attempt else _called(name), refused.why)
    except (NotKnown, LedgerError):
        _ledger().note_refused(name, "not known")
    raise Refused(attempt.provider.title if attempt else _title(name))


def _proved(attempt: Attempt, answer: dict[str, str]) -> str:
    """The subject the provider vouches for; raises `NotAccepted` or `Unreachable`."""
    provider, described = attempt.provider, attempt.described
    said = answer.get("iss")
    if said != provider.issuer and (said is not None or described.names_itself):  # RFC 9207: an answer of another one
        raise NotAccepted("issuer")
    if "error" in answer or not answer.get("code"):
        raise NotAccepted("provider")
    try:
        tokens = provider_talk.exchange(provider, described, attempt.asked, answer["code"])
        keys = provider_talk.signing_keys(provider, described)
    except (ProvidersWrong, StoreError):  # no secret, which the terminal was told at the start
        raise Unreachable(provider) from None
    return provider_token.identity(provider, tokens, keys, attempt.asked.nonce, attempt.begun)


def _let_in(attempt: Attempt, subject: str) -> str:
    """Bind the account of the link when there was one, and begin our own sign-in; raises `LedgerError`."""
    name, issuer = attempt.provider.name, attempt.provider.issuer
    if attempt.link:
        _ledger().take_identity(attempt.link, name, issuer, subject, now())
    token = _ledger().enter_with(name, issuer, subject, now())
    if attempt.before:
        sign_in.end(sign_in.mark_of(attempt.before))
    return token


def _described(provider: Provider) -> Described:
    try:
        return provider_talk.describe(provider)
    except NotAccepted:
        raise Unreachable(provider) from None


def _listed(name: str) -> Provider:
    try:
        return read_providers()[name]
    except (KeyError, ValueError):
        raise NoSuchProvider("No provider of this name is set up.") from None


def _called(name: str) -> str:
    """The name, when it is one of the list: what somebody made up goes into no record."""
    return name if name in dict(offered()) else ""


def _title(name: str) -> str:
    return dict(offered()).get(name, "a provider")


def _count() -> None:
    """One more within this minute; raises `TooMany`. What has begun is never held up."""
    moment = time.monotonic()
    with _guard:
        _recent[:] = [one for one in _recent if one > moment - A_MINUTE]
        if len(_recent) >= MOST:
            raise TooMany
        _recent.append(moment)


def _ledger() -> PeopleLedger:
    return PeopleLedger(stores.own(), "sign-in")
