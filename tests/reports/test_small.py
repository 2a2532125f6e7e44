"""Small groups are hidden with the neighbours that would give them away; hidden is blank, never 0."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.inside import blank_cells
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


def hidden_and_blank(frame: pd.DataFrame, least: int, hidden: list[bool], lines: bool = False, **more: object):
    described, gone = draft(frame, **more), np.array(hidden)
    line = [np.arange(len(frame))] if lines else []
    return hide(frame, described, gone, blank_cells(frame, described, least, gone, line))


def test_hidden_is_blank_and_flagged_and_its_keys_stay() -> None:
    frame = pd.DataFrame(
        {"who": ["a", "b"], "n": [12, 3], "mean": [1.5, 2.5], "flag": [True, True], "word": ["x", "y"]}
    )
    shown = hidden_and_blank(frame, 10, [False, True], keys=("who",))
    assert shown["who"].tolist() == ["a", "b"]
    assert shown["hidden"].tolist() == [False, True]
    assert shown.loc[1, ["n", "mean", "flag", "word"]].isna().all()
    assert shown.loc[0, ["n", "mean", "flag", "word"]].tolist() == [12.0, 1.5, True, "x"]
    assert frame.loc[1, "n"] == 3  # the report's own frame is not touched


def test_whole_numbers_stay_whole_where_nothing_is_hidden() -> None:
    frame = pd.DataFrame({"who": ["a"], "n": [12]})
    assert hidden_and_blank(frame, 0, [False], keys=("who",))["n"].dtype.kind == "i"


def test_the_smaller_of_courses_and_people_decides() -> None:
    frame = pd.DataFrame({"n": [12.0, 12.0], "patients": [9.0, 12.0]})
    assert sizes(frame, draft(frame, people="patients")).tolist() == [9, 12]


PART = Part("n", ("improved",), ("improved", "share"))


@pytest.mark.parametrize(("improved", "blank"), [(20, False), (25, True), (5, True), (30, False), (0, False)])
def test_a_small_part_blanks_what_would_show_it(improved: int, blank: bool) -> None:
    frame = pd.DataFrame({"n": [30], "improved": [improved], "share": [improved / 30], "mean": [1.0]})
    shown = hidden_and_blank(frame, 10, [False], parts=(PART,))
    assert shown[["improved", "share"]].isna().all(axis=None) == blank
    assert shown.loc[0, ["n", "mean"]].tolist() == [30, 1.0]
    assert hidden_and_blank(frame, 0, [False], parts=(PART,))["improved"].tolist() == [improved]


@pytest.mark.parametrize(
    ("improved", "blank"),
    [
        ([5, 20, 40], [True, True, False]),  # 65 less 20 less 40 would say 5: the smallest neighbour goes too
        ([5, 0, 40], [True, True, True]),  # 45 less 40 would say 5, whoever the 0 belongs to
        ([3, 2, 40], [True, True, True]),
        ([5, 4, 0], [True, True, False]),  # the total, 9, is not shown either
        ([12, 20, 40], [False, False, False]),
    ],
)
def test_a_blank_part_takes_the_same_part_of_a_neighbour_with_it(improved: list[int], blank: list[bool]) -> None:
    frame = pd.DataFrame({"n": [60, 50, 90], "improved": improved, "share": 0.5})
    shown = hidden_and_blank(frame, 10, [False] * 3, lines=True, parts=(PART,))
    assert shown["improved"].isna().tolist() == blank
    assert shown["n"].tolist() == [60, 50, 90]


def test_a_total_that_is_blank_is_not_the_sum_of_all_that_is_shown() -> None:
    """n less the later count is 15 and -10 by row but 5 together: the total is blank, so one row has to be."""
    frame = pd.DataFrame({"n": [60, 50], "later": [45, 60]})
    shown = hidden_and_blank(frame, 10, [False] * 2, lines=True, apart=(("n", ()), ("later", ())))
    assert shown["later"].isna().tolist() == [False, True]


def test_of_two_counts_that_differ_by_a_few_the_less_important_is_blank() -> None:
    frame = pd.DataFrame({"n": [30, 30, 30], "due": [33, 30, 40], "first": [31, 30, 36], "share": 0.9})
    shown = hidden_and_blank(frame, 10, [False] * 3, apart=(("n", ()), ("due", ("share",)), ("first", ())))
    assert shown["due"].isna().tolist() == shown["share"].isna().tolist() == [True, False, False]
    assert shown["first"].isna().tolist() == [True, False, True]  # by one more than n; by four fewer than due


def test_a_small_group_is_flagged_where_it_may_be_shown() -> None:
    frame = pd.DataFrame({"n": [0, 4, 5]})
    assert hidden_and_blank(frame, 0, [False] * 3)["small"].tolist() == [False, True, False]


def test_lines_are_the_rows_that_share_their_keys() -> None:
    frame = pd.DataFrame({"a": ["x", "y", "x"], "b": [1, 1, 2]})
    assert [line.tolist() for line in lines_within(frame, ("a",))] == [[0, 2], [1]]
    assert [line.tolist() for line in lines_within(frame, ())] == [[0, 1, 2]]
    assert lines_within(frame, None) == []
