"""Words on the screen: escaping what came from records, and writing dates and numbers plainly."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

import pandas as pd

_PUNCTUATION = re.compile(r"([!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~])")
_LINK = re.compile(r"(?<=:)/(?=/)|(?<=www)(?=\.)|(?=@)", re.IGNORECASE)
_BREAK = "\u200b"  # a zero-width space here keeps Markdown from making a link


def md(text: object) -> str:
    """*text* as literal Markdown: no link, picture, emphasis, colour or control character survives."""
    kept = "".join(c for c in str(text) if c == " " or unicodedata.category(c) not in ("Cc", "Cf", "Zl", "Zp"))
    broken = _LINK.sub(lambda found: found.group() + _BREAK, kept)
    return _PUNCTUATION.sub(r"\\\1", broken)


def day(value: date | datetime | pd.Timestamp | str | None) -> str:
    """A date as 22 Nov 2026; an empty text for no date."""
    if value is None or value == "" or pd.isna(value):
        return ""
    stamp = pd.Timestamp(value)
    return f"{stamp.day} {stamp:%b %Y}"


def count(number: int, one: str, many: str | None = None) -> str:
    """``1 row``, ``1,204 rows``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
