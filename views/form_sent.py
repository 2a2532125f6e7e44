"""The fields of a form of one of our own plain pages, as far as they may be read."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.requests import Request


async def form_sent(request: Request, most_bytes: int, most_fields: int) -> dict[str, str]:
    """The fields of a form; one that is too long, or is none, has no fields, and so no form token either."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > most_bytes:
            return {}
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=most_fields))
    except ValueError:
        return {}
