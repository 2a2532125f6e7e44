"""The words above a column that mean something else in one report than in the others."""

from __future__ import annotations

FIRST_CHANGE = {
    "n": "Courses of care in the group (n)",
    "patients": "Patients in the group",
    "at_risk": "Still followed",
    "changed": "First changed since the row before",
    "censored": "No longer followed since the row before",
    "share": "Share that has once changed",
    "low": "That share, 95 % CI low",
    "high": "That share, 95 % CI high",
}

_OF_CHANGE = {"low": "That mean, 95 % CI low", "high": "That mean, 95 % CI high"}
_OF_SHARE = {
    "figure": "Share improved beyond error and important",
    "aside": "Share improved, adjusted for who came",
    "low": "That share, 95 % CI low",
    "high": "That share, 95 % CI high",
}
# A word that means something else in one report: weeks are no interval, and a reading is no course of care.
OWN: dict[str, dict[str, str]] = {
    "benefit_harm": {
        "kind": "What (name)",
        "n": "Of courses of care, or of sessions asked (n)",
        "patients": "Patients in them",
        "had": "How many of them",
        "people": "Patients among these",
        "low": "Per 100, 95 % CI low",
        "high": "Per 100, 95 % CI high",
        "sessions": "Sessions, asked or not",
    },
    "bounds": {
        "k": "Improved",
        "n": "Of courses of care (n)",
        "share": "Share improved",
        "low": "Share improved, 95 % CI low",
        "high": "Share improved, 95 % CI high",
        "ci_low": "Mean change, 95 % CI low",
        "ci_high": "Mean change, 95 % CI high",
    },
    "case_mix": {
        "label": "Fifth of the courses of care",
        "ci_low": "What came, 95 % CI low",
        "ci_high": "What came, 95 % CI high",
    },
    "case_mix_terms": {"label": "Known at the start", "ci_low": "That, 95 % CI low", "ci_high": "That, 95 % CI high"},
    "caseload": {"label": "Condition", "n": "Courses of care (n)"},
    "flagged": {"measure": "Measure or column", "n": "How many"},
    "follow_up": {
        "share": "Share measured again, of those due",
        "low": "That share, 95 % CI low",
        "high": "That share, 95 % CI high",
    },
    "follow_up_time": {"low": "From (weeks)", "high": "To below (weeks)", "n": "Measured again"},
    "heaping": {
        "n": "Readings (n)",
        "share": "Share of all readings",
        "low": "That share, 95 % CI low",
        "high": "That share, 95 % CI high",
    },
    "how_sure": {
        "figure": "Which figure",
        "n": "Counted: people, or courses of care for a share (n)",
        "now": "Half the width of today's interval",
        "by": "Day by which there will be enough",
    },
    "lost": {"label": "Condition", "stage": "Stage not reached"},
    "other_care": {
        "given": "Courses of care with it",
        "people": "Patients with it",
        "share": "Share of courses of care with it",
        "low": "That share, 95 % CI low",
        "high": "That share, 95 % CI high",
    },
    "podiatrists": {"label": "Podiatrist", **_OF_CHANGE},
    "podiatrists_share": {"label": "Podiatrist", **_OF_SHARE},
    "progress": {"n": "Readings (n)"},
    "quarters": {"label": "Began in", **_OF_CHANGE},
    "quarters_share": {"label": "Began in", **_OF_SHARE},
    "range_progress": {"n": "Readings (n)"},
    "safety": {
        "n": "Of sessions (n)",
        "patients": "Patients in them",
        "had": "Sessions of this class",
        "people": "Patients with such a session",
        "low": "That rate, 95 % CI low",
        "high": "That rate, 95 % CI high",
    },
    "sessions": {"n": "Readings (n)"},
    "similar": {
        "n": "Similar courses (n)",
        "expected": "Expected reading",
        "low": "Expected interval, low",
        "high": "Expected interval, high",
    },
    "steadiness": {
        "series": "Figure (id)",
        "period": "Period from",
        "n": "Counted (n)",
        "value": "Figure (shares from 0 to 1)",
        "phase": "Marked days before it",
        "trial": "Trial limits (fewer than 12 periods)",
        "mean": "Mean of the periods",
        "low": "Natural limit, low",
        "high": "Natural limit, high",
        "near_low": "Near limit, low",
        "near_high": "Near limit, high",
        "rule": "Rule that fired",
        "signal": "Signal",
        "chance_low": "Limit by chance alone, low",
        "chance_high": "Limit by chance alone, high",
        "chance": "Outside what chance alone gives",
    },
    "sites": {"label": "Site", **_OF_CHANGE},
    "sites_share": {"label": "Site", **_OF_SHARE},
    "standards": {
        "figure": "Which figure",
        "n": "Courses of care begun since and counted (n)",
        "now": "Figure since then",
        "low": "That figure, 95 % CI low",
        "high": "That figure, 95 % CI high",
    },
    "standing": {"weeks": "Weeks between first and last"},
    "visit_changes": {
        "n": "Sessions (n)",
        "immediate": "Change within the session (positive is better)",
        "carried": "Change until the next session (positive is better)",
    },
    "pain_range": {
        "n": "Courses of care in this dot (n)",
        "kind": "Part of the picture",
        "patients": "Patients in this dot",
        "share": "Share of all in this part",
        "low": "That share, 95 % CI low",
        "high": "That share, 95 % CI high",
    },
    "time_to_change": FIRST_CHANGE
    | {
        "time": "Sessions had",
        "median": "Sessions by which half had changed",
    },
    "weeks_to_change": FIRST_CHANGE
    | {
        "time": "Weeks since the first reading",
        "median": "Weeks by which half had changed",
    },
    "two_changes": {"n": "Pairs of readings (n)", "mean": "Mean change (positive is better)"},
}
