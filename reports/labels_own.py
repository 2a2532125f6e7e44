"""The words above a column that mean something else in one report than in the others."""

from __future__ import annotations

from reports.labels_closer_own import OWN_CLOSER

# A word that means something else in one report: weeks are no interval, and a reading is no course of care.
OWN: dict[str, dict[str, str]] = {
    "bounds": {
        "k": "Improved",
        "n": "Of courses of care (n)",
        "share": "Share improved",
        "low": "Share improved, 95 % CI low",
        "high": "Share improved, 95 % CI high",
        "ci_low": "Mean change, 95 % CI low",
        "ci_high": "Mean change, 95 % CI high",
    },
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
    "lost": {"label": "Condition", "stage": "Stage not reached"},
    "other_care": {
        "given": "Courses of care with it",
        "people": "Patients with it",
        "share": "Share of courses of care with it",
        "low": "That share, 95 % CI low",
        "high": "That share, 95 % CI high",
    },
    "progress": {"n": "Readings (n)"},
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
    "standing": {"weeks": "Weeks between first and last"},
    "two_changes": {"n": "Pairs of readings (n)", "mean": "Mean change (positive is better)"},
    "visit_changes": {
        "n": "Sessions (n)",
        "immediate": "Change within the session (positive is better)",
        "carried": "Change until the next session (positive is better)",
    },
} | OWN_CLOSER
