"""What the measure of an answer is chosen by when nobody chose one: counted again by plain steps."""

from __future__ import annotations

from collections import Counter

from data.frame_reads import read_frames
from data.snapshot import current
from data.store import Store
from reports.access import OWNER, Viewer
from reports.filters import Filters
from reports.view import rows_in_view
from reports.whole import begun_in


def test_only_the_courses_in_view_say_what_they_were_begun_with(demo_store: Store) -> None:
    frames, snapshot = read_frames(demo_store), current(demo_store)
    readings = frames["readings"]
    for condition in sorted(frames["episodes"]["condition"].astype(str).unique()):
        own = set(frames["episodes"].loc[frames["episodes"]["condition"] == condition, "episode"])
        rows = readings[readings["episode"].isin(own) & (readings["phase"] != "after")]
        pairs = set(zip(rows["episode"], rows["measure"].astype(str), strict=True))
        found = begun_in(snapshot, rows_in_view(snapshot, Viewer("o", OWNER), Filters(condition=(condition,))))
        assert {name: many for name, many in found.items() if many} == Counter(measure for _, measure in pairs)
