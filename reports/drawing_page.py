"""The small page in which a person's own browser draws a picture and hands it over as a file.

It is shown in a frame of the program's own page, and asks no other computer for anything.
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.drawing_files import DRAW, PAGE, PLOTLY, mark
from reports.file_names import safe_name

FOLDER = "/studio/"
MADE = FOLDER + "made"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; "
    "connect-src 'self'; form-action 'none'; base-uri 'none'"
)
WORDS = {
    "drawing": "Drawing the picture …",
    "making": "Making the file …",
    "saved": "Downloaded:",
    "failed": "The picture could not be drawn in this browser. Open the page again, or use another browser.",
    "unsafe": "Files that are entered in the register can be made on the clinic's own computer, or over https.",
    "old": "This page has been open too long. Open it again, then download the file.",
    "unnoted": "The file could not be entered in the register, so it was not handed over. Press the button once more.",
}
STYLE = """
body{margin:0;color:#101820;font:15px/1.5 sans-serif}
figure{margin:0;border:1px solid #d5dbe1;width:WIDEpx;max-width:calc(100% - 2px);aspect-ratio:WIDE/HIGH}
img{display:block;width:100%;height:100%}img[hidden]{display:none}
div{display:flex;flex-wrap:wrap;gap:8px;margin:12px 0 4px}p{margin:0;min-height:1.5em}
button{font:inherit;color:#17568c;background:#fff;border:1px solid #17568c;border-radius:8px;padding:6px 14px}
button:hover:enabled{background:#17568c;color:#fff;cursor:pointer}button:disabled{opacity:.55}
button:focus-visible{outline:3px solid #17568c;outline-offset:2px}
"""


@dataclass(frozen=True)
class Download:
    """One button: its words, png or svg, the file's pixels per layout pixel, the file's name without its ending."""

    label: str
    form: str
    scale: float
    name: str


def page(job: Mapping[str, Any], downloads: Sequence[Download], ticket: str = "", note_to: str = MADE) -> str:
    """The page as HTML. With a *ticket* (`reports.tickets`) each file's hash is noted before the file is handed over.

    The page is the same text for the same arguments, so that a frame is not loaded again for nothing.
    """
    note = {"ticket": ticket, "to": note_to} if ticket else None
    given = {"job": job, "downloads": [_asked(one, job) for one in downloads], "note": note, "words": WORDS}
    buttons = "".join(f'<button type="button" disabled>{html.escape(one.label)}</button>' for one in downloads)
    style = STYLE.replace("WIDE", f"{job['width']:g}").replace("HIGH", f"{job['height']:g}")
    scripts = "".join(f'<script defer src="{FOLDER}{name}?v={mark(name)}"></script>' for name in (PLOTLY, DRAW, PAGE))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(str(job["title"]))}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><style>{style}</style></head><body><main>'
        f'<figure><img id="picture" alt="{html.escape(str(job["alt"]))}" hidden></figure>'
        f'<div role="group" aria-label="Download the picture">{buttons}</div><p id="said" role="status"></p></main>'
        f'<script type="application/json" id="given">{in_script(given)}</script>{scripts}</body></html>'
    )


def in_script(value: object) -> str:
    """JSON that cannot end the element it stands in."""
    text = json.dumps(value, allow_nan=False)
    for letter in "<>&":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def _asked(one: Download, job: Mapping[str, Any]) -> dict[str, Any]:
    dots = job.get("dpi")
    dpi = round(dots * one.scale / job["scale"]) if dots else None
    return {"format": one.form, "scale": one.scale, "dpi": dpi, "name": safe_name(one.name, one.form)}
