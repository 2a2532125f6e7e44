"""Time to change through the desk: by hand on the small clinic, and every demo course counted again in plain Python."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from statsmodels.duration.survfunc import SurvfuncRight, survdiff

from data.catalogue import Catalogue
from data.snapshot import current
from data.store import Store
from reports import desk
from reports.access import OWNER, PODIATRIST, Viewer
from reports.filters import FilterError, Filters, parse
from reports.report import Report
from tests.reports.conftest import TODAY, course, fill

OWN = Viewer("o", OWNER)
HEEL = "plantar_heel_pain"


def opened(name: str, store: Store, catalogue: Catalogue, viewer: Viewer = OWN, **filters: object) -> Report:
    return desk.open_report(name, store, catalogue, viewer, Filters().with_(**filters), TODAY)


def at(report: Report, label: str) -> dict[float, float]:
    own = report.frame[report.frame["label"] == label]
    return dict(zip(own["time"], own["share"], strict=True))


def test_by_hand_everybody_changes_at_the_second_session(small_clinic: Store, catalogue: Catalogue) -> None:
    """8 to 6 is 2 points, read after one session and two weeks: beyond error (1.33) and just important (2)."""
    report = opened("time_to_change", small_clinic, catalogue)
    assert at(report, "Heel pain") == {0: 0, 1: 1}
    assert at(opened("weeks_to_change", small_clinic, catalogue), "Heel pain") == {0: 0, 1: 0, 2: 1}
    assert report.frame.groupby("label")["n"].first().to_dict() == {"Heel pain": 12, "Achilles": 11}
    assert report.summary == (
        "23 of 26 courses of care with a first and a later reading have once changed beyond error and important.",
        "Heel pain: half had changed by 1 session (no interval: all had changed; n 12). "
        "Achilles: half had changed by 1 session (no interval: all had changed; n 11).",
        "Not enough yet for a curve, which needs 10 courses of care: Calf tightness (3).",
    )
    assert not report.frame["small"].any()


@pytest.mark.parametrize(("group", "names"), [("site", {"North": 15, "South": 11}), ("sex", {"Unknown": 26}),
                                              ("age", {"35-49": 26}), ("side", {"Left": 26})])  # fmt: skip
def test_groups_other_than_the_condition(
    group: str, names: dict[str, int], small_clinic: Store, catalogue: Catalogue
) -> None:
    frame = opened("time_to_change", small_clinic, catalogue, group=group).frame
    assert frame.groupby("label")["n"].first().to_dict() == names


def test_a_podiatrist_sees_the_courses_they_lead_or_treated_in(small_clinic: Store, catalogue: Catalogue) -> None:
    ann = opened("time_to_change", small_clinic, catalogue, Viewer("p", PODIATRIST, "Ann Lee"))
    assert ann.frame.groupby("label")["n"].first().to_dict() == {"Heel pain": 12}


def test_too_few_nothing_and_no_threshold_are_sentences(small_clinic: Store, catalogue: Catalogue) -> None:
    for filters, said in (
        ({"condition": ("calf_myofascial",)}, "Not enough yet: a curve needs 10 courses of care"),
        ({"measure": "visa_a"}, "No course of care has a first and a later reading of VISA-A"),
    ):
        report = opened("weeks_to_change", small_clinic, catalogue, **filters)
        assert report.frame.empty and report.figure is None
        assert report.summary[0].startswith(said)


def test_a_measure_without_a_threshold_says_so(clinic_store: Store, catalogue: Catalogue) -> None:
    rows = [row for number in range(12) for row in course(f"STIFF-{number:04d}", [(8.0, 7.0), (2.0, 1.0)],
                                                          measure="stiffness")]  # fmt: skip
    fill(clinic_store, catalogue, rows)
    said = opened("time_to_change", clinic_store, catalogue, measure="stiffness").summary
    assert said[0].startswith("There is no threshold by which to call a change in")


def test_those_who_stopped_count_for_as_long_as_they_came(clinic_store: Store, catalogue: Catalogue) -> None:
    """Twelve heels: six change after 1 session, two stop after 1 unchanged, four go on to 3 sessions, two changing.

    At one session 6 of 12 change (50 %); four are followed further and at three sessions 2 of those 4 change: 75 %.
    """
    rows = []
    for number in range(12):
        rest = [4.0] if number < 6 else [7.0] if number < 8 else [7.0, 7.0, 4.0 if number < 10 else 7.0]
        rows += course(f"HEEL-{number:04d}", [(7.0, None), *((value, None) for value in rest)])
    fill(clinic_store, catalogue, rows)
    report = opened("time_to_change", clinic_store, catalogue)
    own = report.frame
    assert own["at_risk"].tolist() == [12, 12, 4, 4]
    assert own["censored"].tolist() == [0, 2, 0, 2]
    np.testing.assert_allclose(own["share"], [0, 0.5, 0.5, 0.75])
    assert report.summary[1] == "Heel pain: half had changed by 1 session (95 % CI 1 with no upper end yet; n 12)."


def test_a_median_that_rests_on_almost_nobody_is_not_given(clinic_store: Store, catalogue: Catalogue) -> None:
    """Of twelve heels four change after 1 session, four stop then, and of the last four two change after 3: 67 %.

    Half had changed by 3 sessions, but only four were still followed there. By 1 it was a third, of twelve.
    """
    rows = []
    for number in range(12):
        rest = [4.0] if number < 4 else [7.0] if number < 8 else [7.0, 7.0, 4.0 if number < 10 else 7.0]
        rows += course(f"HEEL-{number:04d}", [(7.0, None), *((value, None) for value in rest)])
    fill(clinic_store, catalogue, rows)
    report = opened("time_to_change", clinic_store, catalogue)
    np.testing.assert_allclose(report.frame["share"], [0, 1 / 3, 1 / 3, 2 / 3])
    assert report.frame[["median", "median_low", "median_high"]].isna().all(axis=None)
    assert report.summary[1] == (
        "Heel pain: fewer than half had changed by 1 session, the last with 10 or more still followed: 33 % (95 % CI "
        "14 % to 66 %; n 12)."
    )


def test_not_measured_again_and_without_a_threshold_are_told_apart(clinic_store: Store, catalogue: Catalogue) -> None:
    """FFI pain has a threshold for the heel alone: two calves were measured again, and one heel was not."""
    rows = course("HEEL-0099", [(60.0, None)], measure="ffi_pain")
    for number in range(10):
        rows += course(f"HEEL-{number:04d}", [(60.0, None), (20.0, None)], measure="ffi_pain")
    for number in range(2):
        scores = [(60.0, None), (20.0, None)]
        rows += course(f"CALF-{number:04d}", scores, measure="ffi_pain", condition="calf_myofascial")
    fill(clinic_store, catalogue, rows)
    notes = opened("time_to_change", clinic_store, catalogue, measure="ffi_pain").notes
    assert (
        "Not in the curves: 1 course of care with a first reading and no later one and 2 courses of care measured "
        "again for which there is no threshold."
    ) in notes


def test_a_threshold_that_holds_at_one_time_only_is_said_to_be_no_help(
    clinic_store: Store, catalogue: Catalogue
) -> None:
    rows = []
    for number, condition in enumerate(["achilles_tendinopathy"] * 11 + ["calf_myofascial"]):
        rows += course(f"P-{number:04d}", [(40.0, None), (80.0, None)], measure="visa_a", condition=condition)
    fill(clinic_store, catalogue, rows)
    said = opened("time_to_change", clinic_store, catalogue, measure="visa_a").summary[0]
    assert said.startswith("There is no threshold for VISA-A that holds at every time, only at 12 weeks, so no curve")
    calf = opened("time_to_change", clinic_store, catalogue, measure="visa_a", condition=("calf_myofascial",))
    assert calf.summary[0].startswith("There is no threshold by which to call a change in VISA-A a real one")


def test_a_reading_later_than_the_filters_horizon_counts_all_the_same(
    small_clinic: Store, catalogue: Catalogue
) -> None:
    plain, narrow = (opened("weeks_to_change", small_clinic, catalogue, horizon=weeks) for weeks in (None, 52.0))
    assert narrow.summary == plain.summary
    assert "All readings count, whatever the filters say" in " ".join(narrow.notes)


def test_a_threshold_for_another_horizon_is_not_named(clinic_store: Store, catalogue: Catalogue) -> None:
    """At 8 weeks the kneecap has an important change of its own (1.16); a curve over all weeks is judged by 2."""
    rows = [row for number in range(12) for row in course(f"KNEE-{number:04d}", [(8.0, 7.0), (6.5, 6.0)],
                                                          condition="pfps")]  # fmt: skip
    fill(clinic_store, catalogue, rows)
    report = opened("weeks_to_change", clinic_store, catalogue, horizon=8.0)
    assert report.summary[0].startswith("0 of 12")
    assert "Important change: 2 points" in " ".join(report.notes) and "1.16" not in " ".join(report.notes)


@pytest.fixture(scope="module")
def slowly(demo_store: Store, catalogue: Catalogue) -> dict[tuple[int, str], tuple[str, float, float, bool, int]]:
    """The second road: per limb of the demo clinic its condition, sessions, weeks and whether it changed (2 and 1.33).

    Plain dictionaries over the records; a limb is followed in the method of its baseline, as `courses` chose it.
    """
    from analytics.courses import courses

    records, measure = current(demo_store), catalogue.measure("nprs")
    readings = records.readings[records.readings["measure"] == "nprs"]
    begun = courses(readings, records.episodes, measure, as_of=date(2026, 11, 29), sessions=records.sessions)
    visits: dict[int, list[object]] = {}
    for one in records.sessions.itertuples():
        visits.setdefault(one.episode, []).append(one.on)
    rows: dict[tuple[int, str], list[tuple[object, float]]] = {}
    methods = {(one.episode, one.side): str(one.method) for one in begun.itertuples()}
    for one in readings[readings["phase"] != "after"].sort_values(["on", "phase", "number"]).itertuples():
        if 0 <= one.value <= 10 and str(one.method) == methods[one.episode, one.side]:
            rows.setdefault((one.episode, one.side), []).append((one.on, one.value))
    found = {}
    for one in begun[begun["baseline"].notna()].itertuples():
        later = [(on, value) for on, value in rows[one.episode, one.side] if on > one.baseline_on]
        if not later:
            continue
        real = [on for on, value in later if one.baseline - value > 1.33 and one.baseline - value >= 2]
        until = min(real) if real else max(on for on, _ in later)
        held = sum(on < until for on in visits[one.episode])
        weeks = (until - one.baseline_on).days / 7
        found[one.episode, one.side] = (str(one.condition), held, weeks, bool(real), one.patient)
    return found


@pytest.mark.parametrize(("name", "place"), [("time_to_change", 1), ("weeks_to_change", 2)])
def test_every_demo_course_counted_again_gives_the_curves_of_statsmodels(
    name: str, place: int, slowly: dict, demo_store: Store, catalogue: Catalogue
) -> None:
    report = opened(name, demo_store, catalogue, measure="nprs")
    short = {key: condition.short for key, condition in catalogue.conditions.items()}
    groups: dict[str, list[tuple[float, bool]]] = {}
    for one in slowly.values():
        groups.setdefault(short[one[0]], []).append((one[place], one[3]))
    enough = {label: rows for label, rows in groups.items() if len(rows) >= 10}
    assert set(report.frame["label"]) == set(enough) and len(enough) > 4
    for label, rows in enough.items():
        time, changed = (np.array(part, dtype=float) for part in zip(*rows, strict=True))
        peer = SurvfuncRight(time, changed)
        own = report.frame[report.frame["label"] == label]
        assert own["n"].iloc[0] == len(rows)
        kept = [peer.surv_prob[np.asarray(peer.surv_times) <= one] for one in own["time"]]
        np.testing.assert_allclose(own["share"], [1 - one[-1] if len(one) else 0 for one in kept], atol=1e-12)
        assert own["at_risk"].tolist() == [int((time >= one).sum()) for one in own["time"]]
    largest = sorted(enough, key=lambda label: (-len(enough[label]), label))[:4]
    assert report.frame["label"].drop_duplicates().head(4).tolist() == largest
    first = {(short[one[0]], one[4]): (one[place], one[3]) for one in reversed(slowly.values())}
    parts = [(*row, label) for (label, _), row in first.items() if label in largest]
    assert len(parts) < sum(len(enough[label]) for label in largest), "somebody has two feet, or came again"
    time, changed, label = (np.array(part) for part in zip(*parts, strict=True))
    _, p = survdiff(time.astype(float), changed.astype(float), label)
    assert any(f"log-rank test of one course a person, p {p:.3f}" in said for said in report.summary)


def test_the_picture_draws_four_and_the_table_has_all(demo_store: Store, catalogue: Catalogue) -> None:
    report = opened("time_to_change", demo_store, catalogue)
    assert report.frame["label"].nunique() > 4
    drawn = {trace.line.dash for trace in report.figure.data if trace.line.shape == "hv" and trace.line.width}
    assert len(drawn) == 4
    assert "interval-censored" in " ".join(report.notes)
    assert "at risk" in " ".join(report.notes)


def test_a_group_nobody_knows_is_refused() -> None:
    assert parse([("group", "age")]).group == "age"
    with pytest.raises(FilterError, match="condition, site, side, age, sex, not 'podiatrist'"):
        parse([("group", "podiatrist")])
