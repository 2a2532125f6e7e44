"""Streamlit's own scripts, styles and fonts: answered before anybody is looked up, because they hold no record.

A page that opens asks for more than a hundred of them. Each is read whole and sent from the server's own loop: a look
at the sign-in, and the threads that a file is read in, would wait for whatever is worked out beside, file by file.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import Message, Scope, Send

FOLDER = Path(st.__file__).parent / "static"
KEPT = {"cache-control": "public, immutable, max-age=31536000"}  # as Streamlit says it: another content, another name
SCRIPTS = "/static/js/"
EARLY = (  # what the first page is made of, and learns only once it is told what to show
    "PlotlyChart", "DataFrame", "DateInput", "DownloadButton", "Html", "Metric", "Multiselect", "PageLink", "Radio",
    "Selectbox",
)  # fmt: skip
MOST = 25
IMPORTED = re.compile(r'(?:from|import)"\./([^"/]+\.js)"')
HEAD = 8192  # characters at the beginning of a script, where all that it imports is named


@cache
def files() -> dict[str, Path]:
    """The files that change their name with their content, by address."""
    found = (file for file in (FOLDER / "static").rglob("*") if file.is_file())
    return {f"/{file.relative_to(FOLDER).as_posix()}": file for file in found}


def answer(scope: Scope) -> Response | None:
    """The file that is asked for; ``None`` for every other address, and that is for the gate to judge."""
    file = files().get(scope["path"]) if scope["type"] == "http" and scope["method"] == "GET" else None
    if file is None:
        return None
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return Response(file.read_bytes(), media_type=kind, headers=KEPT)


@cache
def early() -> tuple[str, ...]:
    """The largest `MOST` of `wanted`: a server in front may refuse an answer that begins with over four kilobytes."""
    return tuple(sorted(wanted(), key=lambda one: -files()[one].stat().st_size)[:MOST])


def wanted() -> tuple[str, ...]:
    """The addresses of the scripts `EARLY` and of all that they import, but for what the page itself names."""
    named = (FOLDER / "index.html").read_text(encoding="utf-8")
    found = [address for address in files() if address.removeprefix(SCRIPTS).split(".")[0] in EARLY]
    for address in found:  # which grows meanwhile
        with files()[address].open(encoding="utf-8") as script:
            imported = [SCRIPTS + name for name in IMPORTED.findall(script.read(HEAD))]
        found += [one for one in dict.fromkeys(imported) if one not in found and one not in named]
    return tuple(found)


def foretelling(send: Send) -> Callable[[Message], Awaitable[None]]:
    """*send* of one answer: a page names the scripts of `early`, to be fetched while it waits for what to show."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if headers.get("content-type", "").startswith("text/html"):
                links = [f"<{one}>; rel=modulepreload; fetchpriority=low" for one in early()]
                headers.append("link", ", ".join(links))
        await send(message)

    return sent
