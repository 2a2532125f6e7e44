"""Made frames for the six public charts, with hidden rows, long names and a name that looks like a tag."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from charts.paper import Canvas, ChartPart
from charts.poster import Words
from charts.public_classes import public_classes
from charts.public_conditions import public_conditions
from charts.public_first_last import public_first_last
from charts.public_measured import public_measured
from charts.public_periods import public_periods
from charts.public_sessions import public_sessions
from data.catalogue import load_catalogue

NAN = float("nan")
PAIN = load_catalogue().measure("nprs")
LABELS = ["Plantar heel pain", "Achilles tendinopathy, mid-portion", "Medial tibial stress syndrome",
          "<b>x & y", "Calf myofascial pain", "Peroneal tendinopathy"]  # fmt: skip
CONTEXT = (
    ("Counted", "101 of 146 courses of care due were measured again (69 %)."),
    ("Counted", "Care begun 1 Jan 2025 to 31 Dec 2025 at one podiatry clinic; adult courses with a first reading."),
    ("Measure", "Pain 0–10 (0 none, 10 worst), asked on the day; whole scale; lower is better; first and last reading, "
                "median 6 weeks apart."),
    ("Result", "Mean change 2.4 points (95 % CI 2.0 to 2.8), SD 1.9. Improved 65, unchanged 26, worse 10."),
    ("Thresholds", "Important change 2 points (Hrvatin 2021); error 1.3 points (Abbott 2014)."),
    ("Other care", "Loading exercise 64 %, orthoses 31 %, taping 12 %."),
    ("No comparison group", "Pain often improves with time and other care. These figures do not show that dry needling "
                            "caused the change. Results vary."),
    ("Safety", "Adverse events: 12 of 431 sessions asked (2.8 %), none serious."),
    ("Advice", "Not a substitute for individual advice; discuss risks and alternatives."),
    ("Version", "Data version 412. Do not use after 28 Nov 2027."),
)  # fmt: skip
WORDS = Words(
    "Pain scores before and after care that included dry needling",
    "Plantar heel pain, care begun January to December 2025",
    CONTEXT,
    "DN-7K2M9QXA",
)


def first_last() -> pd.DataFrame:
    return pd.DataFrame({"moment": ["first reading", "last reading"], "n": [101, 101], "mean": [5.8, 3.4],
                         "ci_low": [5.4, 3.0], "ci_high": [6.2, 3.8]})  # fmt: skip


def sessions(count: int = 10) -> pd.DataFrame:
    """From some session on both phases are hidden."""
    rows: list[tuple[Any, ...]] = []
    for number in range(1, count + 1):
        for phase, less in (("before", 0.0), ("after", 1.1)):
            n, mean = round(240 * 0.8 ** (number - 1)), 6.2 - 0.3 * number - less
            gone = n < 36
            rows.append((number, phase, *([NAN] * 4 if gone else [n, mean, mean - 0.4, mean + 0.4]), gone))
    return pd.DataFrame(rows, columns=["number", "phase", "n", "mean", "ci_low", "ci_high", "hidden"])


def classes() -> pd.DataFrame:
    """The third row is hidden, the fourth one has unchanged and worse in one."""
    return pd.DataFrame({
        "label": LABELS[:4], "n": [101, 64, NAN, 38], "improved": [65, 40, NAN, 20], "unchanged": [26, 13, NAN, NAN],
        "worse": [10, 11, NAN, NAN], "unchanged_or_worse": [NAN, NAN, NAN, 18], "hidden": [False, False, True, False],
    })  # fmt: skip


def conditions() -> pd.DataFrame:
    return pd.DataFrame({
        "label": LABELS, "n": [101, 64, 41, 38, NAN, 33], "eligible": [146, 90, 60, NAN, NAN, 51],
        "mean_change": [2.4, 1.9, 1.1, -0.2, NAN, 2.9], "ci_low": [2.0, 1.3, 0.2, -1.3, NAN, 2.1],
        "ci_high": [2.8, 2.5, 2.0, 0.9, NAN, 3.7], "hidden": [False] * 4 + [True, False],
    })  # fmt: skip


def periods(count: int = 8) -> pd.DataFrame:
    """The fourth quarter is hidden."""
    gone = [place == 3 for place in range(count)]
    mean = [NAN if one else 2.0 + place / 20 for place, one in enumerate(gone)]
    return pd.DataFrame({
        "period": pd.date_range("2024-01-01", periods=count, freq="QS"), "hidden": gone,
        "n": [NAN if one else 60 + place for place, one in enumerate(gone)], "mean_change": mean,
        "ci_low": [value - 0.5 for value in mean], "ci_high": [value + 0.5 for value in mean],
    })  # fmt: skip


def measured() -> pd.DataFrame:
    return pd.DataFrame({
        "label": LABELS, "n": [101, 64, 41, 38, NAN, 33], "eligible": [146, 90, 60, 57, NAN, 51],
        "share": [0.69, 0.71, 0.68, 0.67, NAN, 0.65], "low": [0.61, 0.61, 0.56, 0.54, NAN, 0.51],
        "high": [0.76, 0.79, 0.79, 0.78, NAN, 0.76], "hidden": [False] * 4 + [True, False],
    })  # fmt: skip


PUBLIC: dict[str, tuple[Callable[..., ChartPart], Callable[[], pd.DataFrame]]] = {
    "first_last": (public_first_last, first_last),
    "sessions": (public_sessions, sessions),
    "classes": (public_classes, classes),
    "conditions": (public_conditions, conditions),
    "periods": (public_periods, periods),
    "measured": (public_measured, measured),
}


def drawer(name: str) -> Callable[[Canvas], ChartPart]:
    """The chart called *name* over its made frame, as a poster calls it."""
    chart, frame = PUBLIC[name]
    made = frame()
    return lambda canvas: chart(made, PAIN, canvas)
