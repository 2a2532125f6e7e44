"""The clinic's look in pictures for the public: two colours, letters, light or dark, and what follows from them.

The colours of the classes (improved, unchanged, worse) are the program's own on purpose: worse may never fade into a
brand colour.
"""

from __future__ import annotations

from dataclasses import dataclass

from charts import lettering, theme


@dataclass(frozen=True)
class Look:
    """What the clinic chose: colours as ``#rrggbb``, the family of letters, a logo as data URI, its name."""

    main: str = theme.MAIN
    second: str = "#b3541e"
    font: str = lettering.DEFAULT
    dark: bool = False
    logo: str = ""
    clinic: str = ""


@dataclass(frozen=True)
class Palette:
    """Every colour of one picture. ``on_...`` is the text colour that is read best on that colour."""

    paper: str
    panel: str
    ink: str
    quiet: str
    grid: str
    axis: str
    band: str
    pale: str
    main: str
    second: str
    improved: str
    unchanged: str
    worse: str

    @property
    def on_main(self) -> str:
        """Text on the main colour."""
        return self.on(self.main)

    @property
    def on_improved(self) -> str:
        """Text on the colour of improved."""
        return self.on(self.improved)

    @property
    def on_unchanged(self) -> str:
        """Text on the colour of unchanged."""
        return self.on(self.unchanged)

    @property
    def on_worse(self) -> str:
        """Text on the colour of worse."""
        return self.on(self.worse)

    def on(self, colour: str) -> str:
        """Ink or paper, whichever is read better on *colour*."""
        return max((self.ink, self.paper), key=lambda text: theme.contrast(text, colour))


def plain_look(dark: bool = False) -> Look:
    """The program's own look, before a clinic has chosen one."""
    return Look(main="#7fc1f5", second="#e08445", dark=True) if dark else Look()


LIGHT: dict[str, str] = {
    "paper": theme.PAPER, "panel": "#f1f4f7", "ink": theme.INK, "quiet": theme.QUIET, "grid": "#e1e6eb",
    "axis": "#8793a0", "band": theme.BAND, "pale": theme.PALE,
    "improved": "#0c3f73", "unchanged": "#b4bfca", "worse": "#c8601d",
}  # fmt: skip
DARK: dict[str, str] = {
    "paper": "#10171f", "panel": "#1b2530", "ink": "#f3f6f9", "quiet": "#b4c0cc", "grid": "#2b3743",
    "axis": "#7d8b99", "band": "#26323f", "pale": "#4c5b6a",
    "improved": "#a9d6f8", "unchanged": "#526170", "worse": "#d8742f",
}  # fmt: skip


def palette(look: Look) -> Palette:
    """The colours of a picture in this look."""
    return Palette(**(DARK if look.dark else LIGHT), main=look.main, second=look.second)
