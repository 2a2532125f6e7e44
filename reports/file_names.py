"""Names for files that leave: safe on Windows, macOS and Linux, whatever was typed."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 100  # letters; a folder's own name still fits in front of it on Windows
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\s.]+')  # a dot only before the ending
_DEVICES = re.compile(r"(?i)^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])$")


def safe_name(stem: str, ending: str) -> str:
    """*stem* without what a system forbids, and *ending*: ``Heel pain: 2026`` becomes ``Heel-pain-2026.png``."""
    seen = "".join(letter if unicodedata.category(letter)[0] != "C" else " " for letter in stem)
    kept = _FORBIDDEN.sub("-", unicodedata.normalize("NFC", seen))[:LONGEST].strip("-") or "picture"
    return f"{kept}-{ending}.{ending}" if _DEVICES.match(kept) else f"{kept}.{ending}"
