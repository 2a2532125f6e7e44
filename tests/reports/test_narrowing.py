"""Nobody who sees aggregates only can work out a small group from two views, whatever they subtract."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from data.catalogue import Catalogue
from data.snapshot import Snapshot
from reports import desk, narrowing
from reports.access import MARKETING, OWNER, NotAllowed, Viewer
from reports.answer import answer
from reports.filters import AGE_BANDS, Filters
from reports.reader import Reader
from reports.report import Draft
from tests.reports.conftest import TODAY, Make

PUBLIC = Viewer("marketing", MARKETING)
LEAST = 10


@pytest.mark.parametrize(
    "filters",
    [
        Filters(since=date(2026, 1, 1)),
        Filters(until=date(2026, 1, 1)),
        Filters(podiatrist=("Ann Lee",)),
        Filters(site=("North", "South")),
        Filters(site=("North",), side=("left",)),
        Filters(horizon=6.5),
        Filters(percent=31.0),
    ],
)
def test_what_would_let_two_views_differ_by_a_few_is_refused(filters: Filters) -> None:
    with pytest.raises(NotAllowed):
        narrowing.check(PUBLIC, filters)
    narrowing.check(Viewer("owner", OWNER), filters)


@pytest.mark.parametrize("filters", [Filters(), Filters(site=("North",)), Filters(horizon=12.0, percent=30.0)])
def test_one_choice_at_a_time_is_allowed(filters: Filters) -> None:
    narrowing.check(PUBLIC, filters)


def view(snapshot: Snapshot, catalogue: Catalogue, name: str, **chosen: tuple[str, ...]) -> pd.DataFrame:
    reader = Reader(snapshot, catalogue, PUBLIC, Filters(measure="nprs", **chosen), TODAY)  # type: ignore[arg-type]
    return answer(name, desk.find(name), reader).frame


def truth(snapshot: Snapshot, catalogue: Catalogue) -> pd.DataFrame:
    """Who is counted, by plain steps: due, a first reading before needling, a later one."""
    reader = Reader(snapshot, catalogue, Viewer("owner", OWNER), Filters(measure="nprs"), TODAY)
    counted = reader.courses()
    counted = counted[counted["status"] == "counted"][["episode", "patient", "started"]]
    known = snapshot.episodes.set_index("episode")
    for name in ("condition", "site", "side"):
        counted[name] = counted["episode"].map(known[name].astype(object))
    years = counted["episode"].map(known["age"])
    counted["age"] = "unknown"
    for band, (low, high) in AGE_BANDS.items():
        counted.loc[(years >= low) & (years < high), "age"] = band
    counted["period"] = counted["started"].dt.to_period("Q").dt.start_time
    return counted


def known_equations(snapshot: Snapshot, catalogue: Catalogue, counted: pd.DataFrame, dimension: str, row: str):
    """Cells of row x choice, and every sum of them that some view of the reports shows."""
    report = {"condition": "effectiveness", "period": "by_period"}[row]
    cells = counted.groupby([row, dimension]).size()
    shown = []
    whole = view(snapshot, catalogue, report)
    shown += [cells.index.get_level_values(0) == key for key in whole.loc[~whole["hidden"], row]]
    shown.append(np.ones(len(cells), dtype=bool))  # the overview shows everybody
    for choice in sorted(set(counted[dimension]) - {"unknown"}):
        mine = cells.index.get_level_values(1) == choice
        part = view(snapshot, catalogue, report, **{dimension: (choice,)})
        shown += [mine & (cells.index.get_level_values(0) == key) for key in part.loc[~part["hidden"], row]]
        total = view(snapshot, catalogue, "overview", **{dimension: (choice,)})
        if len(total) and not total["hidden"].any():
            shown.append(mine)
    return cells, np.array(shown, dtype=float)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("dimension", "row"), [("site", "condition"), ("age", "condition"), ("site", "period"), ("condition", "period")]
)
def test_no_small_cell_follows_from_all_the_views_together(
    seed: int, dimension: str, row: str, random_clinic: Make, catalogue: Catalogue
) -> None:
    snapshot = random_clinic(seed)
    cells, shown = known_equations(snapshot, catalogue, truth(snapshot, catalogue), dimension, row)
    small = np.flatnonzero((cells < LEAST).to_numpy())
    assert small.size, "the clinic has no small cell: nothing is tested"
    rank = np.linalg.matrix_rank(shown)
    for place in small:
        alone = np.zeros((1, len(cells)))
        alone[0, place] = 1.0
        assert np.linalg.matrix_rank(np.vstack([shown, alone])) > rank, f"{cells.index[place]} can be worked out"


@pytest.mark.parametrize("seed", range(2))
def test_no_shown_row_speaks_of_fewer_than_ten(seed: int, random_clinic: Make, catalogue: Catalogue) -> None:
    snapshot = random_clinic(seed)
    for name in desk.list_reports(PUBLIC):
        for chosen in (
            {},
            {"site": ("South",)},
            {"condition": ("calf_myofascial",)},
            {"age": ("18-34",)},
            {"side": ("both",)},
        ):
            frame = view(snapshot, catalogue, name, **chosen)
            shown = frame[~frame["hidden"]]
            assert (shown["n"] >= LEAST).all(), (name, chosen)
            assert (people(snapshot, catalogue, name, shown, **chosen) >= LEAST).all(), (name, chosen)
            counts = [column for column in ("improved_both", "within_error", "worse", "improved") if column in shown]
            parts = shown[counts].to_numpy(dtype=float)
            assert not ((parts > 0) & (parts < LEAST)).any(), (name, chosen)


def people(snapshot: Snapshot, catalogue: Catalogue, name: str, shown: pd.DataFrame, **chosen: object) -> pd.Series:
    """How many distinct people stand behind the *shown* rows, as the owner reads it."""
    reader = Reader(snapshot, catalogue, Viewer("owner", OWNER), Filters(measure="nprs", **chosen), TODAY)  # type: ignore[arg-type]
    keys = [key for key in ("label", "period", "number", "phase", "kind") if key in shown]
    return shown[keys].merge(desk.find(name).build(reader, catalogue, reader.filters).frame, on=keys)["patients"]


@pytest.mark.parametrize("seed", range(2))
def test_a_condition_hidden_in_the_table_is_hidden_on_its_own_page(
    seed: int, random_clinic: Make, catalogue: Catalogue
) -> None:
    snapshot = random_clinic(seed)
    table = view(snapshot, catalogue, "effectiveness").set_index("condition")["hidden"]
    assert table.any()
    for condition, hidden in table.items():
        alone = view(snapshot, catalogue, "effectiveness", condition=(str(condition),))
        assert alone["hidden"].tolist() == [hidden]
        if hidden:
            assert view(snapshot, catalogue, "by_period", condition=(str(condition),))["hidden"].all()


def draft(**counts: int) -> Draft:
    frame = pd.DataFrame({"row": list(counts), "n": list(counts.values())})
    return Draft(frame=frame, summary=lambda _: (), keys=("row",), within=())


def hidden(drafts: dict[str, Draft], parent: Draft, shut: set[str] | None = None) -> dict[str, bool]:
    found = narrowing.side_by_side(drafts, parent, shut or set(), "site", LEAST)["A"]
    return dict(zip(drafts["A"].frame["row"], found.tolist(), strict=True))


def test_a_shut_choice_is_hidden_whole() -> None:
    drafts = {"A": draft(p=40, q=40), "B": draft(p=50, q=50)}
    assert hidden(drafts, draft(p=90, q=90)) == {"p": False, "q": False}
    assert hidden(drafts, draft(p=90, q=90), {"A"}) == {"p": True, "q": True}


def test_what_is_hidden_without_the_filter_is_hidden_with_it() -> None:
    """Together q (15) is hidden beside p (3); alone in A the smallest neighbour of p would be r, and q would show."""
    drafts = {"A": draft(p=3, q=15, r=12), "B": draft(p=0, q=0, r=60)}
    assert hidden(drafts, draft(p=3, q=15, r=72))["q"]


def test_a_few_in_no_choice_are_not_left_over_by_subtracting() -> None:
    drafts = {"A": draft(p=40), "B": draft(p=50)}
    assert hidden(drafts, draft(p=90)) == {"p": False}
    assert hidden(drafts, draft(p=94)) == {"p": True}  # 94 less 40 less 50 would say 4


def test_the_smallest_neighbour_of_a_small_choice_is_shut_too() -> None:
    number = np.arange(66)
    choice = pd.Series(["A"] * 50 + ["B"] * 12 + ["C"] * 4, index=number)
    courses = pd.DataFrame({"episode": number, "patient": number, "status": "counted"})
    assert narrowing.closed(courses, choice, LEAST) == {"B", "C"}
    assert narrowing.closed(courses[courses["episode"] < 62], choice, LEAST) == {"C"}  # nobody counted in C
    one_person = courses.assign(patient=courses["patient"].where(courses["episode"] < 50, 99))
    assert narrowing.closed(one_person, choice, LEAST) == {"A", "B", "C"}  # B and C are one person's courses


def test_an_age_band_ends_before_the_next_begins(random_clinic: Make) -> None:
    episodes = random_clinic(0).episodes.head(4).assign(age=[17.99, 18.0, 64.9, np.nan])
    assert narrowing.choices(episodes, "age").tolist()[:3] == ["under 18", "18-34", "50-64"]
    assert narrowing.choices(episodes, "age").isna().tolist() == [False, False, False, True]
