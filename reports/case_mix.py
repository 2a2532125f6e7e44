"""Case mix: how well the model behind the adjusted figures fits, by fifths of what it expects."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.adjusted import Model, calibration
from charts.calibration_plot import calibration_plot
from charts.words import decimals, number, percent
from data.catalogue import Catalogue
from reports import notes, sentences
from reports.access import OWNER
from reports.filters import Filters
from reports.modelled import change_model, modelled
from reports.reader import Reader
from reports.report import Draft
from reports.units_words import CANNOT

TITLE = "What was to be expected"
QUESTION = "How much of the change goes with what was known of people when they came?"
ROLES = (OWNER,)
PARTS = 5
OWN_ROWS = (
    "The model was made from these same courses of care. On people to come it fits less well. What it does not hold "
    "(other illnesses, body weight, treatment elsewhere, who is sent to whom) it cannot adjust for."
)
EMPTY = (
    "There are too few courses of care with a first and a later reading of this measure for a model: it takes ten for "
    "each of its numbers. The figures of the podiatrists are then shown without adjusting."
)


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per fifth of the courses by what the model expects (`analytics.adjusted.calibration`)."""
    model, measure = change_model(read), read.measure
    rows = _fifths(model, modelled(read).counted) if model is not None else _none()
    rows.insert(1, "measure", measure.id)

    def summary(frame: pd.DataFrame) -> tuple[str, ...]:
        return (*_said(model, frame, decimals(measure), measure.unit), *sentences.hidden(frame)) if model else ()

    return Draft(
        frame=rows,
        keys=("label", "measure"),
        people="patients",
        summary=summary,
        draw=lambda frame: calibration_plot(frame, measure),
        notes=(OWN_ROWS, CANNOT, *notes.of_change(read, read.courses(weeks=filters.horizon), drawn=False)),
        empty=EMPTY,
    )


def _fifths(model: Model, counted: pd.DataFrame) -> pd.DataFrame:
    found = calibration(model, counted["change"], PARTS, counted["patient"])
    found.insert(
        0, "label", [f"Fifth {place} of {len(found)}, least expected first" for place in range(1, len(found) + 1)]
    )
    return found


def _none() -> pd.DataFrame:
    columns = ("label", "n", "patients", "predicted", "observed", "ci_low", "ci_high")
    return pd.DataFrame({name: pd.Series(dtype="object" if name == "label" else "float64") for name in columns})


def _said(model: Model, frame: pd.DataFrame, places: int, unit: str) -> tuple[str, ...]:
    gap = float(np.abs(frame["observed"] - frame["predicted"]).max())
    if not np.isfinite(model.r2):
        return (f"All {model.n} courses of care changed alike: there are no differences to go with anything.",)
    own = 1 - (1 - model.r2) * (model.n - 1) / (model.n - len(model.terms))
    left = (
        f"What was known at the start goes with {percent(max(own, 0.0))} of the differences in change between "
        f"{model.n} courses of care (r2 {model.r2:.2f}, less what {len(model.terms) - 1} numbers would take up by "
        f"chance); single ones still lie {number(model.sd, places)} {unit} from what was expected (SD)."
    )
    far = f"In fifths of what was expected, what came lay at most {number(gap, places)} {unit} from it."
    return (left, far)
