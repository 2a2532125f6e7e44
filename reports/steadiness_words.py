"""What a control chart says in words: how steady, which period, which rule, which limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.control import FEW, OUTSIDE, SHIFT, TREND, TWO_OF_THREE
from charts.words import day, decimals, number, percent
from reports.access import FLAGGED_BELOW
from reports.filters import SERIES
from reports.sentences import listed

if TYPE_CHECKING:
    from data.catalogue import Measure
    from reports.filters import Filters
    from reports.steadiness_series import Figure

RULES = {
    OUTSIDE: "outside the limits",
    TREND: "part of seven or more in a row that rise, or fall",
    TWO_OF_THREE: "two of three near a limit",
    SHIFT: "part of seven or more in a row on one side of the mean",
}
NAMED = 3  # periods named in one sentence


@dataclass(frozen=True)
class Saying:
    """What the sentences need beside the table."""

    figure: Figure
    filters: Filters
    measure: Measure

    @property
    def unit(self) -> str:
        """What stands behind a number; nothing behind a share, which has its own sign."""
        names = {"share": "", "measure": f" {self.measure.unit}", "rate": " per 100 sessions", "count": " sessions"}
        return names[self.figure.unit]

    def plain(self, value: float) -> str:
        """A value without its unit, never past the end that a share or a count has."""
        if self.figure.unit == "share":
            return percent(min(max(value, 0.0), 1.0))
        return number(value if self.figure.unit == "measure" else max(value, 0.0), decimals(self.measure))

    def amount(self, value: float) -> str:
        """A value with its unit."""
        return f"{self.plain(value)}{self.unit}"

    def between(self, low: float, high: float) -> str:
        """``1.4 to 3.1 points``."""
        return f"{self.plain(low)} to {self.amount(high)}"

    def named(self, period: pd.Timestamp) -> str:
        """``Mar 2026``, or ``Jan to Mar 2026`` for a quarter."""
        if self.filters.period == "month":
            return f"{period:%b %Y}"
        return f"{period:%b} to {period + pd.DateOffset(months=2):%b %Y}"

    def periods(self, count: int) -> str:
        """``14 quarters``."""
        return f"{count} {self.filters.period}{'' if count == 1 else 's'}"


def signal(way: int, better: int) -> str:
    """What a signal that points *way* means where *better* says which way is better."""
    if not way:
        return ""
    return {1: "better", -1: "worse"}.get(way * better, "higher" if way > 0 else "lower")


def summary(frame: pd.DataFrame, say: Saying) -> Iterator[str]:
    """The sentences of one figure; the first says by itself how steady it is."""
    known, fired = frame[frame["value"].notna()], frame[frame["rule"] != ""]
    name, over = SERIES[say.filters.series], say.periods(len(known))
    far = known[known["chance"] != ""]
    if fired.empty and len(far):
        yield f"{name}: no rule fired over {over}, but {_far(far, say)}."
    elif fired.empty and known["low"].isna().all():
        yield f"{name}: {over} so far, too few to say whether it is steady."
    elif fired.empty:
        yield f"{name}: steady over {over}, no rule fired."
    else:
        verb = "has" if len(fired) == 1 else "have"
        yield f"{name}: {len(fired)} of {over} {verb} a signal: {listed(_grouped(fired, say))}."
        if len(far):
            yield f"Judged by how many were counted, {_far(far, say)}."
    yield from _limits(frame, say)
    yield from _few(known, say)


def _far(far: pd.DataFrame, say: Saying) -> str:
    """Which periods lie outside the limits by chance alone, on which side."""
    many = f" and {len(far) - NAMED} more" if len(far) > NAMED else ""
    each = [f"{say.named(row.period)} lies {row.chance}" for row in _rows(far.head(NAMED))]
    return f"{', '.join(each) if many else listed(each)}{many} what chance alone gives for as many {say.figure.of}"


def _grouped(fired: pd.DataFrame, say: Saying) -> Iterator[str]:
    """``Mar 2026 (outside the limits, worse)``; periods in a row under one rule are said once."""
    kind = fired["rule"] + ", " + fired["signal"]
    run = (kind.ne(kind.shift()) | fired.index.to_series().diff().ne(1)).cumsum()
    for _, part in fired.groupby(run, sort=True):
        first, last = part.iloc[0], part.iloc[-1]
        if len(part) == 1:
            yield f"{say.named(first['period'])} ({first['rule']}, {first['signal']}: {say.amount(first['value'])})"
        else:
            when = f"{say.named(first['period'])} until {say.named(last['period'])}"
            yield f"{when} ({first['rule']}, {first['signal']})"


def _limits(frame: pd.DataFrame, say: Saying) -> Iterator[str]:
    phases = [part for _, part in frame.groupby("phase", sort=True)]
    if say.filters.rebased and len(phases) == 1:
        yield (
            f"The marked day {day(say.filters.rebased)} has no {say.filters.period} before or after it here, so the "
            "limits are not broken."
        )
    for place, part in enumerate(phases):
        row, when = part.iloc[-1], _when(phases, place, say)
        known = int(part["value"].notna().sum())
        if pd.isna(row["low"]):
            if len(phases) > 1:
                yield f"Too few periods{when} for limits: {say.periods(known)}."
            continue
        yield f"Mean{when} {say.amount(row['mean'])}, natural limits {say.between(row['low'], row['high'])}."
        if row["trial"]:
            yield f"They are trial limits, from {say.periods(known)}: below {FEW} they still move with every new one."


def _when(phases: list[pd.DataFrame], place: int, say: Saying) -> str:
    """Which part of a broken chart is spoken of."""
    if place:
        return f" from {say.named(phases[place]['period'].iloc[0])} on"
    return f" until {say.named(phases[0]['period'].iloc[-1])}" if len(phases) > 1 else ""


def _few(known: pd.DataFrame, say: Saying) -> Iterator[str]:
    """Where few stand behind a point."""
    few = int((known["n"] < FLAGGED_BELOW).sum())
    if few:
        wider = " Quarters are steadier." if say.filters.period == "month" else ""
        have, moves = ("has", "moves") if few == 1 else ("have", "move")
        yield f"{say.periods(few)} {have} fewer than {FLAGGED_BELOW} {say.figure.of}, and so {moves} much.{wider}"


def _rows(frame: pd.DataFrame) -> Iterator[Any]:
    yield from frame.itertuples()
