"""One person's pictures as a browser draws them: one, six and forty sessions, on a phone, a tablet and a desk."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from charts.changes import visit_changes
from charts.progress import progress
from tests.charts.test_drawn import drawn, opened  # noqa: F401  (a fixture)

pytestmark = pytest.mark.browser
WIDTHS = (390, 820, 1440)


def person(sessions: int, reviews: int, side: str = "left") -> pd.DataFrame:
    """*sessions* nine days apart from a pain of 10 down to 0, the last one worse; reviews between and at the end."""
    on = pd.date_range("2026-10-05", periods=sessions, freq="9D")
    begun = np.linspace(10, 0, sessions).round()
    rows = [(at, place, "before", value) for place, (at, value) in enumerate(zip(on, begun, strict=True), 1)]
    rows += [(at, place, "after", max(value - place % 3, 0)) for at, place, _, value in rows]
    rows += [(on[-1] - pd.Timedelta(days=9 * place - 40), 0, "review", 3.5) for place in range(reviews)]
    frame = pd.DataFrame(rows, columns=["on", "number", "phase", "value"])
    return frame.assign(side=side, muscles="", technique="", marked=frame["phase"] == "review")


@pytest.mark.parametrize("width", WIDTHS)
def test_one_person_s_pictures_are_legible(opened, width, pain, lunge, important, error):  # noqa: F811
    number = np.arange(1, 13)
    band = pd.DataFrame({"number": number, "n": 120 - number, "q1": 6 - number / 3, "median": 7 - number / 3,
                         "q3": 8 - number / 3})  # fmt: skip
    line = pd.DataFrame({"number": number, "expected": 7 - number / 3, "low": 3.0, "high": 9.0})
    against = {"band": band, "expected": line, "level": 0.8, "baseline": 10.0, "error": error, "important": important}
    figures = {}
    for sessions, reviews in ((1, 0), (6, 1), (6, 3), (12, 1), (40, 4)):
        points, other = person(sessions, reviews), person(sessions, 0, "right")
        figures[f"{sessions} with {reviews}"] = progress(points, pain, other=other, **against)
        figures[f"{sessions} with {reviews} bare"] = progress(points, lunge)
        rows = pd.DataFrame({"number": range(1, sessions + 1), "immediate": 2.5, "carried": -10.0})
        figures[f"{sessions} changes"] = visit_changes(rows, pain, error)
    found = drawn(opened, figures, width)
    assert not found, "\n".join(found)
