"""Two tables by condition that have to agree: counts to the last one, everything else to 1e-12."""

from __future__ import annotations

import numpy as np
import pandas as pd


def same_table(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    assert list(found.columns) == list(expected.columns)
    assert found["condition"].tolist() == expected["condition"].tolist()
    for name in expected.columns.drop("condition"):
        ours, theirs = found[name].to_numpy(dtype=float), expected[name].to_numpy(dtype=float)
        close = 0.0 if expected[name].dtype.kind == "i" else 1e-12
        np.testing.assert_allclose(ours, theirs, rtol=close, atol=close, err_msg=name)
