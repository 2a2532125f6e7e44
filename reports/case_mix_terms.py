"""The numbers of the model behind the adjusted figures, so that nothing about it is hidden."""

from __future__ import annotations

from functools import partial

import pandas as pd

from data.catalogue import Catalogue
from reports import notes
from reports.access import OWNER
from reports.case_mix import EMPTY, OWN_ROWS
from reports.filters import Filters
from reports.modelled import change_model, term
from reports.reader import Reader
from reports.report import Draft

TITLE = "What the model adjusts for"
QUESTION = "Which things known at the start went with more or less change, and by how much?"
ROLES = (OWNER,)
BESIDE = (
    "Each number is the difference in mean change that goes with one unit more, or with this word instead of the most "
    "frequent one, all else in the model alike. It does not say that one brings about the other."
)


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per number of the model: term, difference in change with its interval, n."""
    model = change_model(read)
    named = partial(term, catalogue=catalogue)
    rows = pd.DataFrame({"label": [], "n": [], "difference": [], "ci_low": [], "ci_high": []})
    if model is not None:
        found = model.terms.rename(columns={"value": "difference", "low": "ci_low", "high": "ci_high"})
        rows = found.assign(label=found["term"].map(named), n=model.n)[list(rows.columns)]
    rows.insert(1, "measure", read.measure.id)

    def summary(frame: pd.DataFrame) -> tuple[str, ...]:
        clear = frame.iloc[1:]
        clear = clear[(clear["ci_low"] > 0) | (clear["ci_high"] < 0)]
        return (
            f"The model has {len(frame)} numbers, from {int(frame['n'].max())} courses of care. {len(clear)} of its "
            f"{len(frame) - 1} differences can be told from none (95 %); about 1 in 20 would be by chance alone.",
        )

    return Draft(
        frame=rows,
        keys=("label", "measure"),
        summary=summary,
        notes=(BESIDE, OWN_ROWS, *notes.measured(read)),
        empty=EMPTY,
    )
