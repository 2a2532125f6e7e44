"""The text of every page of a finished PDF, read back with the file's own tables, in the order it was set."""

from __future__ import annotations

import re

from tests.reports.test_letter import ESCAPES, alphabets, objects, stream

_SET = re.compile(r"(\bBT\b|T\*)|/(F\d\+\d) [\d.]+ Tf|\(((?:\\.|[^\\()])*)\) Tj", re.DOTALL)


def pages(pdf: bytes) -> list[list[str]]:
    """The pieces of text of each page."""
    parts = objects(pdf)
    known = alphabets(parts)
    found = [body for body in parts.values() if b"/Contents" in body]
    contents = [re.search(rb"/Contents (\d+) 0 R", page) for page in found]
    return [_said(stream(parts[int(one.group(1))]), known) for one in contents if one]


def _said(content: str, known: dict[str, dict[int, str]]) -> list[str]:
    said, font = [""], ""
    for newline, face, text in _SET.findall(content):
        if newline:
            said.append("")
        font = face or font
        plain = re.sub(r"\\(\d{3}|.)", lambda at: chr(int(at[1], 8)) if at[1].isdigit() else ESCAPES.get(at[1], at[1]),
                       text, flags=re.DOTALL)  # fmt: skip
        said[-1] += "".join(known[font][ord(code)] for code in plain)
    return [text.strip() for text in said if text.strip()]


def words(pdf: bytes) -> str:
    """All of it as one line of text."""
    return re.sub(r"\s+", " ", " ".join(text for page in pages(pdf) for text in page))
