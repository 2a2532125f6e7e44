"""The notes beneath a control chart: what is left out and why, how the limits are made, what they cannot show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from analytics.control import RUN
from charts.words import day, trimmed
from reports.filters import SERIES
from reports.steadiness_series import LASTING, weeks_looked_at

if TYPE_CHECKING:
    from reports.filters import Filters
    from reports.steadiness_series import Figure

NOT_WHY = (
    "A signal says that something is different, not what or why: other people, another form, another instrument or "
    "chance. No signal does not show that nothing changed. By chance alone about one in five steady figures has a "
    "signal somewhere in 24 periods, so of six figures one such signal is to be expected (see Methods)."
)
SOURCE = (
    "Limits: mean ± 2.66 × mean moving range; near limits at two thirds of that; rules as NHS England's Making Data "
    "Count uses them (NHSRplotthedots, commit 050b07d). The first rule that applies is named. A limit past the end of "
    "the scale is not drawn."
)
SCREENED = {
    "on": "Moving ranges of 3.267 times their mean or more are left out of the limits.",
    "off": "No moving range is left out of the limits.",
}
COUNTS = {
    "mean": "The dotted limits are 3 standard errors of a mean, from how many each period has and how much people "
            "differ within periods (Montgomery, section 6.3). They know that a mean of few moves more; the natural "
            "limits do not.",
    "p": "The dotted limits are those of a p chart: 3 standard errors of a share, from how many each period has "
         "(Montgomery, section 7.2). They assume that people are alike; the natural limits do not.",
    "u": "The dotted limits are those of a u chart: 3 standard errors of a count per course (Montgomery, section 7.3). "
         "Every course has at least one session, so these limits are rough.",
}  # fmt: skip


def about(figure: Figure, filters: Filters, every: pd.DataFrame) -> Iterator[str]:
    """The notes: what is left out and why, how the limits are made, and what they cannot show."""
    yield from _waiting(figure, filters, every)
    gaps = int((every.loc[every["settled"], "n"] == 0).sum())
    if gaps:
        yield (
            f"Periods without anyone: {gaps}. They are a gap, not a 0: no run of {RUN} and no moving range reaches "
            "across one."
        )
    yield f"{SOURCE} {SCREENED[filters.screen]}"
    yield COUNTS[figure.counts]
    if filters.series == "sessions":
        yield f"Sessions in the first {trimmed(weeks_looked_at(filters))} weeks of each course of care."
    yield NOT_WHY


def _waiting(figure: Figure, filters: Filters, every: pd.DataFrame) -> Iterator[str]:
    """Which newest periods are left out, and until when."""
    whole = every.index[every["settled"]]
    left = every.loc[whole.max() + 1 :] if len(whole) else every
    since = "" if left.empty else f" Left out for now: {len(left)}, from {day(left['period'].iloc[0])} on."
    if len(whole) and whole.min():
        since += f" The records here begin in the middle of a {filters.period}, which is left out too."
    if not figure.waits:
        yield f"A {filters.period} counts once it is over.{since}"
        return
    weeks = trimmed(weeks_looked_at(filters))
    chosen = f" {LASTING} weeks is a product choice; a time can be chosen under 'Measured at'."
    yield (
        f"A {filters.period} counts once everybody who began in it began {weeks} weeks ago or more, because those who "
        f"are due first are not like the rest.{since}{chosen if filters.horizon is None else ''}"
    )


def nothing(figure: Figure, filters: Filters, every: pd.DataFrame) -> str:
    """Why there is no chart of this figure, and what to do."""
    return f"{SERIES[filters.series]}: {_nothing(figure, filters, every)}"


def _nothing(figure: Figure, filters: Filters, every: pd.DataFrame) -> str:
    if every["n"].sum() and not every["settled"].any():
        why = "everybody who began in it has to be due" if figure.waits else "it has to be over"
        return f"no {filters.period} is complete yet: {why} first. Look again later, or choose a shorter time."
    if filters.series == "improved":
        return "no change here has a threshold to class it by. Choose another measure, or widen the filters."
    if figure.waits:
        return (
            "none of the courses of care that match these filters is due and counted yet. Widen the filters, or look "
            "again later."
        )
    return f"no {figure.of} match these filters. Widen the filters or record more."
