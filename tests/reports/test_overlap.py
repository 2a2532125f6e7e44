"""The guard finds every small group that figures tell together, names where they stand, and stops nothing else."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest

from data.catalogue import Catalogue
from data.snapshot import Snapshot
from reports import overlap_search
from reports.access import MARKETING, Viewer
from reports.filters import Filters
from reports.overlap import Shown, from_kept, overlaps, session_count, thinned
from reports.overlap_cells import became, cells
from reports.overlap_derive import Known, People, derivable
from reports.overlap_search import Undecided
from reports.reader import Reader
from tests.reports.conftest import TODAY, Make

LEAST = 10
Q = pd.Timestamp


def figures(*sets: str) -> list[Known]:
    """Figures about cells a, b, c ... written as words: ``ab`` is everybody in a or b."""
    cell = sorted({letter for one in sets for letter in one})
    return [Known(np.array([letter in one for letter in cell]), 0.0, one) for one in sets]


def people(*sizes: int) -> People:
    """So many different people in each cell, in order."""
    return People(np.repeat(np.arange(len(sizes)), sizes), np.arange(sum(sizes)))


@pytest.mark.parametrize(
    ("told", "sizes", "small"),
    [
        (("ab", "a"), (30, 5), 5),  # a total less its part
        (("ab", "a"), (30, 10), 0),  # ten are enough
        (("abc", "a", "b"), (30, 25, 4), 4),  # a total less two parts
        (("abcd", "a", "b"), (30, 25, 4, 6), 0),  # two cells together are ten people
        (("ab", "bc"), (30, 5, 30), 0),  # neither lies in the other
        (("ab", "bc", "ac"), (3, 30, 30), 3),  # half of ab and ac less bc
        (("ab", "bc", "cd", "ad"), (3, 30, 30, 30), 0),  # a round of four tells no cell
        (("abcd", "ac", "bd"), (30, 30, 4, 4), 0),
        (("a",), (7,), 7),
        (("ab", "ac", "bcd", "e"), (0, 20, 20, 4, 0), 0),  # d less twice a: no group while a may hold somebody
        (("ab", "ac", "bcd", "ae"), (0, 20, 20, 4, 0), 4),  # a figure of 0 says that a is empty: then it is d
    ],
)
def test_a_small_group_is_found_exactly_where_it_follows(
    told: tuple[str, ...], sizes: tuple[int, ...], small: int
) -> None:
    found = derivable(figures(*told), people(*sizes), LEAST)
    assert [leak.people for leak in found] == ([small] if small else [])


def test_a_leak_says_which_figures_tell_it_and_of_whom() -> None:
    (leak,) = derivable(figures("abc", "a", "b", "ab"), people(30, 25, 4), LEAST)
    assert leak.among in ((0, 3), (0, 1, 2))
    assert leak.cells.tolist() == [False, False, True]


def test_people_are_counted_once() -> None:
    """Twelve courses of care of nine people are nine people; of two cells' people some are the same."""
    twelve = People(np.repeat([0, 1], [30, 12]), np.r_[np.arange(30), 100 + np.arange(12) % 9])
    assert derivable(figures("ab", "a"), twelve, LEAST)[0].people == 9
    shared = People(np.repeat([0, 1, 2], [30, 6, 6]), np.r_[np.arange(30), 100 + np.arange(6), 102 + np.arange(6)])
    assert derivable(figures("abc", "a"), shared, LEAST)[0].people == 8
    assert derivable(figures("abc", "a"), people(30, 6, 6), LEAST) == []


def test_only_what_the_new_figures_add_is_found() -> None:
    known = figures("ab", "a", "cd", "c")
    assert derivable(known, people(30, 5, 40, 40), LEAST, new=2) == []  # b followed before
    (leak,) = derivable(known, people(30, 5, 40, 6), LEAST, new=2)
    assert leak.people == 6
    assert leak.among == (2, 3)
    assert derivable(known, people(30, 5, 40, 6), LEAST, new=0) == []
    assert derivable([], people(3), LEAST) == []


def by_hand(told: np.ndarray, sizes: np.ndarray) -> set[int]:
    """The sizes of all small groups that follow, by trying every set of cells there is."""
    used, found = told.any(axis=0), set()
    nobody = told[~(told * sizes).any(axis=1)].any(axis=0)
    told = told[:, ~nobody]
    rank = np.linalg.matrix_rank(told) if told.size else 0
    for group in product([0.0, 1.0], repeat=told.shape[1]):
        size = int(np.dot(group, sizes[~nobody]))
        few = 0 < size < LEAST and not np.any(np.array(group)[~used[~nobody]])
        if few and np.linalg.matrix_rank(np.vstack([told, group])) == rank:
            found.add(size)
    return found


@pytest.mark.parametrize("seed", range(150))
def test_the_search_agrees_with_trying_every_set(seed: int) -> None:
    random = np.random.default_rng(seed)
    told = random.random((random.integers(2, 6), random.integers(3, 8))) < 0.5
    told = told[told.any(axis=1)]
    sizes = random.choice([0, 2, 4, 7, 9, 12, 30], told.shape[1])
    found = derivable([Known(row, 0.0, "") for row in told], people(*sizes), LEAST)
    every = by_hand(told.astype(float), sizes)
    assert [leak.people for leak in found] == ([min(every)] if every else [])


def test_no_answer_in_time_is_no_permission(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overlap_search, "SECONDS", 0.0)
    with pytest.raises(Undecided):
        derivable(figures("abcd", "ab", "bc", "acd", "bd"), people(8, 9, 9, 8), LEAST)


def test_points_of_a_chart_stand_apart_or_are_the_same() -> None:
    shown = thinned(np.array([100.0, 97, 90, 90, 85, 80, np.nan, 70, 75]))
    assert shown.tolist() == [True, False, True, True, False, True, False, True, False]
    assert thinned(np.array([])).size == 0
    assert thinned(np.array([100.0, 97, 80]), beside=(107.0, float("nan"))).tolist() == [False, True, True]


def test_what_was_shown_is_kept_and_read_again() -> None:
    shown = Shown("mtss", Q("2025-01-01"), Q("2025-10-01"), "nprs", 12.0, {"n": 40.0, "worse": float("nan")})
    kept = shown.kept()
    assert kept["counts"] == {"n": 40.0}
    assert from_kept(kept) == Shown("mtss", Q("2025-01-01"), Q("2025-10-01"), "nprs", 12.0, {"n": 40.0})


def population(condition: str, first: str, last: str, **counts: float) -> Shown:
    return Shown(condition, Q(first), Q(last), "nprs", None, counts)


def true_count(snapshot: Snapshot, catalogue: Catalogue, condition: str, first: str, last: str) -> float:
    """How many are counted, by plain steps."""
    read = Reader(snapshot, catalogue, Viewer("guard", MARKETING), Filters(measure="nprs"), TODAY)
    rows = read.courses()
    started = rows["started"].dt.to_period("Q").dt.start_time
    chosen = (rows["status"] == "counted") & (started >= Q(first)) & (started <= Q(last))
    return float((chosen & ((rows["condition"] == condition) | (condition == ""))).sum())


YEARS = {"2024": ("2024-01-01", "2024-10-01"), "2025": ("2025-01-01", "2025-10-01")}
EVERY = ("2024-01-01", "2025-10-01")


def test_the_same_courses_told_again_with_a_few_more_are_refused(random_clinic: Make, catalogue: Catalogue) -> None:
    snapshot = random_clinic(1, 400)
    n = true_count(snapshot, catalogue, "", *YEARS["2024"])
    now = [population("", *YEARS["2024"], n=n)]
    assert overlaps(snapshot, catalogue, TODAY, now, {}) == []
    assert overlaps(snapshot, catalogue, TODAY, now, {"DN-1": now}) == []
    assert overlaps(snapshot, catalogue, TODAY, now, {"DN-1": [population("", *YEARS["2024"], n=n - 10)]}) == []
    (said,) = overlaps(snapshot, catalogue, TODAY, now, {"DN-1": [population("", *YEARS["2024"], n=n - 2)]})
    assert "DN-1" in said
    assert "the same courses of care" in said


def test_a_part_of_what_was_told_may_leave_out_ten_but_not_nine(random_clinic: Make, catalogue: Catalogue) -> None:
    snapshot = random_clinic(1, 400)
    n = true_count(snapshot, catalogue, "", *YEARS["2024"])
    now = [population("", *YEARS["2024"], n=n)]
    assert overlaps(snapshot, catalogue, TODAY, now, {"DN-1": [population("", *EVERY, n=n + 10)]}) == []
    (said,) = overlaps(snapshot, catalogue, TODAY, now, {"DN-1": [population("", *EVERY, n=n + 9)]})
    assert "DN-1" in said
    other = [Shown("", *(Q(day) for day in EVERY), "visa_a", None, {"n": n + 9})]
    assert overlaps(snapshot, catalogue, TODAY, now, {"DN-1": other}) == []


def quarters(snapshot: Snapshot, catalogue: Catalogue, condition: str) -> pd.Series:
    days = pd.date_range("2024-01-01", "2025-10-01", freq="QS")
    return pd.Series({day: true_count(snapshot, catalogue, condition, str(day), str(day)) for day in days})


def test_a_quarter_kept_back_on_the_pages_is_not_told_by_a_picture(random_clinic: Make, catalogue: Catalogue) -> None:
    """All quarters but one are on the page; a run of quarters that ends beside the small one tells it."""
    snapshot = random_clinic(1, 400)
    n = quarters(snapshot, catalogue, "calf_myofascial")
    small = n.iloc[1:][(n.iloc[1:] > 0) & (n.iloc[1:] < LEAST)].index[0]
    alone = [population("calf_myofascial", str(small), str(small), n=n[small])]
    (said,) = overlaps(snapshot, catalogue, TODAY, alone, {})
    assert "alone" in said
    before = population("calf_myofascial", "2024-01-01", str(small), n=n[:small].sum())
    after = population("calf_myofascial", "2024-01-01", str(n[:small].index[-2]), n=n[:small].sum() - n[small])
    assert overlaps(snapshot, catalogue, TODAY, [before], {"DN-7": [after]}) != []


def test_pictures_that_tell_a_few_only_all_together(random_clinic: Make, catalogue: Catalogue) -> None:
    """Everybody of a year less the three larger conditions leaves the smallest; no two pictures lie that near."""
    snapshot = random_clinic(2, 400)
    large = ("plantar_heel_pain", "achilles_tendinopathy", "calf_myofascial")
    n = {name: true_count(snapshot, catalogue, name, *YEARS["2024"]) for name in ("", *large, "mtss")}
    assert 0 < n["mtss"] < LEAST
    pictures = {f"DN-{name}": [population(name, *YEARS["2024"], n=n[name])] for name in large}
    assert all(count >= LEAST for name, count in n.items() if name != "mtss")
    whole = [population("", *YEARS["2024"], n=n[""])]
    (said,) = overlaps(snapshot, catalogue, TODAY, whole, pictures)
    assert "by adding and taking away" in said
    assert f"{n['mtss']:.0f}" not in said.replace("2024", "")
    for name in large:
        fewer = {code: shown for code, shown in pictures.items() if name not in code}
        assert overlaps(snapshot, catalogue, TODAY, whole, fewer) == []


@pytest.mark.parametrize("condition", ["mtss", "plantar_heel_pain"])
def test_those_with_a_reading_at_a_session_are_guarded_too(
    condition: str, random_clinic: Make, catalogue: Catalogue
) -> None:
    """Of a large condition the whole year may be told; of a small one neither the year, nor everybody but it."""
    snapshot, first = random_clinic(1, 400), session_count(1, "before")
    began = snapshot.episodes["started"].dt.year == 2024
    n = float((began & (snapshot.episodes["condition"] == condition)).sum())
    alone = [population(condition, *YEARS["2024"], **{first: n})]
    found = overlaps(snapshot, catalogue, TODAY, alone, {})
    assert bool(found) == (n < LEAST)


def test_the_cells_add_up_to_what_the_pages_count(random_clinic: Make, catalogue: Catalogue) -> None:
    snapshot = random_clinic(4, 400)
    read = Reader(snapshot, catalogue, Viewer("guard", MARKETING), Filters(measure="nprs"), TODAY)
    found = cells(read.courses(), became(read, None)[:, None])
    chosen = found.vector(condition=found.among("condition", ["mtss"]), quarter=found.between(*(Q(d) for d in EVERY)))
    inside = chosen[found.people().cell]
    assert set(read.courses().loc[inside, "condition"]) == {"mtss"}
    assert found.vector().all()
