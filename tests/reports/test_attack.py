"""Marketing opens every page under every filter, makes every picture it may, and takes one count from another."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import combinations
from multiprocessing import get_context
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from data.catalogue import Catalogue, load_catalogue
from data.snapshot import Snapshot, current
from data.store import Store
from tests.reports.attack_known import DIMENSIONS, Figure, Truth, in_pictures, on_pages
from tests.reports.conftest import make_random
from tests.reports.test_beside import measured_at_twelve_weeks

LEAST = 10
Matrix = NDArray[np.float64]


@pytest.fixture(autouse=True)
def _undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.answer._drawn", lambda *_: None)


def matrix(figures: list[Figure]) -> tuple[Matrix, list[Figure]]:
    """Who is in each figure, one row each; figures about the very same people once."""
    seen = {(figure.who.tobytes(), figure.kind): figure for figure in figures}
    return np.array([figure.who for figure in seen.values()], dtype=float), list(seen.values())


def pairs(figures: list[Figure], people: NDArray[np.int64]) -> tuple[int, list[str]]:
    """How many pairs were tried, and each small group that is one figure less another that lies within it."""
    who, kept = matrix(figures)
    shared, size = who @ who.T, who.sum(axis=1)
    kind = np.array([figure.kind for figure in kept])
    stage, classes = kind == "", np.char.startswith(kind, "classes")
    mixed = (stage[:, None] & classes[None, :]) | (classes[:, None] & stage[None, :])
    apart = (kind[:, None] != kind[None, :]) & ~mixed
    inside = (shared == size[:, None]) & (size[:, None] < size[None, :]) & ~apart
    gap = size[None, :] - size[:, None]
    found = []
    for part, whole in zip(*np.nonzero(inside & (gap < 3 * LEAST)), strict=True):
        left = np.unique(people[kept[whole].who & ~kept[part].who]).size
        if 0 < left < LEAST:
            found.append(f"{left} people: {kept[whole].where} less {kept[part].where}")
    return len(kept) * (len(kept) - 1) // 2, found


def crowded(told: list[Figure]) -> list[str]:
    """Two numbers of people in one picture by session that are a few apart: those in its chart, counted and due."""
    pictures: dict[str, list[Figure]] = {}
    for figure in (figure for figure in told if figure.where.startswith("picture sessions")):
        if figure.kind[:6] in ("before", "after ") or figure.where.endswith((" n", " eligible")):
            pictures.setdefault(figure.where.partition(" at ")[0], []).append(figure)
    return [
        f"{one.where} beside {other.where}"
        for figures in pictures.values()
        for one, other in combinations(figures, 2)
        if 0 < abs(one.value - other.value) < LEAST and {one.kind, other.kind} != {""}
    ]


def hidden_cells(figures: list[Figure], truth: Truth) -> tuple[int, list[str]]:
    """How many small cells of condition and quarter were looked at, and each that follows from all figures of n."""
    counted = truth.became("n")
    assert counted is not None
    cell = truth.rows.groupby(["condition", "period"], dropna=False).ngroup().to_numpy()
    size = np.array([np.unique(truth.people[counted & (cell == place)]).size for place in range(cell.max() + 1)])
    told = [figure.who for figure in figures if not (figure.who & ~counted).any() and _whole(figure.who, counted, cell)]
    inside = [counted & (cell == place) for place in range(len(size))]
    known = np.array([[who[one].any() for one in inside] for who in told], dtype=float)
    small = np.flatnonzero((size > 0) & (size < LEAST))
    rank = np.linalg.matrix_rank(known)
    found = [f"cell {place} of {size[place]}" for place in small
             if np.linalg.matrix_rank(np.vstack([known, np.eye(len(size))[place]])) == rank]  # fmt: skip
    return len(small), found


def _whole(who: NDArray[np.bool_], counted: NDArray[np.bool_], cell: NDArray[np.intp]) -> bool:
    """Whether a figure takes whole cells: all counted of a cell, or none."""
    inside = np.unique(cell[who])
    return bool((who == (counted & np.isin(cell, inside))).all())


@dataclass
class Tried:
    """What was tried, and everything that could be worked out."""

    pairs: int = 0
    cells: int = 0
    counts: int = 0
    made: int = 0
    refused: int = 0
    derived: list[str] = field(default_factory=list)

    def add(self, other: Tried, clinic: str) -> None:
        for name in ("pairs", "cells", "counts", "made", "refused"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.derived += [f"{clinic}: {one}" for one in other.derived]

    def __str__(self) -> str:
        return (
            f"{self.pairs:,} pairs tried, {self.cells:,} small cells, {self.counts:,} counts in {self.made:,} pictures "
            f"({self.refused:,} refused): {len(self.derived)} derived"
        )


def attack(
    snapshot: Snapshot,
    catalogue: Catalogue,
    patch: pytest.MonkeyPatch,
    dimensions: tuple[str, ...] = DIMENSIONS,
    horizons: tuple[float | None, ...] = (None,),
) -> Tried:
    """Every page and every picture that can be made, and what follows from any two of them, or from all counts of n."""
    truths = [Truth(snapshot, catalogue, weeks) for weeks in horizons]
    shown = [figure for truth in truths for figure in on_pages(truth, dimensions)]
    with patch.context() as patched:
        told, made, refused = in_pictures(truths, patched)
    figures, people = [*shown, *told], truths[0].people
    wrong = [figure.where for figure in figures if figure.value != figure.who.sum()]
    assert not wrong, "the attack counts otherwise than the clinic: " + wrong[0]
    alone = [figure.where for figure in figures if 0 < np.unique(people[figure.who]).size < LEAST]
    tried, follow = pairs(figures, people)
    alone += crowded(told)
    looked = [hidden_cells(figures, truth) for truth in truths]
    derived = [*alone, *follow, *(one for _, found in looked for one in found)]
    return Tried(tried, sum(cells for cells, _ in looked), len(told), made, refused, derived)


def small_clinic(seed: int) -> Tried:
    """The attack on one random clinic, in a process of its own: by condition, and by one of the other dimensions."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reports.answer._drawn", lambda *_: None)
        return attack(make_random(seed), load_catalogue(), patch, ("condition", DIMENSIONS[1 + seed % 3]))


def two_horizons(seed: int) -> Tried:
    """The attack on a clinic that measured again at 12 weeks, or for a few at 20: at the last reading and at 12."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reports.answer._drawn", lambda *_: None)
        snapshot = measured_at_twelve_weeks(make_random(seed, 400), seed)
        return attack(snapshot, load_catalogue(), patch, ("condition",), (None, 12.0))


def all_of(clinics: Callable[[int], Tried], seeds: range) -> Tried:
    total = Tried()
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as workers:
        for seed, found in zip(seeds, workers.map(clinics, seeds), strict=True):
            total.add(found, f"clinic {seed}")
    return total


@pytest.mark.slow
@pytest.mark.timeout(2400)
def test_nobody_is_worked_out_in_two_hundred_small_clinics(capsys: pytest.CaptureFixture[str]) -> None:
    total = all_of(small_clinic, range(200))
    with capsys.disabled():
        print(f"\n200 small clinics: {total}")
    assert total.made > 200, "hardly a picture could be made: nothing is tested"
    assert total.derived == []


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_nobody_is_worked_out_from_two_horizons(capsys: pytest.CaptureFixture[str]) -> None:
    total = all_of(two_horizons, range(6))
    with capsys.disabled():
        print(f"\n6 clinics at two horizons: {total}")
    assert total.made > 6
    assert total.derived == []


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_nobody_is_worked_out_in_the_demo_clinic(
    demo_store: Store, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    total = attack(current(demo_store), catalogue, monkeypatch)
    with capsys.disabled():
        print(f"\nThe demo clinic: {total}")
    assert total.made > 15
    assert total.derived == []


def test_the_attack_finds_what_is_told_by_two_figures_and_by_many() -> None:
    """Without a guard: a total and its part, and a cell that three figures of two cells each tell."""
    people = np.arange(70)
    figures = [Figure(70, people < 70, "all"), Figure(65, people < 65, "part"), Figure(40, people < 40, "other")]
    assert pairs(figures, people) == (3, ["5 people: all less part"])
    rows = pd.DataFrame({"condition": list("aaaab") * 14, "period": 1, "patient": people})
    rows.loc[rows["condition"] == "b", "condition"] = ["b"] * 5 + ["c"] * 9
    truth = SimpleNamespace(rows=rows, people=people, became=lambda _: np.ones(70, dtype=bool))
    who = {name: (rows["condition"] == name).to_numpy() for name in "abc"}
    known = [who["a"] | who["b"], who["a"] | who["c"], who["b"] | who["c"]]
    told = [Figure(float(one.sum()), one, "two") for one in known]
    assert hidden_cells(told, truth) == (2, ["cell 1 of 5", "cell 2 of 9"])  # type: ignore[arg-type]
    assert hidden_cells(told[:2], truth) == (2, [])  # type: ignore[arg-type]
