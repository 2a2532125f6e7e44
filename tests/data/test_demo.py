"""The invented clinic: seeded, possible, varied, and calibrated to the published figures it names.

Everything is worked out here in plain Python from the rows, a second road beside `analytics`. Where a figure
comes from a trial, the trial's row in the clinical reference is named.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from random import Random
from statistics import fmean, stdev

import pytest

from data import demo
from data.catalogue import load_catalogue
from data.demo_conditions import PROFILES
from data.demo_course import calendar, course
from data.demo_doubts import HALVES
from data.demo_people import PODIATRISTS
from data.frames import ENDINGS, PHASES, SEXES, SIDES
from data.rows import ReadingFacts, SourceRow

UNTIL = date(2026, 11, 22)
CATALOGUE = load_catalogue()
ROWS = list(demo.rows(until=UNTIL))
Key = tuple[str, str, str, int]
Limb = tuple[Key, str]


def key(row: SourceRow) -> Key:
    return row.patient, row.condition, row.side, row.course


def by_course() -> dict[Key, list[SourceRow]]:
    found: dict[Key, list[SourceRow]] = defaultdict(list)
    for row in ROWS:
        found[key(row)].append(row)
    return found


COURSES = by_course()


def series(measure: str, condition: str = "") -> dict[Limb, list[ReadingFacts]]:
    """The readings of each limb that are not after a session, in order of date; courses old enough to be due."""
    found: dict[Limb, list[ReadingFacts]] = defaultdict(list)
    for row in ROWS:
        due = row.started + timedelta(days=42) <= UNTIL and condition in ("", row.condition)
        for reading in row.readings if due else ():
            if reading.measure == measure and reading.phase != "after":
                found[key(row), reading.side].append(reading)
    return {limb: sorted(readings, key=lambda reading: reading.on) for limb, readings in found.items()}


def before_and_last(measure: str, condition: str = "", weeks: int | None = None) -> list[tuple[float, float]]:
    pairs = []
    for readings in series(measure, condition).values():
        start = readings[0]
        later = [reading for reading in readings if reading.on > start.on]
        if weeks:
            day = start.on + timedelta(weeks=weeks)
            later = [reading for reading in later if abs((reading.on - day).days) <= 7]
        if later:
            pairs.append((start.value, later[-1].value))
    return pairs


def immediate(measure: str) -> list[float]:
    changes = []
    for row in ROWS:
        for side in SIDES:
            found = {one.phase: one.value for one in row.readings if (one.measure, one.side) == (measure, side)}
            if {"before", "after"} <= set(found):
                changes.append(found["after"] - found["before"])
    return changes


def first_pain() -> list[float]:
    return [readings[0].value for readings in series("nprs").values()]


# --- seeded -------------------------------------------------------------------------------------------------------


def test_the_same_seed_and_day_give_the_same_rows_and_another_seed_others() -> None:
    assert list(demo.rows(until=UNTIL)) == ROWS
    assert list(demo.rows(seed=1, until=UNTIL)) != ROWS


def test_the_record_ends_on_the_day_asked_for_and_spans_four_years() -> None:
    days = [reading.on for row in ROWS for reading in row.readings]
    assert max(days) <= UNTIL
    assert (UNTIL - max(days)).days <= 5
    assert 1430 <= (max(days) - min(days)).days <= 1461
    assert max(row.started for row in demo.rows(until=date(2025, 3, 3))) <= date(2025, 3, 3)


@pytest.mark.parametrize(
    "until", [date(2026, 11, 23), date(2027, 5, 1), date(2028, 2, 29)], ids=["Monday", "Saturday", "leap"]
)
def test_any_day_can_be_the_last(until: date) -> None:
    days = {row.session.on if row.session else row.readings[0].on for row in demo.rows(until=until)}
    assert until - timedelta(days=5) <= max(days) <= until


def test_rows_are_numbered_in_order_of_date() -> None:
    days = [row.session.on if row.session else row.readings[0].on for row in ROWS]
    assert days == sorted(days)
    assert [row.row for row in ROWS] == list(range(1, len(ROWS) + 1))


# --- possible -----------------------------------------------------------------------------------------------------


def test_no_value_is_impossible() -> None:
    for row in ROWS:
        for reading in row.readings:
            measure = CATALOGUE.measure(reading.measure)
            assert measure.low <= reading.value <= measure.high
            assert reading.value % measure.step in (0, measure.step / 2)
            assert reading.phase in PHASES
            assert reading.side in SIDES


def test_only_a_few_values_lie_between_two_steps() -> None:
    odd = [one for row in ROWS for one in row.readings if one.value % CATALOGUE.measure(one.measure).step]
    assert [one.measure for one in odd] == ["nprs"] * HALVES
    assert len({one.on.year for one in odd}) > 2


def test_no_course_is_impossible() -> None:
    for (patient, condition, side, number), rows in COURSES.items():
        assert patient.startswith("Demo ")
        assert condition in CATALOGUE.conditions
        assert side in SIDES
        assert len({(row.started, row.ended, row.site, row.podiatrist, row.birth_year, row.sex) for row in rows}) == 1
        first = rows[0]
        assert first.sex in SEXES
        assert 13 <= first.started.year - (first.birth_year or 0) <= 100
        assert first.ended_how in (("",) if first.ended is None else ENDINGS)
        days = [row.session.on if row.session else row.readings[0].on for row in rows]
        assert first.started == min(days)
        assert first.ended is None or max(days) <= first.ended <= UNTIL
        earlier = COURSES.get((patient, condition, side, number - 1))
        assert number == 1 or (earlier and earlier[0].ended and earlier[0].ended < first.started)


def test_every_session_has_a_day_and_number_of_its_own_and_no_reading_is_given_twice() -> None:
    for rows in COURSES.values():
        sessions = [row.session for row in rows if row.session]
        assert [one.number for one in sessions] == list(range(1, len(sessions) + 1))
        assert len({one.on for one in sessions}) == len(sessions)
        given = Counter(
            (row.session is None, one.measure, one.method, one.side, one.phase, one.on)
            for row in rows
            for one in row.readings
        )
        assert max(given.values(), default=1) == 1


def test_nobody_works_at_the_weekend_and_every_name_is_plainly_invented() -> None:
    assert {row.started.weekday() for row in ROWS} == {0, 1, 2, 3, 4}
    assert all("demo" in name for name in {row.site for row in ROWS} | {row.podiatrist for row in ROWS})
    assert all(row.display_name.endswith(" Invented") for row in ROWS)


# --- varied -------------------------------------------------------------------------------------------------------


def test_the_clinic_has_the_size_it_says() -> None:
    assert 1500 <= len(COURSES) <= 1503
    assert len({row.site for row in ROWS}) == 3
    assert len({row.podiatrist for row in ROWS}) == 7
    assert len({row.condition for row in ROWS}) == len(PROFILES) == 16


def test_heel_achilles_and_calf_are_commonest() -> None:
    counts = Counter(condition for _, condition, _, _ in COURSES)
    commonest = [condition for condition, _ in counts.most_common(3)]
    assert commonest == ["plantar_heel_pain", "achilles_tendinopathy", "calf_myofascial"]


def test_both_feet_and_repeat_courses_occur() -> None:
    sides = Counter(side for _, _, side, _ in COURSES)
    assert 0.05 < sides["both"] / len(COURSES) < 0.2
    limbs = {one.side for rows in COURSES.values() if rows[0].side == "both" for row in rows for one in row.readings}
    assert limbs == set(SIDES)
    assert sum(number > 1 for _, _, _, number in COURSES) > 80
    assert max(Counter(patient for patient, _, _, _ in COURSES).values()) == 3


def test_adverse_events_are_asked_about_not_asked_about_or_not_said() -> None:
    asked = Counter(row.session.adverse_asked for row in ROWS if row.session)
    assert all(asked[answer] > 200 for answer in (True, False, None))
    assert not any(row.session.adverse_events for row in ROWS if row.session and not row.session.adverse_asked)
    silent = next(one.name for one in PODIATRISTS if one.asks is None)
    assert {row.session.adverse_asked for row in ROWS if row.session and row.podiatrist == silent} == {None}


def test_a_new_instrument_starts_a_new_series() -> None:
    methods = {one.method: one.on for row in ROWS for one in row.readings if one.measure == "df_nwb_ke"}
    assert set(methods) == {"goniometer, passive", "inclinometer, passive"}


def test_one_podiatrist_heaps_pain_on_0_5_and_10_and_the_others_do_not() -> None:
    heaped: dict[str, list[bool]] = defaultdict(list)
    for row in ROWS:
        heaped[row.podiatrist] += [one.value in (0, 5, 10) for one in row.readings if one.measure == "nprs"]
    shares = {name: fmean(values) for name, values in heaped.items()}
    heaper = next(one.name for one in PODIATRISTS if one.heaps)
    assert shares.pop(heaper) > 0.7
    assert max(shares.values()) < 0.3


def test_one_month_has_a_shift_in_level_and_no_other_month() -> None:
    months: dict[str, list[float]] = defaultdict(list)
    for readings in series("nprs").values():
        months[f"{readings[0].on:%Y-%m}"].append(readings[0].value)
    means = sorted((fmean(values), month) for month, values in months.items() if len(values) >= 20)
    assert means[-1][0] - fmean(mean for mean, _ in means[:-1]) > 0.9
    assert means[-1][0] - means[-2][0] > 0.3


# --- calibrated ---------------------------------------------------------------------------------------------------


def test_pain_at_the_start_is_that_of_dunning2018pf() -> None:
    assert 5.5 <= fmean(first_pain()) <= 6.4  # its eight NPRS means
    assert 1.6 <= stdev(first_pain()) <= 2.5  # and their SDs


def test_symptoms_last_as_in_dunning2018pf() -> None:
    heel = [
        rows[0].duration_weeks or 0
        for (_, condition, _, _), rows in COURSES.items()
        if condition == "plantar_heel_pain"
    ]
    assert fmean(heel) == pytest.approx(336.4 / 7, rel=0.15)
    assert stdev(heel) == pytest.approx(288.8 / 7, rel=0.25)  # skewed: the SD is nearly the mean


def test_most_people_improve_by_about_as_much_as_in_alboloushi2020() -> None:
    changes = [last - start for start, last in before_and_last("nprs")]
    assert -2.6 <= fmean(changes) <= -2.0
    heel = [last - start for start, last in before_and_last("nprs", "plantar_heel_pain")]
    assert -4.0 <= fmean(heel) <= -1.2  # its interval for needling: -2.6 (-4.0 to -1.2)
    assert fmean(change <= -2 for change in changes) > 0.55


def test_some_get_worse() -> None:
    changes = [last - start for start, last in before_and_last("nprs")]
    assert 0.02 < fmean(change > 1.33 for change in changes) < 0.12


def test_people_come_when_it_is_worst_so_part_of_the_fall_is_regression_to_the_mean() -> None:
    """As treatment seekers in whitney1992: a fall nobody caused; here the flare that settles by itself."""
    chance = Random(1)
    drawn = [course(PROFILES["plantar_heel_pain"], chance) for _ in range(2000)]
    assert 0.8 < fmean(one.pain(0) - one.usual for one in drawn) < 1.7


def test_most_heels_still_hurt_at_half_a_year_as_in_hansen2018() -> None:
    late = [
        one.value
        for readings in series("nprs", "plantar_heel_pain").values()
        for one in readings
        if one.phase == "review" and 168 <= (one.on - readings[0].on).days <= 196
    ]
    assert len(late) > 60
    assert fmean(value >= 1 for value in late) > 0.7  # 80.5 % at one year


def test_achilles_scores_go_as_in_solomons2020() -> None:
    pairs = before_and_last("visa_a", "achilles_tendinopathy", 12)
    assert fmean(start for start, _ in pairs) == pytest.approx(59, abs=4)  # arms with rehabilitation and needling
    assert fmean(last for _, last in pairs) == pytest.approx(76, abs=4)
    assert stdev(last for _, last in pairs) == pytest.approx(14, abs=5)


def test_leg_function_at_the_start_is_that_of_dunning2018pf() -> None:
    starts = [readings[0].value for readings in series("lefs").values()]
    assert fmean(starts) == pytest.approx(49.7, abs=3)  # 48.9 (SD 13.1) and 50.4 (SD 12.8)
    assert stdev(starts) == pytest.approx(13, abs=2.5)


@pytest.mark.parametrize("measure", ["wblt_cm", "mtp1_df", "ake_lacking"])
def test_range_of_motion_gains_sit_inside_measurement_error(measure: str) -> None:
    """No added range in eftekharsadat2016, benito2020, stretch_vs_dn, mason2016; error of the tests: catalogue."""
    rule = CATALOGUE.threshold(measure, "error")
    assert rule is not None
    sign = CATALOGUE.measure(measure).sign
    visits = [sign * change for change in immediate(measure)]
    courses = [sign * (last - start) for start, last in before_and_last(measure)]
    assert min(len(visits), len(courses)) >= 25
    assert 0 < fmean(visits) < rule.value / 2
    assert 0 < fmean(courses) < rule.value / 2
    assert fmean(change > rule.value for change in courses) < 0.2


def test_dorsiflexion_lying_gains_about_a_degree() -> None:
    """benito2020 and stretch_vs_dn: no difference; no error is published for this test, so the bound is 2 degrees."""
    assert 0 < fmean(immediate("df_nwb_ke")) < 2
    assert -1 < fmean(last - start for start, last in before_and_last("df_nwb_ke")) < 2


def test_about_a_third_is_never_measured_again_as_in_alboloushi2020() -> None:
    share = 1 - len(before_and_last("nprs")) / len(series("nprs"))
    assert 0.28 <= share <= 0.4  # 33 % lost by 52 weeks


def test_leaving_is_not_at_random() -> None:
    """Of those no better and those much better more leave than of those in between."""
    chance, left = Random(3), defaultdict(list)
    for _ in range(3000):
        true = course(PROFILES["plantar_heel_pain"], chance)
        lost = calendar(date(2024, 1, 1), UNTIL, true, chance).ended_how == "lost"
        share = true.better(4)
        left["worse" if share < 0.05 else "much better" if share > 0.5 else "between"].append(lost)
    shares = {name: fmean(values) for name, values in left.items()}
    assert min(shares["worse"], shares["much better"]) > shares["between"] + 0.1


def test_mild_events_are_as_common_as_in_brady2014() -> None:
    sessions = [row.session for row in ROWS if row.session and row.session.adverse_asked]
    mild = [any(event.severity == "mild" for event in one.adverse_events) for one in sessions]
    assert fmean(mild) == pytest.approx(0.1918, abs=0.025)  # 1,463 of 7,629 treatments
    terms = Counter(event.term for one in sessions for event in one.adverse_events)
    assert [term for term, _ in terms.most_common(4)] == [
        "bruising", "bleeding", "pain during treatment", "pain after treatment",
    ]  # fmt: skip


def test_significant_events_are_as_rare_as_in_boyce2020() -> None:
    sessions = [row.session for row in ROWS if row.session and row.session.adverse_asked]
    severe = [event for one in sessions for event in one.adverse_events if event.severity != "mild"]
    assert 0 < len(severe) / len(sessions) < 3 / 1024  # 1 per 1,024 treatments
