"""People are counted, not courses of care, and no block of hidden rows and choices is left over by taking away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.catalogue import Catalogue
from data.snapshot import Snapshot
from reports import desk, narrowing
from reports.access import MARKETING, Viewer
from reports.answer import table
from reports.filters import Filters
from reports.overlap_cells import Cells, became, cells
from reports.overlap_derive import Known, derivable
from reports.overlap_pages import page_counts
from reports.reader import Reader
from reports.report import Draft
from reports.small import hidden_rows
from reports.together import hidden_together
from tests.reports.conftest import TODAY, Make, make_random

PUBLIC = Viewer("marketing", MARKETING)
LEAST = 10


def reader(snapshot: Snapshot, catalogue: Catalogue, **chosen: tuple[str, ...]) -> Reader:
    return Reader(snapshot, catalogue, PUBLIC, Filters(measure="nprs", **chosen), TODAY)  # type: ignore[arg-type]


def told(read: Reader, found: Cells, where: dict[str, Any]) -> Iterator[Known]:
    """The n of every row that the pages show under the reader's filters."""
    for name in ("overview", "effectiveness", "by_period"):
        frame = table(desk.find(name), read)
        for _, row in frame[frame["n"].notna()].iterrows():
            more = {axis: found.among(axis, [row[key]])
                    for key, axis in (("condition", "condition"), ("period", "quarter")) if key in frame}  # fmt: skip
            yield Known(found.vector(**where, **more), float(row["n"]), name)


@pytest.mark.parametrize(("seed", "dimension"), [(1, "site"), (5, "side"), (6, "site"), (14, "age"), (36, "age")])
def test_no_few_people_follow_from_all_views_of_a_choice(seed: int, dimension: str, catalogue: Catalogue) -> None:
    """These clinics told nine people, or a block of five in two small sites, before rows were looked at together."""
    read = reader(make_random(seed), catalogue)
    courses = read.courses()
    courses = courses[courses["status"] == "counted"]
    of = narrowing.choices(read.episodes(), dimension)
    found = cells(courses).with_axis(dimension, of, courses["episode"].to_numpy())
    knowns = list(told(read, found, {}))
    for choice in found.values[dimension]:
        narrow = read.narrowed(**{dimension: (choice,)})
        knowns += told(narrow, found, {dimension: found.among(dimension, [choice])})
    assert len(knowns) > 8, "hardly a row is shown: nothing is tested"
    assert derivable(knowns, found.people(), LEAST) == []


@pytest.mark.parametrize("seed", [18, 22, 24, 25, 38])
def test_no_few_people_follow_from_the_counts_inside_rows(seed: int, catalogue: Catalogue) -> None:
    """In these clinics ten or more courses of care in a class were nine people or fewer."""
    read = reader(make_random(seed), catalogue)
    found = cells(read.courses(), became(read, None)[:, None])
    knowns = page_counts(read, found, 0)
    assert len(knowns) > 15, "hardly a count is shown: nothing is tested"
    assert derivable(knowns, found.people(), LEAST) == []


def test_choices_left_shut_hold_ten_people_and_not_ten_courses() -> None:
    """C and D are two choices of five courses each, but the same four people came to both."""
    choice = pd.Series(["A"] * 50 + ["B"] * 12 + ["C"] * 5 + ["D"] * 5, index=np.arange(72))
    patient = np.r_[np.arange(62), 100 + np.arange(5), 101 + np.arange(5)]
    courses = pd.DataFrame({"episode": np.arange(72), "patient": patient, "status": "counted"})
    assert narrowing.closed(courses, choice, LEAST) == {"B", "C", "D"}
    assert narrowing.closed(courses.assign(patient=np.arange(72)), choice, LEAST) == {"C", "D"}


@pytest.mark.parametrize(("shared", "hidden"), [(0, 2), (1, 3)])
def test_two_rows_kept_back_hold_ten_people_and_not_ten_courses(
    shared: int, hidden: int, random_clinic: Make, catalogue: Catalogue
) -> None:
    """Two conditions of five courses each are kept back; where one person came for both, a third is too."""
    read = reader(random_clinic(0), catalogue)
    sizes = {"plantar_heel_pain": 40, "achilles_tendinopathy": 20, "mtss": 5, "pfps": 5}
    condition = np.repeat(list(sizes), list(sizes.values()))
    patient = np.arange(70)
    patient[65 : 65 + shared] = patient[60 : 60 + shared]
    read.courses = lambda measure=None, weeks=None: pd.DataFrame(  # type: ignore[method-assign]
        {"episode": np.arange(70), "patient": patient, "condition": condition, "status": "counted",
         "started": pd.Timestamp("2025-01-05")}
    )  # fmt: skip
    frame = pd.DataFrame({"condition": list(sizes), "n": list(sizes.values())})
    draft = Draft(frame=frame, summary=lambda _: (), keys=("condition",), within=())
    size = frame["n"].to_numpy(dtype=float)
    before = hidden_rows(size, LEAST, [np.arange(4)])
    assert before.sum() == 2
    assert hidden_together(read, draft, before).sum() == hidden


@pytest.mark.parametrize("seed", range(3))
def test_a_quarter_kept_back_does_not_follow_from_its_year(
    seed: int, random_clinic: Make, catalogue: Catalogue
) -> None:
    """Public pictures tell whole years: of one with a hidden quarter, ten people in two hidden quarters or none."""
    read = reader(random_clinic(seed, 600), catalogue)
    courses = read.courses()
    courses = courses[courses["status"] == "counted"]
    looked = 0
    for condition in ((), ("plantar_heel_pain",), ("achilles_tendinopathy",), ("calf_myofascial",)):
        frame = table(desk.find("by_period"), read.narrowed(condition=condition))
        assert "year" not in frame
        mine = courses[courses["condition"].isin(condition)] if condition else courses
        for _, quarters in frame.groupby(frame["period"].dt.year):
            gone = quarters.loc[quarters["hidden"], "period"]
            hidden = mine["started"].dt.to_period("Q").dt.start_time.isin(gone)
            if 0 < len(gone) < len(quarters) and hidden.any():
                looked += 1
                assert mine.loc[hidden, "patient"].nunique() >= LEAST
                assert len(gone) > 1
    assert looked, "no year has both: nothing is tested"
