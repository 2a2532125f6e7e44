"""The front desk's page: find, choose, write answers down or hand over the tablet, and nothing measured before."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.catalogue import Catalogue
from data.store import Store, open_store, read_audit
from data.visit_reads import read_episode
from reports.access import FRONT_DESK, OWNER, Viewer
from reports.people import search

APP = str(Path(__file__).parents[2] / "views" / "app.py")


@pytest.fixture
def somebody(demo_store: Store) -> tuple[str, int]:
    """The reference of somebody of the demo clinic, and their one course of care, which goes on."""
    for person in search(demo_store, Viewer("x", OWNER), "", 200):
        if len(person.episodes) == 1 and read_episode(demo_store, person.episodes[0]).ended is None:
            return person.reference, person.episodes[0]
    raise AssertionError("the demo clinic has nobody with one open course of care")


def words(at: AppTest) -> str:
    kinds = (at.title, at.markdown, at.caption, at.info, at.warning, at.error, at.success)
    return "\n".join(str(one.value) for kind in kinds for one in kind).replace("\\", "")


def arrived() -> AppTest:
    at = AppTest.from_file(APP, default_timeout=120)
    at.session_state["role"] = FRONT_DESK
    return at.run()


def opened(reference: str, episode: int) -> AppTest:
    at = arrived()
    at.text_input(key="review-find").set_value(reference).run()
    return at.button(key=f"review-course-{episode}").click().run()


def test_a_review_is_recorded_from_finding_to_saving(
    demo_home: Path, catalogue: Catalogue, somebody: tuple[str, int]
) -> None:
    reference, episode = somebody
    at = opened(reference, episode)
    assert not at.exception and reference in words(at)
    assert not at.get("plotly_chart") and not at.dataframe and not at.metric
    fields = [one for one in at.number_input if one.key.startswith("desk-review-")]
    assert fields and all(one.value is None and "Last" not in (one.help or "") for one in fields)
    fields[0].set_value(fields[0].min)
    next(one for one in at.button if one.label == "Save review").click().run()
    assert not at.exception and "Review saved, with 1 answer." in words(at)
    assert reference not in words(at), "the next person at the desk begins with nobody"
    with open_store(f"sqlite:///{demo_home / 'demo.db'}", catalogue) as store:
        last = read_episode(store, episode).reviews[-1]
        trail = read_audit(store).set_index("event").sort_index()
    assert (last.phase, last.on) == ("review", date.today())
    assert trail["action"].tolist()[-2:] == ["view patient", "record review"]
    assert set(trail["actor"].tolist()[-2:]) == {"front desk (no sign-in)"}
    assert reference not in "".join(trail["detail"].tolist()[-2:])


def test_nobody_is_listed_before_something_is_typed(demo_home: Path, somebody: tuple[str, int]) -> None:
    at = arrived()
    assert "at least two letters" in words(at) and not [one for one in at.button if one.key.startswith("review-c")]
    at.text_input(key="review-find").set_value("zzzz").run()
    assert "Nobody has this reference" in words(at)


def test_nothing_filled_in_is_said_and_another_patient_is_one_click_away(
    demo_home: Path, somebody: tuple[str, int]
) -> None:
    at = opened(*somebody)
    next(one for one in at.button if one.label == "Save review").click().run()
    assert "No value is filled in yet." in words(at)
    at.button(key="review-another").click().run()
    assert not at.exception and at.title[0].value == "Record a review"


def test_the_tablet_is_handed_over_from_here_too(demo_home: Path, somebody: tuple[str, int]) -> None:
    reference, episode = somebody
    at = opened(reference, episode)
    at.text_input(key=f"tablet-pin-{episode}").set_value("4711")
    at.button(key=f"tablet-make-{episode}").click().run()
    assert not at.exception and "The page is ready" in words(at)
