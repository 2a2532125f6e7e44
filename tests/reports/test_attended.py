"""Nobody is left over where the counts of two answers about sessions are set side by side."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.catalogue import Catalogue
from data.snapshot import current
from data.store import Store
from reports import desk
from reports.access import MARKETING, OWNER, Viewer
from reports.answer import table
from reports.attended import crowded, left_over
from reports.filters import Filters
from reports.reader import Reader
from tests.reports.conftest import TODAY, course, fill

LEAST = 10


def changes(*limbs: tuple[int, float, float, float, float]) -> pd.DataFrame:
    """Two sessions of each limb: its person, and the readings before and after each."""
    rows: list[dict[str, object]] = []
    for episode, (patient, before, after, later, last) in enumerate(limbs):
        common: dict[str, object] = {"episode": episode, "patient": patient, "side": "left", "method": ""}
        common["on"] = pd.Timestamp("2026-01-05")
        rows.append(common | {"number": 1, "before": before, "after": after, "immediate": before - after,
                              "carried": before - later})  # fmt: skip
        rows.append(common | {"number": 2, "before": later, "after": last, "immediate": later - last,
                              "carried": np.nan})  # fmt: skip
    return pd.DataFrame(rows)


def test_those_with_one_of_two_readings_are_left_over() -> None:
    nan = np.nan
    frame = changes((1, 5, 4, 4, 3), (2, 5, nan, 4, 3), (2, 5, nan, 4, nan), (3, 5, 4, nan, nan), (4, nan, 4, 3, 2))
    rows = pd.DataFrame({"number": [1, 2, 1], "kind": ["immediate", "immediate", "carried over"]})
    assert left_over(frame, rows).tolist() == [1.0, 1.0, 1.0]  # person 4; person 2; persons 3 or 4
    assert left_over(frame.iloc[:2], rows).tolist() == [0.0, 0.0, 0.0]
    everybody_but_two = changes((1, 5, 4, 4, 3), (2, 5, nan, nan, nan), (3, 5, nan, nan, nan))
    assert left_over(everybody_but_two, rows).tolist() == [2.0, 0.0, 2.0]


def test_a_number_still_coming_is_not_told_within_a_few_of_another() -> None:
    at_risk, number = pd.Series([60, 60, 55, 55, 50, 49]), pd.Series([1, 1, 2, 2, 3, 4])
    assert crowded(at_risk, number).tolist() == [0, 0, 1, 1, 0, 1]


def test_the_page_by_session_blanks_such_a_number(clinic_store: Store, catalogue: Catalogue) -> None:
    """Of 34 people 4 came once: 34 are told at the first session, and 30 at no later one."""
    rows = [row for number in range(30) for row in course(f"HEEL-{number:04d}", [(8.0, 7.0), (6.0, 5.0)])]
    rows += [row for number in range(30, 34) for row in course(f"HEEL-{number:04d}", [(8.0, 7.0)])]
    fill(clinic_store, catalogue, rows)
    for role, told in ((OWNER, [34, 30]), (MARKETING, [34])):
        read = Reader(current(clinic_store), catalogue, Viewer("m", role), Filters(measure="nprs"), TODAY)
        frame = table(desk.find("sessions"), read)
        assert frame.drop_duplicates("number")["at_risk"].dropna().tolist() == told
        assert "at_risk_crowded" not in frame


def few(gap: float) -> bool:
    return 0 < abs(gap) < LEAST


@pytest.mark.slow
def test_no_two_pages_about_sessions_tell_a_few_on_the_demo(demo_store: Store, catalogue: Catalogue) -> None:
    """Of every choice and both measures taken at each session."""
    snapshot, looked = current(demo_store), 0
    named = {name: sorted(snapshot.episodes[name].dropna().unique()) for name in ("condition", "site", "side")}
    for measure in ("nprs", "wblt_cm"):
        for chosen in ({}, *({name: (one,)} for name, ones in named.items() for one in ones)):
            read = Reader(snapshot, catalogue, Viewer("m", MARKETING), Filters(measure=measure, **chosen), TODAY)
            frame = table(desk.find("sessions"), read)
            coming = frame.drop_duplicates("number")["at_risk"].dropna().to_numpy(dtype=float)
            assert not any(few(gap) for gap in (coming[:, None] - coming[None, :]).ravel()), (measure, chosen)
            point = {(row.number, row.phase): row.n for row in frame.itertuples() if pd.notna(row.n)}
            for row in table(desk.find("two_changes"), read).dropna(subset="n").itertuples():
                ends = ((0, "before"), (0, "after")) if row.kind == "immediate" else ((0, "before"), (1, "before"))
                for later, phase in ends:
                    looked += 1
                    assert not few(point.get((row.number + later, phase), np.nan) - row.n), (measure, chosen, row)
    assert looked > 50, "hardly a row is shown: nothing is tested"
