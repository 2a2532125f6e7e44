"""Channels and the exact sizes they want, with the smallest letters that are still read there.

A picture is laid out at half its size and drawn at twice, so a *layout pixel* is two pixels of the file.
"""

from __future__ import annotations

from dataclasses import dataclass

PHONE = 390  # CSS pixels: the width most phones show a picture at
PHONE_LETTER = 6.5  # CSS pixels on that phone: about 1 mm on glass, the size of small print on a packet
PRINT_LETTER = 7.0  # points on paper: the least most style guides for print allow for notes
SCREEN_LETTER = 12.0  # layout pixels of a slide 960 wide: a fortieth of a hall's screen height is read from its middle
NARROWEST, WIDEST, ASPECT = 600, 4000, 2.2
MM_PER_INCH, POINTS_PER_INCH = 25.4, 72


class PresetError(ValueError):
    """A size nobody can draw for; the message says which sizes can be had."""


@dataclass(frozen=True)
class Preset:
    """One channel: ``width`` and ``height`` are the file's pixels at one to one.

    ``kind`` is ``phone``, ``screen`` or ``print``; ``least`` the smallest letter in layout pixels; ``paper`` the sheet
    in millimetres; ``safe`` the layout pixels at the top and the bottom that the channel's own buttons cover.
    """

    name: str
    title: str
    width: int
    height: int
    kind: str
    least: float
    paper: tuple[float, float] | None = None
    safe: tuple[int, int] = (0, 0)

    @property
    def layout(self) -> tuple[int, int]:
        """Width and height in layout pixels."""
        return round(self.width / 2), round(self.height / 2)


def phone_letter(width: int) -> float:
    """The smallest letter in layout pixels of a picture that a phone shrinks to its own width."""
    return round(PHONE_LETTER * (width / 2) / PHONE, 2)


def paper_letter(width: int, millimetres: float) -> float:
    """The smallest letter in layout pixels of a picture printed *millimetres* wide."""
    points = millimetres / MM_PER_INCH * POINTS_PER_INCH
    return round(PRINT_LETTER * (width / 2) / points, 2)


def _all() -> tuple[Preset, ...]:
    return (
        Preset("square", "Instagram square", 1080, 1080, "phone", phone_letter(1080)),
        # Instagram lays its own name and buttons over the upper and lower eighth of a story.
        Preset("story", "Instagram story", 1080, 1920, "phone", phone_letter(1080), safe=(125, 125)),
        Preset("wide", "Facebook or LinkedIn", 1200, 628, "phone", phone_letter(1200)),
        Preset("website", "Website", 1600, 900, "phone", phone_letter(1600)),
        Preset("slide", "Slide", 1920, 1080, "screen", SCREEN_LETTER),
        Preset("a4", "A4 print", 1240, 1754, "print", paper_letter(1240, 210), (210, 297)),
        Preset("a5", "A5 print", 874, 1240, "print", paper_letter(874, 148), (148, 210)),
    )


PRESETS: dict[str, Preset] = {preset.name: preset for preset in _all()}


def custom(width: int, height: int) -> Preset:
    """A size of one's own, read on a phone like the others; raises `PresetError` with the sizes that can be had."""
    fits = all(NARROWEST <= side <= WIDEST and side % 2 == 0 for side in (width, height))
    if not fits:
        raise PresetError(f"A picture can be {NARROWEST} to {WIDEST} pixels wide and high, in even numbers.")
    if max(width, height) > ASPECT * min(width, height):
        raise PresetError(f"The longer side of a picture can be at most {ASPECT} times the shorter one.")
    return Preset("custom", f"Own size, {width} x {height}", width, height, "phone", phone_letter(width))
