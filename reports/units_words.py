"""What a funnel plot says in words: who lies outside, whether units differ at all, and what it cannot show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.limits import Comparison, by_chance
from analytics.units import LEAST
from charts.words import decimals, number, percent
from reports import sentences

if TYPE_CHECKING:
    from analytics.adjusted import Model
    from data.catalogue import Measure

MANY = {"podiatrist": "podiatrists", "site": "sites", "quarter": "quarters"}
WHY = "It cannot show why: who sees whom is not left to chance, and few people make any figure move."
LOOK_FIRST = (
    "See first whether values are written down alike: rounding to 0, 5 and 10 alone moves the share improved ('Round "
    "numbers' on the Data quality page)."
)
CANNOT = (
    "Such a picture cannot show why: people are not shared out by lot, reasons that are not written down are not "
    "adjusted for, and few people make any figure move. In one large set of data clinic and therapist together "
    "explained only 11.6 % of the differences between patients (PMC4799911)."
)
NOT_A_RANKING = (
    "No order of merit: the order is that of the names, and a place within the limits is no better or worse."
)
LEADS = "A course of care counts for the podiatrist who led it, whoever else treated in it."
LIMITED = (
    "Limits: where the figure of a group of that n would lie by chance, in 95 % and in 99.8 %, if all were alike "
    "(Spiegelhalter 2005, doi 10.1002/sim.1970); courses of care of one person count as less than one each. Groups of "
    f"fewer than {LEAST} people are not shown (product choice)."
)
EXACT = (
    "Limits of shares are exact binomial ones: they go in steps, so at most 1 in 20 alike lie outside; of two or three "
    "groups hardly any does, because each is a large part of all together. Improved is: "
)
BEYOND = "beyond measurement error and important, or beyond the one of the two there is a threshold for."
BY_PERCENT = "better by at least {percent} of the first reading, where that is not too low to take a percentage of."
SPREAD = (
    "Phi is the mean squared distance from all together, in steps of what chance gives. Only where chance would seldom "
    "(1 in 20) give as much are limits widened, by the variance between groups (tau2 {tau2})."
)
DRAWN = (
    "Drawn in: each figure moved towards that of all together, the further the less is known of it. It is the better "
    "guess of the two at what the next people will show, if they are alike."
)
LINEAR = (
    "Adjusted: what became of each course of care less what a straight-line model expects of one with the same first "
    "reading, age, sex, duration, condition, sides, earlier course here and other care, around the mean of all."
)
BARE = "Nothing is adjusted for here: there are too few courses of care for a model (ten for each of its numbers)."


@dataclass(frozen=True)
class Said:
    """The words of one comparison: *by* what, what was *found*, the *model* it is adjusted by, and the
    *percent* of the first reading that counts as improved where one is asked for."""

    by: str
    found: Comparison
    measure: Measure
    model: Model | None
    percent: float | None = None

    def sentences(self, frame: pd.DataFrame) -> tuple[str, ...]:
        """Who lies outside, how much all differ, how often chance alone would do it, and what cannot be shown."""
        judged = frame[frame["place"] != "not judged"]
        few = int((frame["patients"] < LEAST).sum())
        hidden = (f"{few} of {len(frame)} {self._many(len(frame))}: fewer than {LEAST} people counted, so not shown.",)
        if len(judged) < 2:
            return (self._alone(frame), *(hidden if few else ()), *sentences.hidden(frame))
        found = (*self._outside(judged), self._differ(judged), *(hidden if few else ()), WHY)
        return (*found, *sentences.hidden(frame))

    def notes(self) -> tuple[str, ...]:
        """How limits, adjusting and drawing in are worked out."""
        used = BARE if self.model is None else f"{LINEAR} n {self.model.n}, r2 {self.model.r2:.2f}."
        whose = (LEADS,) if self.by == "podiatrist" else ()
        tau2 = number(self.found.spread.tau2, 3)
        better = BEYOND if self.percent is None else BY_PERCENT.format(percent=percent(self.percent / 100))
        return (
            LIMITED,
            *((EXACT + better,) if self.found.of_shares else ()),
            used,
            SPREAD.format(tau2=tau2),
            DRAWN,
            NOT_A_RANKING,
            *whose,
            CANNOT,
        )

    def _many(self, count: int) -> str:
        return self.by if count == 1 else MANY[self.by]

    def _alone(self, frame: pd.DataFrame) -> str:
        if (frame["patients"] >= LEAST).sum() > 1:
            return "All values within each group are the same, so there is no spread to set limits by."
        return (
            f"Fewer than two {MANY[self.by]} have {LEAST} or more people counted: nothing can be compared yet."
        )

    def _figure(self, value: float) -> str:
        return (
            percent(value) if self.found.of_shares else f"{number(value, decimals(self.measure))} {self.measure.unit}"
        )

    def _outside(self, judged: pd.DataFrame) -> tuple[str, ...]:
        basis = ", adjusted for who came" if self.model and not self.found.of_shares else ""
        what = "share improved" if self.found.of_shares else "mean change"
        around = f"around the {what} of all together ({self._figure(self.found.target)}{basis})"
        out = judged[judged["place"] != "inside"]
        if out.empty:
            return (f"All {len(judged)} {MANY[self.by]} lie within what chance alone would give {around}.",)
        far = out["place"].str.contains("99.8", regex=False)
        said = [f"No {self.by} is unusual: all lie within the 99.8 % limits {around}."]
        if far.any():
            said = [f"{self._named(out[far])}: outside the 99.8 % limits {around}."]
        if not far.all():
            said.append(
                f"Outside the 95 % limits, but within those of 99.8 %: {self._named(out[~far])}. Of {len(judged)} that "
                f"are alike, at least one lies there by chance in {percent(by_chance(len(judged)))} of such pictures."
            )
        return (*said, LOOK_FIRST)

    def _named(self, rows: pd.DataFrame) -> str:
        """Who, on which side, with the figure and n."""
        return sentences.listed(
            f"{row.label} {str(row.place).split()[0]} ({self._figure(row.figure)}, n {row.n:.0f})"
            for row in _each(rows)
        )

    def _differ(self, judged: pd.DataFrame) -> str:
        spread = self.found.spread
        size = f"phi {number(spread.phi, 2)}, where 1 is chance alone"
        if not self.found.wide:
            return f"Together they differ no more than chance may give ({size})."
        still = judged[~judged["wide_place"].isin(["inside", "not judged"])]
        left = sentences.listed(still["label"].astype(str)) if len(still) else "nobody"
        return (
            f"They differ more than chance gives ({size}). With limits that allow for such differences (dotted), "
            f"{left} lies outside; that hides one who is alone in being different."
        )


def _each(rows: pd.DataFrame) -> list[Any]:
    return list(rows.itertuples())
