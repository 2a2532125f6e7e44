"""The start: the records opened before they are asked for, the one-time link of a clinic without an owner, the browser.

All of it happens beside the server, so that the address answers at once.
"""

from __future__ import annotations

import importlib
import logging
import socket
import sys
import threading
import time
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st

from views import log_lines, memory
from views.tls import THIS_COMPUTER, public_address

FIRST = "First sign-in"  # the line begins with it; the page without a link says so
PATIENCE = 60.0  # seconds until the address has to answer
OPENING: list[str] = []  # filled when the browser is to be opened
log = logging.getLogger("dashboard")


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Get ready in the background, so that the address answers at once."""
    log_lines.begin()
    memory.hold()
    threading.Thread(target=_begin, daemon=True).start()
    yield


def open_browser() -> None:
    """Have the browser opened once the address answers."""
    OPENING.append("yes")


def _begin() -> None:
    try:
        place = _tell()
        _look_at_providers()
        if OPENING and _answers():
            webbrowser.open(place)
        _warm()
    finally:
        memory.begin()
    importlib.import_module("reports.nightly").start()


def address() -> str:
    """What people type to get here."""
    return public_address() or f"http://{THIS_COMPUTER}:{st.get_option('server.port')}"


def _tell() -> str:
    """Print the one-time link while there is no owner; the address to open first."""
    try:
        token = importlib.import_module("reports.sign_in").first_link()
    except ValueError as error:  # the store's own sentence: where the records are, and what to do
        _say(str(error))
        return address()
    except Exception as error:
        log.error("Getting ready failed: %s", type(error).__name__)
        return address()
    if token is None:
        return address()
    place = f"{address()}/first/{token}"
    _say(f"{FIRST}, for the owner of the clinic, in this browser only: {place}")
    return place


def _look_at_providers() -> None:
    """Say what is wrong with the list of providers; without one nothing is said, and no provider is asked anything."""
    try:
        importlib.import_module("data.providers").check_providers()
    except ValueError as error:
        _say(str(error))


def _say(sentence: str) -> None:
    sys.stderr.write(f"  {sentence}\n\n")
    sys.stderr.flush()


def _answers() -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex((THIS_COMPUTER, int(st.get_option("server.port")))) == 0:
                return True
        time.sleep(0.05)
    return False


def _warm() -> None:
    """Load what the first page needs while the browser is still opening; a failure shows on the page instead."""
    try:
        importlib.import_module("views.first_page").prepare()
    except Exception as error:
        log.error("Getting ready early failed: %s", type(error).__name__)
