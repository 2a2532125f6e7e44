"""The courses counted in view with what was known of each, and the ordinary models of what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analytics.adjusted import Model
from analytics.case_mix import FIRST, covariates, expectation
from analytics.classes import classed
from analytics.responders import answers, minimum_baseline

if TYPE_CHECKING:
    from data.catalogue import Catalogue
    from reports.reader import Reader

WORDS = {
    "intercept": "Everyone: where all else is 0 or the most frequent",
    "duration": "How long the complaint had lasted, for each doubling",
    "age": "Age at the start, for each year",
    FIRST: "First reading, for each unit of the measure",
}


@dataclass(frozen=True)
class Modelled:
    """``counted`` rows of the courses in view with two readings, what was ``known`` of each when it began
    (`analytics.case_mix.covariates`), and whether it ``improved`` (1, 0, NaN: not to be judged).
    """

    counted: pd.DataFrame
    known: pd.DataFrame
    improved: NDArray[np.float64]


def modelled(read: Reader) -> Modelled:
    """What there is for these filters; kept, since several answers of a page need it."""
    return read.keep(("modelled", read.measure.id), lambda: _made(read))


def change_model(read: Reader) -> Model | None:
    """The model of how much each course changed; ``None`` with too few."""
    what = modelled(read)
    return read.keep(("change model", read.measure.id), lambda: expectation(what.counted["change"], what.known))


def share_model(read: Reader) -> Model | None:
    """The model of whether each improved; ``None`` with too few."""
    what = modelled(read)
    return read.keep(("share model", read.measure.id), lambda: expectation(what.improved, what.known))


def centred(outcome: ArrayLike, model: Model | None) -> NDArray[np.float64]:
    """Each course's *outcome* less what was expected of it, around the mean of all; as it is without a model."""
    found = np.asarray(outcome, dtype=float)
    known = np.isfinite(found)
    return found if model is None else model.residual + float(found[known].mean())


def term(name: str, catalogue: Catalogue) -> str:
    """A term of the model in words."""
    kind, _, word = name.partition(": ")
    if not word:
        return WORDS.get(name, name.capitalize())
    if kind == "condition" and word in catalogue.conditions:
        word = catalogue.conditions[word].short
    known = "Other care" if kind == "care" else kind.capitalize()
    return f"{known}: {word.replace('_', ' ')}"


def _made(read: Reader) -> Modelled:
    every = read.courses(weeks=read.filters.horizon)
    counted = classed(every[every["status"] == "counted"], read.measure, read.catalogue, read.filters.horizon)
    known = covariates(counted, read.episodes(), read.sessions())
    return Modelled(counted, known, _improved(read, counted))


def _improved(read: Reader, counted: pd.DataFrame) -> NDArray[np.float64]:
    """1 for better by the percentage of the first reading where one is asked for, else by the thresholds."""
    if read.filters.percent is None:
        return _beyond_all(counted)
    floor = minimum_baseline(read.measure)
    yes, judged, _ = answers(counted["baseline"], counted["change"], read.filters.percent, floor)
    return np.where(judged, yes.astype(float), np.nan)


def _beyond_all(counted: pd.DataFrame) -> NDArray[np.float64]:
    """1 for improved beyond error and important, or beyond the one of them there is; NaN without either."""
    need, noise = counted["important"].notna().to_numpy(), counted["error"].notna().to_numpy()
    kind = counted["cls"].cat.codes.to_numpy()
    enough = (kind == 0) | ((kind == 1) & ~noise) | ((kind == 2) & ~need)
    return np.where(kind >= 0, enough.astype(float), np.nan)
