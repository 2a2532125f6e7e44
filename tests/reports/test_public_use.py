"""What of a report's table leaves the building: named columns, conditions of thirty and more, the others in one row."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from charts.paper import Canvas, ChartPart
from reports import desk
from reports.public_use import LEAST_CONDITION, PublicUse
from tests.reports.studio_clinic import GOOD


def nothing(frame: pd.DataFrame, measure: object, canvas: Canvas) -> ChartPart:
    return ChartPart()


USE = PublicUse("outcome", "Made", ("label", "n", "mean"), "change", nothing, least_row=True)  # type: ignore[arg-type]


def table(**sizes: float) -> pd.DataFrame:
    frame = pd.DataFrame({"label": list(sizes), "n": list(sizes.values()), "mean": 1.5, "secret": 7})
    return USE.table(frame.assign(hidden=frame["n"].isna()))


def test_only_named_columns_leave() -> None:
    assert list(table(A=40.0).columns) == ["label", "n", "mean", "hidden"]


def test_the_largest_stands_first_and_the_small_stand_together() -> None:
    found = table(A=31.0, B=80.0, C=12.0, D=np.nan)
    assert found["label"].tolist() == ["B", "A", "2 smaller conditions"]
    assert found["hidden"].tolist() == [False, False, True]
    assert found.loc[2, ["n", "mean"]].isna().all()


def test_one_small_condition_alone_would_follow_from_the_total() -> None:
    found = table(A=31.0, B=80.0, C=12.0)
    assert found["label"].tolist() == ["B", "2 smaller conditions"]


def test_exactly_thirty_is_enough() -> None:
    assert table(A=float(LEAST_CONDITION))["hidden"].tolist() == [False]
    assert table(A=LEAST_CONDITION - 1.0)["hidden"].tolist() == [True]


def test_every_title_stands_above_a_question_there_is() -> None:
    from data.public_rules import load_public_rules

    named = {question for title in load_public_rules().titles.values() for question in title.questions}
    assert named == {name for name, one in desk.modules().items() if getattr(one, "PUBLIC", None)}


@pytest.mark.parametrize("name", [name for name, one in desk.modules().items() if getattr(one, "PUBLIC", None)])
def test_every_question_has_a_title_a_name_and_no_person(name: str) -> None:
    from data.frames import PERSON_COLUMNS
    from data.public_rules import load_public_rules

    use = desk.find(name).PUBLIC
    assert load_public_rules().titles_for(name), "a question needs a neutral title in public_rules.toml"
    assert use.name
    assert not PERSON_COLUMNS & set(use.columns)
    assert "n" in use.columns
    assert GOOD.with_(question=name).question == name
