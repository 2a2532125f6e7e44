"""A picture on one page of paper: the page that Chromium prints, cut to size and without the minute it was made in."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

PER_INCH, POINTS, MM = 96, 72, 25.4  # a layout pixel is a CSS pixel
SPARE = 0.02  # inches: Chromium rounds a page by up to 0.01, so it prints a little more and the rest is cut off
POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:"
_DATES = re.compile(rb"/(?:CreationDate|ModDate) ?\([^)]*\)")
_BOX = re.compile(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]")


def size_of(job: Mapping[str, Any]) -> tuple[float, float]:
    """Width and height of the paper in inches: the job's ``paper`` in millimetres, else its layout pixels."""
    if job.get("paper"):
        wide, high = job["paper"]
        return wide / MM, high / MM
    return job["width"] / PER_INCH, job["height"] / PER_INCH


def sheet_of(job: Mapping[str, Any]) -> tuple[str, str]:
    """The sheet to print on, a little larger than the paper, in CSS."""
    wide, high = size_of(job)
    return f"{wide + SPARE:.6f}in", f"{high + SPARE:.6f}in"


def page_of(svg: str, job: Mapping[str, Any]) -> str:
    """The page to print: the picture fills it, and it may load nothing."""
    wide, high = (f"{length:.6f}in" for length in size_of(job))
    fitted = svg.replace("<svg ", '<svg preserveAspectRatio="none" ', 1)  # paper and layout differ by a hair's breadth
    style = (
        f"html,body{{margin:0;overflow:hidden}}body{{height:{high}}}"
        f"body>svg{{display:block;width:{wide};height:{high}}}"
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(str(job["title"]))}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><style>{style}</style></head>'
        f"<body>{fitted}</body></html>"
    )


def finished(pdf: bytes, job: Mapping[str, Any]) -> bytes:
    """*pdf* cut to its exact size, and blanks for its two dates, so that the same picture is the same file.

    Every change is byte for byte as long as what it replaces: a PDF counts its own bytes.
    """
    wide, high = (length * POINTS for length in size_of(job))
    cut = _BOX.sub(lambda found: _cut(found, wide, high), pdf)
    return _DATES.sub(lambda found: b" " * len(found[0]), cut)


def _cut(found: re.Match[bytes], wide: float, high: float) -> bytes:
    """The box of the picture, which hangs from the upper left corner of what was printed."""
    top = float(found[2])
    for places in (3, 2, 1):
        box = b"/MediaBox [0 %.*f %.*f %.*f]" % (places, top - high, places, wide, places, top)
        if len(box) <= len(found[0]):
            return box.ljust(len(found[0]))
    return found[0]
