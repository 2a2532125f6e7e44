"""Everybody that an earlier picture may have counted: those too who have withdrawn their consent since.

An earlier picture counts people that today's pages leave out. Whoever has both could work out those few, so the guard
looks at all of them, and knows of each figure whether it was made before or after each person withdrew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data.consent_reads import withdrawn
from reports.overlap_cells import Cells
from reports.overlap_derive import Mask

if TYPE_CHECKING:
    from reports.reader import Reader

AXIS = "told of"


@dataclass(frozen=True)
class Everybody:
    """*read* sees everybody; *consents* are their answers, *versions* the data's version behind each figure."""

    read: Reader
    consents: pd.DataFrame
    versions: Mapping[str, int]

    @property
    def anybody_left(self) -> bool:
        """Whether some figure of before may count somebody who is counted no more."""
        return bool(self.versions) and not self.consents.empty

    def told(self, found: Cells) -> Cells:
        """*found* parted by who was counted in which figure; a figure that nothing is said of is one of today."""
        if self.consents.empty:
            return found
        moments = [*sorted(set(self.versions.values())), None]
        counted = np.column_stack([self._counted(found, moment) for moment in moments])
        ends, code = np.unique(counted, axis=0, return_inverse=True)
        values = pd.Index([tuple(end) for end in ends.tolist()], tupleize_cols=False)
        codes = {**found.codes, AXIS: code.reshape(-1).astype(np.intp)}
        unasked = {AXIS: np.append(ends[:, -1], False).astype(bool)}
        return replace(found, values={**found.values, AXIS: values}, codes=codes, unasked=unasked)

    def seen_in(self, found: Cells, where: str) -> dict[str, Mask]:
        """The people who were counted in the figures that stand *where*; nothing, where they are of today."""
        if AXIS not in found.values or where not in self.versions:
            return {}
        place = sorted(set(self.versions.values())).index(self.versions[where])
        return {AXIS: np.append([end[place] for end in found.values[AXIS]], False).astype(bool)}

    def _counted(self, found: Cells, moment: int | None) -> Mask:
        """Whether each course of care was counted in a figure of the version *moment* (``None``: today)."""
        then = self.consents if moment is None else self.consents[self.consents["data_version"] <= moment]
        return ~np.isin(found.person, list(withdrawn(then)))
