"""The page of what was measured: made from what is kept, in words and units a reader knows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import page, results
from benchmarks.goals import Goal, Proof
from benchmarks.results import Part
from benchmarks.timing import Result

ROW = Result("Answer", "10 readings", 0.0453, "a peer", 0.9, 0.05, 5, memory=200 * 2**20, floor_version="6.1")
PART = Part("clinic", "2026-11-22", "two cores", {"Python": "3.11"}, (ROW,))


def test_the_page_is_written_from_what_is_kept() -> None:
    written = Path(page.__file__).parent.parent / "docs" / "performance.md"
    assert written.read_text(encoding="utf-8") == page.text(results.kept()), "python3 -m benchmarks --write-page"


def test_what_is_kept_comes_back_as_it_was(tmp_path: Path) -> None:
    results.write(PART, tmp_path)
    assert results.kept(tmp_path) == {"clinic": PART}


def test_a_part_measured_again_takes_the_place_of_what_was_kept(tmp_path: Path) -> None:
    results.write(PART, tmp_path)
    newer = replace(PART, rows=(replace(ROW, ours=2.0),))
    results.write(newer, tmp_path)
    assert results.kept(tmp_path)["clinic"].rows[0].ours == 2.0


def test_the_version_of_a_peer_is_kept_with_our_own() -> None:
    told = results.measured("peers", [ROW]).versions
    assert told["a peer"] == "6.1"
    assert told["Python"].startswith("3.")


@pytest.mark.parametrize(
    ("ratio", "said"),
    [(1.02, "as long"), (2.14, "2.1 times as long"), (47.1, "47 times as long"), (0.0833, "12 times as fast")],
)
def test_a_ratio_is_said_as_longer_or_faster(ratio: float, said: str) -> None:
    assert page.times(ratio) == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.00034, "0.34 ms"), (0.0453, "45 ms"), (0.9996, "1 s"), (3.143, "3.1 s"), (754, "754 s")]
)
def test_a_time_is_said_in_a_unit_of_its_size(seconds: float, said: str) -> None:
    assert page.duration(seconds) == said


def test_a_row_has_its_figures_and_columns_without_any_are_left_out() -> None:
    head, _, line = page.table([ROW]).splitlines()
    assert line == "| Answer | 10 readings | 45 ms | a peer | 900 ms | 20 times as fast | 200 MB |"
    assert head.count("|") == line.count("|")


def test_rows_of_one_name_stand_together() -> None:
    rows = [ROW, replace(ROW, name="Other"), replace(ROW, size="20 readings")]
    lines = page.table(rows).splitlines()[2:]
    assert [line.split(" | ")[0] for line in lines] == ["| Answer", "| Answer", "| Other"]


def test_a_missed_goal_says_by_how_much() -> None:
    goal = Goal("Answer", "quick", (Proof("clinic", "Answer", "10 readings", 0.02),))
    assert page.said(goal, {"clinic": PART}) == "**missed**: 20 times as fast, not 50 times as fast"
    assert page.said(goal, {}) == "not measured yet"


def test_the_page_counts_the_goals_and_has_a_table_for_each_part() -> None:
    text = page.text({"clinic": PART, "new": replace(PART, part="new")})
    assert text.count("| Answer | 10 readings |") == 2
    assert "## New\n" in text
    assert "Measured on 22 Nov 2026: two cores. Python 3.11." in text
