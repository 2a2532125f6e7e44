"""The addresses of the Chart studio outside Streamlit: the scripts that draw, and word of the files they made.

They stand behind the same lock as everything else (`views.tablet_lock`).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from reports.drawing_files import DRAW, PAGE, PLOTLY, mark, script
from reports.drawing_page import FOLDER, MADE
from reports.tickets import MadeFile, NotAFile, NoTicket, tickets, understand
from views.form_sent import body_sent

MOST_SENT = 2048  # bytes; word of a file is a tenth of it
NOSNIFF = {"x-content-type-options": "nosniff", "cross-origin-resource-policy": "same-origin"}
KEPT, ASKED_AGAIN = "public, max-age=31536000, immutable", "no-cache"
FRESH = NOSNIFF | {"cache-control": "no-store"}
log = logging.getLogger("dashboard")


def _serving(name: str) -> Callable[[Request], Awaitable[Response]]:
    async def serve(request: Request) -> Response:
        """The script; kept by the browser for long when it was asked for by its version."""
        kept = KEPT if request.query_params.get("v") == mark(name) else ASKED_AGAIN
        return FileResponse(script(name), media_type="text/javascript", headers=NOSNIFF | {"cache-control": kept})

    return serve


async def made(request: Request) -> Response:
    """Note the file that a browser made, before it hands it over: 204, or why not."""
    try:
        sent = await _sent(request)
        file = understand(sent)
    except NotAFile:
        return _said(400, "This does not describe a file.")
    return await run_in_threadpool(_note, sent["ticket"], file)


async def _sent(request: Request) -> dict[str, Any]:
    try:
        sent = json.loads(await body_sent(request, MOST_SENT))
    except (ValueError, RecursionError) as error:
        raise NotAFile("Too long, or not JSON.") from error
    if not isinstance(sent, dict):
        raise NotAFile("Not fields.")
    return sent


def _note(ticket: object, file: MadeFile) -> Response:
    try:
        tickets.note(ticket, file)
    except NoTicket as error:
        return _said(404, str(error))
    except ValueError as error:  # the register's own sentence: the export was withdrawn meanwhile
        return _said(409, str(error))
    except Exception as error:
        log.error("A file could not be noted: %s", type(error).__name__)
        return _said(503, "The register cannot be reached just now.")
    return Response(status_code=204, headers=FRESH)


def _said(status: int, sentence: str) -> Response:
    return PlainTextResponse(sentence, status, FRESH)


ROUTES = [Route(FOLDER + name, _serving(name), methods=["GET"]) for name in (PLOTLY, DRAW, PAGE)]
ROUTES.append(Route(MADE, made, methods=["POST"]))
