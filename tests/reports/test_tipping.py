"""The tipping point in words: each case by hand, and never a number that is not exact."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from reports.tipping import said


def test_it_would_take_few_of_the_missing_to_keep_half() -> None:
    """60 of 100 improved and 75 are missing: half of 175 is 87.5, so 28 are needed to reach it."""
    assert said(60, 100, 75) == (
        "The share would fall below half only if fewer than 28 of the 75 missing (about 3 in 8) improved.",
    )
    assert said(70, 100, 50) == (
        "The share would fall below half only if fewer than 5 of the 50 missing (1 in 10) improved.",
    )


def test_it_cannot_fall_below_half() -> None:
    assert said(80, 100, 50) == ("Even if none of the missing had improved, the share would not fall below half.",)
    assert said(75, 100, 50) == said(80, 100, 50)  # half exactly is not below


def test_it_is_below_half_already() -> None:
    assert said(40, 100, 50) == (
        "The share is below half; it would reach half only if at least 35 of the 50 missing (7 in 10) improved.",
    )
    assert said(20, 100, 50) == ("The share is below half, and would be even if all of the missing had improved.",)


def test_very_few_and_all_are_percentages_and_nobody_is_nothing() -> None:
    assert said(100, 101, 100) == (
        "The share would fall below half only if fewer than 1 of the 100 missing (1 %) improved.",
    )
    assert said(0, 1, 2) == (
        "The share is below half; it would reach half only if at least 2 of the 2 missing (100 %) improved.",
    )
    assert said(50, 100, 0) == () and said(0, 0, 10) == ()


@given(st.integers(0, 300), st.integers(0, 300), st.integers(1, 300))
def test_the_numbers_are_exact_and_the_words_are_near(improved: int, others: int, missing: int) -> None:
    sentences = said(improved, improved + others, missing)
    found = re.search(r"(\d+) of the (\d+) missing \((?:(about )?(\d+) in (\d+)|(\d+) %)\)", " ".join(sentences))
    total = improved + others + missing
    if found is None:
        assert not improved + others or 2 * improved >= total or 2 * (improved + missing) < total
        return
    needed = int(found[1])
    assert 2 * (improved + needed) >= total > 2 * (improved + needed - 1)
    near = int(found[6]) / 100 if found[6] else int(found[4]) / int(found[5])
    assert abs(near - needed / missing) <= 0.05
    assert bool(found[3]) or found[6] or int(found[4]) * missing == needed * int(found[5])
