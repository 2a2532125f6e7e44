"""The line over sessions with those who stopped: what is said of it, and where there is no model."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from analytics.modelled import FEW, SETTLED, UNSETTLED
from data.catalogue import Catalogue
from data.store import Store
from reports import desk, trend_model
from reports.access import MARKETING, OWNER, PODIATRIST, NotAllowed, Viewer
from reports.filters import Filters
from reports.reader import Reader
from reports.report import Report
from tests.reports.conftest import TODAY, course, fill

OWN = Viewer("o", OWNER)
PAIN = Filters(measure="nprs")


def ask(store: Store, catalogue: Catalogue, viewer: Viewer = OWN, filters: Filters = PAIN) -> Report:
    return desk.open_report("trend_model", store, catalogue, viewer, filters, TODAY)


@pytest.fixture
def stopping(clinic_store: Store, catalogue: Catalogue) -> Store:
    """Seventy people who began at 7 or 8; those who last stood above 5 do not come to a third session."""
    chance, rows = np.random.default_rng(8), []
    for key in range(70):
        own, values = chance.normal(0, 1.2), [float(7 + key % 2)]
        for fall in (2.0, 3.0, 4.0):
            if len(values) > 1 and values[-1] > 5:
                break
            values.append(float(np.clip(round(7.5 - fall + own + chance.normal(0, 0.7)), 0, 10)))
        who = "Bo Chan" if key % 3 == 0 else "Ann Lee"
        pairs: list[tuple[float, float | None]] = [(value, None) for value in values]
        rows += course(f"STOP-{key:04d}", pairs, podiatrist=who, birth_year=1950 + key % 40)
    fill(clinic_store, catalogue, rows)
    return clinic_store


def test_the_model_puts_back_those_who_stopped_high(stopping: Store, catalogue: Catalogue) -> None:
    report = ask(stopping, catalogue)
    last = report.frame.iloc[-1]
    assert report.frame["number"].tolist() == [1, 2, 3, 4]
    assert last["modelled"] > last["mean"] + 0.3  # higher pain is worse: those still there look too well
    assert last["complete_n"] == last["n"] < 70
    said = report.summary[0]
    assert said.startswith("Before session 4, pain 0-10 was ") and f"in the {last['n']:.0f} of 70" in said
    assert f"{SETTLED} It puts all 70 who began at {last['modelled']:.1f} (95 % CI {last['modelled_low']:.1f}" in said
    assert "points worse than those still measured" in said
    assert report.summary[1] == trend_model.CANNOT


@pytest.mark.parametrize(
    ("apart", "better", "said"),
    [(0.3, "down", "0.3 points worse than"), (-0.3, "down", "0.3 points better than"),
     (0.3, "up", "0.3 points better than"), (0.0, "up", "the same as")],
)  # fmt: skip
def test_worse_and_better_go_by_the_measure(apart: float, better: str, said: str, catalogue: Catalogue) -> None:
    measure = replace(catalogue.measure("nprs"), better=better)
    assert trend_model._apart(apart, 1, measure) == f"{said} those still measured"


def test_beyond_a_range_that_is_only_plausible_later_readings_count_as_first_ones_do(
    clinic_store: Store, catalogue: Catalogue
) -> None:
    """Twelve people at 20 and then 21 cm, written down before 15 was taken to be the most that is plausible."""
    pairs: list[tuple[float, float | None]] = [(20.0, None), (21.0, None)]
    fill(clinic_store, catalogue, [row for key in range(12) for row in course(f"FAR-{key}", pairs, measure="wblt_cm")])
    narrow = catalogue.measures | {"wblt_cm": replace(catalogue.measure("wblt_cm"), high=15.0)}
    dots = ask(clinic_store, replace(catalogue, measures=narrow), filters=Filters(measure="wblt_cm")).frame
    assert dots[["number", "value", "n"]].values.tolist() == [[1, 20, 12], [2, 21, 12]]


def test_a_small_group_is_dots_and_the_median(small_clinic: Store, catalogue: Catalogue) -> None:
    report = ask(small_clinic, catalogue)
    assert list(report.frame.columns[:5]) == ["number", "value", "n", "at_risk", "median"]
    assert report.frame.loc[report.frame["number"] == 1, "n"].sum() == 26
    assert report.summary[0] == (
        "The median was 8.0 points at the first reading (n 26) and 4.0 before session 4 (n 26)."
    )
    assert report.summary[1] == FEW
    assert trend_model.SMALL in report.notes and report.figure is not None
    assert trend_model.LAST not in report.notes


def test_fewer_before_the_last_session_are_not_all_the_same_people(clinic_store: Store, catalogue: Catalogue) -> None:
    rows = [row for number in range(4) for row in course(f"A-{number:04d}", [(8.0, None)] * (3 - (number > 1)))]
    fill(clinic_store, catalogue, rows)
    said = ask(clinic_store, catalogue).summary[0]
    assert said.endswith("at the first reading (n 4) and 8.0 before session 3 (n 2); not all the same people.")


def test_a_model_that_did_not_settle_is_said_and_not_drawn(
    stopping: Store, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    from functools import partial

    monkeypatch.setattr(trend_model, "modelled", partial(trend_model.modelled, steps=8))
    report = ask(stopping, catalogue)
    assert report.summary[1] == UNSETTLED
    assert report.frame["modelled"].isna().all()
    assert report.figure is not None and "Model: not shown" in [trace.name for trace in report.figure.data]


def test_a_podiatrist_has_their_own_and_marketing_nothing(stopping: Store, catalogue: Catalogue) -> None:
    report = ask(stopping, catalogue, Viewer("p", PODIATRIST, "Bo Chan"))
    assert report.frame["n"].iloc[0] == report.frame["n"].max() < 70 / 2
    with pytest.raises(NotAllowed):
        ask(stopping, catalogue, Viewer("m", MARKETING))


def test_the_model_is_kept_until_the_records_change(
    stopping: Store, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls, real = [], trend_model.modelled
    monkeypatch.setattr(trend_model, "modelled", lambda *frames: calls.append(1) or real(*frames))
    first = ask(stopping, catalogue)
    again = trend_model.build(Reader(desk.current(stopping), catalogue, OWN, PAIN, TODAY), catalogue, PAIN)
    assert again.frame["modelled"].equals(first.frame["modelled"])
    assert len(calls) == 1
    fill(stopping, catalogue, course("NEW-0001", [(7.0, None), (6.0, None)], started=date(2026, 3, 2)), "more.csv")
    assert ask(stopping, catalogue).frame["n"].iloc[0] == 71
    assert len(calls) == 2


def test_the_demo_shows_a_settled_model_between_the_ends_of_the_scale(demo_store: Store, catalogue: Catalogue) -> None:
    day = desk.current(demo_store).sessions["on"].max().date()
    report = desk.open_report("trend_model", demo_store, catalogue, OWN, PAIN, day)
    shown = report.frame[report.frame["number"] > 1]
    assert SETTLED in report.summary[0]
    assert (shown["n"] >= 10).all() and (shown["n"] <= shown["at_risk"]).all()
    assert (
        shown[["modelled_low", "modelled", "modelled_high"]]
        .apply(lambda row: row.is_monotonic_increasing, axis=1)
        .all()
    )
    # Where many are still there the two can hardly part; where few are, the model knows more than they alone.
    assert abs(shown["modelled"].iloc[0] - shown["mean"].iloc[0]) < 0.1
    width = shown["modelled_high"].iloc[-1] - shown["modelled_low"].iloc[-1]
    assert width < shown["ci_high"].iloc[-1] - shown["ci_low"].iloc[-1]
