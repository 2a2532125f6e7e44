"""The questions of the patient's own page: a measure of the catalogue, in the words a patient is asked with."""

from __future__ import annotations

from dataclasses import dataclass

from data.catalogue import Measure

PATIENT_KINDS = ("pain", "stiffness", "global", "function")  # what a patient can tell; angles are measured
MOST_CHOICES = 15  # a scale with more steps than this is written as a number
YES_NO = "pass"
SIDES = {"left": "your left side", "right": "your right side", "both": "both your sides"}
PAIN = ("no pain", "the worst pain you can imagine")
ASK: dict[str, tuple[str, str, str]] = {
    "nprs": ("How much pain do you have now?", *PAIN),
    "nprs_average": ("How much pain have you had on average over the last week?", *PAIN),
    "nprs_worst": ("How bad was your worst pain in the last week?", *PAIN),
    "nprs_first_step": ("How much pain do you have at your first steps of the day?", *PAIN),
    "vas_pain_100": ("How much pain do you have on average?", *PAIN),
    "vas_first_step_100": ("How much pain do you have at your first steps of the day?", *PAIN),
    "stiffness": ("How stiff does the treated muscle feel now?", "not stiff", "as stiff as you can imagine"),
    "groc": ("How have things changed since your treatment began?", "very much worse", "very much better"),
    YES_NO: ("Is the way you are now acceptable to you?", "no", "yes"),
    "psfs": ("How well can you do the activities you chose?", "not at all", "as well as before"),
}


@dataclass(frozen=True)
class Choice:
    """One large button: the value as it is sent, and what stands on it."""

    value: str
    label: str


@dataclass(frozen=True)
class Question:
    """One question: the words, the ends of the scale, and the buttons (none: a number is written)."""

    measure: str
    ask: str
    scale: str
    low: float
    high: float
    choices: tuple[Choice, ...]


def number(value: float) -> str:
    """A number without needless decimals, with a real minus sign."""
    return f"{value:g}".replace("-", "−")


def by_patient(measure: Measure) -> bool:
    """Whether a patient can answer for *measure* without an instrument."""
    return measure.kind in PATIENT_KINDS


def asked_plainly(measure: Measure) -> bool:
    """Whether *measure* is one plain question, and not the score of a questionnaire."""
    return measure.id in ASK


def question(measure: Measure) -> Question:
    """The question of *measure*; one without words of its own asks for its score by the measure's name."""
    if measure.id == YES_NO:
        ask, scale = ASK[measure.id][0], ""
    elif measure.id in ASK:
        ask, low, high = ASK[measure.id]
        scale = f"{number(measure.low)} means {low}, {number(measure.high)} means {high}."
    else:
        ask = f"What is your score: {measure.name}?"
        scale = _scale(measure)
    return Question(measure.id, ask, scale, measure.low, measure.high, _choices(measure))


def _scale(measure: Measure) -> str:
    better = "A lower number is better." if measure.better == "down" else "A higher number is better."
    unit = "" if measure.unit in ("", "points") else f" ({measure.unit})"
    return f"A number from {number(measure.low)} to {number(measure.high)}{unit}. {better}"


def _choices(measure: Measure) -> tuple[Choice, ...]:
    steps = (measure.high - measure.low) / measure.step
    if measure.bounds != "scale" or steps != int(steps) or steps >= MOST_CHOICES:
        return ()
    if measure.id == YES_NO:
        return Choice("1", "Yes"), Choice("0", "No")
    values = [measure.low + measure.step * place for place in range(int(steps) + 1)]
    return tuple(Choice(f"{value:g}", number(value)) for value in values)
