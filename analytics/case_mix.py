"""What is known of a course of care at its start: the covariates that an adjusted comparison holds level."""

from __future__ import annotations

import numpy as np
import pandas as pd

FEW = 10  # courses of care below which a word is not a group of its own: a product choice
TOGETHER = "another"  # what the words of few courses are called together
COLUMNS = ("baseline", "age", "sex", "duration", "condition", "bilateral")


def covariates(courses: pd.DataFrame, episodes: pd.DataFrame) -> pd.DataFrame:
    """What an adjusted comparison takes into account, for `analytics.adjusted.design`.

    In: *courses* of `analytics.courses.courses` (only the rows that are compared) and a frame of
    `data.frames.EPISODES` with all of theirs. Out, the same rows in the same order: baseline (the measure's unit), age
    (years: year of the start less year of birth), sex, duration (natural log of 1 + weeks of symptoms at the start),
    condition, bilateral (1 where both sides are treated in one course, else 0; a flag).

    Notes: what is not known stays blank; `analytics.adjusted.design` makes a column of that. Sexes and conditions of
    fewer than 10 of the rows are put together as "another". Duration is skewed, so its log is taken. It does not show
    body mass, other illnesses, earlier treatment or who was referred to whom: these are not in the record.

    References: the choice of covariates after FOTO (NQF 0428), as far as they are recorded; the rest a product choice.

    >>> from analytics.examples import TODAY, clinic
    >>> from analytics.courses import courses
    >>> from data.catalogue import load_catalogue
    >>> ours = clinic()
    >>> ours.episodes["duration_weeks"] = 0.0
    >>> found = courses(ours.readings, ours.episodes, load_catalogue().measure("nprs"), as_of=TODAY)
    >>> covariates(found, ours.episodes)[["baseline", "age", "duration", "bilateral"]].values.tolist()[2]
    [4.0, 50.0, 0.0, 1.0]
    """
    own = episodes.set_index("episode").reindex(courses["episode"])
    weeks = own["duration_weeks"].to_numpy(dtype=float)
    return pd.DataFrame(
        {
            "baseline": courses["baseline"].to_numpy(dtype=float),
            "age": courses["age"].to_numpy(dtype=float),
            "sex": _gathered(courses["sex"]),
            "duration": np.log1p(weeks),
            "condition": _gathered(courses["condition"]),
            "bilateral": (own["side"].to_numpy() == "both").astype(float),
        },
        index=courses.index,
    )


def _gathered(column: pd.Series) -> pd.Series:
    """The words of *column*, those of fewer than `FEW` rows put together; blank stays blank."""
    words = column.astype(object)
    often = words.map(words.value_counts()).astype(float) >= FEW
    return words.where(often | words.isna(), TOGETHER)
