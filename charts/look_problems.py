"""What keeps a look from being read by everyone: contrast, colour-blind eyes, and a copy in grey.

The simulation of colour-blind eyes and the distance of colours are those of the library coloraide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from charts import lettering, theme
from charts.look import Look, Palette, palette
from charts.look_logo import LogoError, shape

GRAPHIC, TEXT = 3.0, 4.5  # WCAG 2.2, 1.4.11 non-text contrast and 1.4.3 contrast (minimum)
APART = 10.0  # CIEDE2000: ten times the smallest difference eyes notice side by side, so told apart at a glance
IN_GREY = 8.0  # of CIE L*, 0 black to 100 white: two greys this far apart are still two on a copy
# Complete loss of one kind of cone, simulated after Machado, Oliveira & Fernandes 2009 (10.1109/TVCG.2009.113).
EYES = {"protan": "red-blind", "deutan": "green-blind", "tritan": "blue-blind"}
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def look_problems(look: Look) -> list[str]:
    """One plain sentence for each thing that has to change before the look can be used; none for a good one."""
    unreadable = [name for name, colour in _brand(look).items() if not _COLOUR.fullmatch(colour)]
    wrong = [f"The {name} colour has to be written like #17568c." for name in unreadable]
    if look.font not in lettering.FAMILIES:
        wrong.append(f'There is no font "{look.font}". Choose {", ".join(lettering.FAMILIES)}.')
    wrong += _logo(look)
    if unreadable:
        return wrong
    return [*wrong, *_contrasts(look, palette(look)), *_alike(_brand(look))]


def _brand(look: Look) -> dict[str, str]:
    return {"main": look.main, "second": look.second}


def palette_problems(colours: Palette) -> list[str]:
    """The same for the program's own colours in a picture: text on every ground, and the three classes apart."""
    grounds = {"paper": colours.paper, "panel": colours.panel, "band": colours.band}
    faint = [f"The {name} text on the {ground} has a contrast of {ratio:.1f} to 1; it needs {TEXT} to 1."
             for name, text in (("main", colours.ink), ("quiet", colours.quiet)) for ground, colour in grounds.items()
             if (ratio := theme.contrast(text, colour)) < TEXT]  # fmt: skip
    classes = {"improved": colours.improved, "unchanged": colours.unchanged, "worse": colours.worse}
    return [*faint, *_alike(classes)]


def _logo(look: Look) -> list[str]:
    try:
        if look.logo:
            shape(look.logo)
    except LogoError as error:
        return [str(error)]
    return []


def _contrasts(look: Look, colours: Palette) -> Iterator[str]:
    paper = "dark" if look.dark else "white"
    for name, colour in _brand(look).items():
        ratio = theme.contrast(colour, colours.paper)
        if ratio < GRAPHIC:
            way = "lighter" if look.dark else "darker"
            better = strong(colour, colours.paper, look.dark)
            yield (f"The {name} colour is too faint on {paper} paper: {ratio:.1f} to 1, where {GRAPHIC:g} to 1 is "
                   f"needed. Choose a {way} one, for example {better}.")  # fmt: skip


def strong(colour: str, paper: str, lighter: bool) -> str:
    """The colour nearest to *colour* in hue that has enough contrast on *paper*, found by its lightness alone."""
    moved = _color(colour).convert("oklch")
    step = 0.01 if lighter else -0.01
    while 0 <= moved["lightness"] <= 1:
        found = str(moved.convert("srgb").fit().to_string(hex=True))
        if theme.contrast(found, paper) >= GRAPHIC:
            return found
        moved["lightness"] += step
    return "#ffffff" if lighter else "#000000"


def _alike(named: dict[str, str]) -> Iterator[str]:
    """A sentence for each two colours that some eyes, or a grey copy, cannot tell apart."""
    for (one, first), (other, second) in combinations(named.items(), 2):
        pair = f"The {one} and the {other} colour"
        if _distance(first, second) < APART:
            yield f"{pair} look alike. Choose two that differ more."
            continue
        for kind, eyes in EYES.items():
            if _distance(_seen(first, kind), _seen(second, kind)) < APART:
                yield f"{pair} look alike to {eyes} eyes. Choose two that differ more in lightness."
        if abs(_lightness(first) - _lightness(second)) < IN_GREY:
            yield f"{pair} look alike in a grey copy. Choose two that differ more in lightness."


def _color(colour: Any) -> Any:
    from coloraide import Color  # loaded where it is used: the first page does not wait for it

    return Color(colour)


def _distance(one: Any, other: Any) -> float:
    return float(_color(one).delta_e(_color(other), method="2000"))


def _seen(colour: str, kind: str) -> Any:
    return _color(colour).filter(kind, 1, method="machado").clip()


def _lightness(colour: str) -> float:
    return float(_color(colour).convert("lab-d65")["lightness"])
