"""Where everything stands on a poster: the largest words that leave the chart its room.

High and square pictures have the chart above the words; wide ones have the words on a panel at the right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from charts import poster_context, poster_head
from charts.lettering import Run
from charts.look import Look
from charts.paper import Box
from charts.poster_context import Column
from charts.poster_head import Lines
from charts.poster_words import PosterError, Words, grouped, run_on
from charts.presets import Preset

CHART_SHARE, CHART_GOAL = 0.30, 0.42  # of the picture: the least, and what larger words must leave
LANDSCAPE = 1.25  # width over height from which the words stand beside the chart
LARGER = (1.9, 1.75, 1.6, 1.5, 1.4, 1.32, 1.25, 1.18, 1.12, 1.06, 1.0)  # letters of the context, in smallest letters
PANELS = (0.34, 0.36, 0.38, 0.40, 0.42, 0.44, 0.46, 0.48, 0.5)  # of the width, where the words stand beside the chart


@dataclass(frozen=True)
class Plan:
    """One way to set a poster that fits: ``size`` is the context's letter size."""

    size: float
    band: float  # how far the strip of the clinic's colour at the top reaches
    title: Lines
    subtitle: Lines
    chart: Box
    panel: Box
    columns: tuple[Column, ...]
    foot: tuple[Lines, ...]
    logo: Box | None

    def boxes(self) -> dict[str, Box]:
        """The boxes that may not touch one another, by name."""
        named = {"title": self.title.box, "chart": self.chart}
        named |= {"subtitle": self.subtitle.box} if self.subtitle.lines else {}
        named |= {f"foot {place}": lines.box for place, lines in enumerate(self.foot, 1)}
        named |= {f"context {place}": column.box for place, column in enumerate(self.columns, 1)}
        return named | ({"logo": self.logo} if self.logo else {})


@dataclass(frozen=True)
class Sheet:
    """What every plan of one poster starts from."""

    words: Words
    preset: Preset
    look: Look

    @property
    def width(self) -> int:
        """Layout pixels across."""
        return self.preset.layout[0]

    @property
    def height(self) -> int:
        """Layout pixels down."""
        return self.preset.layout[1]

    @property
    def margin(self) -> int:
        """Pixels kept free at every edge."""
        return round(0.044 * min(self.width, self.height))

    @property
    def band(self) -> float:
        """The strip of the clinic's colour at the top: as deep as what the channel covers there anyway."""
        return max(3, round(self.margin * 0.2), self.preset.safe[0] - self.margin * 0.6)

    @property
    def titles(self) -> tuple[float, float]:
        """The largest and the smallest letters of the title."""
        least = self.preset.least
        return round(max(0.047 * min(self.width, self.height), 1.8 * least)), round(1.45 * least)


@dataclass(frozen=True)
class Setting:
    """The context's paragraphs and the air between two, in letters."""

    said: list[list[Run]]
    air: float = poster_context.AIR

    def columns(self, x: float, y: float, room: float, size: float, family: str) -> list[Column]:
        """The paragraphs set from (*x*, *y*) in *room* pixels."""
        return poster_context.columns(self.said, x, y, room, size, family, self.air)


def plans(words: Words, preset: Preset, look: Look) -> Iterator[Plan]:
    """The plans that fit, from the largest words to the smallest, each size with the largest chart first."""
    sheet = Sheet(words, preset, look)
    wide = sheet.width / sheet.height >= LANDSCAPE
    said = grouped(words.context)
    settings = [(larger, Setting(said)) for larger in LARGER]
    settings += [(1.0, Setting(said, poster_context.DENSE)), (1.0, Setting(run_on(said)))]
    for larger, setting in settings:
        goal = min(CHART_SHARE + 0.28 * (larger - 1), CHART_GOAL) * sheet.width * sheet.height
        size = max(round(larger * preset.least * 4) / 4, preset.least)
        fitting = [made for made in (_beside if wide else _below)(sheet, setting, size)
                   if made.chart.height > 0 and made.chart.area >= goal]  # fmt: skip
        yield from sorted(fitting, key=lambda made: -made.chart.area)[:2]


def _head(sheet: Sheet, x: float, y: float, room: float, with_logo: bool) -> tuple[Lines, Lines, Box | None]:
    tall = sheet.titles[0] * 1.5
    logo = poster_head.logo(sheet.look.logo, x + room, y, tall, room * 0.22, right=True) if with_logo else None
    free = room - (logo.width + sheet.margin / 2 if logo else 0)
    family = sheet.look.font
    title = poster_head.title(sheet.words, x, y, free, sheet.titles, family)
    size = max(sheet.preset.least, round(title.size * 0.56 * 2) / 2)
    below = max(title.box.bottom + size * 0.25, 0)
    return title, poster_head.lines(sheet.words.subtitle, x, below, free, size, family), logo


def _foot(sheet: Sheet, size: float, x: float, room: float, bottom: float) -> tuple[tuple[Lines, ...], float]:
    small = max(sheet.preset.least, round(size * 1.7) / 2)
    return poster_head.foot(sheet.look.clinic, sheet.words.foot, x, room, bottom, small, sheet.look.font)


def _below(sheet: Sheet, setting: Setting, size: float) -> Iterator[Plan]:
    """Title, chart, and the words on a panel across the bottom."""
    margin, (upper, lower) = sheet.margin, sheet.preset.safe
    room = sheet.width - 2 * margin
    title, subtitle, logo = _head(sheet, margin, upper + margin, room, True)
    foot = _foot(sheet, size, margin, room, sheet.height - max(lower, margin * 0.8))
    pad = round(margin * 0.8)
    set_at_top = setting.columns(margin, 0, room, size, sheet.look.font)
    top = foot[1] - pad * 0.6 - poster_context.height(set_at_top)
    columns = setting.columns(margin, top, room, size, sheet.look.font)
    panel = Box(0, top - pad, sheet.width, sheet.height - top + pad)
    start = max(subtitle.box.bottom, logo.bottom if logo else 0) + margin * 0.5
    chart = Box(margin, start, room, panel.y - margin * 0.5 - start)
    yield Plan(size, sheet.band, title, subtitle, chart, panel, tuple(columns), foot[0], logo)


def _beside(sheet: Sheet, setting: Setting, size: float) -> Iterator[Plan]:
    """Title and chart at the left, the words on a panel down the right side; the logo stands in the foot."""
    for share in PANELS:
        made = _side(sheet, setting, size, round(sheet.width * share))
        if made is not None:
            yield made


def _side(sheet: Sheet, setting: Setting, size: float, panel_width: int) -> Plan | None:
    margin, pad = sheet.margin, round(sheet.margin * 0.8)
    panel = Box(sheet.width - panel_width, 0, panel_width, sheet.height)
    columns = setting.columns(panel.x + pad, pad, panel_width - 2 * pad, size, sheet.look.font)
    if pad + poster_context.height(columns) > sheet.height - pad:
        return None
    left = panel.x - 2 * margin
    try:
        title, subtitle, _ = _head(sheet, margin, margin, left, False)
    except PosterError:
        return None
    bottom, tall = sheet.height - margin * 0.8, 2.2 * sheet.preset.least
    logo = poster_head.logo(sheet.look.logo, margin, bottom - tall, tall, left * 0.3)
    start = margin + (logo.width + margin * 0.6 if logo else 0)
    foot, top = _foot(sheet, size, start, left + margin - start, bottom)
    below = min(top, logo.y if logo else top) - margin * 0.4
    head = subtitle.box.bottom + margin * 0.5
    chart = Box(margin, head, left, below - head)
    return Plan(size, sheet.band, title, subtitle, chart, panel, tuple(columns), foot, logo)
