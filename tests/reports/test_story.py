"""The story says what was measured and when, in plain words, and never calls anybody recovered, a success or failed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.classes import CLASSES, label
from charts.words import day
from data.catalogue import load_catalogue
from data.rows import SessionFacts
from data.visit_reads import EpisodeRecord, SessionRecord
from reports.story import for_patient, paragraph

NEVER = re.compile(r"(?i:recover|success|fail|cure|heal(?!th))|\bnan\b|NaT|None")
JARGON = re.compile(r"nprs|baseline|reliab|error|threshold|important|interval|median|quartile", re.IGNORECASE)
CATALOGUE = load_catalogue()
START = date(2026, 1, 5)


@dataclass(frozen=True)
class Scored:
    on: date
    value: float


def record(condition: str = "mtss", visits: int = 2, ended: date | None = None) -> EpisodeRecord:
    held = tuple(SessionRecord(one, SessionFacts(START, one), "", "", 1, ()) for one in range(1, visits + 1))
    return EpisodeRecord(
        1, 1, "R", "", None, "unknown", condition, "left", 1, "", "", START, ended, "", None, 1, held, ()
    )  # fmt: skip


def row(**changes: object) -> dict[str, object]:
    """One row of the report ``standing``: pain 7 on 5 Jan, 3 on 16 Mar 2026."""
    plain: dict[str, object] = {
        "measure": "nprs", "side": "left", "baseline": 7.0, "baseline_on": pd.Timestamp(START), "last": 3.0,
        "last_on": pd.Timestamp("2026-03-16"), "cls_words": label(CLASSES[0], 2, 1.33), "immediate": 1.0,
        "immediate_on": pd.Timestamp("2026-03-16"), "adverse_asked": 1, "adverse_any": 0, "adverse_worst": "",
        "sessions": 2, "missing": "",
    }  # fmt: skip
    return plain | changes


def test_a_paragraph_by_hand() -> None:
    assert paragraph(pd.DataFrame([row()]), record(), CATALOGUE) == (
        f"{CATALOGUE.conditions['mtss'].name}, left side: 2 sessions since 5 Jan 2026.",
        "Pain 0-10, left side: 7 points on 5 Jan 2026, 3 points on 16 Mar 2026; 4 points lower (lower is better), "
        "improved beyond error and important.",
        "Within the session of 16 Mar 2026, pain 0-10 after needling: 1 point lower (lower is better).",
        "Adverse events: none; asked about in 1 of 2 sessions.",
    )


def test_the_direction_follows_the_measure() -> None:
    said = paragraph(
        pd.DataFrame([row(measure="wblt_cm", baseline=8.0, last=10.5, immediate=1.5)]), record(), CATALOGUE
    )
    assert "2.5 cm higher (higher is better)" in said[1]
    assert "1.5 cm higher (higher is better)" in said[2]


values = st.floats(0, 10) | st.just(float("nan"))


@given(
    st.lists(
        st.fixed_dictionaries({
            "measure": st.sampled_from(sorted(CATALOGUE.measures)), "side": st.sampled_from(["left", "right", "both"]),
            "baseline": st.floats(0, 100), "last": values, "immediate": values,
            "cls_words": st.sampled_from(["", *(label(one, 2, 1) for one in CLASSES)]),
            "adverse_asked": st.integers(0, 3), "adverse_any": st.integers(0, 3),
        }),
        max_size=5,
    ),
    st.sampled_from(sorted(CATALOGUE.conditions)),
    st.none() | st.just(date(2026, 4, 1)),
)  # fmt: skip
def test_no_story_says_what_must_not_be_said(
    drawn: list[dict[str, object]], condition: str, ended: date | None
) -> None:
    frame = pd.DataFrame([row(**one, adverse_worst="mild" if one["adverse_any"] else "") for one in drawn])
    said = paragraph(frame, record(condition, ended=ended), CATALOGUE)
    assert said
    for sentence in said:
        plain = sentence.replace(CATALOGUE.conditions[condition].name, "")
        assert not NEVER.search(plain), sentence
        assert sentence.endswith(".")


@given(st.lists(st.integers(0, 10), max_size=8), st.sampled_from([None, *CATALOGUE.measures.values()]))
def test_a_patient_reads_plain_words_and_every_number_has_its_day(scores: list[int], measure: object) -> None:
    given_ = [Scored(START + timedelta(days=7 * place), float(value)) for place, value in enumerate(scores)]
    said = " ".join(for_patient(given_, measure))  # type: ignore[arg-type]
    assert bool(said) == bool(given_)
    assert not NEVER.search(said)
    assert not JARGON.search(said)
    if given_:
        assert day(given_[0].on) in said
        assert day(given_[-1].on) in said


@pytest.mark.parametrize(
    ("scores", "words"), [((7, 3), "4 less than at the start"), ((3, 5), "2 more"), ((4, 4), "the same as")]
)
def test_a_patient_is_told_the_difference(scores: tuple[float, float], words: str) -> None:
    said = " ".join(for_patient([Scored(START, scores[0]), Scored(START + timedelta(days=70), scores[1])]))
    assert words in said
    assert "your pain score was" in said
    assert "Lower is better." in said
