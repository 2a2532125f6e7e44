"""A count inside a row is not to be had by taking rows from a total, whatever reports and choices are opened."""

from __future__ import annotations

from itertools import combinations

import pandas as pd
import pytest

from data.catalogue import Catalogue
from data.snapshot import Snapshot, current
from data.store import Store
from reports import desk
from reports.access import MARKETING, OWNER, Viewer
from reports.answer import answer
from reports.filters import Filters
from reports.inside import inner_columns
from reports.narrowing import HORIZONS
from reports.reader import Reader
from tests.reports.conftest import TODAY, Make

PUBLIC, OWN = Viewer("marketing", MARKETING), Viewer("owner", OWNER)
LEAST = 10
CLASSES = ["improved_both", "improved_important", "improved_error", "within_error", "worse", "unclassed"]
RESPONDERS = ["responders", "responders_n", "responders_excluded"]
COUNTS = ["n", *CLASSES, "eligible", "with_baseline", "followed_up", *RESPONDERS]
BY_PERIOD = ["n", "classed", "improved", "eligible", "followed_up"]


@pytest.fixture(autouse=True)
def _undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.answer._drawn", lambda *_: None)


def view(snapshot: Snapshot, catalogue: Catalogue, name: str, viewer: Viewer = PUBLIC, **asked: object) -> pd.DataFrame:
    filters = Filters(**{"measure": "nprs", **asked})  # type: ignore[arg-type]
    return answer(name, desk.find(name), Reader(snapshot, catalogue, viewer, filters, TODAY)).frame


def told(snapshot: Snapshot, catalogue: Catalogue, **asked: object) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """The true counts by condition, which of them some view shows, and which of the totals one does."""
    true = view(snapshot, catalogue, "effectiveness", OWN, **asked).set_index("condition")[COUNTS].astype(float)
    known = pd.DataFrame(False, index=true.index, columns=COUNTS)
    views = [view(snapshot, catalogue, name, **asked) for name in ("effectiveness", "classes")]
    for condition in true.index:
        for name in ("effectiveness", "classes", "overview"):
            shown = view(snapshot, catalogue, name, condition=(condition,), **asked)
            views.append(shown.assign(condition=condition))
    for shown in views:
        seen = shown.set_index("condition").reindex(columns=COUNTS).notna()
        known.loc[seen.index] |= seen
    whole = view(snapshot, catalogue, "overview", **asked).reindex(columns=COUNTS).notna()
    return true, known, whole.any()


def few(count: float) -> bool:
    return 0 < abs(count) < LEAST


def check(true: pd.DataFrame, known: pd.DataFrame, total: pd.Series) -> int:
    """How many counts were blank; fails where one of them, or a few people, follow from a total less the rest."""
    for name in true.columns:
        blank = true.index[~known[name]]
        somebody = blank[true.loc[blank].any(axis=1)]
        left = float(true.loc[blank, name].sum())
        if total[name]:
            assert len(somebody) != 1, f"{name} of {somebody[0]} is the total less the others"
            assert not few(left), f"{left:.0f} people in {name} are the total less the others"
        else:
            assert len(blank), f"the total of {name} is blank, and the sum of the rows"
    for one, other in combinations(true.columns, 2):
        same = (known[one] == known[other]).all()
        if total[one] and total[other] and same:
            left = true.loc[~known[one], [one, other]].sum()
            assert not few(left[one] - left[other]), f"{one} less {other} of the blank rows"
    return int((~known).to_numpy().sum())


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("horizon", HORIZONS[:3])
def test_no_count_follows_from_the_other_conditions(
    seed: int, horizon: float | None, random_clinic: Make, catalogue: Catalogue
) -> None:
    snapshot = random_clinic(seed, 160 + 300 * seed)
    true, known, total = told(snapshot, catalogue, horizon=horizon, percent=30.0)
    blank = check(true, known, total)
    assert blank or horizon, "nothing is blank: nothing is tested"


@pytest.mark.slow
def test_no_count_follows_from_the_other_conditions_on_the_demo(demo_store: Store, catalogue: Catalogue) -> None:
    for horizon in (None, 12.0):
        true, known, total = told(current(demo_store), catalogue, horizon=horizon, percent=30.0)
        assert check(true, known, total) > 10
        assert known["improved_both"].sum() >= 2, "no condition shows its classes: too much is blank"


@pytest.mark.parametrize("seed", range(3))
def test_no_count_follows_from_the_other_quarters(seed: int, random_clinic: Make, catalogue: Catalogue) -> None:
    snapshot = random_clinic(seed, 400 + 400 * seed)
    true, shown = (view(snapshot, catalogue, "by_period", who).set_index("period")[BY_PERIOD] for who in (OWN, PUBLIC))
    total = view(snapshot, catalogue, "overview").iloc[0]
    classed = bool(pd.notna(total[CLASSES]).all())
    known = pd.Series([True, classed, classed, pd.notna(total["eligible"]), True], index=BY_PERIOD)
    assert check(true.astype(float), shown.reindex(true.index).notna(), known)


def test_a_site_a_side_or_an_age_tells_how_much_and_no_more(random_clinic: Make, catalogue: Catalogue) -> None:
    snapshot = random_clinic(3, 1000)
    for name in desk.list_reports(PUBLIC):
        inner = inner_columns(
            desk.find(name).build(Reader(snapshot, catalogue, PUBLIC, Filters(), TODAY), catalogue, Filters())
        )
        for chosen in ({"site": ("North",)}, {"side": ("left",)}, {"age": ("35-49",)}):
            frame = view(snapshot, catalogue, name, **chosen)
            assert frame["n"].notna().any() or name == "two_changes"  # these people were not measured after a session
            assert frame[[column for column in inner if column in frame]].isna().all(axis=None), (name, chosen)


@pytest.mark.slow
def test_who_came_is_told_beside_neither_reading_or_beside_both(demo_store: Store, catalogue: Catalogue) -> None:
    """The count of those who came is the same before and after a session: one of the two rows would tell the other."""
    shown = view(current(demo_store), catalogue, "sessions").groupby("number")["at_risk"]
    assert shown.count().isin([0, 2]).all()
    assert set(shown.count()) == {0, 2}, "nothing is blank, or everything is: nothing is tested"
