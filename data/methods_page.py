"""One measure or one condition of the catalogue in plain lines, for a page that may be narrow.

The same cells as the tables of ``docs/methods.md``, so the two never differ.
"""

from __future__ import annotations

from collections.abc import Iterable

from data.catalogue import Catalogue, Measure
from data.methods_text import (
    CONDITION_HEAD,
    FACT_HEAD,
    MEASURE_HEAD,
    THRESHOLD_HEAD,
    cell,
    condition_row,
    fact_row,
    measure_row,
    threshold_row,
)

NONE = "None is published that could be used, so no class is given and the charts say so."


def measure_lines(catalogue: Catalogue, measure: Measure) -> str:
    """Markdown: the scale, what decides, what is only shown, and other published figures of *measure*."""
    decides, shown = (
        [threshold_row(catalogue, measure, rule) for rule in measure.thresholds if rule.use == use]
        for use in ("rule", "shown")
    )
    facts = [fact_row(measure, fact) for fact in measure.facts]
    parts = [
        "\n".join(f"- **{_first(name)}:** {cell(text)}" for name, text in _told(MEASURE_HEAD, measure_row(measure)))
    ]
    parts.append("#### What decides\n\n" + (_list(THRESHOLD_HEAD, decides) or NONE))
    if shown:
        parts.append("#### Published, not used\n\n" + _list(THRESHOLD_HEAD, shown))
    if facts:
        parts.append("#### Other published figures\n\n" + _list(FACT_HEAD, facts))
    return "\n\n".join(parts)


def condition_lines(catalogue: Catalogue, name: str) -> str:
    """Markdown: codes, main measures and what trials found for one condition."""
    told = _told(CONDITION_HEAD, condition_row(catalogue, catalogue.condition(name)))
    return "\n".join(f"- **{_first(head)}:** {cell(text)}" for head, text in told)


def _list(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """One line a row: what and its value in bold, the rest behind it."""
    lines = []
    for row in rows:
        _, what, value, *rest = _filled(row)
        more = "; ".join(f"{name}: {cell(text)}" for name, text in zip(head[3:], rest, strict=True) if text)
        lines.append(f"- **{_first(what)}: {cell(value)}.** {_first(more)}")
    return "\n".join(lines)


def _told(head: tuple[str, ...], row: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(name, text.strip("`")) for name, text in zip(head, row, strict=True) if text.strip()]


def _filled(row: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text.strip() for text in row)


def _first(text: str) -> str:
    return text[:1].upper() + text[1:]
