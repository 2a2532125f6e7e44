"""Techniques: what the owner reads when something differs, when nothing does, and when there is not enough yet."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data.catalogue import Catalogue
from data.frames import NEEDLING, empty
from data.snapshot import Snapshot
from data.store import Store
from reports import desk
from reports.access import MARKETING, OWNER, PODIATRIST, NotAllowed, Viewer
from reports.answer import answer
from reports.filters import Filters
from reports.reader import Reader
from reports.report import Report
from reports.techniques import CHANCE, EXPLORES, NOT_YET, TITLE, _together
from tests.reports.conftest import TODAY, Make


def ask(snapshot: Snapshot, catalogue: Catalogue, **chosen: object) -> Report:
    filters = Filters(measure="nprs", **chosen)  # type: ignore[arg-type]
    reader = Reader(snapshot, catalogue, Viewer(OWNER, OWNER), filters, TODAY)
    return answer("techniques", desk.find("techniques"), reader)


def needled(snapshot: Snapshot, technique: np.ndarray) -> Snapshot:
    """The same clinic with one *technique* written down for each session."""
    sessions = snapshot.sessions
    frame = pd.DataFrame({
        "session": sessions["session"], "technique": pd.Categorical(technique), "insertions": np.nan,
        **{name: pd.Categorical([None] * len(sessions)) for name in ("muscles", "twitch", "stimulation")},
    })  # fmt: skip
    return replace(snapshot, read_details=lambda kind: frame[list(NEEDLING)] if kind == "needling" else empty(NEEDLING))


def test_its_title_says_what_it_is_and_only_those_who_treat_may_ask(demo_store: Store, catalogue: Catalogue) -> None:
    assert "explores, does not prove" in TITLE
    assert desk.find("techniques").ROLES == (OWNER, PODIATRIST)
    with pytest.raises(NotAllowed):
        desk.open_report("techniques", demo_store, catalogue, Viewer("m", MARKETING))


def test_the_invented_clinic_in_which_no_technique_matters_points_nothing_out(
    demo_store: Store, catalogue: Catalogue
) -> None:
    report = desk.open_report("techniques", demo_store, catalogue, Viewer("o", OWNER))
    assert not report.frame["beyond_chance"].any()
    assert report.summary[0].endswith("and none differs by more than so many looks give by chance.")
    assert EXPLORES in report.summary
    assert {"Technique", "Muscle needled", "Twitch response"} <= set(report.frame["kind"])
    compared = report.frame.dropna(subset="difference")
    assert len(compared) > 12 and (compared[["with_it", "without_it"]] >= 10).all(axis=None)
    assert report.figure is not None and report.figure.layout.meta["n"] == report.frame["n"].max()


def test_a_podiatrist_sees_their_own_courses_alone(demo_store: Store, catalogue: Catalogue) -> None:
    mine = Viewer("p", PODIATRIST, "Frankie Sample (demo)")
    report = desk.open_report("techniques", demo_store, catalogue, mine)
    every = desk.open_report("techniques", demo_store, catalogue, Viewer("o", OWNER))
    assert 0 < report.frame["n"].max() < every.frame["n"].max() / 2


def test_what_differs_is_said_with_both_counts_and_no_cause(random_clinic: Make, catalogue: Catalogue) -> None:
    snapshot = random_clinic(1)
    courses = Reader(snapshot, catalogue, Viewer(OWNER, OWNER), Filters(measure="nprs"), TODAY).courses()
    much = courses.groupby("episode")["change"].max() > courses["change"].median()
    technique = np.where(snapshot.sessions["episode"].map(much).fillna(False), "pistoning", "static")
    report = ask(needled(snapshot, technique), catalogue)
    row = report.frame.set_index("thing").loc["pistoning"]
    assert row["chance"] == CHANCE[True] and row["difference"] > 0
    said = next(one for one in report.summary if "pistoning" in one)
    assert f"in {row['with_it']} courses of care with it than in {row['without_it']} without it" in said
    text = " ".join((*report.summary, *report.notes)).casefold()
    assert not [word for word in ("effect", "works", "because of", "success") if word in text]


def test_too_few_is_said_and_not_drawn(random_clinic: Make, catalogue: Catalogue) -> None:
    snapshot = random_clinic(1)
    report = ask(needled(snapshot, np.array(["static"] * len(snapshot.sessions))), catalogue, condition=())
    row = report.frame.set_index("thing").loc["static"]
    assert row["chance"] == NOT_YET and pd.isna(row["difference"])
    assert report.figure is None
    assert report.summary[0].startswith("Not enough yet: nothing has 10 courses of care with it and 10 without it")


def test_one_thing_goes_and_two_things_go() -> None:
    one, two = _together(1), _together(2)
    assert one.startswith("1 more thing goes so closely") and one.endswith("that the two cannot be told apart.")
    assert two.startswith("2 more things go so closely") and two.endswith("that they cannot be told apart from it.")


def test_nothing_written_down_is_a_sentence(random_clinic: Make, catalogue: Catalogue) -> None:
    snapshot = random_clinic(1)
    bare = replace(snapshot, sessions=snapshot.sessions.assign(care=pd.Categorical([None] * len(snapshot.sessions))))
    report = ask(bare, catalogue)
    assert report.frame.empty and report.figure is None
    assert report.summary[0].startswith("Nothing to look at yet")
