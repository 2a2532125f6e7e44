"""Two counts that an aggregate viewer can set side by side never differ by a few people: in a row, or between views."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from data.catalogue import Catalogue
from data.snapshot import Snapshot, current
from data.store import Store
from reports import desk
from reports.access import MARKETING, OWNER, Viewer
from reports.answer import answer
from reports.beside import COLUMNS
from reports.filters import AGE_BANDS, Filters
from reports.narrowing import HORIZONS, PERCENTS
from reports.reader import Reader
from tests.reports.conftest import TODAY, Make

PUBLIC, OWN = Viewer("marketing", MARKETING), Viewer("owner", OWNER)
LEAST = 10
CLASSES = ("improved_both", "improved_important", "improved_error", "within_error", "worse", "unclassed")
RESPONDERS = ("responders", "responders_n", "responders_excluded")
COUNTS = (
    "seen", "eligible", "with_baseline", "followed_up", "n", "patients", "at_risk", "classed", "improved",
    *CLASSES, *RESPONDERS,
)  # fmt: skip
SOME = {"condition": ("plantar_heel_pain",), "side": ("both",), "age": ("50-64",)}


@pytest.fixture(autouse=True)
def _undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of tables are looked at here, and no picture."""
    monkeypatch.setattr("reports.answer._drawn", lambda *_: None)


def view(snapshot: Snapshot, catalogue: Catalogue, name: str, **asked: object) -> pd.DataFrame:
    filters = Filters(**{"measure": "nprs", **asked})  # type: ignore[arg-type]
    return answer(name, desk.find(name), Reader(snapshot, catalogue, PUBLIC, filters, TODAY)).frame


def narrowings(snapshot: Snapshot) -> list[dict[str, tuple[str, ...]]]:
    """No filter, and every single choice there is."""
    named = {name: sorted(snapshot.episodes[name].dropna().unique()) for name in ("condition", "site", "side")}
    return [{}, *({name: (one,)} for name, ones in (*named.items(), ("age", AGE_BANDS)) for one in ones)]


def few(difference: np.ndarray) -> np.ndarray:
    return (np.abs(difference) > 0) & (np.abs(difference) < LEAST)


def near_pairs(frame: pd.DataFrame) -> list[tuple[str, str]]:
    shown = frame.loc[~frame["hidden"].astype(bool), [name for name in COUNTS if name in frame]].astype(float)
    return [(a, b) for a, b in combinations(shown, 2) if few((shown[a] - shown[b]).to_numpy()).any()]


@pytest.mark.slow
def test_no_two_counts_of_a_row_differ_by_a_few_on_the_demo(demo_store: Store, catalogue: Catalogue) -> None:
    """Every report open to marketing and every measure recorded; every single choice of the main measure."""
    snapshot, looked = current(demo_store), 0
    for measure in sorted(snapshot.readings["measure"].unique()):
        for name in desk.list_reports(PUBLIC):
            for chosen in narrowings(snapshot) if measure == "nprs" else ({}, *({key: SOME[key]} for key in SOME)):
                frame = view(snapshot, catalogue, name, measure=measure, percent=30.0, **chosen)
                assert not near_pairs(frame), (name, measure, chosen)
                looked += int((~frame["hidden"].astype(bool)).sum())
    assert looked > 1000, "hardly a row was shown: nothing is tested"


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("horizon", HORIZONS[:3])
def test_no_two_counts_of_a_row_differ_by_a_few(
    seed: int, horizon: float | None, random_clinic: Make, catalogue: Catalogue
) -> None:
    snapshot = random_clinic(seed)
    for chosen in narrowings(snapshot):
        for name in desk.list_reports(PUBLIC):
            assert not near_pairs(view(snapshot, catalogue, name, horizon=horizon, percent=50.0, **chosen))


def parts_by_percent(snapshot: Snapshot, catalogue: Catalogue, rows: list[str], **asked: object) -> pd.DataFrame:
    """Distinct people below 30 percent, from 30 to 50, and from 50, by condition (or all), by plain steps."""
    filters = Filters(**{"measure": "nprs", **asked})  # type: ignore[arg-type]
    frame = Reader(snapshot, catalogue, OWN, filters, TODAY).courses(weeks=filters.horizon)
    frame = frame[(frame["status"] == "counted") & (frame["baseline"] >= 3)]
    better = (frame["last"] - frame["baseline"]) / frame["baseline"] * -100
    part = np.select([better >= 50 - 1e-6, better >= 30 - 1e-6], ["high", "middle"], "low")
    row = frame["condition"].astype(str) if rows else pd.Series("all", index=frame.index)
    found = frame.assign(part=part, row=row).groupby(["row", "part"])["patient"].nunique().unstack(fill_value=0)
    return found.reindex(columns=["low", "middle", "high"], fill_value=0)


def check_percents(snapshot: Snapshot, catalogue: Catalogue, **asked: object) -> tuple[int, int]:
    """How many rows showed responders and how many kept them back; fails where a pair of percentages tells a few."""
    shown = hidden = 0
    for name, keys in (("overview", []), ("effectiveness", ["condition"])):
        sizes = parts_by_percent(snapshot, catalogue, keys, **asked)
        views = [view(snapshot, catalogue, name, percent=percent, **asked) for percent in PERCENTS if percent]
        for frame in views:
            rows = frame["condition"].astype(str) if keys else pd.Series("all", index=frame.index)
            small = few(sizes.reindex(rows, fill_value=0).to_numpy()).any(axis=1)
            visible = frame["responders"].notna().to_numpy()
            assert not (small & visible).any(), (name, asked)
            shown, hidden = shown + int(visible.sum()), hidden + int((small & ~frame["hidden"]).sum())
        for first, second in combinations(views, 2):
            for column in RESPONDERS:
                assert not few((first[column] - second[column]).to_numpy(dtype=float)).any(), (name, asked)
    return shown, hidden


@pytest.mark.slow
def test_no_pair_of_percentages_tells_a_few_on_the_demo(demo_store: Store, catalogue: Catalogue) -> None:
    snapshot = current(demo_store)
    found = [check_percents(snapshot, catalogue, **chosen) for chosen in narrowings(snapshot)]
    shown, kept_back = np.sum(found, axis=0)
    assert shown > 0
    assert kept_back > 10, "nothing is kept back: nothing is tested"


@pytest.mark.parametrize("seed", range(4))
def test_no_pair_of_percentages_tells_a_few(seed: int, random_clinic: Make, catalogue: Catalogue) -> None:
    snapshot = random_clinic(seed, 160 if seed % 2 else 400)
    found = [check_percents(snapshot, catalogue, **chosen) for chosen in narrowings(snapshot)]
    assert np.sum(found, axis=0)[1] > 0


def by_horizon(
    snapshot: Snapshot, catalogue: Catalogue, name: str, **asked: object
) -> dict[float | None, pd.DataFrame]:
    frames = {weeks: view(snapshot, catalogue, name, horizon=weeks, **asked) for weeks in HORIZONS}
    key = [name for name in ("condition", "period") if name in frames[None]] or ["label"]
    return {weeks: frame.set_index(key[0]) for weeks, frame in frames.items()}


def check_horizons(snapshot: Snapshot, catalogue: Catalogue, **asked: object) -> None:
    for name in ("overview", "effectiveness", "classes", "by_period"):
        frames = by_horizon(snapshot, catalogue, name, **asked)
        for earlier, later in combinations(HORIZONS, 2):
            for column in ("eligible", "with_baseline", *(("n",) if earlier is None else ())):
                if column in frames[None]:
                    apart = frames[earlier][column].astype(float) - frames[later][column].astype(float)
                    assert not few(apart.to_numpy()).any(), (name, asked, column, earlier, later)


@pytest.mark.slow
def test_no_pair_of_horizons_tells_a_few_on_the_demo(demo_store: Store, catalogue: Catalogue) -> None:
    snapshot = current(demo_store)
    for chosen in ({}, *({name: value} for name, value in SOME.items())):
        check_horizons(snapshot, catalogue, **chosen)
    assert not by_horizon(snapshot, catalogue, "overview")[6.0]["hidden"].any()


@pytest.mark.parametrize(("seed", "days"), [(0, 30), (1, 30), (1, 60), (2, 60)])
def test_no_pair_of_horizons_tells_a_few(
    seed: int, days: int, random_clinic: Make, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = measured_at_twelve_weeks(random_clinic(seed, 400), seed)
    monkeypatch.setattr(f"{__name__}.TODAY", (snapshot.episodes["started"].max() + pd.Timedelta(days=days)).date())
    check_horizons(snapshot, catalogue)
    check_horizons(snapshot, catalogue, side=("left",))


def measured_at_twelve_weeks(snapshot: Snapshot, seed: int) -> Snapshot:
    """The same clinic with the later reading at 12 weeks for all but a few, who came at 20."""
    readings, random = snapshot.readings.copy(), np.random.default_rng(seed)
    later = (readings["phase"] == "review").to_numpy()
    weeks = np.where(random.random(len(readings)) < 0.06, 20, 12)
    started = readings["episode"].map(snapshot.episodes.set_index("episode")["started"])
    moved = (started + pd.to_timedelta(weeks * 7, unit="D")).astype(readings["on"].dtype)
    readings["on"] = readings["on"].where(~later, moved)
    return Snapshot(1, f"{snapshot.url}:twelve", snapshot.patients, snapshot.episodes, snapshot.sessions, readings)


def test_what_only_the_desk_reads_is_not_handed_out(random_clinic: Make, catalogue: Catalogue) -> None:
    snapshot = random_clinic(0)
    for name in desk.list_reports(PUBLIC):
        assert not set(COLUMNS) & set(view(snapshot, catalogue, name))


def test_an_owner_sees_every_count(random_clinic: Make, catalogue: Catalogue) -> None:
    snapshot = random_clinic(0)
    for name in desk.list_reports(PUBLIC):
        reader = Reader(snapshot, catalogue, OWN, Filters(measure="nprs", percent=30.0), TODAY)
        frame = answer(name, desk.find(name), reader).frame
        assert frame[[column for column in COUNTS if column in frame]].notna().all(axis=None)
