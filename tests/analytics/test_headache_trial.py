"""The headache trial of 401 patients (BMJ 2004;328:744; Trials 2006;7:15), by the program and by a second road."""

from __future__ import annotations

import csv
import math
import os
from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from analytics.bounds import missing_bounds
from analytics.courses import courses
from analytics.flow import flow
from analytics.responders import responders
from analytics.summary import by_group
from data.catalogue import Catalogue, Measure
from tests.analytics import second_road
from tests.analytics.clinics import episode, episodes_frame, flipped, reading, readings_frame

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "realdata"
FILE = Path(os.environ.get("CLINIC_REALDATA") or BESIDE) / "vickers2004" / "acupuncture.csv"
NEEDLED, USUAL = "acupuncture", "usual care"
WEEKS = {"pk1": 0, "pk2": 12, "pk5": 52}
SCORE = Measure(
    id="headache", name="Headache score", short="Headache", kind="pain", unit="points", low=0, high=100, better="down",
    bounds="plausibility", step=0.25, source="BMJ 2004;328:744", verified="read",
)  # fmt: skip
WORDS = Catalogue({"headache": SCORE}, {})

pytestmark = pytest.mark.skipif(not FILE.exists(), reason="real data beside this checkout: vickers2004/acupuncture.csv")


@cache
def patients() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@cache
def trial(weeks: int = 52, measure: Measure = SCORE) -> pd.DataFrame:
    """The trial as a clinic would have recorded it: three reviews and no session."""
    people = patients()
    episodes = [episode(int(row["id"]), condition=NEEDLED if row["group"] == "1" else USUAL) for row in people]
    rows = [
        reading("review", 7 * week, float(row[name]), key=int(row["id"]), measure="headache")
        for row in people
        for name, week in WEEKS.items()
        if row[name]
    ]
    return courses(readings_frame(rows), episodes_frame(episodes), measure, as_of=date(2028, 1, 1), weeks=weeks)


@cache
def summary(percent: float = 35, weeks: int = 52) -> pd.DataFrame:
    return by_group(trial(weeks), ["condition"], SCORE, WORDS, weeks=weeks, percent=percent).set_index("condition")


def moves(group: str, later: str = "pk5") -> list[tuple[float, float]]:
    """Baseline and improvement of one group, straight from the file."""
    own = [
        row for row in patients() if row["group"] == ("1" if group == NEEDLED else "0") and row["pk1"] and row[later]
    ]
    return [(float(row["pk1"]), float(row["pk1"]) - float(row[later])) for row in own]


def test_all_patients_are_there() -> None:
    assert len(patients()) == 401
    assert flow(trial())["n"].tolist() == [401, 401, 401, 301, 301]
    assert summary()["eligible"].to_dict() == {NEEDLED: 205, USUAL: 196}
    assert summary()["followed_up"].to_dict() == {NEEDLED: 161, USUAL: 140}


@pytest.mark.parametrize(
    ("group", "n", "mean", "low", "high"),
    [(NEEDLED, 161, 8.3293, 6.3512, 10.3074), (USUAL, 140, 4.3673, 2.6290, 6.1055)],
)
def test_mean_change_at_12_months(group, n, mean, low, high) -> None:
    row = summary().loc[group]
    assert row["n"] == n
    assert row[["mean_change", "ci_low", "ci_high"]].tolist() == pytest.approx([mean, low, high], abs=5e-5)
    by_hand = second_road.mean_interval([move for _, move in moves(group)])
    assert (n, mean, low, high) == pytest.approx((by_hand[0], *by_hand[2:5]), abs=5e-5)


def test_published_means_before_and_after() -> None:
    # BMJ 2004;328:744, table 2: baseline 24.6 and 26.7, 12 months 16.2 and 22.3
    assert summary()["mean_baseline"].round(1).to_dict() == {NEEDLED: 24.6, USUAL: 26.7}
    assert summary()["mean_last"].round(1).to_dict() == {NEEDLED: 16.2, USUAL: 22.3}


@pytest.mark.parametrize(
    ("percent", "group", "k", "n", "weeks", "later"),
    [
        (35, NEEDLED, 87, 161, 52, "pk5"), (35, USUAL, 45, 140, 52, "pk5"),
        (30, NEEDLED, 90, 161, 52, "pk5"), (30, USUAL, 51, 140, 52, "pk5"),
        (50, NEEDLED, 62, 161, 52, "pk5"), (50, USUAL, 27, 140, 52, "pk5"),
        (35, NEEDLED, 69, 173, 12, "pk2"), (35, USUAL, 39, 153, 12, "pk2"),
    ],
)  # fmt: skip
def test_shares_better_by_a_percentage(percent, group, k, n, weeks, later) -> None:
    row = summary(percent, weeks).loc[group]
    assert (row["responders"], row["responders_n"], row["responders_excluded"]) == (k, n, 0)
    own = moves(group, later)
    assert (sum(move * 100 >= percent * start for start, move in own), len(own)) == (k, n)
    assert (row["responders_low"], row["responders_high"]) == pytest.approx(second_road.wilson(k, n))
    alone = responders([start for start, _ in own], [move for _, move in own], percent)
    assert (alone.k, alone.n, alone.low) == pytest.approx((k, n, row["responders_low"]))


@pytest.mark.parametrize(("group", "k", "n"), [(NEEDLED, 65, 159), (USUAL, 37, 136)])
def test_published_shares_at_3_months_are_of_those_also_seen_at_12(group, k, n) -> None:
    # BMJ 2004;328:744: 65 (41 %) of 159 and 37 (27 %) of 136
    seen = trial().loc[trial()["status"] == "counted", "episode"]
    own = trial(12)[lambda frame: (frame["condition"] == group) & frame["episode"].isin(seen)]
    found = responders(own["baseline"], own["change"], 35)
    assert (found.k, found.n) == (k, n)


def test_the_interval_of_87_of_161() -> None:
    row = summary().loc[NEEDLED]
    assert (row["responders_low"], row["responders_high"]) == pytest.approx((0.46335, 0.61552), abs=5e-5)


def test_swapping_what_is_better_turns_the_real_result_round() -> None:
    turned = trial(measure=flipped(SCORE))["change"]
    assert turned.dropna().tolist() == (-trial()["change"].dropna()).tolist()


def test_the_missing_could_change_the_result() -> None:
    own = trial()[trial()["condition"] == NEEDLED]
    found = missing_bounds(own, 8.0, None)
    k = sum(move >= 8 for _, move in moves(NEEDLED))
    assert found.cases["k"].tolist() == [k, k, k + 44, k]
    assert found.cases["n"].tolist() == [161, 205, 205, 205]
    assert found.mean_carried.mean == pytest.approx(math.fsum(move for _, move in moves(NEEDLED)) / 205)
