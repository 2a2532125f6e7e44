"""The providers that may vouch for people when they sign in (OpenID Connect), as whoever looks after the computer lists
them: ``providers.toml`` in the folder of the keys. A client secret is never in that file.

    [microsoft]
    title = "Microsoft"
    issuer = "https://login.microsoftonline.com/TENANT-ID/v2.0"
    client_id = "..."
"""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from data import keys
from data.tables_people import LONGEST_WAY

FILE = "providers.toml"
NAME = re.compile(rf"[a-z][a-z0-9-]{{0,{LONGEST_WAY - 1}}}")
HERE = ("127.0.0.1", "localhost", "::1")
MICROSOFT = ("login.microsoftonline.com", "login.microsoftonline.us", "login.partner.microsoftonline.cn")
OLD_MICROSOFT = "sts.windows.net"
TENANT = re.compile(r"/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/v2\.0")
EVERYBODYS = "9188040d-6c67-4c5b-b112-36a304b66dad"  # the tenant in which Microsoft keeps private accounts
GOOGLE = "accounts.google.com"
NEEDED, FIELDS = ("title", "issuer", "client_id"), ("title", "issuer", "client_id", "secret_variable", "prompt")
PROMPTS = ("login", "select_account", "consent")
OWN_TENANT = (
    "name your own tenant by its number (Directory ID), as https://login.microsoftonline.com/NUMBER/v2.0. 'common', "
    "'organizations' and 'consumers' let people of every organisation ask to come in"
)


class ProvidersWrong(ValueError):
    """The list of providers cannot be used; the message names the file, the provider, and what to do."""


@dataclass(frozen=True)
class Provider:
    """One provider. ``tenant`` is set for Microsoft Entra: people are then known by tenant and object, not by subject.

    ``is_here`` says that it runs on this computer, where http is good enough.
    """

    name: str
    title: str
    issuer: str
    client_id: str
    secret_variable: str = ""
    prompt: str = "login"
    tenant: str = ""
    is_here: bool = False


def read_providers() -> dict[str, Provider]:
    """Every listed provider by name, none without the file. Raises `ProvidersWrong`."""
    path = keys.folder() / FILE
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ProvidersWrong(f"{path}: this is not a TOML file that can be read ({type(error).__name__}).") from None
    try:
        return {name: _provider(name, fields) for name, fields in given.items()}
    except ProvidersWrong as error:
        raise ProvidersWrong(f"{path}, {error} Nobody can sign in with a provider until this is mended.") from None


def secret_of(provider: Provider) -> str:
    """The client secret: from the environment, or from where the keys are. Raises `ProvidersWrong` without one."""
    if provider.secret_variable:
        found = os.environ.get(provider.secret_variable, "").strip()
        what = f"the variable {provider.secret_variable} is empty"
    else:
        found = keys.find_words(_kept_as(provider.name)) or ""
        what = f"keep it once with: python3 -m data providers --secret {provider.name}"
    if not found:
        raise ProvidersWrong(f"There is no client secret for '{provider.name}': {what}.")
    return found


def keep_secret(provider: Provider, secret: str) -> None:
    """Keep the client secret where the keys are. Raises `ProvidersWrong` for an empty one."""
    if not secret.strip():
        raise ProvidersWrong("Nothing was typed, so nothing was kept.")
    keys.keep_words(_kept_as(provider.name), secret.strip())


def check_providers() -> dict[str, Provider]:
    """Every listed provider, each with a secret that is there. Raises `ProvidersWrong`."""
    found = read_providers()
    for one in found.values():
        secret_of(one)
    return found


def _kept_as(name: str) -> str:
    return f"provider-{name}"


def _provider(name: str, given: Any) -> Provider:
    where = f"[{name}]: "
    if not NAME.fullmatch(name) or name == "password":
        raise ProvidersWrong(f"{where}call it by small letters, digits and '-', such as [microsoft].")
    if not isinstance(given, dict):
        raise ProvidersWrong(f"{where}write its fields below a line [{name}].")
    if "client_secret" in given:
        raise ProvidersWrong(
            f"{where}take the secret out, and keep it with: python3 -m data providers --secret {name}."
        )
    for field, value in given.items():
        if field not in FIELDS or not isinstance(value, str) or not value.strip():
            raise ProvidersWrong(f"{where}'{field}' is no field, or no text. There are: {', '.join(FIELDS)}.")
    for field in NEEDED:
        if field not in given:
            raise ProvidersWrong(f"{where}'{field}' is missing.")
    return _checked(name, {field: value.strip() for field, value in given.items()})


def _checked(name: str, given: dict[str, str]) -> Provider:
    where, parts = f"[{name}]: ", urlsplit(given["issuer"])
    host, is_here = parts.hostname or "", parts.scheme == "http" and parts.hostname in HERE
    if not host or (parts.scheme != "https" and not is_here) or parts.query or parts.fragment or parts.username:
        raise ProvidersWrong(f"{where}'issuer' is the https address the provider gives as its issuer, and no more.")
    if given.get("prompt", "login") not in PROMPTS:
        raise ProvidersWrong(f"{where}'prompt' is one of {', '.join(PROMPTS)}.")
    if len(given["title"]) > LONGEST_WAY:
        raise ProvidersWrong(f"{where}'title' stands on a button: use at most {LONGEST_WAY} letters.")
    # Google's own list of prompts has no "login": there one chooses the account.
    usual = "select_account" if host == GOOGLE else "login"
    return Provider(**({"prompt": usual} | given), name=name, tenant=_tenant(where, host, parts.path), is_here=is_here)


def _tenant(where: str, host: str, path: str) -> str:
    """The number of the tenant of Microsoft Entra; empty for every other provider."""
    if host == OLD_MICROSOFT:
        raise ProvidersWrong(f"{where}{OWN_TENANT}.")
    found = TENANT.fullmatch(path)
    if host not in MICROSOFT:
        return ""
    if found is None or found[1] == EVERYBODYS:
        raise ProvidersWrong(f"{where}{OWN_TENANT}.")
    return found[1]
