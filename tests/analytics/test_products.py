"""Sums of products by kind of person, against the columns of the model written out course by course."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.adjusted import design, telling
from analytics.products import Kinds, NotEnough, inverse_of, telling_of

WORDS = st.sampled_from(["plantar", "calf", "missing", None])
PERSON = st.tuples(
    st.one_of(st.none(), st.integers(0, 10)), st.one_of(st.none(), st.integers(18, 90)), WORDS, st.booleans()
)


def people(rows: list[tuple[float | None, float | None, str | None, bool]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["first reading", "age", "condition", "both sides"])
    kinds = {"first reading": float, "age": float, "condition": "category", "both sides": bool}
    return frame.astype(kinds)


@given(st.lists(st.tuples(PERSON, st.booleans()), max_size=40))
def test_they_are_those_of_the_columns_written_out(rows) -> None:
    known, chosen = people([row for row, _ in rows]), np.array([asked for _, asked in rows], dtype=bool)
    found, columns = Kinds(known), design(known)
    assert found.columns == columns.columns.tolist()
    x = columns.to_numpy(copy=True)
    for name in ("first reading", "age"):
        if name in found.columns:
            x[:, found.columns.index(name)] -= known[name].mean()
    np.testing.assert_allclose(found.totals(chosen), x[chosen].sum(axis=0), atol=1e-9)
    np.testing.assert_allclose(found.products(chosen), x[chosen].T @ x[chosen], atol=1e-9)


def test_more_kinds_than_there_is_room_for_are_closed_up_on_the_way() -> None:
    """Nine words in each of six columns: half a million kinds could be, forty are."""
    chance = np.random.default_rng(7)
    known = pd.DataFrame({f"word {place}": chance.integers(0, 9, 40).astype(str) for place in range(6)})
    x = design(known).to_numpy()
    np.testing.assert_allclose(Kinds(known).products(np.ones(40, dtype=bool)), x.T @ x, atol=1e-9)


def test_a_column_that_others_say_is_found_in_the_products_too() -> None:
    first = np.arange(30.0)
    x = np.column_stack([np.ones(30), first, 2 * first + 1, first**2])
    assert telling_of(x.T @ x, 30).tolist() == telling(x).tolist() == [True, True, False, True]
    with pytest.raises(NotEnough, match="30 courses are not enough for a model of 4 numbers"):
        inverse_of(x.T @ x, 30)
    np.testing.assert_allclose(inverse_of(x[:, :2].T @ x[:, :2], 30), np.linalg.inv(x[:, :2].T @ x[:, :2]))
