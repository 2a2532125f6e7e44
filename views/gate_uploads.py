"""How much may be brought at once: files wait in memory until their page is closed, everybody's together.

One file is held to its size by Streamlit, a page to one file by its field; neither counts what a client with no manners
sends again and again.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from views.tablet_lock import FRESH

PLACE = "/_stcore/upload_file/"
MOST = 800 * 1024 * 1024  # bytes of all files that wait or are on their way: four of the largest
TOO_MUCH = "Too many files are waiting. Close the pages that are done with theirs, then choose the file again."
NO_LENGTH = "Say how long the file is."


class Uploads:
    """Lets a file through while all that wait, and all on their way, are not too much together."""

    def __init__(self) -> None:
        self.on_their_way = 0

    async def through(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a file on to *app*, or refuse it before anything of it is read."""
        length = Headers(scope=scope).get("content-length", "")
        if not length.isdecimal():
            await PlainTextResponse(NO_LENGTH, 411, FRESH)(scope, receive, send)
        elif waiting() + self.on_their_way + int(length) > MOST:
            await PlainTextResponse(TOO_MUCH, 413, FRESH)(scope, receive, send)
        else:
            self.on_their_way += int(length)
            try:
                await app(scope, receive, send)
            finally:
                self.on_their_way -= int(length)


def is_upload(scope: Scope) -> bool:
    """Whether this brings a file."""
    return scope["type"] == "http" and scope["method"] == "PUT" and str(scope["path"]).startswith(PLACE)


def waiting() -> int:
    """Bytes of all files that Streamlit keeps for open pages."""
    from streamlit import runtime

    if not runtime.exists():
        return 0
    kept = runtime.get_instance().uploaded_file_mgr.get_stats()
    return sum(getattr(stat, "byte_length", 0) for stats in kept.values() for stat in stats)
