"""Nothing recorded yet: every calculation answers with nothing, and without a warning."""

from __future__ import annotations

import numpy as np
import pytest

from analytics import (  # fmt: skip
    bounds,
    classes,
    courses,
    distribution,
    flags,
    flow,
    followup,
    intervals,
    quality,
    readings,
    registry,
    responders,
    session_effect,
    summary,
    trend,
)
from data.frames import EPISODES, READINGS, SESSIONS, empty
from tests.analytics import empty_room
from tests.analytics.clinics import CATALOGUE, LATER, PAIN
from tests.analytics.test_worked_examples import CALCULATIONS

ROWS, VISITS = empty(READINGS), empty(SESSIONS)
NONE = courses.courses(ROWS, empty(EPISODES), PAIN, as_of=LATER, sessions=VISITS, weeks=6)
CHANGES = session_effect.session_changes(ROWS, PAIN)

EMPTY = {
    "courses.courses": lambda: NONE,
    "readings.usable": lambda: readings.usable(ROWS, PAIN),
    "readings.first_method": lambda: readings.first_method(ROWS),
    "session_effect.session_changes": lambda: CHANGES,
    "session_effect.by_number": lambda: session_effect.by_number(CHANGES),
    "classes.classify": lambda: classes.classify([], 2, 1.33),
    "classes.classed": lambda: classes.classed(NONE, PAIN, CATALOGUE),
    "classes.thresholds": lambda: classes.thresholds(NONE, PAIN, CATALOGUE)[0],
    "distribution.individual": lambda: distribution.individual(NONE, PAIN, CATALOGUE),
    "distribution.binned": lambda: distribution.binned(NONE, PAIN),
    "flow.dropped": lambda: flow.dropped(NONE, "Eligible", percent=30),
    "quality.heaping": lambda: quality.heaping([], 1),
    "quality.missing_pairs": lambda: quality.missing_pairs(VISITS, ROWS, PAIN),
    "flags.flagged": lambda: flags.flagged(ROWS, PAIN),
    "registry.sums": lambda: registry.sums(NONE, PAIN, CATALOGUE, percent=30),
    "registry.together": lambda: registry.together([]),
    "registry.described": lambda: registry.described(registry.together([]), percent=30),
    "summary.by_group": lambda: summary.by_group(NONE, ["condition", "site"], PAIN, CATALOGUE, percent=30),
    "trend.by_session": lambda: trend.by_session(ROWS, PAIN, sessions=VISITS),
    "trend.by_period": lambda: trend.by_period(NONE, PAIN, CATALOGUE, "quarter"),
    "intervals.group_intervals": lambda: intervals.group_intervals([], [], 0, []),
    "responders.answers": lambda: responders.answers([], [], 30)[0],
}
# These answer with a count of 0 and a blank.
BLANK = {
    "intervals.mean_interval": lambda: (intervals.mean_interval([]).n, intervals.mean_interval([]).mean),
    "intervals.wilson": lambda: (0, intervals.wilson(0, 0)[0]),
    "intervals.srm": lambda: (0, intervals.srm([])),
    "classes.class_counts": lambda: (classes.class_counts(classes.classify([], 2, 1)).sum(), np.nan),
    "responders.responders": lambda: (responders.responders([], [], 30).n, responders.responders([], [], 30).low),
    "flow.flow": lambda: (flow.flow(NONE, percent=30)["n"].sum(), np.nan),
    "followup.time_to_follow_up": lambda: (followup.time_to_follow_up(NONE, LATER)["n"].sum(), np.nan),
    "bounds.missing_bounds": lambda: (bounds.missing_bounds(NONE, 2, None).cases["n"].sum(), np.nan),
    "quality.round_share": lambda: (quality.round_share([], 1).n, quality.round_share([], 1).share),
}
EMPTY |= empty_room.EMPTY
BLANK |= empty_room.BLANK
TAKE_NO_RECORDS = {"classes.label", "responders.minimum_baseline", *empty_room.TAKE_NO_RECORDS}


@pytest.mark.parametrize("name", EMPTY)
def test_nothing_in_nothing_out(name) -> None:
    assert len(EMPTY[name]()) == 0


@pytest.mark.parametrize("name", BLANK)
def test_nothing_in_a_zero_and_a_blank_out(name) -> None:
    n, number = BLANK[name]()
    assert n == 0
    assert np.isnan(number)


def test_no_calculation_is_forgotten_here() -> None:
    assert set(EMPTY) | set(BLANK) | TAKE_NO_RECORDS == set(CALCULATIONS)
