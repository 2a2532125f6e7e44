"""Pain against range: who got better in both, in one or in neither, and how far the two changes went together."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from analytics.classes import thresholds
from analytics.pain_and_range import KINDS, Correlation, dots, judged, paired, quadrants, rank_correlation
from charts import marks, theme
from charts.quadrant import quadrant
from charts.words import inside, number, percent
from data.catalogue import Catalogue, Measure
from reports import notes, sentences
from reports.access import OWNER, PODIATRIST
from reports.filters import Filters
from reports.main_measure import most_read
from reports.reader import Reader
from reports.report import Draft

TITLE = "Pain against range of motion"
QUESTION = "Did those whose pain got better also gain range, and did those who gained range have less pain?"
ROLES = (OWNER, PODIATRIST)
NO_PAIN = "No pain score is recorded for these filters."
NO_RANGE = "No range of motion is recorded for these filters."
KEYS = ("pain_measure", "measure", "kind")
LEAST = 10  # courses of care (house rule)
MOST, CELLS = 250, 24  # dots before places are counted together, and cells along each axis then
COLUMNS = (
    "pain_measure", "measure", "kind", "pain", "range", "n", "patients", "kind_n", "kind_patients", "share", "low",
    "high", "correlation", "correlation_low", "correlation_high",
)  # fmt: skip
PAIRED = (
    "Both changes are those of one limb in one course of care, each from its first to its last reading; the two last "
    "readings may be of different days. Where pain was asked for both sides together, each limb has that."
)
CLUSTERED = (
    "The correlation is Spearman's, of ranks. Its interval counts patients and not limbs, since two feet of one person "
    "are not two answers; the intervals of shares count limbs and are a little too narrow. Measurement error pulls a "
    "correlation towards 0, and going together is not one bringing the other."
)


def build(read: Reader, catalogue: Catalogue, filters: Filters) -> Draft:
    """One row per dot: its part of the picture, both changes, n; and of its part the share, of all the correlation."""
    felt, moved = _readers(read)
    if felt is None or moved is None:
        return Draft(_table([]), lambda _: (), keys=KEYS, empty=_lacking(felt is None, moved is None))
    pain, rom, weeks = felt.measure, moved.measure, filters.horizon
    pairs = judged(paired(felt.courses(weeks=weeks), moved.courses(weeks=weeks)), pain, rom, catalogue, weeks)
    together = rank_correlation(pairs["pain"], pairs["range"], pairs["patient"])
    rows = _rows(pairs, pain, rom, together) if len(pairs) >= LEAST else _table([])
    how, unjudged = _how(pairs, (pain, rom), catalogue, weeks), _unjudged(pairs, pain, rom)
    limits, other = notes.limits(felt), notes.limits(moved)["error"]
    return Draft(
        frame=rows,
        keys=KEYS,
        single=True,
        summary=lambda frame: (*(_shares(frame, pain, rom, how) or (unjudged,)), _correlated(together)),
        draw=lambda frame: quadrant(frame, pain, rom, **limits, against_error=other),
        notes=(
            *notes.measured(felt), *notes.measured(moved), notes.horizon(moved), *notes.rules(felt),
            *notes.rules(moved), PAIRED, CLUSTERED, sentences.NO_COMPARISON,
        ),
        empty=(
            f"Not enough yet: {len(pairs)} {sentences.courses(len(pairs))} {'has' if len(pairs) == 1 else 'have'} a "
            f"change in both {inside(pain.short)} and {inside(rom.short)} with these filters, and {LEAST} are needed. "
            "Widen the filters or measure both."
        ),
    )  # fmt: skip


def _lacking(pain: bool, rom: bool) -> str:
    """What is not recorded here: pain, range of motion or both."""
    said = " ".join(sentence for sentence, lacks in ((NO_PAIN, pain), (NO_RANGE, rom)) if lacks)
    return f"{said} Widen them or record {'both' if pain and rom else 'it'}."


def _readers(read: Reader) -> tuple[Reader | None, Reader | None]:
    """The reader of the pain measure and that of the range of motion: the one chosen, else the most recorded."""
    known = read.catalogue.measures
    felt = read if read.measure.kind == "pain" else read.narrowed(measure="", percent=None)
    moved: Reader | None = read
    if read.measure.kind != "rom":
        readings, roms = read.readings(), [name for name, one in known.items() if one.kind == "rom"]
        found = most_read(readings[readings["measure"].isin(roms)], read.catalogue)
        moved = read.narrowed(measure=found, percent=None) if found else None
    return (felt if felt.measure.kind == "pain" else None), moved


def _rows(pairs: pd.DataFrame, pain: Measure, rom: Measure, together: Correlation) -> pd.DataFrame:
    """The dots, and a row for each part that nobody is in; each with the figures of its part and of all."""
    found = dots(pairs)
    if len(found) > MOST:
        found = dots(pairs, (_cell(pain), _cell(rom)))
    parts = quadrants(pairs).rename(columns={"n": "kind_n", "patients": "kind_patients"})
    every = "outer" if parts["kind_n"].sum() else "left"  # nobody judged: no share, rather than 0 worse
    rows = found.assign(kind=found["kind"].astype(object)).merge(parts, on="kind", how=every)  # type: ignore[arg-type]
    rows["kind_n"] = rows["kind_n"].fillna(pairs["kind"].isna().sum()).astype("int64")
    rows[["n", "patients"]] = rows[["n", "patients"]].fillna(0).astype("int64")
    order = np.lexsort((rows["range"], rows["pain"], pd.Categorical(rows["kind"], categories=list(KINDS)).codes))
    known = {"correlation": together.r, "correlation_low": together.low, "correlation_high": together.high}
    return _table(rows.take(order).assign(pain_measure=pain.id, measure=rom.id, **known))


def _cell(measure: Measure) -> float:
    low, high = marks.single_range(measure)
    return (high - low) / CELLS


def _table(rows: pd.DataFrame | list[object]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(COLUMNS)).reset_index(drop=True)


def _shares(frame: pd.DataFrame, pain: Measure, rom: Measure, how: str) -> tuple[str, ...]:
    """How many lie in each part, worse always among them; nothing where no change can be judged."""
    part = {row.kind: row for row in theme.each(frame.dropna(subset="kind"))}
    if not part:
        return ()
    n, told = sum(row.kind_n for row in part.values()), {kind: percent(row.share) for kind, row in part.items()}
    felt, moved, first = inside(pain.short), inside(rom.short), part[KINDS[0]]
    return (
        f"Both {felt} and {moved} got better {how} in {first.kind_n} of {n} "
        f"{sentences.courses(n)} ({told[KINDS[0]]}, 95 % CI {percent(first.low)} to {percent(first.high)}); only "
        f"{felt} in {told[KINDS[1]]}, only {moved} in {told[KINDS[2]]}, neither in {told[KINDS[3]]}, and worse in one "
        f"or both in {told[KINDS[4]]}.",
    )


def _unjudged(pairs: pd.DataFrame, pain: Measure, rom: Measure) -> str:
    """Which of the two has no threshold; or that no course of care has one for both."""
    areas = {"pain_area": pain, "range_area": rom}
    without = [inside(measure.short) for area, measure in areas.items() if not pairs[area].notna().any()]
    if not without:
        both = f"{inside(pain.short)} and {inside(rom.short)}"
        return f"No course of care has a threshold for both {both}, so no change can be judged."
    return f"There is no threshold for {' or '.join(without)}, so no change in both can be judged."


def _how(pairs: pd.DataFrame, measures: tuple[Measure, Measure], catalogue: Catalogue, weeks: float | None) -> str:
    """By what a change is called better: measurement error where both have one for every course of care here."""
    noise = [thresholds(pairs, measure, catalogue, weeks)[1] for measure in measures]
    known = all(np.isfinite(limit).all() for limit in noise)
    return (
        "beyond measurement error"
        if known
        else "beyond measurement error, or by an important amount where none is known,"
    )


def _correlated(found: Correlation) -> str:
    """How far the two went together, in words that the interval allows."""
    if math.isnan(found.low):
        return "How far the two changes went together cannot be said: too few people, or one of the two never differs."
    size = (
        f"{number(found.r, 2)} (95 % CI {number(found.low, 2)} to {number(found.high, 2)}; {found.patients} patients)"
    )
    if found.low <= 0 <= found.high:
        return f"The two changes cannot be said to go together or against each other: rank correlation {size}."
    way = "more of one tended to come with more" if found.r > 0 else "more of one tended to come with less"
    return f"Where they changed, {way} of the other: rank correlation {size}, where 0 is none and 1 is complete."
