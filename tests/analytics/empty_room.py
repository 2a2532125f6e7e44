"""What the calculations about one patient and the list of patients say of nothing recorded."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics import (  # fmt: skip
    adjusted,
    alike,
    anyway,
    before_sessions,
    benefit,
    bounds,
    by_baseline,
    care,
    case_mix,
    caseload,
    change_curves,
    control,
    control_counts,
    earlier,
    expected,
    facts,
    first_change,
    followed,
    funnel,
    harm,
    leaving,
    limits,
    looks,
    missing,
    modelled,
    needs,
    outlook,
    pain_and_range,
    periods,
    persisting,
    planner,
    pool,
    predicted,
    recorded,
    recording,
    similar,
    standing,
    techniques,
    units,
    usual,
)
from analytics.courses import courses
from data.frames import EPISODES, NEEDLING, RATERS, READINGS, SESSIONS, empty
from data.progress_rules import load_progress_rules
from tests.analytics.clinics import CATALOGUE, LATER, PAIN

NEEDLED, RATED = empty(NEEDLING), empty(RATERS)
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

UNCHANGED = first_change.first_change(NONE, ROWS, VISITS, PAIN, CATALOGUE)
PAIRS = pain_and_range.paired(NONE, NONE)
JUDGED = pain_and_range.judged(PAIRS, PAIN, CATALOGUE.measure("wblt_cm"), CATALOGUE)
MODEL = adjusted.Model(pd.DataFrame(), NOBODY, NOBODY, 0, np.nan, np.nan)

EMPTY = {
    "adjusted.design": lambda: adjusted.design(pd.DataFrame({"age": NOBODY})),
    "adjusted.telling": lambda: adjusted.telling(np.empty((0, 0))),
    "adjusted.calibration": lambda: adjusted.calibration(MODEL, NOBODY),
    "alike.among": lambda: alike.among(POOL, NOBODY, NOWHERE, NOBODY, NOWHERE, sign=-1.0).better,
    "alike.distances": lambda: alike.distances(POOL, NOBODY, NOWHERE),
    "alike.widths": lambda: alike.widths(np.empty((0, 0)), (0, 10))[0],
    "anyway.expected_drop": lambda: anyway.expected_drop(NOBODY, 0.6, 5.0),
    "bounds.known_and_seen": lambda: bounds.known_and_seen(NONE, 2, None)[0],
    "by_baseline.by_baseline": lambda: by_baseline.by_baseline(NONE, PAIN, 0.6, 5.0),
    "by_baseline.two_before": lambda: by_baseline.two_before(ROWS, VISITS, PAIN),
    "before_sessions.before_sessions": lambda: before_sessions.before_sessions(NONE, ROWS, VISITS, (0, 10)).courses,
    "modelled.modelled": lambda: modelled.modelled(NONE, ROWS, VISITS, (0, 10)).frame,
    "care.other_care": lambda: care.other_care(CARE, VISITS),
    "care.kinds": lambda: care.kinds(VISITS),
    "case_mix.covariates": lambda: case_mix.covariates(NONE, CARE, VISITS),
    "caseload.caseload": lambda: LIST,
    "change_curves.curves": lambda: change_curves.curves(UNCHANGED, "condition", "weeks", 52),
    "control.xmr": lambda: control.xmr(NOBODY),
    "control_counts.p_chart": lambda: control_counts.p_chart(NOBODY, NOBODY),
    "control_counts.u_chart": lambda: control_counts.u_chart(NOBODY, NOBODY),
    "control_counts.mean_chart": lambda: control_counts.mean_chart(NOBODY, NOBODY, NOBODY),
    "earlier.against_earlier": lambda: earlier.against_earlier(NONE, []),
    "expected.expected": lambda: expected.expected(NONE, ROWS, **ASKED).frame,
    "facts.facts": lambda: facts.facts(NONE, NONE, ROWS, VISITS, PAIN, CATALOGUE),
    "first_change.first_change": lambda: first_change.first_change(NONE, ROWS, VISITS, PAIN, CATALOGUE),
    "first_change.curve": lambda: first_change.curve(NOBODY, NOBODY),
    "followed.in_turn": lambda: followed.in_turn(NONE, ROWS, PAIN),
    "followed.main_measures": lambda: followed.main_measures(CARE, ROWS, CATALOGUE),
    "benefit.benefit": lambda: benefit.benefit(NONE, ["condition"], PAIN, CATALOGUE),
    "harm.harm": lambda: harm.harm(VISITS),
    "harm.harm_by": lambda: harm.harm_by(VISITS, CARE),
    "outlook.outlook": lambda: outlook.outlook(NONE, PAIN, CATALOGUE, {"mean": (1.0,)}, as_of=LATER),
    "looks.looks": lambda: looks.looks(NONE, VISITS, NEEDLED)[0],
    "techniques.differences": lambda: techniques.differences(NONE, CARE, VISITS, NEEDLED),
    "funnel.share_limits": lambda: funnel.share_limits(0.5, NOBODY)[0],
    "funnel.mean_limits": lambda: funnel.mean_limits(2.0, 1.0, NOBODY)[0],
    "funnel.rate_limits": lambda: funnel.rate_limits(NOBODY)[0],
    "funnel.arcsine": lambda: funnel.arcsine(NOBODY, NOBODY)[0],
    "funnel.shrunk": lambda: funnel.shrunk(NOBODY, NOBODY, 2.0, 1.0),
    "limits.limits": lambda: limits.limits(units.means([], [], []), NOBODY),
    "units.means": lambda: units.means([], [], []).table,
    "units.shares": lambda: units.shares([], [], []).table,
    "leaving.visits_so_far": lambda: leaving.visits_so_far(NONE, ROWS, VISITS, CARE, PAIN),
    "missing.who_is_missing": lambda: missing.who_is_missing(NOBODY, {"sex": NONE["sex"].astype(object)}),
    "needs.flags": lambda: needs.flags(DATED, [], LATER, RULES.limits),
    "needs.advice": lambda: needs.advice(needs.flags(DATED, [], LATER, RULES.limits), [], RULES.limits),
    "periods.by_calendar": lambda: periods.by_calendar(CARE["started"], NOBODY, "month", as_of=LATER),
    "periods.sessions_within": lambda: periods.sessions_within(CARE, VISITS, 12),
    "persisting.persisting": lambda: pd.DataFrame([persisting.persisting(NONE, PAIN)]).iloc[:0],
    "pain_and_range.paired": lambda: PAIRS,
    "pain_and_range.judged": lambda: JUDGED,
    "pain_and_range.dots": lambda: pain_and_range.dots(JUDGED),
    "pool.pool": lambda: POOL.patient,
    "recorded.round_values": lambda: recorded.round_values(ROWS, VISITS, PAIN),
    "recorded.pairs": lambda: recorded.pairs(ROWS, VISITS, PAIN),
    "recorded.same_rater": lambda: recorded.same_rater(ROWS, VISITS, RATED, PAIN),
    "recorded.same_amount": lambda: recorded.same_amount(recorded.pairs(ROWS, VISITS, PAIN), 1),
    "recorded.ever_worse": lambda: recorded.ever_worse(NONE),
    "recording.recording": lambda: recording.recording(ROWS, VISITS, NONE, RATED, PAIN),
    "similar.similar": lambda: similar.similar(NONE, ROWS, **ASKED).band,
    "similar.visits": lambda: similar.visits(POOL, np.empty(0, dtype=bool)),
    "standing.standing": lambda: standing.standing(ROWS, CARE, [PAIN], CATALOGUE, as_of=LATER),
}
BLANK = {
    "pain_and_range.quadrants": lambda: (
        pain_and_range.quadrants(JUDGED)["n"].sum(),
        pain_and_range.quadrants(JUDGED)["share"].iloc[0],
    ),
    "pain_and_range.rank_correlation": lambda: (
        pain_and_range.rank_correlation(NOBODY, NOBODY, NOBODY).n,
        pain_and_range.rank_correlation(NOBODY, NOBODY, NOBODY).r,
    ),
    "limits.by_chance": lambda: (int(limits.by_chance(0)), np.nan),
    "case_mix.expectation": lambda: (
        0 if case_mix.expectation(NOBODY, case_mix.covariates(NONE, CARE, VISITS)) is None else 1,
        np.nan,
    ),
    "harm.exact": lambda: (0, harm.exact(0, 0)[0]),
    "harm.rule_of_three": lambda: (0, harm.rule_of_three(0)),
    "harm.unasked": lambda: (harm.unasked(VISITS), np.nan),
    "anyway.repeated": lambda: (anyway.repeated(NOBODY, NOBODY).n, anyway.repeated(NOBODY, NOBODY).r),
    "planner.spread_behind": lambda: (0, planner.spread_behind(np.nan, 0)),
    "planner.people_for_mean": lambda: (0, planner.people_for_mean(np.nan, 1.0)),
    "planner.people_for_share": lambda: (0, planner.people_for_share(np.nan, 0.1)),
    "planner.weeks_until": lambda: (0, planner.weeks_until(np.nan, 0, 0)),
    "first_change.median": lambda: (0, first_change.median(first_change.curve(NOBODY, NOBODY))[0]),
    "first_change.log_rank": lambda: (0, first_change.log_rank(NOBODY, NOBODY, NOBODY)[0]),
    "funnel.dispersion": lambda: (funnel.dispersion(NOBODY, NOBODY, 2.0).n, funnel.dispersion(NOBODY, NOBODY, 2.0).phi),
    "predicted.tipping_point": lambda: (predicted.tipping_point(0, 0, 0), np.nan),
    "usual.usual_sessions": lambda: (
        usual.usual_sessions(VISITS, CARE, "plantar_heel_pain").n,
        usual.usual_sessions(VISITS, CARE, "plantar_heel_pain").median,
    ),
}
TAKE_NO_RECORDS = {
    "adjusted.fit",
    "techniques.clustered",
    "predicted.as_predicted",
    "standing.errors",
    "standing.error_kind",
    "zones.zone",
    "intercepts.random_intercept",
    "two_intercepts.two_intercepts",
}
