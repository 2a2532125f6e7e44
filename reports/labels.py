"""The words above the columns of a table, the same in every report."""

from __future__ import annotations

from collections.abc import Iterable

LABELS: dict[str, str] = {
    "condition": "Condition (id)",
    "label": "Group",
    "measure": "Measure",
    "seen": "Courses of care seen",
    "eligible": "Due for follow-up",
    "with_baseline": "With a first reading",
    "followed_up": "Measured again",
    "share_followed": "Share measured again",
    "n": "n",
    "patients": "Patients",
    "mean_baseline": "Mean first reading",
    "mean_last": "Mean last reading",
    "mean_change": "Mean change (positive is better)",
    "ci_low": "95 % CI, low",
    "ci_high": "95 % CI, high",
    "sd_change": "SD of change",
    "srm": "Standardised response mean",
    "improved_both": "Improved beyond error and important",
    "improved_important": "Improved, important only",
    "improved_error": "Improved, beyond error only",
    "within_error": "Within error",
    "worse": "Worse",
    "worse_share": "Share worse",
    "unclassed": "No threshold to class by",
    "improved_share": "Share improved",
    "improved_low": "Share improved, 95 % CI low",
    "improved_high": "Share improved, 95 % CI high",
    "improved_worst_case": "Share improved if none of the missing did",
    "improved_best_case": "Share improved if all of the missing did",
    "responders": "Better by the percentage asked",
    "responders_n": "Of (usable first reading)",
    "responders_excluded": "Excluded (first reading too low)",
    "responders_share": "Share better by the percentage",
    "responders_low": "That share, 95 % CI low",
    "responders_high": "That share, 95 % CI high",
    "period": "Began in",
    "number": "Session",
    "phase": "Before or after",
    "at_risk": "Courses that reached it",
    "kind": "Which change",
    "mean": "Mean",
    "stage": "Stage",
    "dropped": "Lost on the way",
    "reason": "Why",
    "case": "Assumption about the missing",
    "share": "Share",
    "low": "95 % CI, low",
    "high": "95 % CI, high",
    "cls": "Class",
    "weeks": "Weeks",
    "expected": "Expected",
    "hidden": "Hidden (small group)",
    "small": "Small group",
}  # fmt: skip


def labels(columns: Iterable[object]) -> dict[str, str]:
    """A label for each column; one that has none is its own name in plain letters."""
    return {str(name): LABELS.get(str(name), str(name).replace("_", " ").capitalize()) for name in columns}
