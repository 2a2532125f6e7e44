"""A picture on one page of paper: the page that Chromium prints, and the PDF without the minute it was made in."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

PER_INCH = 96  # a layout pixel is a CSS pixel
MM = 25.4
POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:"
_DATES = re.compile(rb"/(?:CreationDate|ModDate) ?\([^)]*\)")


def size_of(job: Mapping[str, Any]) -> tuple[float, float]:
    """Width and height of the paper in inches: the job's ``paper`` in millimetres, else its layout pixels."""
    if job.get("paper"):
        wide, high = job["paper"]
        return wide / MM, high / MM
    return job["width"] / PER_INCH, job["height"] / PER_INCH


def page_of(svg: str, job: Mapping[str, Any]) -> str:
    """The page to print: the picture fills it, and it may load nothing."""
    wide, high = (f"{length:.6f}in" for length in size_of(job))
    fitted = svg.replace("<svg ", '<svg preserveAspectRatio="none" ', 1)  # paper and layout differ by a hair's breadth
    style = (
        f"@page{{size:{wide} {high};margin:0}}html,body{{margin:0;height:100%;overflow:hidden}}"
        f"body>svg{{display:block;width:{wide};height:{high}}}"
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(str(job["title"]))}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><style>{style}</style></head>'
        f"<body>{fitted}</body></html>"
    )


def undated(pdf: bytes) -> bytes:
    """*pdf* with blanks for its two dates, byte for byte as long: the same picture is the same file."""
    return _DATES.sub(lambda found: b" " * len(found[0]), pdf)
