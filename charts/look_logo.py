"""The clinic's logo: which files are taken, and their proportions, so that none is ever stretched."""

from __future__ import annotations

import base64
import binascii
import struct

LARGEST = 300_000  # bytes: a logo is a drawing, and it is written into every picture
WIDEST = 4096  # pixels along either side: a small file can unfold to gigabytes in every browser that draws it
HEADS = ("data:image/png;base64", "data:image/jpeg;base64")
NO_PICTURE = "The logo has to be a PNG or JPEG picture."
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"


class LogoError(ValueError):
    """The file cannot be a logo; the message says what to bring instead."""


def logo(content: bytes) -> str:
    """A PNG or JPEG file as the data URI a `Look` keeps; raises `LogoError`.

    A drawing (SVG) is refused: it can hold scripts and addresses.
    """
    if len(content) > LARGEST:
        raise LogoError(f"The logo has {len(content) // 1000} kB; at most {LARGEST // 1000} kB can be used.")
    kind = _kind(content)
    _ratio(content, kind)
    if max(_size(content, kind)) > WIDEST:
        raise LogoError(f"The logo is more than {WIDEST:,} pixels wide or high. Save it smaller.")
    return f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}"


def shape(uri: str) -> float:
    """Width over height of the picture in a data URI; raises `LogoError` where it is none of ours."""
    head, _, body = uri.partition(",")
    if head not in HEADS:
        raise LogoError(NO_PICTURE)
    try:
        content = base64.b64decode(body, validate=True)
    except binascii.Error as error:
        raise LogoError("The logo cannot be read. Choose its file again.") from error
    return _ratio(content, _kind(content))


def _kind(content: bytes) -> str:
    if content.startswith(PNG):
        return "png"
    if content.startswith(JPEG):
        return "jpeg"
    raise LogoError(NO_PICTURE)


def _ratio(content: bytes, kind: str) -> float:
    wide, high = _size(content, kind)
    if not (wide > 0 and high > 0 and 1 / 8 <= wide / high <= 8):
        raise LogoError("The logo is more than eight times as long as it is narrow, or has no size. Trim it first.")
    return wide / high


def _size(content: bytes, kind: str) -> tuple[float, float]:
    return {"png": _png, "jpeg": _jpeg}[kind](content)


def _png(content: bytes) -> tuple[float, float]:
    if len(content) < 24:
        return 0.0, 0.0
    wide, high = struct.unpack(">II", content[16:24])
    return float(wide), float(high)


def _jpeg(content: bytes) -> tuple[float, float]:
    """The size in the first start-of-frame segment."""
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            high, wide = struct.unpack(">HH", content[at + 5 : at + 9])
            return float(wide), float(high)
        at += 2 + length
    return 0.0, 0.0
