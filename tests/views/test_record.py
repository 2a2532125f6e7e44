"""The page for recording, through Streamlit's own harness: a tap is kept, nothing is presumed, two people are told."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.catalogue import Catalogue
from data.clock import today
from data.rows import ReadingFacts, SessionFacts
from data.store import Store
from data.visit_reads import read_draft, read_episode, read_history
from reports.access import OWNER, Viewer
from reports.pen import Pen
from tests.views import signed

APP = str(Path(__file__).parents[2] / "views" / "app.py")
BEGAN = today() - timedelta(days=21)
LAST = today() - timedelta(days=7)


@pytest.fixture
def pen(clinic_store: Store, catalogue: Catalogue) -> Pen:
    """A colleague at another desk, in the same clinic."""
    return Pen(clinic_store, catalogue, Viewer("colleague", OWNER))


@pytest.fixture
def episode(pen: Pen) -> int:
    """Heel pain on the left, one session a week ago: pain 6 then 4, lunge 10 cm."""
    patient = pen.add_patient("P7", "Ann Example", 1980, "female")
    number = pen.open_episode(patient, "plantar_heel_pain", "left", BEGAN, podiatrist="A. Hand", site="Harbour")
    facts = SessionFacts(LAST, muscles=("soleus",), technique="pistoning", needle_diameter_mm=0.3, adverse_asked=True)
    readings = [
        ReadingFacts("nprs", 6, LAST, "before", "left", rater="A. Hand"),
        ReadingFacts("nprs", 4, LAST, "after", "left", rater="A. Hand"),
        ReadingFacts("wblt_cm", 10, LAST, "before", "left", "tape measure", "A. Hand", "tape 1"),
    ]
    pen.record_session(number, facts, readings, site="Harbour", podiatrist="A. Hand")
    return number


def opened(episode: int | None = None) -> AppTest:
    at = AppTest.from_file(APP, default_timeout=120)
    signed.as_owner()
    if episode is not None:
        at.session_state["episode"] = episode
    at.run()
    at.switch_page("record.py").run()
    assert not at.exception
    return at


def tap(at: AppTest, end: str) -> None:
    """Press the button whose key or label ends so."""
    found = [one for one in at.button if str(one.key or "").endswith(end) or one.label.endswith(end)]
    found[0].click().run()
    assert not at.exception


def enter(at: AppTest, end: str, value: float) -> None:
    next(one for one in at.number_input if str(one.key).endswith(end)).set_value(value).run()
    assert not at.exception


def words(at: AppTest) -> str:
    kinds = (at.title, at.subheader, at.markdown, at.caption, at.info, at.warning, at.error, at.success)
    return "\n".join(str(element.value) for kind in kinds for element in kind).replace("\\", "")


def part(at: AppTest, name: str) -> None:
    at.segmented_control(key="record-part").set_value(name).run()
    assert not at.exception


def test_every_tap_is_kept_and_the_session_is_saved_as_it_was_answered(clinic_store: Store, episode: int) -> None:
    at = opened()
    tap(at, "P7 · Heel pain · last seen " + f"{LAST.day} {LAST:%b %Y}")
    assert "Session 2: Ann Example" in words(at) and "Last time 6 before, 4 after" in words(at)
    assert read_draft(clinic_store, episode) is None, "looking writes nothing"
    tap(at, "nprs#1.before=5")
    draft = read_draft(clinic_store, episode)
    assert draft and draft.content["nprs#1.before"] == 5
    later = opened(episode)
    tap(later, "nprs#1.after=2")
    enter(later, "wblt_cm#1.after", 12.0)
    tap(later, "Same as last time")
    tap(later, "adverse=none")
    tap(later, "Save session")
    assert "Session 2 of Ann Example is saved, with 3 readings." in words(later)
    session = read_episode(clinic_store, episode).sessions[-1]
    assert {(one.measure, one.phase, one.value, one.instrument) for one in session.readings} == {
        ("nprs", "before", 5, ""), ("nprs", "after", 2, ""), ("wblt_cm", "after", 12, "tape 1"),
    }  # fmt: skip
    assert session.facts == SessionFacts(
        today(), 2, muscles=("soleus",), technique="pistoning", needle_diameter_mm=0.3, adverse_asked=True
    )
    assert read_draft(clinic_store, episode) is None


def test_an_unfinished_session_waits_at_the_top(clinic_store: Store, episode: int) -> None:
    tap(opened(episode), "nprs#1.before=5")
    at = opened()
    assert "Unfinished: 1" in words(at)
    tap(at, f"record-draft-{episode}")
    assert "Session 2: Ann Example" in words(at)
    chosen = [one for one in at.button if str(one.key).endswith("before=5")]
    assert "check_circle" in chosen[0].label


def test_a_bouncing_thumb_changes_nothing_and_an_answer_can_be_taken_back(clinic_store: Store, episode: int) -> None:
    at = opened(episode)
    tap(at, "nprs#1.before=5")
    tap(at, "nprs#1.before=5")
    draft = read_draft(clinic_store, episode)
    assert draft and draft.content["nprs#1.before"] == 5
    tap(at, "nprs#1.before:clear")
    draft = read_draft(clinic_store, episode)
    assert draft and "nprs#1.before" not in draft.content


def test_what_is_unusual_is_asked_once_more_and_then_stored(clinic_store: Store, episode: int) -> None:
    at = opened(episode)
    tap(at, "nprs#1.before=2")
    tap(at, "nprs#1.after=8")
    tap(at, "Save session")
    assert "Please look once more" in words(at) and "2 before and 8 after. That is 6 more." in words(at)
    assert len(read_episode(clinic_store, episode).sessions) == 1
    tap(at, "sure-save")
    assert len(read_episode(clinic_store, episode).sessions) == 2


def test_an_event_has_to_be_named_before_the_session_is_saved(clinic_store: Store, episode: int) -> None:
    at = opened(episode)
    tap(at, "adverse=some")
    assert "Say what the adverse event was" in words(at)
    save = next(one for one in at.button if one.label == "Save session")
    assert save.disabled
    next(one for one in at.selectbox if str(one.key).endswith("event-0-term")).set_value("bruising").run()
    next(one for one in at.segmented_control if str(one.key).endswith("event-0-severity")).set_value("mild").run()
    tap(at, "Save session")
    (event,) = read_episode(clinic_store, episode).sessions[-1].facts.adverse_events
    assert (event.term, event.severity, event.onset, event.action) == ("bruising", "mild", "", "")


def test_the_second_of_two_people_sees_field_by_field_and_loses_nothing(
    clinic_store: Store, episode: int, pen: Pen
) -> None:
    at = opened(episode)
    tap(at, "nprs#1.before=5")
    draft = read_draft(clinic_store, episode)
    assert draft is not None
    pen.save_draft(episode, {**draft.content, "nprs#1.after": 1, "notes": "theirs"}, draft.version)
    tap(at, "nprs#1.after=3")
    assert "colleague has changed this meanwhile. 2 fields differ from yours." in words(at)
    after = next(one for one in at.segmented_control if "nprs#1.after" in str(one.key))
    notes = next(one for one in at.segmented_control if "choice-notes" in str(one.key))
    assert after.value is None and notes.value == "theirs", "only what both changed is open"
    after.set_value("mine").run()
    tap(at, "go-on")
    kept = read_draft(clinic_store, episode)
    assert kept and (kept.content["nprs#1.before"], kept.content["nprs#1.after"]) == (5, 3)
    assert kept.content["notes"] == "theirs"


def test_a_session_saved_elsewhere_is_told_and_mine_is_kept(clinic_store: Store, episode: int, pen: Pen) -> None:
    at = opened(episode)
    tap(at, "nprs#1.before=5")
    draft = read_draft(clinic_store, episode)
    assert draft is not None
    pen.record_session(episode, SessionFacts(today()), (), draft_version=draft.version)
    tap(at, "nprs#1.after=3")
    assert "saved or discarded meanwhile" in words(at)
    tap(at, "keep-mine")
    kept = read_draft(clinic_store, episode)
    assert kept and (kept.content["nprs#1.before"], kept.content["nprs#1.after"]) == (5, 3)


def test_a_correction_needs_a_reason_and_leaves_a_trace(clinic_store: Store, episode: int) -> None:
    at = opened(episode)
    part(at, "earlier")
    tap(at, "nprs#1.before=7")
    tap(at, "Save correction")
    assert "Give a reason" in words(at)
    next(one for one in at.text_input if one.label == "Reason for the correction").set_value("slip").run()
    tap(at, "Save correction")
    assert "The correction is saved" in words(at)
    values = {(one.measure, one.phase): one.value for one in read_episode(clinic_store, episode).sessions[0].readings}
    assert values["nprs", "before"] == 7
    event = read_history(clinic_store, episode)[-1]
    assert (event.action, event.reason, event.detail["old"], event.detail["new"]) == ("correct reading", "slip", 6, 7)
    assert "6 → 7" in words(at), "the history shows both"


def test_a_correction_after_a_colleagues_is_a_choice(clinic_store: Store, episode: int, pen: Pen) -> None:
    at = opened(episode)
    part(at, "earlier")
    tap(at, "nprs#1.before=7")
    (session,) = read_episode(clinic_store, episode).sessions
    pen.correct_reading(session.readings[0].id, 8, "theirs", session.readings[0].version)
    next(one for one in at.text_input if one.label == "Reason for the correction").set_value("slip").run()
    tap(at, "Save correction")
    offered = [option.replace("\\", "") for option in at.segmented_control[1].options]
    assert offered == ["Theirs: 8", "Mine: 7"] and "1 field differs" in words(at)
    assert read_episode(clinic_store, episode).sessions[0].readings[0].value == 8, "nothing is overwritten unseen"


def test_a_session_is_taken_back_with_a_reason(clinic_store: Store, episode: int) -> None:
    at = opened(episode)
    part(at, "earlier")
    next(one for one in at.text_input if str(one.key).endswith("withdraw-reason")).set_value("wrong patient").run()
    tap(at, "withdraw-yes")
    assert read_episode(clinic_store, episode).sessions == ()
    assert read_history(clinic_store, episode)[-1].reason == "wrong patient"


def test_a_review_on_its_own(clinic_store: Store, episode: int) -> None:
    at = opened(episode)
    part(at, "review")
    next(one for one in at.number_input if one.key == f"review-{episode}-nprs").set_value(3)
    tap(at, "Save review")
    (review,) = read_episode(clinic_store, episode).reviews
    assert (review.measure, review.value, review.on, review.side) == ("nprs", 3, today(), "left")


def test_discharge_with_its_reason_and_back(clinic_store: Store, episode: int) -> None:
    at = opened(episode)
    part(at, "course")
    at.segmented_control[1].set_value("discharged")
    next(one for one in at.text_input if one.label == "Reason or remark").set_value("walks again")
    tap(at, "End the course of care")
    record = read_episode(clinic_store, episode)
    assert (record.ended, record.ended_how) == (today(), "discharged")
    next(one for one in at.text_input if one.label == "Reason to open it again").set_value("pain is back")
    tap(at, "Open it again")
    assert read_episode(clinic_store, episode).ended is None
    assert [event.reason for event in read_history(clinic_store, episode)][-2:] == ["walks again", "pain is back"]


def test_a_new_patient_and_their_first_session(clinic_store: Store) -> None:
    at = opened()
    tap(at, "New patient")
    at.text_input(key="new-reference").set_value("N1")
    at.selectbox(key="new-condition").set_value("achilles_tendinopathy")
    at.segmented_control(key="new-side").set_value("right")
    tap(at, "Add and start")
    assert "Session 1: N1" in words(at) and "Not measured before" in words(at)
    tap(at, "nprs#1.before=8")
    tap(at, "Save session")
    record = read_episode(clinic_store, at.session_state["episode"])
    assert record.condition == "achilles_tendinopathy" and record.sessions[0].readings[0].side == "right"


def test_a_podiatrist_cannot_open_a_strangers_patient(demo_home: Path, demo_store: Store) -> None:
    own = read_episode(demo_store, 1)
    stranger = next(
        name for name in ("Alex Sample (demo)", "Devi Sample (demo)", "Billie Sample (demo)", "Emery Sample (demo)")
        if name != own.podiatrist and name not in {one.podiatrist for one in own.sessions}
    )  # fmt: skip
    at = AppTest.from_file(APP, default_timeout=120)
    at.session_state["role"], at.session_state["acting_podiatrist"] = "podiatrist", stranger
    at.session_state["episode"] = 1
    at.run()
    at.switch_page("record.py").run()
    assert "no such patient or course of care" in words(at)
    assert own.reference not in words(at)
