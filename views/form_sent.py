"""What was sent to one of our own addresses, as far as it may be read: never more of it than the address expects."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.requests import Request


class TooLong(ValueError):
    """More was sent than this address expects; the rest of it is not read."""


async def body_sent(request: Request, most_bytes: int) -> bytes:
    """The body of a request. Raises `TooLong` as soon as it is longer than *most_bytes*."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > most_bytes:
            raise TooLong(f"More than {most_bytes} bytes were sent.")
    return body


async def form_sent(request: Request, most_bytes: int, most_fields: int) -> dict[str, str]:
    """The fields of a form; one that is too long, or is none, has no fields, and so no form token either."""
    try:
        body = await body_sent(request, most_bytes)
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=most_fields))
    except ValueError:
        return {}
