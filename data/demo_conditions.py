"""What the invented clinic treats: how often, which muscles, what is measured, and how such courses go.

The shares are invented, in the order in which five peer clinics list the conditions. Levels with a
source name it on their line; all others are invented to be plausible and carry no claim.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Score:
    """A questionnaire or scale at reviews: level and spread at the start, gain when pain falls as usual."""

    start: float
    spread: float
    gain: float
    noise: float


@dataclass(frozen=True)
class Range:
    """A range of motion: level and spread at the start, gain in a visit and over a course, noise of one reading."""

    method: str
    start: float
    spread: float
    visit: float
    course: float
    noise: float
    step: float


@dataclass(frozen=True)
class Profile:
    """One condition at the invented clinic. ``ease`` is added to everyone's share of pain lost in the end."""

    share: float
    muscles: tuple[str, ...]
    reviews: tuple[str, ...] = ()
    ranges: tuple[str, ...] = ()
    stiffness: bool = False
    both: float = 0.05
    weeks: float = 48.0  # mean duration 336 days, dunning2018pf (PMID 30379937)
    ease: float = 0.0
    extras: tuple[str, ...] = field(default=("loading exercises", "footwear advice"))


SCORES = {
    "visa_a": Score(58.0, 12.0, 16.0, 4.0),  # 59 (SD 13) to 76 (SD 14) at 12 weeks, solomons2020 (PMID 32898170)
    "lefs": Score(49.5, 12.0, 9.0, 3.5),  # 48.9 to 50.4 (SD 13) at the start, dunning2018pf (PMID 30379937)
    "faam_adl": Score(66.0, 13.0, 9.0, 3.0),
    "akps": Score(67.0, 11.0, 8.0, 4.0),
}

# A gain sits inside the error of the test. Noise of one reading = published MDC95 / (1.96 * sqrt 2).
RANGES = {
    "wblt_cm": Range("tape measure", 8.6, 2.9, 0.35, 0.5, 0.69, 0.5),  # MDC95 1.9 cm, PMID 25704110
    "df_nwb_ke": Range("goniometer, passive", 3.5, 4.2, 0.8, 1.1, 1.8, 1.0),  # no error published: noise invented
    "mtp1_df": Range("goniometer, passive", 52.0, 13.0, 1.2, 1.8, 5.4, 1.0),  # MDC95 15, from 10.1186/s13047-015-0088-3
    "ake_lacking": Range("inclinometer", 33.0, 9.0, -1.2, -2.0, 2.9, 1.0),  # MDC95 8, PMID 25364856
}

_CALF = ("gastrocnemius, medial head", "gastrocnemius, lateral head", "soleus")
_FOOT = ("flexor digitorum brevis", "abductor hallucis", "quadratus plantae")
_LOADING = ("loading exercises", "stretching", "footwear advice")

PROFILES = {
    "plantar_heel_pain": Profile(
        30, (*_FOOT, *_CALF[::2]), ("first_step",), ("wblt_cm",), both=0.14,
        extras=("loading exercises", "orthoses", "taping", "stretching", "shockwave"),
    ),
    "achilles_tendinopathy": Profile(18, _CALF, ("visa_a",), ("wblt_cm",), both=0.1, extras=(*_LOADING, "shockwave")),
    "calf_myofascial": Profile(17, _CALF, (), ("calf",), True, 0.16, 30, 0.05, ("stretching", "loading exercises")),
    "mtss": Profile(6, ("tibialis posterior", "soleus", "flexor digitorum longus"), ("lefs",), both=0.2, weeks=20),
    "lateral_ankle_sprain": Profile(4, ("peroneus longus", "peroneus brevis"), ("faam_adl",), ("wblt_cm",),
                                    weeks=3, ease=0.3, extras=("taping", "balance exercises", "loading exercises")),
    "chronic_ankle_instability": Profile(2, ("peroneus longus", "tibialis anterior"), ("faam_adl",), weeks=90),
    "peroneal_tendinopathy": Profile(3, ("peroneus longus", "peroneus brevis"), ("faam_adl",)),
    "tib_post_tendinopathy": Profile(3, ("tibialis posterior", "soleus"), ("faam_adl",),
                                     extras=("orthoses", "loading exercises", "footwear advice")),
    "pfps": Profile(3.5, ("vastus lateralis", "vastus medialis", "rectus femoris"), ("akps", "lefs"), both=0.2),
    "knee_oa": Profile(2, ("vastus medialis", "vastus lateralis"), ("lefs",), weeks=160, ease=-0.08),
    "hamstring": Profile(3, ("biceps femoris", "semitendinosus"), (), ("ake_lacking",), True, weeks=16, ease=0.05),
    "calf_strain": Profile(2.5, _CALF[:2], ("lefs",), weeks=2, ease=0.35, extras=_LOADING),
    "cramp": Profile(1, _CALF, (), (), True, 0.3, extras=("stretching",)),
    "metatarsalgia": Profile(2, ("dorsal interossei", "adductor hallucis"), ("faam_adl",), ("mtp1_df",)),
    "hallux_rigidus": Profile(2, ("flexor hallucis brevis", "abductor hallucis"), (), ("mtp1_df",), ease=-0.05),
    "anterior_leg_pain": Profile(1, ("tibialis anterior", "extensor digitorum longus"), ("lefs",), weeks=14),
}  # fmt: skip
