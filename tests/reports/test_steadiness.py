"""Steadiness: published charts through the report's own table, marked days, gaps, waiting, and the demo's odd month."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data import demo
from data.catalogue import Catalogue
from data.demo_build import build_file
from data.demo_clinic import ODD_DAY
from data.demo_people import DAYS
from data.snapshot import current
from data.store import Store, open_store
from reports import desk
from reports.access import OWNER, PODIATRIST, Viewer
from reports.filters import SERIES, Filters
from reports.notes import ANY_IMPROVED
from reports.report import Report
from reports.steadiness import charted, marked_places
from reports.steadiness_series import FIGURES
from tests.reports.conftest import TODAY, course, fill

OWN = Viewer("o", OWNER)
LIMITS = ["mean", "low", "high"]


def table(values: list[float], screened: bool = True, places: list[int] | None = None) -> pd.DataFrame:
    """The report's table of periods whose figure is *values*, four people in each."""
    value = np.asarray(values, dtype=float)
    start = pd.date_range("2020-01-01", periods=value.size, freq="MS")
    known = np.where(np.isnan(value), 0, 4)
    rows = pd.DataFrame({"period": start, "n": known, "total": np.nan_to_num(4 * value), "value": value, "sd": 1.0})
    return charted(rows, FIGURES["change"], places or [], screened=screened)


def limits(values: list[float], screened: bool) -> list[float]:
    return [float(one) for one in table(values, screened).loc[0, LIMITS]]


@pytest.fixture
def known(realdata: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((realdata / "spc" / "spc_funnel_known_answers.json").read_text())
    return found


@pytest.mark.parametrize("screened", [True, False])
def test_every_published_chart_comes_out_of_the_reports_own_table(known: dict[str, Any], screened: bool) -> None:
    eighteen = known["xmr_nhsr_deviations_vignette"]
    printed = eighteen[f"screen_outliers_{str(screened).lower()}"]
    assert limits(eighteen["y"], screened) == pytest.approx([printed[one] for one in ("mean", "lpl", "upl")], abs=0.005)
    fired = table(eighteen["y"], screened)
    assert fired.index[fired["rule"] == "outside the limits"].tolist() == [4]
    assert fired.index[fired["rule"] != ""].tolist() == [4] and fired["signal"][4] == "better"
    twenty = known["xmr_nhsr_snapshot_rnorm123"]
    moved = [10.0 if place == 14 else one for place, one in enumerate(twenty["y"])]
    printed = twenty["with_y15_set_to_10"]["screened" if screened else "unscreened"]
    assert limits(moved, screened) == pytest.approx([printed[one] for one in ("mean", "lpl", "upl")], abs=1e-6)
    plain = [twenty["expected"][one] for one in ("mean", "lpl", "upl")]
    assert limits(twenty["y"], screened) == pytest.approx(plain, abs=1e-6)
    pyzdek = known["individuals_pyzdek_2012_table_9_4"]
    computed = [pyzdek["computed"][one] for one in ("mean", "lcl", "ucl")]
    assert limits(pyzdek["y"], screened) == pytest.approx(computed, abs=5e-4)


def test_montgomerys_viscosity_comes_out_of_it_too(realdata: Path) -> None:
    every = pd.read_csv(realdata / "spc" / "montgomery_viscosity.csv")
    trial = every.loc[every["trial"], "viscosity"].tolist()
    mean, low, high = limits(trial, screened=False)
    assert (mean, high - mean, mean - low) == pytest.approx((34.088, *(3 / 1.128 * 0.572632,) * 2), abs=5e-4)
    assert [place + 1 for place in table(trial).index[table(trial)["rule"] == "outside the limits"]] == [4]


def test_a_marked_day_begins_new_limits_with_the_first_period_on_or_after_it() -> None:
    months = pd.Series(pd.date_range("2025-01-01", periods=6, freq="MS"))
    marked = [date(2025, 3, 1), date(2025, 3, 2), date(2025, 1, 1), date(2026, 1, 1), date(2024, 1, 1), None]
    assert [marked_places(months, one) for one in marked] == [[2], [3], [], [], [], []]
    broken = table([5, 6, 5, 6, 15, 16, 15, 16], places=[4])
    assert broken["mean"].tolist() == [5.5] * 4 + [15.5] * 4 and set(broken["rule"]) == {""}
    assert broken["chance_high"].tolist() == [7.0] * 4 + [17.0] * 4  # three spreads of 1 / root 4 on
    assert broken["trial"].all()


def test_a_period_without_anyone_is_a_gap_and_never_a_zero() -> None:
    found = table([5, 6, np.nan, 5, 6])
    assert found["value"].isna().tolist() == [False, False, True, False, False]
    assert found["mean"].tolist() == [5.5] * 5 and found["chance"].tolist() == [""] * 5


@pytest.fixture(scope="module")
def demo_store(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Iterator[Store]:
    """The demo clinic as made on one certain day.

    On other days the odd month stays within the limits of its quarter, or one of the steady series cries by chance.
    """
    path = tmp_path_factory.mktemp("steady-demo") / "demo.db"
    build_file(path, demo.rows(until=date(2026, 11, 29)), None)
    with open_store(f"sqlite:///{path}", catalogue) as store:
        yield store


def opened(store: Store, catalogue: Catalogue, as_of: date, viewer: Viewer = OWN, **chosen: Any) -> Report:
    return desk.open_report("steadiness", store, catalogue, viewer, Filters(measure="nprs", **chosen), as_of)


def last_day(store: Store) -> date:
    return current(store).sessions["on"].max().date()  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def odd(demo_store: Store) -> pd.Timestamp:
    """The first day of the month in which the demo asked for worst pain."""
    readings = current(demo_store).readings
    until = max(last_day(demo_store), readings["on"].max().date())
    return pd.Timestamp(until - timedelta(days=DAYS - ODD_DAY)).to_period("M").start_time


def test_the_month_in_which_worst_pain_was_asked_is_found_and_no_other(
    demo_store: Store, catalogue: Catalogue, odd: pd.Timestamp
) -> None:
    as_of = last_day(demo_store)
    quarters = opened(demo_store, catalogue, as_of, series="first").frame
    fired = quarters[quarters["rule"] != ""]
    assert fired["period"].tolist() == [odd.to_period("Q").start_time]
    assert fired["rule"].tolist() == ["outside the limits"] and fired["signal"].tolist() == ["higher"]
    months = opened(demo_store, catalogue, as_of, series="first", period="month").frame
    assert months.loc[months["chance"] != "", "period"].tolist() == [odd]


def test_the_other_figures_do_not_cry_over_it(demo_store: Store, catalogue: Catalogue, odd: pd.Timestamp) -> None:
    as_of = last_day(demo_store)
    for series in ("improved", "follow_up", "harm", "sessions", "change"):
        quarters = opened(demo_store, catalogue, as_of, series=series).frame
        assert set(quarters["rule"]) == {""}, series
        months = opened(demo_store, catalogue, as_of, series=series, period="month").frame.set_index("period")
        assert months.loc[odd, "rule"] == "" and months.loc[odd, "chance"] == "", series


def test_only_periods_in_which_everybody_is_due_are_charted(demo_store: Store, catalogue: Catalogue) -> None:
    as_of = last_day(demo_store)
    for horizon, wait in ((None, 84), (6.0, 49), (26.0, 189)):
        for series, days in (("change", wait), ("follow_up", wait), ("harm", 1), ("first", 1)):
            found = opened(demo_store, catalogue, as_of, series=series, period="month", horizon=horizon)
            ends = found.frame["period"].iloc[-1] + pd.offsets.MonthEnd(0)
            edge = pd.Timestamp(as_of - timedelta(days=days))
            assert ends <= edge < ends + pd.offsets.MonthEnd(1), (series, horizon)
        assert any("Left out for now" in note for note in found.notes)


def test_a_period_the_dates_cut_is_left_out(demo_store: Store, catalogue: Catalogue) -> None:
    cut = opened(demo_store, catalogue, last_day(demo_store), period="month", since=date(2024, 2, 10),
                 until=date(2025, 8, 20)).frame["period"]  # fmt: skip
    assert (cut.iloc[0], cut.iloc[-1]) == (pd.Timestamp("2024-03-01"), pd.Timestamp("2025-07-01"))


def test_what_is_said_of_limits_breaks_and_rules(demo_store: Store, catalogue: Catalogue) -> None:
    as_of = last_day(demo_store)
    broken = opened(demo_store, catalogue, as_of, series="first", rebased=date(2025, 1, 1), period="month")
    first, *rest = broken.summary
    assert first.startswith("Mean first reading: 1 of ") and "(outside the limits, higher: " in first
    assert any(said.startswith("Mean from Jan 2025 on ") for said in rest)
    assert any(said.startswith("Mean until Dec 2024 ") for said in rest)
    assert not any("trial" in said for said in rest)
    early = opened(demo_store, catalogue, as_of, series="first", rebased=date(2023, 6, 15)).summary
    assert [said for said in early if "trial" in said] == [
        "They are trial limits, from 2 quarters: below 12 they still move with every new one."
    ]
    assert any(said.startswith("Mean from Jul to Sep 2023 on ") for said in early)
    lines = [shape for shape in broken.figure.layout.shapes if shape.type == "line"]  # type: ignore[union-attr]
    assert "Marked: 1 Jan 2025" in [note.text for note in broken.figure.layout.annotations]  # type: ignore[union-attr]
    assert len({shape.y0 for shape in lines if shape.name == "Mean"}) == 2
    outside = opened(demo_store, catalogue, as_of, rebased=date(2035, 1, 1))
    assert any("so the limits are not broken" in said for said in outside.summary)
    assert "Marked" not in str(outside.figure)


def test_the_share_improved_says_what_counts_as_improved(demo_store: Store, catalogue: Catalogue) -> None:
    said = {series: opened(demo_store, catalogue, last_day(demo_store), series=series).notes for series in SERIES}
    assert [series for series in SERIES if ANY_IMPROVED in said[series]] == ["improved"]


def test_each_figure_is_of_the_viewers_own_scope(demo_store: Store, catalogue: Catalogue) -> None:
    name = str(current(demo_store).episodes["podiatrist"].mode().iloc[0])
    for series in SERIES:
        whole = opened(demo_store, catalogue, last_day(demo_store), series=series).frame
        own = opened(demo_store, catalogue, last_day(demo_store), Viewer("p", PODIATRIST, name), series=series).frame
        assert 0 < own["n"].sum() < whole["n"].sum()


def test_by_hand_a_gap_a_share_and_too_few_for_limits(clinic_store: Store, catalogue: Catalogue) -> None:
    """Two courses in January, one in March, none in February: 1 of 2 and 1 of 1 have two readings."""
    rows = course("ANNA-0001", [(8, 7), (4, None)], started=date(2026, 1, 2))
    rows += course("BERT-0002", [(8, 7)], started=date(2026, 1, 20))
    rows += course("CARA-0003", [(6, 5), (6, None)], started=date(2026, 3, 3))
    fill(clinic_store, catalogue, rows)
    follow = opened(clinic_store, catalogue, TODAY, series="follow_up", period="month")
    assert follow.frame["n"].tolist() == [2, 0, 1]
    assert follow.frame["value"].tolist() == pytest.approx([0.5, np.nan, 1.0], nan_ok=True)
    assert follow.summary == (
        "Share measured again: 2 months so far, too few to say whether it is steady.",
        "2 months have fewer than 5 courses of care, and so move much. Quarters are steadier.",
    )
    assert any(note.startswith("Periods without anyone: 1. They are a gap") for note in follow.notes)
    change = opened(clinic_store, catalogue, TODAY, series="change", period="month").frame
    assert change["value"].tolist() == pytest.approx([4.0, np.nan, 0.0], nan_ok=True)
    sessions = opened(clinic_store, catalogue, TODAY, series="sessions", period="month").frame
    assert sessions["value"].tolist() == pytest.approx([1.5, np.nan, 2.0], nan_ok=True)


def test_nothing_to_chart_is_a_sentence_that_says_why(clinic_store: Store, catalogue: Catalogue) -> None:
    fill(clinic_store, catalogue, course("ANNA-0001", [(8, 7), (4, None)], started=date(2026, 11, 3)))
    soon = opened(clinic_store, catalogue, TODAY)
    assert soon.figure is None and soon.summary[0].startswith(
        "Mean change: none of the courses of care that match these filters is due"
    )
    first = opened(clinic_store, catalogue, TODAY, series="first")
    assert first.figure is None and first.summary[0].startswith(
        "Mean first reading: no quarter is complete yet: it has to be over first"
    )
    harm = opened(clinic_store, catalogue, TODAY, series="harm")
    assert harm.summary[0].startswith("Adverse events: no sessions asked match these filters.")
