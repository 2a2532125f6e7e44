"""Other care by course of care: by hand, by a plain loop, and whatever the order."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.care import COLUMNS, NOTHING, other_care
from data.frames import EPISODES, SESSIONS, empty
from tests.analytics import second_road
from tests.analytics.clinics import forty_cases

KINDS = ("taping", "orthoses", "Loading exercises", "loading exercises")
# course of care, patient; then what each session of a course had
COURSES = st.lists(st.integers(1, 5), min_size=0, max_size=8)
GIVEN = st.lists(st.tuples(st.integers(0, 9), st.sets(st.sampled_from(KINDS))), max_size=25)


def courses(patients: list[int]) -> pd.DataFrame:
    return pd.DataFrame({"episode": range(len(patients)), "patient": patients}).astype("int64")


def visits(given: list[tuple[int, set[str]]]) -> pd.DataFrame:
    frame = empty(SESSIONS).reindex(range(len(given)))
    frame["episode"] = [episode for episode, _ in given]
    frame["care"] = pd.Categorical(["; ".join(sorted(kinds)) or None for _, kinds in given])
    return frame


def test_a_small_clinic_worked_by_hand() -> None:
    """One person has two courses; a kind in two sessions of a course counts once; capitals do not count twice."""
    sessions = visits([(0, {"taping"}), (0, {"taping", "orthoses"}), (1, {"Taping"}), (2, set()), (9, {"shockwave"})])
    found = other_care(courses([1, 1, 2]), sessions)
    assert found[["care", "n", "given", "patients", "people"]].values.tolist() == [
        ["taping", 3, 2, 2, 1], ["orthoses", 3, 1, 2, 1], [NOTHING, 3, 1, 2, 1],
    ]  # fmt: skip
    assert found["share"].tolist() == pytest.approx([2 / 3, 1 / 3, 1 / 3])
    assert tuple(found.loc[0, ["low", "high"]]) == pytest.approx(second_road.wilson(2, 3))


def test_both_feet_of_one_course_are_two_rows_of_it() -> None:
    both = pd.DataFrame({"episode": [0, 0, 1], "patient": [1, 1, 2]})
    found = other_care(both, visits([(0, {"taping"})]))
    assert found[["given", "people", "n"]].values.tolist() == [[2, 1, 3], [1, 1, 3]]


def test_nothing_recorded() -> None:
    none = other_care(empty(EPISODES), empty(SESSIONS))
    assert none.empty
    assert list(none) == list(COLUMNS)
    without = other_care(courses([1]), empty(SESSIONS))
    assert without[["care", "given", "share"]].values.tolist() == [[NOTHING, 1, 1.0]]


@forty_cases
@given(COURSES, GIVEN, st.randoms(use_true_random=False))
def test_a_second_road(patients, given, random) -> None:
    found = other_care(courses(patients), visits(given)).set_index("care")
    had: dict[str, set[int]] = {}
    for episode, kinds in given:
        for kind in kinds if episode < len(patients) else ():
            had.setdefault(kind.casefold(), set()).add(episode)
    some = set().union(*had.values())
    if patients:
        had[NOTHING] = {episode for episode in range(len(patients)) if episode not in some}
    assert {care: row.given for care, row in found.iterrows()} == {care: len(own) for care, own in had.items()}
    assert {care: row.people for care, row in found.iterrows()} == {
        care: len({patients[episode] for episode in own}) for care, own in had.items()
    }
    mixed = list(given)
    random.shuffle(mixed)
    pd.testing.assert_frame_equal(other_care(courses(patients), visits(mixed)).set_index("care"), found)
