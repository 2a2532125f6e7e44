"""What somebody asks the chart studio for: the same words on the page, on the command line and in a pack's file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from charts.presets import PRESETS, Preset, PresetError, custom
from reports.filters import FilterError, Filters


@dataclass(frozen=True)
class Request:
    """One public picture in one or several sizes.

    ``question`` is a report's name, ``condition`` one condition's id or empty for all, ``period`` as
    `reports.period.parse_period` reads it, ``title`` the name of an allowed title (empty: the first that fits),
    ``subtitle`` the clinic's own words, ``purpose`` why it is made. ``presets`` are sizes by name; ``size`` is width
    and height in pixels where one of them is ``custom``. ``narrowed`` holds filters that no public picture may have:
    they are kept so that the check they break can say so.
    """

    question: str
    condition: str = ""
    period: str = ""
    measure: str = ""
    horizon: float | None = None
    presets: tuple[str, ...] = ("square",)
    size: tuple[int, int] | None = None
    title: str = ""
    subtitle: str = ""
    purpose: str = ""
    narrowed: tuple[str, ...] = ()

    def with_(self, **changes: object) -> Request:
        """A copy with *changes*."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def kept(self) -> dict[str, Any]:
        """As the register keeps it: plain JSON."""
        return asdict(self)


def from_kept(kept: Mapping[str, Any]) -> Request:
    """The request that *kept* holds; raises `FilterError` for a field nobody knows."""
    known = {field.name for field in fields(Request)}
    if unknown := sorted(set(kept) - known):
        raise FilterError(f"A picture has no field '{unknown[0]}'. The fields are {', '.join(sorted(known))}.")
    values = dict(kept)
    for name in ("presets", "size", "narrowed"):
        if values.get(name) is not None:
            values[name] = tuple(values[name])
    return Request(**values)


def preset_of(request: Request, name: str) -> Preset:
    """The size called *name*, or the request's own; raises `PresetError` with the names there are."""
    if name == "custom":
        if request.size is None:
            raise PresetError("Give width and height for a size of your own.")
        return custom(*request.size)
    if name not in PRESETS:
        raise PresetError(f"There is no size called '{name}'. The sizes are {', '.join(PRESETS)} and custom.")
    return PRESETS[name]


def narrowed_to(filters: Filters) -> tuple[Filters, tuple[str, ...]]:
    """The part of *filters* a public picture may have, and the names of those it may not."""
    refused = ("since", "until", "site", "podiatrist", "side", "age", "percent", "episode", "method")
    given = tuple(name for name in refused if getattr(filters, name))
    if len(filters.condition) > 1:
        given = (*given, "condition")
    return Filters(condition=filters.condition[:1], measure=filters.measure, horizon=filters.horizon), given
