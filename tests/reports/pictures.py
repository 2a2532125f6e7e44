"""Pictures for the tests of the renderer: small figures in the shipped letters, and a look inside the files."""

from __future__ import annotations

import os
import re
import signal
import struct
import subprocess
import zlib
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import plotly.graph_objects as go

from charts.look import Look
from charts.presets import PRESETS
from reports.drawing_job import job

SVG = "{http://www.w3.org/2000/svg}"
WORDS = "Pain fell in “most” courses – 2.4 ≥ 2.0"


def figure(words: str = WORDS, height: float = 3, preset: str = "square") -> go.Figure:
    """A title in two weights above bars, the last one *height* high."""
    wide, high = PRESETS[preset].layout
    return go.Figure(
        {
            "data": [{"type": "bar", "x": ["first", "last"], "y": [2, height]}],
            "layout": {
                "width": wide, "height": high, "template": {}, "font": {"family": "Clinic Inter", "size": 16},
                "title": {"text": f"<b>{words}</b> and plain"}, "yaxis": {"range": [0, 120]},
            },
        }
    )  # fmt: skip


def picture(form: str, words: str = WORDS, height: float = 3, preset: str = "square", **more: Any) -> dict[str, Any]:
    """A job for that figure."""
    known = {"title": 'Title <&> "T"', "alt": "Alt </desc><script>x</script>"} | more
    return job(figure(words, height, preset), PRESETS[preset], Look(), form, **known)


def chunks(png: bytes) -> dict[str, bytes]:
    """The chunks of a PNG by their name, each one's checksum checked."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    found, at = {}, 8
    while at < len(png):
        size, name = struct.unpack(">I4s", png[at : at + 8])
        content = png[at + 8 : at + 8 + size]
        assert struct.unpack(">I", png[at + 8 + size : at + 12 + size])[0] == zlib.crc32(name + content)
        found.setdefault(name.decode(), content)
        at += 12 + size
    return found


def size(png: bytes) -> tuple[int, int]:
    """Width and height in pixels, from the file itself."""
    wide, high = struct.unpack(">II", chunks(png)["IHDR"][:8])
    return wide, high


def words_of(svg: bytes) -> list[str]:
    """Every text of an SVG, in order."""
    return ["".join(found.itertext()) for found in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def pages(pdf: bytes) -> int:
    """How many pages a PDF has."""
    return len(re.findall(rb"/Type ?/Page\b", pdf))


def millimetres(pdf: bytes) -> tuple[float, float]:
    """The size of a PDF's first page."""
    box = re.search(rb"/MediaBox ?\[([^]]*)\]", pdf)
    assert box
    left, low, right, top = map(float, box[1].split())
    return (right - left) / 72 * 25.4, (top - low) / 72 * 25.4


def descendants(pid: int) -> list[int]:
    """The processes below *pid*, from the oldest."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = [tuple(map(int, line.split())) for line in listed.splitlines()]
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop(0)
        below = [child for child, parent in parents if parent == one]
        found += below
        waiting += below
    return found


def browsers() -> list[int]:
    """The browsers' main processes that this program started through a renderer, not their helpers."""
    found = []
    for pid in descendants(os.getpid()):
        command = Path(f"/proc/{pid}/cmdline")
        words = command.read_bytes().decode(errors="replace") if command.exists() else ""
        if "--host-resolver-rules=MAP" in words and "--type=" not in words:
            found.append(pid)
    return found


def kill_browsers() -> int:
    """Kill them as hard as a system does; how many there were."""
    found = browsers()
    for pid in found:
        os.kill(pid, signal.SIGKILL)
    return len(found)
