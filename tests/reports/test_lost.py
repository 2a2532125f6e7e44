"""The list behind the losses: every dropped course once, with its reason, for those who may see who it is."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from data.catalogue import Catalogue
from data.store import Store
from reports import desk
from reports.access import MARKETING, OWNER, PODIATRIST, NotAllowed, Viewer
from reports.filters import Filters
from reports.report import Report
from tests.reports.conftest import TODAY, course, fill

OWN = Viewer("o", OWNER)
LUNGE = "wblt_cm"
DOWN = [(8.0, 7.0), (6.0, 5.0)]


def ask(store: Store, catalogue: Catalogue, viewer: Viewer = OWN, filters: Filters = Filters()) -> Report:  # noqa: B008
    return desk.open_report("lost", store, catalogue, viewer, filters.with_(measure="nprs"), TODAY)


@pytest.fixture
def leaky(clinic_store: Store, catalogue: Catalogue) -> Store:
    """Five people who are counted (one of them begins at 2) or lost at each stage."""
    rows = course("KEPT-0001", DOWN)
    rows += course("LOW-0002", [(2.0, 1.0), (1.0, 1.0)], podiatrist="Bo Chan")
    rows += course("ONCE-0003", DOWN[:1], condition="achilles_tendinopathy", side="right")
    rows += course("OTHER-0004", [(8.0, 9.0)], measure=LUNGE, podiatrist="Bo Chan")
    rows += course("NEW-0005", DOWN[:1], started=date(2026, 11, 2))
    fill(clinic_store, catalogue, rows)
    return clinic_store


def test_each_dropped_course_has_its_stage_reason_and_last_day(leaky: Store, catalogue: Catalogue) -> None:
    report = ask(leaky, catalogue)
    shown = ["reference", "label", "side", "podiatrist", "started", "stage", "reason", "last_seen"]
    wanted = [
        ("NEW-0005", "Heel pain", "left", "Ann Lee", "2026-11-02", "Eligible", "too recent to be due", "2026-11-02"),
        ("OTHER-0004", "Heel pain", "left", "Bo Chan", "2026-01-05", "Baseline", "no reading before care began",
         "2026-01-05"),
        ("ONCE-0003", "Achilles", "right", "Ann Lee", "2026-01-05", "Followed up", "no later reading in time",
         "2026-01-05"),
    ]  # fmt: skip
    found = report.frame[shown].astype({"started": str, "last_seen": str})
    assert [tuple(row) for row in found.itertuples(index=False)] == wanted
    assert report.summary[0].startswith("3 courses of care are not counted: 1 too recent to be due, ")
    assert report.frame["n"].tolist() == [1, 1, 1]


def test_a_percentage_drops_those_who_began_too_low(leaky: Store, catalogue: Catalogue) -> None:
    frame = ask(leaky, catalogue, filters=Filters(percent=30.0)).frame
    assert frame["reference"].tolist()[-1] == "LOW-0002"
    assert frame["reason"].tolist()[-1] == "baseline too low for a percentage"
    assert pd.Timestamp("2026-01-19") == frame["last_seen"].iloc[-1]


def test_the_list_is_as_long_as_the_losses_of_the_flow(leaky: Store, catalogue: Catalogue) -> None:
    for filters in (Filters(), Filters(percent=30.0), Filters(horizon=6.0)):
        flow = desk.open_report("flow", leaky, catalogue, OWN, filters.with_(measure="nprs"), TODAY).frame
        counted = ask(leaky, catalogue, filters=filters).frame["stage"].value_counts()
        assert flow.set_index("stage")["dropped"].iloc[1:].to_dict() == {
            stage: counted.get(stage, 0) for stage in flow["stage"].iloc[1:]
        }


def test_a_podiatrist_sees_only_their_own_and_marketing_none(leaky: Store, catalogue: Catalogue) -> None:
    frame = ask(leaky, catalogue, Viewer("p", PODIATRIST, "Bo Chan")).frame
    assert frame["reference"].tolist() == ["OTHER-0004"]
    with pytest.raises(NotAllowed, match="not open to the role marketing"):
        ask(leaky, catalogue, Viewer("m", MARKETING))


def test_marketing_cannot_read_references_even_from_a_report(leaky: Store, catalogue: Catalogue) -> None:
    from data.snapshot import current
    from reports.reader import Reader

    read = Reader(current(leaky), catalogue, Viewer("m", MARKETING), Filters(), TODAY)
    with pytest.raises(NotAllowed, match="does not see who a patient is"):
        read.references()


def test_nobody_lost_is_a_sentence(clinic_store: Store, catalogue: Catalogue) -> None:
    fill(clinic_store, catalogue, course("KEPT-0001", DOWN))
    report = ask(clinic_store, catalogue)
    assert report.frame.empty
    assert report.summary == ("Every course of care that matches these filters is counted: none is lost on the way.",)
    nobody = ask(clinic_store, catalogue, filters=Filters(condition=("mtss",)))
    assert nobody.summary[0].startswith("No records match these filters.")
