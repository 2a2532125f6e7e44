"""Whom a signed answer names: tenant and object for Microsoft Entra, the subject elsewhere, never a mail address."""

from __future__ import annotations

import time
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from data.providers import Provider
from reports.provider_talk import NotAccepted
from reports.provider_token import identity

TENANT, OBJECT = "11111111-2222-3333-4444-555555555555", "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
ENTRA = Provider("microsoft", "Microsoft", f"https://login.microsoftonline.com/{TENANT}/v2.0", "us", tenant=TENANT)
OTHER = Provider("ours", "Ours", "https://provider.example", "us")
KEY = RSAKey.generate_key(2048, {"kid": "now", "use": "sig"})


def named(provider: Provider, **claims: Any) -> str:
    """Who is named by an answer that is right but for these claims (``None`` leaves one out)."""
    now = int(time.time())
    every = {"iss": provider.issuer, "aud": "us", "sub": "a-subject", "exp": now + 300, "iat": now, "nonce": "n",
             "email": "ann@clinic.example", "tid": TENANT, "oid": OBJECT} | claims  # fmt: skip
    said = {name: value for name, value in every.items() if value is not None}
    tokens = {"id_token": jwt.encode({"alg": "RS256", "kid": "now"}, said, KEY)}
    return identity(provider, tokens, {"keys": [KEY.as_dict(private=False)]}, "n", now)


def test_entra_names_tenant_and_object_whatever_the_subject_and_the_mail() -> None:
    assert named(ENTRA) == named(ENTRA, sub="another", email="boss@clinic.example") == f"{TENANT}:{OBJECT}"


def test_elsewhere_the_subject_is_who_somebody_is() -> None:
    assert named(OTHER) == named(OTHER, tid="x", oid="y", email=None) == "a-subject"


@pytest.mark.parametrize(
    ("why", "claims"),
    [
        ("tenant", {"tid": "99999999-2222-3333-4444-555555555555"}),
        ("subject", {"tid": None}),
        ("subject", {"oid": None}),
        ("subject", {"oid": ""}),
        ("subject", {"oid": ["a", "list"]}),
        ("subject", {"oid": "x" * 256}),
    ],
    ids=["another tenant", "no tenant", "no object", "an empty object", "a list", "too long"],
)
def test_entra_of_another_tenant_or_without_an_object_names_nobody(why: str, claims: dict[str, Any]) -> None:
    with pytest.raises(NotAccepted) as refused:
        named(ENTRA, **claims)
    assert refused.value.why == why
