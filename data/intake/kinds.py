"""What kind of value each fact of a mapping is, its limits, and the words people write for it."""

from __future__ import annotations

from data.frames import ENDINGS, PHASES, SEXES, SIDES

DATES = frozenset({"date", "started", "ended", "birth_date", "consent_on"})
# The limits are those of the record itself; beyond them a value is a slip of the hand.
WHOLE: dict[str, tuple[int, int]] = {
    "birth_year": (1900, 2200),
    "course": (1, 99),
    "session": (1, 9999),
    "sequence": (1, 99),
    "insertions": (0, 1000),
    "twitch_count": (0, 1000),
    "planned_sessions": (0, 1000),
}
NUMBERS: dict[str, tuple[float, float]] = {
    "age": (0, 120),
    "duration_weeks": (0, 5200),
    "needle_diameter_mm": (0, 10),
    "needle_length_mm": (0, 300),
    "depth_mm": (0, 300),
    "stimulation_hz": (0, 10000),
    "stimulation_minutes": (0, 1440),
    "retention_minutes": (0, 1440),
    "soreness": (0, 10),
    "weeks": (0, 1040),
}
YES_NO = frozenset({"bilateral", "contraindications_screened", "adverse_asked"})
LISTS = frozenset(
    {
        "muscles", "co_interventions", "adverse_event", "adverse_severity", "adverse_onset", "adverse_action",
        "adverse_duration", "adverse_relatedness",
    }
)  # fmt: skip
# One entry for each adverse event: a blank between two ; keeps its place.
IN_STEP = frozenset({"adverse_severity", "adverse_onset", "adverse_duration", "adverse_relatedness"})
CHOICES: dict[str, tuple[str, ...]] = {
    "side": SIDES,
    "reading_side": SIDES,
    "sex": SEXES,
    "phase": PHASES,
    "ended_how": ENDINGS,
    "twitch": ("yes", "no"),
    "stimulation": ("none", "manual", "electrical"),
}
EVENT_WORDS: dict[str, tuple[str, ...]] = {
    "adverse_severity": ("mild", "significant", "serious"),
    "adverse_onset": ("during", "within_24h", "later"),
    "adverse_relatedness": ("unrelated", "possibly", "probably", "certainly"),
}

_SIDE = {
    **dict.fromkeys(("left", "l", "lt", "lhs", "left side", "left foot", "left leg"), "left"),
    **dict.fromkeys(("right", "r", "rt", "rhs", "right side", "right foot", "right leg"), "right"),
    **dict.fromkeys(("both", "b", "bilateral", "bilat", "bil", "l+r", "l & r", "l/r", "left and right"), "both"),
}
_YES = {**dict.fromkeys(("yes", "y", "true", "1"), "yes"), **dict.fromkeys(("no", "n", "false", "0"), "no")}
USUAL_WORDS: dict[str, dict[str, str]] = {
    "side": _SIDE,
    "reading_side": _SIDE,
    "sex": {
        **dict.fromkeys(("female", "f", "woman", "girl"), "female"),
        **dict.fromkeys(("male", "m", "man", "boy"), "male"),
        **dict.fromkeys(("other", "o", "x", "non-binary", "nonbinary", "intersex", "indeterminate"), "other"),
        **dict.fromkeys(("unknown", "u", "not stated", "prefer not to say"), "unknown"),
    },
    "phase": {
        **dict.fromkeys(("before", "pre", "pre-treatment", "pretreatment", "pre treatment", "prior"), "before"),
        **dict.fromkeys(("after", "post", "post-treatment", "posttreatment", "post treatment"), "after"),
        **dict.fromkeys(("review", "follow-up", "follow up", "followup", "re-assessment", "reassessment"), "review"),
    },
    "ended_how": {
        **dict.fromkeys(("discharged", "discharge", "completed", "finished"), "discharged"),
        **dict.fromkeys(("lost", "lost to follow-up", "lost to follow up", "did not return"), "lost"),
        **dict.fromkeys(("referred", "referred on", "referral"), "referred"),
        "other": "other",
    },
    "twitch": _YES,
    "stimulation": {
        **dict.fromkeys(("none", "no"), "none"),
        "manual": "manual",
        **dict.fromkeys(("electrical", "electric", "electro", "e-stim", "ea"), "electrical"),
    },
    "adverse_onset": {
        "during": "during",
        **dict.fromkeys(("within_24h", "within 24h", "within 24 h", "<24h", "24h"), "within_24h"),
        "later": "later",
    },
    "adverse_severity": {word: word for word in ("mild", "significant", "serious")},
    "adverse_relatedness": {
        **dict.fromkeys(("unrelated", "not related"), "unrelated"),
        **dict.fromkeys(("possibly", "possible"), "possibly"),
        **dict.fromkeys(("probably", "probable"), "probably"),
        **dict.fromkeys(("certainly", "certain", "definite", "definitely"), "certainly"),
    },
    **dict.fromkeys(YES_NO, _YES),
}


def plain(word: str) -> str:
    """A word for comparing: no case, single spaces, and a whole number without its ``.0``."""
    folded = " ".join(word.casefold().replace("_", " ").split())
    return folded[:-2] if folded.endswith(".0") and folded[:-2].lstrip("-").isdigit() else folded
