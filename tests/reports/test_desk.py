"""The one door: what it refuses, what it keeps for whom, and that only checked figures are said and drawn."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from data.catalogue import Catalogue, UnknownMeasure
from data.snapshot import Snapshot, current
from data.store import Store
from reports import desk
from reports.access import MARKETING, OWNER, PODIATRIST, ROLES, Viewer
from reports.answer import answer
from reports.desk import UnknownReport
from reports.filters import FilterError, Filters
from reports.reader import Reader
from reports.report import Draft, Report, ReportError
from tests.reports.conftest import TODAY, Make

OWN, PUBLIC = Viewer("o", OWNER), Viewer("m", MARKETING)


@pytest.fixture
def snapshot(random_clinic: Make) -> Snapshot:
    return random_clinic(3)


def ask(
    snapshot: Snapshot, catalogue: Catalogue, viewer: Viewer, build: Callable[[Reader], Draft], name: str = "made_up"
) -> Report:
    module: Any = SimpleNamespace(
        TITLE="Made up", QUESTION="?", ROLES=ROLES, __name__=name, build=lambda read, words, filters: build(read)
    )
    return answer(name, module, Reader(snapshot, catalogue, viewer, Filters(measure="nprs"), TODAY))


def rows(**columns: object) -> pd.DataFrame:
    return pd.DataFrame({"label": ["a", "b", "c"], "n": [40, 30, 20], "mean": [1.0, 2.0, 3.0], **columns})


def draft(frame: pd.DataFrame, **more: Any) -> Draft:
    return Draft(frame=frame, summary=lambda found: (f"{len(found)} rows.",), keys=("label",), **more)


@pytest.mark.parametrize("viewer", [OWN, PUBLIC])
@pytest.mark.parametrize("column", ["patient", "reference", "display_name", "episode", "birth_year"])
def test_a_column_that_identifies_is_refused_by_name(
    column: str, viewer: Viewer, snapshot: Snapshot, catalogue: Catalogue
) -> None:
    with pytest.raises(ReportError, match=f"'made_up' hands out {column}, which identifies a person"):
        ask(snapshot, catalogue, viewer, lambda _: draft(rows(**{column: 1})))


def test_a_kept_column_is_for_those_who_see_people_only(snapshot: Snapshot, catalogue: Catalogue) -> None:
    def build(_: Reader) -> Draft:
        return draft(rows(episode=[1, 2, 3]), keep=("episode",))

    assert ask(snapshot, catalogue, OWN, build).frame["episode"].tolist() == [1, 2, 3]
    with pytest.raises(ReportError, match="hands out episode"):
        ask(snapshot, catalogue, PUBLIC, build)


def test_a_report_without_its_n_is_refused_by_name(snapshot: Snapshot, catalogue: Catalogue) -> None:
    with pytest.raises(ReportError, match="'made_up' has no column 'n': it would be shown without its n"):
        ask(snapshot, catalogue, OWN, lambda _: draft(rows().drop(columns="n")))
    with pytest.raises(ReportError, match="lacks its key column"):
        ask(snapshot, catalogue, OWN, lambda _: draft(rows().drop(columns="label")))


def bars(frame: pd.DataFrame, **more: Any) -> go.Figure:
    trace = {"type": "bar", "x": frame["label"].tolist(), "y": frame["mean"].to_numpy(), **more}
    return go.Figure({"data": [trace]})


def people(read: Reader) -> np.ndarray:
    return read.courses()["patient"].to_numpy()[:3]


@pytest.mark.parametrize(
    ("viewer", "hover", "said"),
    [
        (PUBLIC, lambda read: {"customdata": people(read)}, "hover data"),
        (PUBLIC, lambda read: {"customdata": [[1.0], [2.0], [3.0]]}, "hover data"),
        (PUBLIC, lambda read: {"ids": [str(one) for one in people(read)]}, "hover data"),
        (OWN, lambda read: {"customdata": people(read)}, "hover data"),
        (OWN, lambda read: {"hovertext": [f"patient: {one}" for one in people(read)]}, "names the column 'patient'"),
        (OWN, lambda read: {"hovertemplate": "%{y}<br>reference=%{text}"}, "names the column 'reference'"),
        (PUBLIC, lambda read: {"text": [f"REF-{one} did well" for one in people(read)]}, "names a person"),
        (PUBLIC, lambda read: {"name": f"REF-{people(read)[0]}"}, "names a person"),
    ],
)
def test_a_person_in_the_picture_is_refused(
    viewer: Viewer, hover: Callable[[Reader], dict], said: str, snapshot: Snapshot, catalogue: Catalogue
) -> None:
    def build(read: Reader) -> Draft:
        more = hover(read)
        return draft(rows(), draw=lambda frame: bars(frame, **more))

    with pytest.raises(ReportError, match=f"picture of 'made_up'.*{said}"):
        ask(snapshot, catalogue, viewer, build)


def test_plain_words_and_hover_data_of_the_table_pass(snapshot: Snapshot, catalogue: Catalogue) -> None:
    def build(_: Reader) -> Draft:
        return draft(rows(), draw=lambda frame: bars(frame, customdata=frame["n"], hovertext="First reading: 5 points"))

    assert ask(snapshot, catalogue, OWN, build).figure is not None


def test_only_the_checked_frame_is_said_and_drawn(snapshot: Snapshot, catalogue: Catalogue) -> None:
    seen: list[pd.DataFrame] = []
    frame = rows().assign(n=[40, 12, 3])

    def look(found: pd.DataFrame) -> tuple[str, ...]:
        seen.append(found)
        return ("Said.",)

    def draw(found: pd.DataFrame) -> go.Figure:
        seen.append(found)
        return bars(found)

    made = Draft(frame=frame, summary=look, draw=draw, keys=("label",), within=())
    report = ask(snapshot, catalogue, PUBLIC, lambda _: made)
    assert len(seen) == 2
    for found in (*seen, report.frame):
        assert found["hidden"].tolist() == [False, True, True]
        assert found.loc[1:, ["n", "mean"]].isna().all(axis=None)
    assert report.alt == "Chart: Made up. Said."


def test_all_hidden_is_a_sentence_and_no_picture(snapshot: Snapshot, catalogue: Catalogue) -> None:
    report = ask(snapshot, catalogue, PUBLIC, lambda _: draft(rows().assign(n=3), draw=bars))
    assert report.figure is None
    assert report.summary == ("Every group in this answer is smaller than 10 people, or would give such a group away.",)


def test_an_unknown_report_gets_the_nearest_name(small_clinic: Store, catalogue: Catalogue) -> None:
    with pytest.raises(UnknownReport, match=r"no report called 'efectiveness'. Did you mean 'effectiveness'"):
        desk.open_report("efectiveness", small_clinic, catalogue, OWN)
    with pytest.raises(UnknownReport, match="The reports are anyway, benefit_harm, bounds, by_period"):
        desk.find("zzzzzz")


def test_a_percentage_of_a_range_of_motion_is_refused(small_clinic: Store, catalogue: Catalogue) -> None:
    lunge = Filters(measure="wblt_cm", percent=30.0)
    for viewer in (OWN, PUBLIC):
        with pytest.raises(FilterError, match="says nothing about a range of motion"):
            desk.open_report("effectiveness", small_clinic, catalogue, viewer, lunge, TODAY)
    for measure in ("nprs", "stiffness", "visa_a"):
        asked = Filters(measure=measure, percent=30.0)
        assert desk.open_report("effectiveness", small_clinic, catalogue, OWN, asked, TODAY).summary


def test_an_unknown_choice_or_measure_is_refused(small_clinic: Store, catalogue: Catalogue) -> None:
    with pytest.raises(FilterError, match=r"no site called 'Nort'. Did you mean 'North'"):
        desk.open_report("flow", small_clinic, catalogue, OWN, Filters(site=("Nort",)))
    with pytest.raises(UnknownMeasure, match="nprs"):
        desk.open_report("flow", small_clinic, catalogue, OWN, Filters(measure="npr"))


def test_an_answer_is_kept_and_never_crosses_a_scope(small_clinic: Store, catalogue: Catalogue) -> None:
    def figure(viewer: Viewer, **more: Any) -> object:
        return desk.open_report("effectiveness", small_clinic, catalogue, viewer, as_of=TODAY, **more).figure

    first = figure(OWN)
    assert figure(Viewer("another owner", OWNER)) is first
    others = [
        figure(Viewer("p", PODIATRIST, "Ann Lee")),
        figure(Viewer("p", PODIATRIST, "Bo Chan")),
        figure(PUBLIC),
        figure(OWN, filters=Filters(site=("North",))),
    ]
    assert len({id(one) for one in (first, *others)}) == 5


def test_the_callers_frame_is_its_own(small_clinic: Store, catalogue: Catalogue) -> None:
    first = desk.open_report("effectiveness", small_clinic, catalogue, OWN, as_of=TODAY)
    first.frame["n"] = -1
    again = desk.open_report("effectiveness", small_clinic, catalogue, OWN, as_of=TODAY)
    assert (again.frame["n"] > 0).all()
    assert again.version == current(small_clinic).version


def test_a_report_that_lacks_a_part_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = desk.modules()
    desk.find.cache_clear()
    monkeypatch.delattr(whole["flow"], "ROLES")
    with pytest.raises(ReportError, match="The report 'flow' lacks ROLES"):
        desk.modules()
    desk.find.cache_clear()
