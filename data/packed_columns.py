"""What a column of a packed row can be, and what stands for a missing day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

TINY, SMALL, WHOLE, DAY, VALUE, TEXT = "tiny", "small", "whole", "day", "value", "text"
NEVER = np.iinfo(np.int64).min  # a missing day, as NumPy has it
BETWEEN = "\x1f"  # between two texts that come as one
Columns = Mapping[str, tuple[str, str]]  # by name: the SQL, and the kind
Arrays = dict[str, NDArray[Any]]


class Misfit(Exception):
    """Something in the rows cannot be packed; they have to be read one by one."""


def of_kind(columns: Columns, kind: str) -> dict[str, str]:
    """The SQL of the *columns* of this *kind*, by name."""
    return {name: sql for name, (sql, its) in columns.items() if its == kind}
