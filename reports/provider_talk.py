"""What is said to a provider over the network, and how far its answers are believed. Nothing here knows an account.

Only when somebody presses the button is the provider asked anything, for a few seconds at most.
"""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from data.providers import HERE, Provider, secret_of

PATIENCE, LONGEST = 10.0, 20.0  # seconds: without a word, and for a whole answer
MOST_BYTES = 1_000_000
TALKING = threading.BoundedSemaphore(8)  # a provider that hangs holds up no other page


class Unreachable(ValueError):
    """The provider does not answer as one; said without any of its words."""

    def __init__(self, provider: Provider) -> None:
        super().__init__(f"{provider.title} cannot be reached now. Try again in a few minutes.")


class NotAccepted(ValueError):
    """The provider's answer does not prove who somebody is. ``why`` is one of our own words."""

    def __init__(self, why: str) -> None:
        super().__init__("The provider's answer does not prove who this is.")
        self.why = why


@dataclass(frozen=True)
class Described:
    """What a provider says about itself: its addresses, how it wants the secret, and whether it names itself."""

    authorization: str
    token: str
    keys: str
    by_post: bool
    names_itself: bool


@dataclass(frozen=True)
class Asked:
    """What one attempt sends along, to know the answer by."""

    back: str
    state: str
    nonce: str
    verifier: str


def describe(provider: Provider) -> Described:
    """Read the provider's own description (OpenID Connect Discovery 1.0, section 4). Raises `Unreachable`."""
    said = _ask(provider, "GET", f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    if said.get("issuer") != provider.issuer:  # section 4.3: exactly the same
        raise Unreachable(provider)
    ways = said.get("token_endpoint_auth_methods_supported")
    return Described(
        authorization=_place(provider, said.get("authorization_endpoint")),
        token=_place(provider, said.get("token_endpoint")),
        keys=_place(provider, said.get("jwks_uri")),
        by_post=isinstance(ways, list) and "client_secret_post" in ways,
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
    )


def leads_to(provider: Provider, described: Described, asked: Asked) -> str:
    """The address at the provider where the browser is sent; it has no secret in it."""
    from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
    from authlib.oauth2.rfc7636 import create_s256_code_challenge

    challenge = create_s256_code_challenge(asked.verifier)
    scope = "openid profile" if provider.tenant else "openid"  # Entra names the person's object with the profile only
    return str(
        prepare_grant_uri(
            described.authorization, provider.client_id, "code", redirect_uri=asked.back, scope=scope,
            state=asked.state, nonce=asked.nonce, prompt=provider.prompt, code_challenge=challenge,
            code_challenge_method="S256",
        )
    )  # fmt: skip


def exchange(provider: Provider, described: Described, asked: Asked, code: str) -> dict[str, Any]:
    """The provider's tokens for a code. Raises `Unreachable` or `NotAccepted`."""
    from authlib.oauth2.auth import ClientAuth
    from authlib.oauth2.rfc6749.parameters import prepare_token_request

    body = prepare_token_request("authorization_code", code=code, redirect_uri=asked.back, code_verifier=asked.verifier)
    plain = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
    way = "client_secret_post" if described.by_post else "client_secret_basic"
    sign = ClientAuth(provider.client_id, secret_of(provider), way)
    place, headers, content = sign.prepare("POST", described.token, plain, body)
    return _ask(provider, "POST", place, headers=headers, content=content)


def signing_keys(provider: Provider, described: Described) -> dict[str, Any]:
    """The keys the provider signs with today. Raises `Unreachable`."""
    return _ask(provider, "GET", described.keys)


def _ask(provider: Provider, method: str, place: str, **sent: Any) -> dict[str, Any]:
    import httpx  # a moment to import, and not needed where nobody signs in with a provider

    if not TALKING.acquire(timeout=PATIENCE):
        raise Unreachable(provider)
    try:
        with httpx.Client(timeout=PATIENCE, trust_env=not provider.is_here, follow_redirects=False) as client:
            status, body = _read(client, method, place, sent)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError):
        raise Unreachable(provider) from None
    finally:
        TALKING.release()
    if status in (400, 401, 403):
        raise NotAccepted("code")
    return _object(provider, status, body)


def _read(client: Any, method: str, place: str, sent: dict[str, Any]) -> tuple[int, bytes]:
    """Status and body; raises `TimeoutError` for an answer that is too long or takes too long."""
    until, body = time.monotonic() + LONGEST, b""
    with client.stream(method, place, **sent) as answer:
        for part in answer.iter_bytes():
            body += part
            if len(body) > MOST_BYTES or time.monotonic() > until:
                raise TimeoutError
        return int(answer.status_code), body


def _object(provider: Provider, status: int, body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body) if status == 200 else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Unreachable(provider)
    return found


def _place(provider: Provider, given: Any) -> str:
    """An address the provider names; encrypted, unless provider and address are both on this computer."""
    try:
        parts = urlsplit(given if isinstance(given, str) else "")
        plain = provider.is_here and parts.scheme == "http" and parts.hostname in HERE
    except ValueError:
        raise Unreachable(provider) from None
    if not parts.hostname or not (parts.scheme == "https" or plain):
        raise Unreachable(provider)
    return str(given)
