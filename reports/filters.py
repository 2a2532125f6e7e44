"""The filters of a page: the same names in the address bar, on the command line and in a kept answer's key."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date

AGE_BANDS: dict[str, tuple[float, float]] = {
    "under 18": (0, 18),
    "18-34": (18, 35),
    "35-49": (35, 50),
    "50-64": (50, 65),
    "65 and over": (65, 200),
}
NEVER_SAID = frozenset({"episode", "method"})  # neither read from nor written into an address
SERIES = {
    "change": "Mean change",
    "improved": "Share improved",
    "follow_up": "Share measured again",
    "harm": "Adverse events",
    "sessions": "Sessions per course",
    "first": "Mean first reading",
}
SCREENS = {"on": "left out of the limits", "off": "kept in the limits"}  # jumps far larger than the rest
DATES = ("since", "until", "rebased")
ONE_OF: dict[str, tuple[str, ...]] = {"series": tuple(SERIES), "screen": tuple(SCREENS)}
WHAT_IF: dict[str, tuple[float, float]] = {"together": (0.0, 1.0), "usual": (-1000.0, 1000.0)}
_MANY = ("condition", "site", "podiatrist", "side", "age")
GROUPS = {"condition": "Condition", "site": "Site", "side": "Side", "age": "Age at start", "sex": "Sex"}


class FilterError(ValueError):
    """A filter's name or value is not one we know; the message offers the nearest."""


@dataclass(frozen=True)
class Filters:
    """What to look at. Empty means everything.

    ``since`` and ``until`` bound the start of the course of care (both days included). ``condition``,
    ``site``, ``podiatrist``, ``side`` and ``age`` hold any number of choices. ``measure`` is one
    measure's id, or empty for the pain measure with the most first readings in view (one for the
    whole answer, so that no chart mixes measures). ``horizon`` is weeks after baseline (a reading
    within 7 days of it counts), or ``None`` for the last reading of the course.
    ``group`` is one of `GROUPS`: by what an answer with curves side by side tells people apart.
    ``percent`` asks for the share better by at least that much, in percent of baseline. ``episode`` is one course
    of care; it is a record's own number and therefore never in an address (`pairs` and `parse` know nothing of it,
    nor of ``method``, the way of measuring looked at in it). With an ``episode``, ``side`` is the foot looked at.
    ``series``, ``screen`` and ``rebased`` are about steadiness alone: which of `SERIES`, whether very large jumps are
    left out of its limits, and the day from which limits of its own begin.
    ``together`` and ``usual`` are a reader's what-if: how far two readings of one person hold together (0 to 1), and
    what people like these usually have. They narrow nothing.
    """

    since: date | None = None
    until: date | None = None
    condition: tuple[str, ...] = ()
    site: tuple[str, ...] = ()
    podiatrist: tuple[str, ...] = ()
    side: tuple[str, ...] = ()
    age: tuple[str, ...] = ()
    measure: str = ""
    horizon: float | None = None
    percent: float | None = None
    period: str = "quarter"
    group: str = "condition"
    episode: int | None = None
    method: str | None = None
    series: str = "change"
    screen: str = "on"
    rebased: date | None = None
    together: float | None = None
    usual: float | None = None

    def with_(self, **changes: object) -> Filters:
        """A copy with *changes*."""
        return replace(self, **changes)  # type: ignore[arg-type]


def parse(pairs: Iterable[tuple[str, str]]) -> Filters:
    """Filters from ``name, value`` pairs; a repeated name, or ``;`` inside a value, gives several choices.

    ``\\;`` is a semicolon that belongs to a name. Raises `FilterError` for an unknown name (with the
    nearest) or a value that cannot be read.
    """
    known = [field.name for field in fields(Filters) if field.name not in NEVER_SAID]
    many: dict[str, list[str]] = {}
    single: dict[str, object] = {}
    for name, value in pairs:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f" Did you mean '{near[0]}'?" if near else f" The filters are {', '.join(known)}."
            raise FilterError(f"There is no filter called '{name}'.{hint}")
        if name in _MANY:
            many.setdefault(name, []).extend(_choices(value))
        else:
            single[name] = _read(name, value.strip())
    for band in many.get("age", []):
        if band not in AGE_BANDS:
            raise FilterError(f"There is no age band '{band}'. The bands are {', '.join(AGE_BANDS)}.")
    chosen = {name: tuple(sorted(set(values))) for name, values in many.items()}
    filters = Filters(**chosen, **single)  # type: ignore[arg-type]
    if filters.since and filters.until and filters.since > filters.until:
        raise FilterError("The period ends before it begins.")
    return filters


def pairs(filters: Filters) -> list[tuple[str, str]]:
    """The ``name, value`` pairs that `parse` would read back, defaults left out."""
    found: list[tuple[str, str]] = []
    for field in fields(Filters):
        value = getattr(filters, field.name)
        if value == field.default or field.name in NEVER_SAID:
            continue
        if isinstance(value, tuple):
            found += [(field.name, choice.replace("\\", "\\\\").replace(";", "\\;")) for choice in value]
        elif isinstance(value, date):
            found.append((field.name, value.isoformat()))
        else:
            found.append((field.name, str(value).removesuffix(".0") if isinstance(value, float) else str(value)))
    return found


def check_known(filters: Filters, known: Mapping[str, Iterable[str]]) -> None:
    """Raise `FilterError` when a choice is not among the *known* ones of its filter."""
    for name, choices in known.items():
        offered = list(choices)
        value = getattr(filters, name)
        for choice in value if isinstance(value, tuple) else ((value,) if value else ()):
            if choice not in offered:
                near = difflib.get_close_matches(choice, offered, 1)
                hint = f" Did you mean '{near[0]}'?" if near else ""
                raise FilterError(f"There is no {name} called '{choice}'.{hint}")


def _choices(value: str) -> list[str]:
    """The parts of *value* between semicolons; a backslash keeps the next character as it is."""
    parts = [re.sub(r"(?s)\\(.)", r"\1", part).strip() for part in re.findall(r"(?s)(?:\\.|[^;\\])+", value)]
    return [part for part in parts if part]


def _read(name: str, value: str) -> object:
    try:
        if name in DATES:
            return date.fromisoformat(value) if value else None
        if name in ("horizon", "percent"):
            return _positive(value) if value else None
        if name in WHAT_IF:
            return _within(value, *WHAT_IF[name]) if value else None
    except ValueError as error:
        shape = "a date such as 2026-11-22" if name in DATES else "a number above 0"
        shape = "a number from {:g} to {:g}".format(*WHAT_IF[name]) if name in WHAT_IF else shape
        raise FilterError(f"The filter '{name}' needs {shape}, not '{value}'.") from error
    if name == "period" and value not in ("month", "quarter"):
        raise FilterError(f"The filter 'period' is month or quarter, not '{value}'.")
    if name in ONE_OF and value not in ONE_OF[name]:
        raise FilterError(f"The filter '{name}' is one of {', '.join(ONE_OF[name])}, not '{value}'.")
    if name == "group" and value not in GROUPS:
        raise FilterError(f"The filter 'group' is one of {', '.join(GROUPS)}, not '{value}'.")
    return value


def _positive(value: str) -> float:
    number = float(value)
    if not 0 < number < 10_000:
        raise ValueError(value)
    return number


def _within(value: str, low: float, high: float) -> float:
    number = float(value)
    if not low <= number <= high:
        raise ValueError(value)
    return number
