"""The figures that stand beside every public picture, read from checked reports through the door for the public."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from reports import desk
from reports.report import ReportError

if TYPE_CHECKING:
    from data.catalogue import Catalogue, Measure
    from data.store import Store
    from reports.access import Viewer
    from reports.filters import Filters
    from reports.report import Report

BESIDE = ("counted", "safety", "other_care")


@dataclass(frozen=True)
class Facts:
    """One row of the report ``counted`` (blank: may not be shown), and the tables of safety and other care."""

    row: dict[str, float]
    safety: pd.DataFrame
    other_care: pd.DataFrame
    measure: Measure

    @property
    def n(self) -> float:
        """Courses of care counted; 0 for nobody, NaN where the group is too small to be shown."""
        return self.row.get("n", 0.0)

    def __getitem__(self, name: str) -> float:
        return self.row.get(name, math.nan)


def read_facts(store: Store, catalogue: Catalogue, viewer: Viewer, filters: Filters, as_of: date) -> tuple[Facts, int]:
    """The facts for these filters, and the version of the data they are from."""
    counted, safety, care = (desk.open_public(name, store, catalogue, viewer, filters, as_of) for name in BESIDE)
    if len({counted.version, safety.version, care.version}) != 1:
        raise ReportError("Records were written while the figures were read. Ask again.")
    return Facts(_row(counted), safety.frame, care.frame, _measure(catalogue, counted, filters)), counted.version


def _row(report: Report) -> dict[str, float]:
    if report.frame.empty:
        return {}
    numbers = report.frame.select_dtypes("number").iloc[0]
    return {str(name): float(value) for name, value in numbers.items()}


def _measure(catalogue: Catalogue, report: Report, filters: Filters) -> Measure:
    chosen = filters.measure or (str(report.frame["measure"].iloc[0]) if len(report.frame) else "nprs")
    return catalogue.measure(chosen)
