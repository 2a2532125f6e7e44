"""One patient's page and the view for the patient, as owner and podiatrist; refused to whoever does not treat them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from streamlit.testing.v1 import AppTest

from data.catalogue import Catalogue
from data.clock import today
from data.ledger import Ledger
from data.store import Store
from reports import people, records
from reports.access import MARKETING, OWNER, PODIATRIST, Viewer
from reports.desk import open_report
from reports.episodes import episodes_of
from reports.filters import Filters
from tests.views import signed
from views import patient_paper, patient_picture
from views.patient_picture import Point
from views.room import Room

APP = str(Path(__file__).parents[2] / "views" / "app.py")
NEVER = ("recovered", "success", "failed")
JARGON = ("nprs", "baseline", "error", "quartile", "median", "threshold", "important", "similar", "class", "median")


def started(page: str, episode: int | None = None, role: str = OWNER, podiatrist: str = "") -> AppTest:
    at = AppTest.from_file(APP, default_timeout=120)
    at.session_state["role"] = role
    if podiatrist:
        at.session_state["acting_podiatrist"] = podiatrist
    if episode is not None:
        at.session_state["episode"] = episode
    at.run()
    return at.switch_page(page).run()


def words(at: AppTest) -> str:
    kinds = (at.title, at.header, at.subheader, at.markdown, at.caption, at.info, at.warning, at.error)
    return "\n".join(str(one.value) for kind in kinds for one in kind).replace("\\", "")


@pytest.fixture(scope="module")
def listed(demo_store: Store, catalogue: Catalogue) -> list[int]:
    """The courses of care of the owner's list, most need first."""
    frame = open_report("caseload", demo_store, catalogue, Viewer("test", OWNER), Filters()).frame
    return [int(episode) for episode in frame["episode"]]


def of_whom(store: Store, episode: int) -> records.EpisodeRecord:
    return records.open_record(store, Viewer("test", OWNER), episode)


@pytest.mark.parametrize("role", [OWNER, PODIATRIST])
def test_the_page_shows_who_how_and_what_next(demo_home: Path, demo_store: Store, listed: list[int], role: str) -> None:
    record = of_whom(demo_store, listed[3])
    at = started("patient.py", record.id, role, record.podiatrist)
    assert not at.exception and not at.error
    assert all("Missing" in one.value for one in at.warning)
    assert record.display_name in words(at) and record.reference in words(at)
    assert at.get("plotly_chart"), "the course is drawn"
    assert all(len(chart.proto.alt) > 40 for chart in at.get("plotly_chart"))
    assert any("other patients" in one.value and "first reading" in one.value for one in at.caption), "who is compared"
    for key in ("to-record", "to-review", "to-patient-view"):
        assert at.button(key=key)
    assert not any(never in words(at).lower() for never in NEVER)


def test_nobody_chosen_shows_the_one_in_most_need_and_says_so(
    demo_home: Path, demo_store: Store, listed: list[int]
) -> None:
    at = started("patient.py")
    assert not at.exception
    assert of_whom(demo_store, listed[0]).reference in words(at)
    assert "Nobody was chosen" in words(at)
    assert "episode" not in at.session_state, "looking is not choosing: the form would open for them"


def test_somebody_elses_patient_is_refused_in_a_stale_tab(
    demo_home: Path, demo_store: Store, listed: list[int]
) -> None:
    names = {of_whom(demo_store, one).podiatrist for one in listed}
    record = of_whom(demo_store, listed[0])
    stranger = next(
        name for name in sorted(names)
        if record.id not in [e for one in people.search(demo_store, Viewer("t", PODIATRIST, name), "", 5000)
                             for e in one.episodes]
    )  # fmt: skip
    for page in ("patient.py", "patient_view.py"):
        at = started(page, record.id, PODIATRIST, stranger)
        assert not at.exception
        assert record.reference not in words(at) and record.display_name not in words(at)
        assert not at.get("plotly_chart") and not at.dataframe
        assert at.title[0].value == {"patient.py": "Patient", "patient_view.py": "Nothing to show yet"}[page]
    unknown = started("patient.py", 10_000_000, PODIATRIST, stranger)
    theirs = started("patient.py", record.id, PODIATRIST, stranger)
    assert theirs.warning[0].value == unknown.warning[0].value, "the words must not tell whether the record exists"


def test_marketing_has_no_such_page(demo_home: Path) -> None:
    at = AppTest.from_file(APP, default_timeout=120)
    at.session_state["role"] = MARKETING
    at.run()
    for page in ("caseload.py", "patient.py", "patient_view.py"):
        with pytest.raises(ValueError, match=page.removesuffix(".py")):
            at.switch_page(page)


def test_an_address_never_opens_a_patient(demo_home: Path, demo_store: Store, listed: list[int]) -> None:
    at = AppTest.from_file(APP, default_timeout=120)
    at.query_params["episode"] = str(listed[5])
    at.run()
    at.switch_page("patient.py").run()
    assert not at.exception
    assert of_whom(demo_store, listed[5]).reference not in words(at)
    at = started("patient.py", listed[5])
    assert not at.query_params
    named = [title.proto for title in at.title if of_whom(demo_store, listed[5]).display_name in title.value]
    assert named and all(one.hide_anchor for one in named), "a heading's anchor would put the name in the address"


def test_the_persons_other_courses_are_one_touch_away(demo_home: Path, demo_store: Store, listed: list[int]) -> None:
    viewer = Viewer("test", OWNER)
    first, other = next(
        (episode, next(c.episode for c in courses if c.episode != episode))
        for episode in listed
        if len(courses := episodes_of(demo_store, viewer, episode)) > 1
    )
    at = started("patient.py", first)
    at = at.button_group(key="patient-course").set_value(other).run()
    assert not at.exception
    assert at.session_state["episode"] == other
    shown = of_whom(demo_store, other)
    assert shown.reference in words(at)


def test_a_table_is_sent_once_it_is_unfolded(demo_home: Path, listed: list[int]) -> None:
    at = started("patient.py", listed[3])
    before = len(at.dataframe)
    at.session_state["behind-progress"] = True
    at.run()
    assert len(at.dataframe) == before + 1


def test_the_history_is_read_once_it_is_unfolded(demo_home: Path, listed: list[int]) -> None:
    at = started("patient.py", listed[3])
    before = words(at)
    at.session_state["patient-history"] = True
    at.run()
    assert not at.exception
    assert len(words(at)) > len(before)


def test_the_patients_view_is_plain_and_of_nobody_else(
    demo_home: Path, demo_store: Store, catalogue: Catalogue, listed: list[int]
) -> None:
    at = started("patient.py", listed[3])
    at.button(key="to-patient-view").click().run()
    assert not at.exception
    assert at.title[0].value == "Your pain score"
    said = words(at).lower()
    assert "lower" in said
    assert not any(word in said for word in (*JARGON, *NEVER))
    assert not at.get("plotly_chart") and not at.dataframe
    everybody = people.search(demo_store, Viewer("test", OWNER), "", 5000)
    assert not any(one.reference.lower() in said or one.display_name.lower() in said for one in everybody)
    at.button(key="back").click().run()
    assert not at.exception
    assert of_whom(demo_store, listed[3]).reference in words(at)


@pytest.mark.parametrize("values", [(6.0,), (10.0, 4.0, 0.0), (0.0, 0.0, 10.0)])
def test_the_patients_picture_keeps_everything_inside_and_says_both_ends(values: tuple[float, ...]) -> None:
    points = [Point(date(2026, 9, 7 + place), value) for place, value in enumerate(values)]
    drawn = ElementTree.fromstring(patient_picture.picture(points, 0, 10, lower_is_better=True))
    texts = [one for one in drawn if one.tag.endswith("text")]
    said = [str(one.text) for one in texts]
    assert {f"{values[0]:g}", f"{values[-1]:g}", "7 Sep 2026", "No pain", "Worst pain", "0", "10"} <= set(said)
    for one in texts:
        size = float(one.attrib["font-size"])
        assert size <= float(one.attrib["y"]) + 0.25 * size and float(one.attrib["y"]) < patient_picture.HIGH
    marks = [float(one.attrib["cy"]) for one in drawn if one.tag.endswith("circle")]
    assert marks == [patient_picture.BOTTOM - 30 * value for value in values], "the whole scale, never cut"


def test_a_course_without_a_reading_is_sentences_and_no_empty_box(clinic_store: Store, catalogue: Catalogue) -> None:
    ledger = Ledger(clinic_store, catalogue, "test")
    patient = ledger.add_patient("R 1", "Only Added")
    episode = ledger.open_episode(patient, "plantar_heel_pain", "left", today(), podiatrist="A. Lin")
    for page in ("caseload.py", "patient.py", "patient_view.py"):
        at = AppTest.from_file(APP, default_timeout=120)
        signed.as_owner()
        at.session_state["episode"] = episode
        at.run()
        at.switch_page(page).run()
        assert not at.exception and not at.error
        assert not at.get("plotly_chart") and not at.metric and len(words(at)) > 40


def test_the_printed_pages_are_of_the_foot_looked_at_and_keep_our_own_to_dos(
    demo_store: Store, catalogue: Catalogue, listed: list[int]
) -> None:
    room = Room(demo_store, catalogue, Viewer("test", OWNER), True)
    for episode in listed[:6]:
        record = of_whom(demo_store, episode)
        report = open_report("standing", demo_store, catalogue, room.viewer, Filters(episode=episode))
        for _, row in report.frame[report.frame["measure"] == report.frame["measure"].iloc[0]].iterrows():
            case = patient_paper.case(room, record, report, row)
            assert set(case.points["side"]) == {row["side"]}
            assert report.frame["missing"].iloc[0] not in case.sentences
            assert patient_paper.summary(case).startswith(b"%PDF")
