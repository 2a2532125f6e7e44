"""What a patient sent, understood: values within the scale, or a sentence beside the question."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from views.tablet_words import Question, number

SKIP = "skip-"  # a ticked box beside a question that the patient cannot answer
NUMBER = re.compile(r"[+-]?\d{1,6}([.,]\d{1,6})?", re.ASCII)
CHOOSE = "Please choose one, or tick “I cannot answer this”."
WRITE = "Please write a number, or tick “I cannot answer this”."
EITHER = "You gave an answer and ticked “I cannot answer this”. Please keep one of the two."
NONE = "Please answer at least one question, or give the tablet back."


@dataclass(frozen=True)
class Answers:
    """The values by measure, and for each question that needs another look a sentence (``""`` speaks of them all)."""

    values: dict[str, float]
    wrong: dict[str, str]


def understand(questions: Sequence[Question], sent: Mapping[str, str]) -> Answers:
    """Read the fields of the page; nothing is guessed, and a question left open is asked about."""
    values: dict[str, float] = {}
    wrong: dict[str, str] = {}
    for asked in questions:
        given = unicodedata.normalize("NFKC", sent.get(asked.measure, "")).replace("−", "-").strip()
        skipped = bool(sent.get(SKIP + asked.measure))
        if skipped and not given:
            continue
        value, why = (None, EITHER) if skipped else _value(asked, given)
        if value is None:
            wrong[asked.measure] = why
        else:
            values[asked.measure] = value
    if not values and not wrong:
        wrong[""] = NONE
    return Answers(values, wrong)


def _value(asked: Question, given: str) -> tuple[float | None, str]:
    if not given:
        return None, CHOOSE if asked.choices else WRITE
    if asked.choices:
        known = given in {choice.value for choice in asked.choices}
        return (float(given), "") if known else (None, CHOOSE)
    if not NUMBER.fullmatch(given):
        return None, f"Please write one number only, from {number(asked.low)} to {number(asked.high)}."
    value = float(given.replace(",", "."))
    if not asked.low <= value <= asked.high:
        end = "more than the highest" if value > asked.high else "less than the lowest"
        return None, f"{number(value)} is {end} there is. Please write a number from {_ends(asked)}."
    return value, ""


def _ends(asked: Question) -> str:
    return f"{number(asked.low)} to {number(asked.high)}"
