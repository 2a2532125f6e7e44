"""What each check of the recording looks at: one row per reading, pair, person or visit, with who wrote it down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.codes import codes, side_codes
from analytics.quality import ROUND
from analytics.readings import usable
from analytics.session_effect import session_changes

if TYPE_CHECKING:
    from data.catalogue import Measure

COLUMNS = ("podiatrist", "patient", "hit")
NEAR = 2  # steps on either side that say what a round value should be, as `analytics.quality.heaping`
METHODS = 65_536  # more ways of measuring than a clinic will name: limb and method in one key
VISIT = 1_000_000  # more sessions than one course will have: episode and number in one key
Numbers = NDArray[np.float64]


def round_values(readings: pd.DataFrame, sessions: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """Every reading of a session: whether it is a round value, and how far round values exceed their neighbours.

    In: frames of `data.frames` READINGS and SESSIONS. Out: podiatrist (of the session), patient, hit (true: every fifth
    step), score (its mean is the share of round values less what the neighbouring values lead one to expect).

    Notes: a round value scores 1; a value counts against each round value within 2 steps as one part of that one's
    neighbours that lie within the values seen. It does not show who rounded, the person asked or the one who wrote.

    References: `analytics.quality.heaping`, whose expected count this is, reading by reading.

    >>> from analytics.examples import clinic
    >>> from data.catalogue import load_catalogue
    >>> ours = clinic()
    >>> round_values(ours.readings, ours.sessions, load_catalogue().measure("nprs"))["hit"].tolist()
    [False, True, True, False, False, False, False, False]
    """
    rows = usable(readings, measure)
    who = _podiatrist(rows["session"], sessions)
    rows, who = rows[who.notna().to_numpy()], who.dropna()
    place = np.rint(rows["value"].to_numpy(dtype=float) / measure.step).astype(np.int64)
    score = _weights(place)
    found = pd.DataFrame({"podiatrist": who.to_numpy(), "patient": rows["patient"].to_numpy()})
    return found.assign(hit=place % ROUND == 0, score=score)


def _weights(place: NDArray[np.int64]) -> Numbers:
    if not place.size:
        return np.empty(0)
    lowest, highest = int(place.min()), int(place.max())
    weight = np.zeros(highest - lowest + 1)
    for round_ in range(-(-lowest // ROUND) * ROUND, highest + 1, ROUND):
        near = [at for at in range(round_ - NEAR, round_ + NEAR + 1) if at != round_ and lowest <= at <= highest]
        weight[round_ - lowest] += 1
        weight[np.array(near, dtype=np.int64) - lowest] -= 1 / max(len(near), 1)
    return weight[place - lowest]


def pairs(readings: pd.DataFrame, sessions: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """Every session and limb with a reading before: podiatrist, patient, before, immediate, and hit: no reading after.

    In: frames of READINGS and SESSIONS. Out: as above, immediate in the measure's unit (positive is better), episode,
    number, carried_here (the change from the session before to this one), next_missing (1: the next session has no
    reading before; 0: it has; NaN: there is no next session) and next_podiatrist.

    Notes: `analytics.session_effect.session_changes` with what came next. Any reading before of the measure counts for
    next_missing, of whichever side and method. It does not show why a reading is missing.

    References: a product choice.

    >>> from analytics.examples import clinic
    >>> from data.catalogue import load_catalogue
    >>> ours = clinic()
    >>> pairs(ours.readings, ours.sessions, load_catalogue().measure("nprs"))["hit"].tolist()
    [False, False, False, True, True]
    """
    rows = session_changes(readings, measure)
    rows = rows.assign(carried_here=rows["carried"].shift(1))
    rows = rows[rows["before"].notna().to_numpy()]
    known = sessions.assign(visit=sessions["episode"] * VISIT + sessions["number"]).drop_duplicates("visit")
    following = rows["episode"] * VISIT + rows["number"] + 1
    there = following.isin(known["visit"]).to_numpy()
    read = usable(readings[(readings["phase"] == "before").to_numpy()], measure)
    rows = rows.assign(
        hit=rows["after"].isna(),
        podiatrist=_podiatrist(rows["session"], sessions),
        next_podiatrist=_looked_up(following, known["visit"], known["podiatrist"]),
        next_missing=np.where(there, ~following.isin(read["episode"] * VISIT + read["number"]), np.nan),
    )
    return rows.reset_index(drop=True)


def same_rater(readings: pd.DataFrame, sessions: pd.DataFrame, raters: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """Every pair whose two raters are written down: podiatrist, patient, hit: one person took both readings.

    In: frames of READINGS, SESSIONS and `data.frames.RATERS`. Out: as above.

    Notes: a pair is a reading before and one after in one session, limb and method. It does not show that a reading
    taken by whoever treats is wrong, only that nobody else looked.

    References: who assesses, and who knows what was given: STRICTA 2010 and CONSORT item 11a.

    >>> from analytics.examples import clinic
    >>> from data.catalogue import load_catalogue
    >>> ours = clinic()
    >>> raters = pd.DataFrame({"reading": [1, 2], "rater": pd.Categorical(["Ann", "Ann"])})
    >>> same_rater(ours.readings, ours.sessions, raters, load_catalogue().measure("nprs"))["hit"].tolist()
    [True]
    """
    rows = usable(readings, measure)[["reading", "session", "patient", "side", "method", "phase"]]
    rows = rows.merge(raters, on="reading").sort_values("reading", kind="stable")
    limb = rows["session"] * 4 + side_codes(rows["side"]) + 1
    rows = rows.assign(place=limb * METHODS + codes(rows["method"])[0], rater=codes(rows["rater"])[0])
    before, after = (rows[(rows["phase"] == one).to_numpy()].drop_duplicates("place") for one in ("before", "after"))
    both = before.merge(after[["place", "rater"]], on="place", suffixes=("", "_after"))
    both = both.assign(
        podiatrist=_podiatrist(both["session"], sessions),
        hit=(both["rater"] == both["rater_after"]) & (both["rater"] > 0),
    )
    return both[list(COLUMNS)]


def same_amount(visits: pd.DataFrame, step: float) -> pd.DataFrame:
    """Every complete pair: hit: its change is the podiatrist's own most frequent improvement.

    In: rows of `pairs`, the measure's *step* in its unit. Out: the same columns for pairs with both readings.

    Notes: changes at their nearest step; of two equally frequent improvements the smaller. Where a podiatrist's pairs
    never improve, no pair is hit. It does not show whether people did change alike.

    References: a product choice.

    >>> from analytics.examples import clinic
    >>> from data.catalogue import load_catalogue
    >>> ours = clinic()
    >>> same_amount(pairs(ours.readings, ours.sessions, load_catalogue().measure("nprs")), 1)["hit"].tolist()
    [True, True, True]
    """
    rows = visits[(visits["immediate"].notna() & visits["podiatrist"].notna()).to_numpy()]
    steps = np.rint(rows["immediate"].to_numpy(dtype=float) / step).astype(np.int64)
    better = rows.assign(steps=steps)[steps > 0]
    often = better.groupby(["podiatrist", "steps"]).size().rename("times").reset_index()
    often = often.sort_values(["times", "steps"], ascending=[False, True]).drop_duplicates("podiatrist")
    own = rows["podiatrist"].map(often.set_index("podiatrist")["steps"])
    return rows.assign(hit=steps == own.to_numpy(dtype=float))


def ever_worse(courses: pd.DataFrame) -> pd.DataFrame:
    """Everybody with two readings, once for each podiatrist: hit: a last reading of theirs is worse than the first.

    In: a frame of `analytics.courses.courses`. Out: podiatrist, patient, hit.

    Notes: any limb and any course counts. It does not show by how much.

    References: a product choice.

    >>> ever_worse(pd.DataFrame({"podiatrist": ["A", "A"], "patient": [1, 1], "change": [2.0, -1.0],
    ...                          "status": "counted"})).values.tolist()
    [['A', 1, True]]
    """
    counted = courses[(courses["status"] == "counted").to_numpy()]
    rows = counted[["podiatrist", "patient"]].assign(
        hit=counted["change"] < 0, podiatrist=counted["podiatrist"].astype(object)
    )
    return rows.groupby(["podiatrist", "patient"])["hit"].max().reset_index()


def _podiatrist(session: pd.Series, sessions: pd.DataFrame) -> pd.Series:
    return _looked_up(session, sessions["session"], sessions["podiatrist"])


def _looked_up(key: pd.Series, known: pd.Series, word: pd.Series) -> pd.Series:
    """The *word* beside each *key* among the *known*; missing where it is not."""
    place = pd.Index(known).get_indexer(pd.Index(key))
    kinds = word.astype("category").cat
    words = np.array([*kinds.categories, np.nan], dtype=object)
    code = np.append(kinds.codes.to_numpy(), -1)[place]  # -1 is no place, and no word
    return pd.Series(words[code], index=key.index, dtype=object)
