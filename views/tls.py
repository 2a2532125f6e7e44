"""Whether the browser comes through a server of the clinic's that encrypts: what the setting says, and what follows."""

from __future__ import annotations

import os
import re

from starlette.datastructures import Headers
from starlette.types import Scope

SETTING = "CLINIC_BEHIND_TLS"
NAME = re.compile(r"https://([A-Za-z0-9][A-Za-z0-9.-]*)(:\d{1,5})?/?")
THIS_COMPUTER = "127.0.0.1"
ONLY_HERE = (THIS_COMPUTER, "localhost")
REFUSED = (
    "Only this computer may be served: across the network, passwords and records could be read by others on the way. "
    f"Leave the address at {THIS_COMPUTER}, or put a server that encrypts in front and name it: {SETTING}=https://NAME."
)
NOT_A_NAME = f"{SETTING} is what people type, such as https://outcomes.clinic.example, with nothing after the name."


class NotAnAddress(ValueError):
    """The program may not be served at this address; the message says why and what to do."""


def public_name() -> str | None:
    """The name people type, from ``CLINIC_BEHIND_TLS``; ``None`` without it. Raises `NotAnAddress` for what is none."""
    given = os.environ.get(SETTING, "").strip()
    if not given:
        return None
    found = NAME.fullmatch(given)
    if found is None:
        raise NotAnAddress(NOT_A_NAME)
    return found[1].lower()


def public_address() -> str | None:
    """What people type to get here, when a server that encrypts stands in front."""
    return os.environ[SETTING].strip().rstrip("/") if public_name() else None


def check_address(address: str) -> None:
    """Raise `NotAnAddress` unless only this computer is served, or a server that encrypts stands in front."""
    if public_name() is None and address not in ONLY_HERE:
        raise NotAnAddress(REFUSED)


def settings(address: str = THIS_COMPUTER) -> dict[str, object]:
    """What Streamlit has to know about *address*; raises `NotAnAddress` for one that may not be served."""
    check_address(address)
    names = [*ONLY_HERE, *filter(None, [public_name()])]
    return {"server.address": address, "server.allowedHosts": sorted(names)}


def is_secure(scope: Scope) -> bool:
    """Whether the browser came by https, itself or through a server in front."""
    forwarded = Headers(scope=scope).get("x-forwarded-proto")
    return "https" in (scope.get("scheme"), forwarded) or scope.get("scheme") == "wss"


def is_bare(scope: Scope) -> bool:
    """Whether a browser came unencrypted where the setting says that none does."""
    return public_name() is not None and not is_secure(scope)
