"""Whole numbers for words and rows: the quick ways give what the plain ones give."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analytics.codes import firsts, places, words_in
from analytics.groups import numbered


@given(st.sets(st.integers(-9, 9)), st.lists(st.integers(-12, 12), max_size=20))
def test_places_are_where_a_number_stands_or_nowhere(keys: set[int], wanted: list[int]) -> None:
    rising = sorted(keys)
    found = places(np.array(rising, dtype=np.int64), np.array(wanted, dtype=np.int64))
    assert found.tolist() == [rising.index(one) if one in keys else -1 for one in wanted]


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=20))
def test_a_run_begins_where_any_key_is_another(rows: list[tuple[int, int]]) -> None:
    keys = (np.array([row[place] for row in rows], dtype=np.int64) for place in range(2))
    assert firsts(*keys).tolist() == [at for at, row in enumerate(rows) if not at or row != rows[at - 1]]


@given(st.lists(st.sampled_from([None, "a", "b", "c"]), max_size=20))
def test_groups_by_a_category_are_those_by_its_words(words: list[str | None]) -> None:
    plain = pd.DataFrame({"key": pd.Series(words, dtype="object"), "row": np.arange(len(words))})
    coded = plain.assign(key=pd.Categorical(plain["key"], categories=["a", "b", "c", "never"]))
    (number, table), (expected, wanted) = numbered(coded, ["key"]), numbered(plain, ["key"])
    assert number.tolist() == expected.tolist()
    assert table["key"].astype(object).fillna("").tolist() == wanted["key"].fillna("").tolist()
    assert isinstance(table["key"].dtype, pd.CategoricalDtype)


@given(st.lists(st.sampled_from([None, "heel", "ankle", "calf"]), max_size=6))
def test_the_words_of_a_column_are_those_that_occur_in_it(words: list[str | None]) -> None:
    column = pd.Series(pd.Categorical(words, categories=["heel", "never", "calf", "ankle"]))
    assert words_in(column) == tuple(sorted({word for word in words if word is not None}))
