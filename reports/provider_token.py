"""The signed answer of a provider (the ID token): whether it is genuine, for us, for this attempt, and of now.

Every rule of OpenID Connect Core 1.0, section 3.1.3.7, that bears on the code flow; the signature is always checked.
"""

from __future__ import annotations

from typing import Any

from data.providers import Provider
from reports.provider_talk import NotAccepted

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]  # all with public keys
LEEWAY = 60  # seconds that two clocks may differ
LONGEST_SUBJECT = 255  # section 2: ASCII, no longer


def identity(provider: Provider, tokens: dict[str, Any], keys: dict[str, Any], nonce: str, begun: float) -> str:
    """The subject that the account is known by at this provider. Raises `NotAccepted`.

    *begun*: when the browser was sent there, in seconds since 1970; whoever came back proved themselves after that.
    """
    try:
        claims = _claims(provider, tokens, keys, nonce)
    except NotAccepted:
        raise
    except Exception:  # whatever is wrong with it, it proves nobody, and its words stay out of the log
        raise NotAccepted("token") from None
    if claims.get("iss") != provider.issuer:
        raise NotAccepted("issuer")
    proved = claims.get("auth_time")
    if isinstance(proved, int | float) and proved < begun - LEEWAY:
        raise NotAccepted("earlier")  # somebody was still signed in there, perhaps not whoever sits here
    return _subject(provider, claims)


def _claims(provider: Provider, tokens: dict[str, Any], keys: dict[str, Any], nonce: str) -> dict[str, Any]:
    from authlib.oidc.core import CodeIDToken
    from joserfc import jwt
    from joserfc.jwk import KeySet

    signed = tokens.get("id_token")
    if not isinstance(signed, str):
        raise NotAccepted("token")
    usable = [key for key in keys.get("keys", []) if key.get("kty") in ("RSA", "EC") and key.get("use") != "enc"]
    found = jwt.decode(signed, KeySet.import_key_set({"keys": usable}), algorithms=ALGORITHMS)
    options = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
        "nonce": {"essential": True, "value": nonce},
    }
    params = {"nonce": nonce, "client_id": provider.client_id, "access_token": tokens.get("access_token")}
    claims = CodeIDToken(found.claims, found.header, options, params)
    claims.validate(leeway=LEEWAY)
    return dict(claims)


def _subject(provider: Provider, claims: dict[str, Any]) -> str:
    """Tenant and object for Microsoft Entra, whose subject differs from one registered program to the next."""
    named = [claims.get("tid"), claims.get("oid")] if provider.tenant else [claims.get("sub")]
    if not all(isinstance(one, str) and one and one.isascii() and len(one) <= LONGEST_SUBJECT for one in named):
        raise NotAccepted("subject")
    if provider.tenant and named[0] != provider.tenant:
        raise NotAccepted("tenant")
    return ":".join(map(str, named))
