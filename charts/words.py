"""Text for pictures: numbers, wrapped and escaped labels, axis titles, sources in short."""

from __future__ import annotations

import html
import math
import re
import textwrap
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data.catalogue import Measure, Threshold

HIDDEN = "hidden: fewer than 10"
NOBODY = "nobody re-measured yet"
CLASSES_HIDDEN = "hidden: a class has fewer than 10"
UNCLASSED = "not classed: no threshold"
# Not after another word: "J Sport Rehabil 2015" is a journal.
AUTHOR_YEAR = re.compile(r"(?<![A-Za-z] )\b[A-Z][\w'’-]+(?:(?: (?:&|and) [A-Z][\w'’-]+)| et al\.?)? (?:19|20)\d{2}\b")


def escape(text: object) -> str:
    """Text from a record as Plotly shows it letter by letter (its labels understand tags)."""
    return html.escape(str(text), quote=False)


@lru_cache(maxsize=1024, typed=True)
def wrap(text: object, width: int = 16) -> str:
    """Escaped text broken into short lines with ``<br>``, because Plotly never breaks a label itself."""
    lines = textwrap.wrap(str(text), width, break_long_words=True) or [""]
    return "<br>".join(escape(line) for line in lines)


def lines_in(text: str) -> int:
    """How many lines a wrapped label takes."""
    return text.count("<br>") + 1


def day(on: date) -> str:
    """``22 Nov 2026``; a time of day is left out."""
    return f"{on.day} {on:%b %Y}"


def decimals(measure: Measure) -> int:
    """Decimals worth printing for a mean of this measure: two on a scale of at most five units."""
    return 2 if measure.high - measure.low <= 5 else 1


def number(value: float, places: int = 1) -> str:
    """A number for reading, with a true minus sign; ``not known`` when it is blank."""
    if value is None or not math.isfinite(value):
        return "not known"
    text = f"{value:.{places}f}"
    return text.replace("-", "−") if float(text) else text.lstrip("-")


def trimmed(value: float) -> str:
    """A threshold as its paper prints it: 2 rather than 2.0, 1.33 as it is."""
    return f"{value:g}".replace("-", "−")


def amount(value: float, unit: str) -> str:
    """A number as `trimmed` with its unit: ``2 points``, ``1 point``."""
    return f"{trimmed(value)} {unit.removesuffix('s') if value == 1 else unit}"


def percent(share: float) -> str:
    """A share of 0 to 1 as a whole per cent."""
    return "not known" if not math.isfinite(share) else f"{share * 100:.0f} %"


def whole(count: float) -> str:
    """A count, or a dash where it is hidden."""
    return "–" if count is None or not math.isfinite(count) else f"{count:.0f}"


def interval(middle: float, low: float, high: float, places: int = 1) -> str:
    """``2.4 (95 % CI 2.0 to 2.8)``; without the interval where there is none (one patient)."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return f"{number(middle, places)} (no interval: too few)"
    return f"{number(middle, places)} (95 % CI {number(low, places)} to {number(high, places)})"


def inside(name: str) -> str:
    """A name for the middle of a sentence: ``Pain 0-10`` becomes ``pain 0-10``, ``VISA-A`` stays."""
    first, _, rest = name.partition(" ")
    ordinary = first[1:].islower() or first[1:].replace("-", "").islower()
    return name[0].lower() + name[1:] if ordinary and not re.search(r"\b[A-Z]", rest) else name


def change_title(measure: Measure, side: str, what: str = "Mean change") -> str:
    """``Mean change in pain 0-10 (points; right of 0 is better)``; *side* is ``right of`` or ``above``."""
    return title(f"{what} in {inside(measure.short)} ({measure.unit}; {side} 0 is better)")


def title(text: str, width: int = 34) -> str:
    """An axis title on lines short enough for a phone, broken ahead of the bracket that says the direction."""
    before, bracket, after = text.partition(" (")
    return balanced(before, width) + (f"<br>{balanced('(' + after, width)}" if bracket else "")


def balanced(text: str, width: int) -> str:
    """As `wrap`, with lines of like length: no single word left over on the last."""
    few = lines_in(wrap(text, width))
    narrowest = min(width, max((len(word) for word in text.split()), default=1))
    return next(made for narrow in range(narrowest, width + 1) if lines_in(made := wrap(text, narrow)) == few)


def direction(measure: Measure) -> str:
    """Which way is better on the measure's own axis."""
    return "higher is better" if measure.better == "up" else "lower is better"


def short_source(threshold: Threshold) -> str:
    """The shortest name by which the source can be found: author and year, else its first reference."""
    found = AUTHOR_YEAR.search(threshold.source) or re.match(r"PMID \d+", threshold.source)
    return found.group(0) if found else re.split(r" / |; | \(", threshold.source)[0].strip()
