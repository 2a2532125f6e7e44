"""The slow plain-Python road to the same numbers: dictionaries and loops, nothing shared with `analytics`."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from scipy.stats import t

Row = dict[str, Any]
NAN = float("nan")


def mean_interval(
    values: Iterable[float], clusters: Iterable[Any] | None = None
) -> tuple[int, int, float, float, float, float]:
    """n, clusters, mean, low, high, sd."""
    numbers = list(values)
    keys = list(range(len(numbers))) if clusters is None else list(clusters)
    pairs = [(value, key) for value, key in zip(numbers, keys, strict=True) if not math.isnan(value)]
    n, groups = len(pairs), {key for _, key in pairs}
    if not n:
        return 0, 0, NAN, NAN, NAN, NAN
    mean = math.fsum(value for value, _ in pairs) / n
    sd = math.sqrt(math.fsum((value - mean) ** 2 for value, _ in pairs) / (n - 1)) if n > 1 else NAN
    g = len(groups)
    if g < 2:
        return n, g, mean, NAN, NAN, sd
    sums: dict[Any, float] = defaultdict(float)
    for value, key in pairs:
        sums[key] += value - mean
    half = float(t.ppf(0.975, g - 1)) * math.sqrt(g / (g - 1) * math.fsum(s * s for s in sums.values())) / n
    return n, g, mean, mean - half, mean + half, sd


def wilson(k: int, n: int) -> tuple[float, float]:
    z = 1.959963984540054
    if not n:
        return NAN, NAN
    p, wide = k / n, 1 + z * z / n
    half = z / wide * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    middle = (p + z * z / (2 * n)) / wide
    return max(0.0, middle - half), min(1.0, middle + half)


def courses(
    readings: list[Row], episodes: list[Row], better: str, as_of: date, weeks: float | None = None
) -> dict[tuple[int, str], Row]:
    """Keyed by episode and side."""
    found: dict[tuple[int, str], Row] = {}
    for own in sorted(episodes, key=lambda row: row["episode"]):
        every = [row for row in readings if row["episode"] == own["episode"]]
        visits = [row["on"] for row in every if row["phase"] != "review"]
        first = min(visits) if visits else date.max
        ours = [row for row in every if row["measure"] == "nprs"]
        wait = timedelta(days=42 if weeks is None else weeks * 7 + 7)
        for side in sorted({row["side"] for row in ours}) or [own["side"]]:
            row = _limb([reading for reading in ours if reading["side"] == side], first, better, weeks)
            row["eligible"] = own["started"] + wait <= as_of
            row["status"] = _status(row)
            found[own["episode"], side] = row
    return found


def _limb(rows: list[Row], first: date, better: str, weeks: float | None) -> Row:
    by_method: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["phase"] != "after":
            by_method[row["method"]].append(row)
    ranked = []
    for method, own in by_method.items():
        own.sort(key=lambda row: (row["on"], row["phase"] == "review", row["number"], row["reading"]))
        start = next((row for row in own if row["phase"] == "before" or row["on"] <= first), None)
        ranked.append((date.max if start is None else start["on"], -len(own), method, start, own))
    if not ranked:
        return {"method": None, "baseline": NAN, "last": NAN, "change": NAN, "percent": NAN, "other_methods": 0}
    _, _, method, start, own = min(ranked, key=lambda item: item[:3])
    end = _last(start, own, weeks) if start else None
    baseline, last = (NAN if row is None else row["value"] for row in (start, end))
    change = (last - baseline) if better == "up" else (baseline - last)
    percent = 100 * change / baseline if baseline > 0 else NAN
    others = len(ranked) - 1
    return {
        "method": method,
        "baseline": baseline,
        "last": last,
        "change": change,
        "percent": percent,
        "other_methods": others,
    }


def _last(start: Row, own: list[Row], weeks: float | None) -> Row | None:
    first_of_day: dict[date, Row] = {}
    for row in own:
        first_of_day.setdefault(row["on"], row)
    later = [row for day, row in first_of_day.items() if day > start["on"]]
    if weeks is None:
        return max(later, key=lambda row: row["on"], default=None)
    target = start["on"] + timedelta(days=weeks * 7)
    near = [row for row in later if abs((row["on"] - target).days) <= 7]
    return min(near, key=lambda row: (abs((row["on"] - target).days), row["on"]), default=None)


def _status(row: Row) -> str:
    if not row["eligible"]:
        return "not yet due"
    if math.isnan(row["baseline"]):
        return "no baseline"
    return "no follow-up" if math.isnan(row["last"]) else "counted"


def session_changes(readings: list[Row], better: str) -> dict[tuple, Row]:
    """Keyed by episode, side, method and session."""
    sign = 1 if better == "up" else -1
    sessions: dict[tuple, dict[str, float]] = defaultdict(dict)
    for row in sorted(readings, key=lambda row: (row["on"], row["reading"])):
        if row["measure"] == "nprs" and row["phase"] != "review":
            key = (row["episode"], row["side"], row["method"], row["number"])
            sessions[key].setdefault(row["phase"], row["value"])
    found = {}
    for (own, side, method, number), pair in sessions.items():
        following = sessions.get((own, side, method, number + 1), {})
        before, after = pair.get("before", NAN), pair.get("after", NAN)
        found[own, side, method, number] = {
            "before": before,
            "after": after,
            "immediate": sign * (after - before),
            "carried": sign * (following.get("before", NAN) - before),
        }
    return found


def classify(change: float, important: float | None, error: float | None) -> str | None:
    if math.isnan(change) or (important is None and error is None):
        return None
    if important is None:
        return "improved, error only" if change > error else "worse" if change < -error else "within error"
    if error is None:
        return (
            "improved, important only" if change >= important else "worse" if change <= -important else "within error"
        )
    if change > error and change >= important:
        return "improved beyond both"
    if change >= important:
        return "improved, important only"
    if change > error:
        return "improved, error only"
    return "worse" if change < -error else "within error"
