"""Small groups are hidden with the neighbours that would give them away; hidden is blank, never 0."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.report import Draft, Part
from reports.small import hidden_rows, hide, lines_within, sizes


def draft(frame: pd.DataFrame, **more: object) -> Draft:
    return Draft(frame=frame, summary=lambda _: (), **more)  # type: ignore[arg-type]


def test_a_single_hidden_row_takes_its_smallest_neighbour_with_it() -> None:
    hidden = hidden_rows(np.array([50.0, 12.0, 4.0, 30.0]), 10, [np.arange(4)])
    assert hidden.tolist() == [False, True, True, False]


def test_rows_that_do_not_add_up_hide_alone() -> None:
    assert hidden_rows(np.array([50.0, 12.0, 4.0]), 10, []).tolist() == [False, False, True]


def test_two_hidden_rows_that_are_fewer_than_ten_together_take_a_third() -> None:
    assert hidden_rows(np.array([50.0, 12.0, 4.0, 5.0]), 10, [np.arange(4)]).tolist() == [False, True, True, True]
    assert hidden_rows(np.array([50.0, 12.0, 6.0, 5.0]), 10, [np.arange(4)]).tolist() == [False, False, True, True]


def test_an_empty_group_gives_nobody_away() -> None:
    assert hidden_rows(np.array([50.0, 12.0, 0.0]), 10, [np.arange(3)]).tolist() == [False, False, True]


def test_exactly_ten_is_shown() -> None:
    assert not hidden_rows(np.array([10.0, 40.0]), 10, [np.arange(2)]).any()


tables = st.tuples(st.integers(1, 6), st.integers(1, 6)).flatmap(
    lambda shape: st.lists(st.integers(0, 40), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]).map(
        lambda cells: np.array(cells, dtype=float).reshape(shape)
    )
)


@given(tables)
def test_no_line_of_a_table_has_hidden_rows_that_its_total_gives_away(table: np.ndarray) -> None:
    places = np.arange(table.size).reshape(table.shape)
    lines = [*places, *places.T]
    size = table.ravel()
    hidden = hidden_rows(size, 10, lines)
    assert hidden[size < 10].all()
    for line in lines:
        covered = line[hidden[line] & (size[line] > 0)]
        if covered.size and not hidden[line].all():
            assert covered.size >= 2
            assert size[covered].sum() >= 10


def test_hidden_is_blank_and_flagged_and_its_keys_stay() -> None:
    frame = pd.DataFrame(
        {"who": ["a", "b"], "n": [12, 3], "mean": [1.5, 2.5], "flag": [True, True], "word": ["x", "y"]}
    )
    shown = hide(frame, draft(frame, keys=("who",)), 10, np.array([False, True]))
    assert shown["who"].tolist() == ["a", "b"]
    assert shown["hidden"].tolist() == [False, True]
    assert shown.loc[1, ["n", "mean", "flag", "word"]].isna().all()
    assert shown.loc[0, ["n", "mean", "flag", "word"]].tolist() == [12.0, 1.5, True, "x"]
    assert frame.loc[1, "n"] == 3  # the report's own frame is not touched


def test_whole_numbers_stay_whole_where_nothing_is_hidden() -> None:
    frame = pd.DataFrame({"who": ["a"], "n": [12]})
    assert hide(frame, draft(frame, keys=("who",)), 0, np.array([False]))["n"].dtype.kind == "i"


def test_the_smaller_of_courses_and_people_decides() -> None:
    frame = pd.DataFrame({"n": [12.0, 12.0], "patients": [9.0, 12.0]})
    assert sizes(frame, draft(frame, people="patients")).tolist() == [9, 12]


@pytest.mark.parametrize(("improved", "blank"), [(20, False), (25, True), (5, True), (30, False), (0, False)])
def test_a_small_part_blanks_what_would_show_it(improved: int, blank: bool) -> None:
    frame = pd.DataFrame({"n": [30], "improved": [improved], "share": [improved / 30], "mean": [1.0]})
    part = Part("n", ("improved",), ("improved", "share"))
    shown = hide(frame, draft(frame, parts=(part,)), 10, np.array([False]))
    assert shown[["improved", "share"]].isna().all(axis=None) == blank
    assert shown.loc[0, ["n", "mean"]].tolist() == [30, 1.0]
    whole = hide(frame, draft(frame, parts=(part,)), 0, np.array([False]))
    assert whole["improved"].tolist() == [improved]


def test_a_small_group_is_flagged_where_it_may_be_shown() -> None:
    frame = pd.DataFrame({"n": [0, 4, 5]})
    assert hide(frame, draft(frame), 0, np.zeros(3, dtype=bool))["small"].tolist() == [False, True, False]


def test_lines_are_the_rows_that_share_their_keys() -> None:
    frame = pd.DataFrame({"a": ["x", "y", "x"], "b": [1, 1, 2]})
    assert [line.tolist() for line in lines_within(frame, ("a",))] == [[0, 2], [1]]
    assert [line.tolist() for line in lines_within(frame, ())] == [[0, 1, 2]]
    assert lines_within(frame, None) == []
