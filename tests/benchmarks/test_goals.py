"""The goals: each verdict follows from the rows that were measured, and from nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.__main__ import PARTS
from benchmarks.goals import GOALS, Goal, Proof, figure, verdict
from benchmarks.results import Part, kept
from benchmarks.timing import Result

SMALL = Result("Answer", "10 readings", 2.0, "the floor", 4.0, 0.5, 5, processor=0.07)
LARGE = replace(SMALL, size="100 readings", ours=5.0)
BESIDE = replace(LARGE, floor_name="a peer", ratio=3.0)


def _parts(*rows: Result) -> dict[str, Part]:
    return {"clinic": Part("clinic", "2026-11-22", "a computer", {}, rows)}


def _proof(most: float, **changes: str) -> Proof:
    return Proof(**({"part": "clinic", "name": "Answer", "size": "100 readings", "most": most} | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"floor": "the floor"}, 0.5),
        ({"floor": "a peer"}, 3.0),
        ({"floor": "another"}, None),
        ({"figure": "ours"}, 5.0),
        ({"figure": "processor"}, 0.07),
        ({"figure": "memory"}, None),
        ({"part": "registry"}, None),
        ({"size": "1,000 readings"}, None),
    ],
)
def test_the_figure_is_that_of_the_row_named(changes: dict[str, str], told: float | None) -> None:
    assert figure(_proof(1, **changes), _parts(SMALL, LARGE, BESIDE)) == told


def test_a_goal_met_exactly_is_reached_and_every_row_has_to_meet_it() -> None:
    parts = _parts(SMALL, LARGE, BESIDE)
    met, missed = _proof(0.5, floor="the floor"), _proof(2.9, floor="a peer")
    assert verdict(Goal("", "", (met,)), parts) == "reached"
    assert verdict(Goal("", "", (met, missed)), parts) == "missed"
    assert verdict(Goal("", "", (met, _proof(9, part="registry"))), parts) == "not measured yet"


def test_every_goal_names_parts_that_can_be_measured() -> None:
    assert {proof.part for goal in GOALS for proof in goal.proofs} <= set(PARTS)


def test_no_goal_waits_for_a_row_that_goes_by_another_name_now() -> None:
    parts = kept()
    lost = [
        f"{proof.part}: {proof.name}, {proof.floor}"
        for goal in GOALS
        for proof in goal.proofs
        if proof.part in parts and not _anywhere(proof, parts[proof.part])
    ]
    assert not lost


def _anywhere(proof: Proof, part: Part) -> bool:
    """Whether the row is there at any size."""
    return any(row.name == proof.name and proof.floor in ("", row.floor_name) for row in part.rows)
