"""What the calculations about one patient and the list of patients say of nothing recorded."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics import (  # fmt: skip
    adjusted,
    alike,
    anyway,
    before_sessions,
    care,
    caseload,
    control,
    expected,
    facts,
    first_change,
    followed,
    funnel,
    harm,
    modelled,
    needs,
    planner,
    pool,
    similar,
    standing,
    usual,
)
from analytics.courses import courses
from data.frames import EPISODES, READINGS, SESSIONS, empty
from data.progress_rules import load_progress_rules
from tests.analytics.clinics import CATALOGUE, LATER, PAIN

ROWS, VISITS, CARE = empty(READINGS), empty(SESSIONS), empty(EPISODES)
NONE = courses(ROWS, CARE, PAIN, as_of=LATER, sessions=VISITS)
RULES = load_progress_rules()
POOL = pool.pool(NONE, ROWS, (0, 10))
NOBODY, NOWHERE = np.empty(0), np.empty(0, dtype=np.int64)
LIST = caseload.caseload(
    CARE, VISITS, ROWS, {}, CATALOGUE, as_of=LATER, rules=RULES.rules, limits=RULES.limits
)  # fmt: skip
DATED = CARE.assign(cls="", **dict.fromkeys(("last_on", "last_reading_on", "last_review_on"), CARE["started"]))
ASKED = {"baseline": 5.0, "patient": 1, "scale": (0, 10)}

MODEL = adjusted.Model(pd.DataFrame(), NOBODY, NOBODY, 0, np.nan, np.nan)

EMPTY = {
    "adjusted.design": lambda: adjusted.design(pd.DataFrame({"age": NOBODY})),
    "adjusted.calibration": lambda: adjusted.calibration(MODEL, NOBODY),
    "alike.among": lambda: alike.among(POOL, NOBODY, NOWHERE, NOBODY, NOWHERE, sign=-1.0).better,
    "alike.distances": lambda: alike.distances(POOL, NOBODY, NOWHERE),
    "alike.widths": lambda: alike.widths(np.empty((0, 0)), (0, 10))[0],
    "anyway.expected_drop": lambda: anyway.expected_drop(NOBODY, 0.6, 5.0),
    "before_sessions.before_sessions": lambda: before_sessions.before_sessions(NONE, ROWS, VISITS, (0, 10)).courses,
    "modelled.modelled": lambda: modelled.modelled(NONE, ROWS, VISITS, (0, 10)).frame,
    "care.other_care": lambda: care.other_care(CARE, VISITS),
    "caseload.caseload": lambda: LIST,
    "control.xmr": lambda: control.xmr(NOBODY),
    "expected.expected": lambda: expected.expected(NONE, ROWS, **ASKED).frame,
    "facts.facts": lambda: facts.facts(NONE, NONE, ROWS, VISITS, PAIN, CATALOGUE),
    "first_change.first_change": lambda: first_change.first_change(NONE, ROWS, VISITS, PAIN, CATALOGUE),
    "first_change.curve": lambda: first_change.curve(NOBODY, NOBODY),
    "followed.in_turn": lambda: followed.in_turn(NONE, ROWS, PAIN),
    "followed.main_measures": lambda: followed.main_measures(CARE, ROWS, CATALOGUE),
    "harm.harm": lambda: harm.harm(VISITS),
    "funnel.share_limits": lambda: funnel.share_limits(0.5, NOBODY)[0],
    "funnel.mean_limits": lambda: funnel.mean_limits(2.0, 1.0, NOBODY)[0],
    "funnel.rate_limits": lambda: funnel.rate_limits(NOBODY)[0],
    "funnel.arcsine": lambda: funnel.arcsine(NOBODY, NOBODY)[0],
    "funnel.shrunk": lambda: funnel.shrunk(NOBODY, NOBODY, 2.0, 1.0),
    "needs.flags": lambda: needs.flags(DATED, [], LATER, RULES.limits),
    "needs.advice": lambda: needs.advice(needs.flags(DATED, [], LATER, RULES.limits), [], RULES.limits),
    "pool.pool": lambda: POOL.patient,
    "similar.similar": lambda: similar.similar(NONE, ROWS, **ASKED).band,
    "similar.visits": lambda: similar.visits(POOL, np.empty(0, dtype=bool)),
    "standing.standing": lambda: standing.standing(ROWS, CARE, [PAIN], CATALOGUE, as_of=LATER),
}
BLANK = {
    "harm.exact": lambda: (0, harm.exact(0, 0)[0]),
    "harm.rule_of_three": lambda: (0, harm.rule_of_three(0)),
    "harm.unasked": lambda: (harm.unasked(VISITS), np.nan),
    "anyway.repeated": lambda: (anyway.repeated(NOBODY, NOBODY).n, anyway.repeated(NOBODY, NOBODY).r),
    "planner.people_for_mean": lambda: (0, planner.people_for_mean(np.nan, 1.0)),
    "planner.people_for_share": lambda: (0, planner.people_for_share(np.nan, 0.1)),
    "planner.weeks_until": lambda: (0, planner.weeks_until(np.nan, 0, 0)),
    "first_change.median": lambda: (0, first_change.median(first_change.curve(NOBODY, NOBODY))[0]),
    "first_change.log_rank": lambda: (0, first_change.log_rank(NOBODY, NOBODY, NOBODY)[0]),
    "funnel.dispersion": lambda: (funnel.dispersion(NOBODY, NOBODY, 2.0).n, funnel.dispersion(NOBODY, NOBODY, 2.0).phi),
    "usual.usual_sessions": lambda: (
        usual.usual_sessions(VISITS, CARE, "plantar_heel_pain").n,
        usual.usual_sessions(VISITS, CARE, "plantar_heel_pain").median,
    ),
}
TAKE_NO_RECORDS = {
    "adjusted.fit",
    "standing.errors",
    "standing.error_kind",
    "zones.zone",
    "intercepts.random_intercept",
    "two_intercepts.two_intercepts",
}
