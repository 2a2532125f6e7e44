"""Adverse events and other care in words, for the foot of a public picture."""

from __future__ import annotations

import math

import pandas as pd

from charts.words import number, percent, whole
from reports.sentences import listed


def adverse_words(table: pd.DataFrame) -> str:
    """``asked in 812 of 900 sessions; per 100 asked: ...``, or that they were not asked."""
    raise NotImplementedError


def care_words(table: pd.DataFrame) -> str:
    """``orthoses 40 %, loading 31 %``, or that none was written down."""
    raise NotImplementedError
