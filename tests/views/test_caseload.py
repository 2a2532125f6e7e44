"""My patients, as an owner and as a podiatrist: who is on the list, what narrows it, who is found, and who is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.catalogue import Catalogue
from data.store import Store
from reports import people
from reports.access import OWNER, PODIATRIST, Viewer
from reports.desk import open_report
from reports.filters import Filters
from tests.views import signed

APP = str(Path(__file__).parents[2] / "views" / "app.py")
FLAGS = ("worse", "off_track", "not_remeasured", "due_for_review", "closed_without_final")


def started(role: str, podiatrist: str = "") -> AppTest:
    at = AppTest.from_file(APP, default_timeout=120)
    at.session_state["role"] = role
    if podiatrist:
        at.session_state["acting_podiatrist"] = podiatrist
    at.run()
    return at.switch_page("caseload.py").run()


def words(at: AppTest) -> str:
    kinds = (at.title, at.header, at.markdown, at.caption, at.info, at.warning, at.error, at.button)
    return "\n".join(str(getattr(one, "label", one.value)) if one.type == "button" else str(one.value)
                     for kind in kinds for one in kind).replace("\\", "")  # fmt: skip


def leads(store: Store) -> list[str]:
    frame = open_report("caseload", store, _catalogue(), Viewer("test", OWNER), Filters()).frame
    return sorted(frame["podiatrist"].astype(str).unique())


def _catalogue() -> Catalogue:
    from data.catalogue import load_catalogue

    return load_catalogue()


@pytest.mark.parametrize("role", [OWNER, PODIATRIST])
def test_the_list_is_the_desks_own_and_in_its_order(demo_home: Path, demo_store: Store, role: str) -> None:
    one = leads(demo_store)[0]
    at = started(role, one)
    assert not at.exception and not at.error and not at.warning
    viewer = Viewer("test", role, one if role == PODIATRIST else None)
    asked = open_report("caseload", demo_store, _catalogue(), viewer, Filters()).frame
    shown = at.dataframe[0].value
    assert len(shown) == len(asked) > 0
    assert all(reference in line for reference, line in zip(asked["reference"], shown["Patient"], strict=True))
    assert "episode" not in shown and "patient" not in shown


def test_a_podiatrist_arrives_at_their_own_list(demo_home: Path, demo_store: Store) -> None:
    at = AppTest.from_file(APP, default_timeout=120)
    at.session_state["role"] = PODIATRIST
    at.run()
    assert not at.exception
    assert at.title[0].value == "My patients"


@pytest.mark.parametrize("flag", FLAGS)
def test_a_pill_says_how_many_and_shows_exactly_those(demo_home: Path, demo_store: Store, flag: str) -> None:
    frame = open_report("caseload", demo_store, _catalogue(), Viewer("test", OWNER), Filters()).frame
    at = started(OWNER)
    pills = at.button_group(key="caseload-show")
    number = int(frame[flag].sum())
    assert any(option.endswith(f" {number}") for option in pills.options)
    at = pills.set_value(flag).run()
    assert not at.exception
    if number:
        assert len(at.dataframe[0].value) == number
    else:
        assert not at.dataframe and "Nobody on this list" in words(at)


def test_the_owner_looks_at_one_podiatrists_list(demo_home: Path, demo_store: Store) -> None:
    one = leads(demo_store)[0]
    at = started(OWNER)
    everybody = len(at.dataframe[0].value)
    at.selectbox(key="caseload-podiatrist").set_value(one).run()
    assert set(at.dataframe[0].value["Podiatrist"]) == {one}
    assert len(at.dataframe[0].value) < everybody


def test_somebody_is_found_by_name_and_by_reference_and_opens(demo_home: Path, demo_store: Store) -> None:
    viewer = Viewer("test", OWNER)
    person = people.search(demo_store, viewer, "")[0]
    for asked in (person.reference.upper(), person.display_name.lower()):
        at = started(OWNER)
        at.text_input(key="caseload-find").set_value(asked).run()
        assert person.reference in words(at)
        assert not at.query_params, "what is searched for must not be in the address"
    at.text_input(key="caseload-find").set_value(person.reference).run()
    at.button(key="found-0").click().run()
    assert not at.exception
    assert at.session_state["episode"] in person.episodes
    assert not at.query_params


def test_another_podiatrists_patient_is_not_found(demo_home: Path, demo_store: Store) -> None:
    names = leads(demo_store)
    own = {one.reference for one in people.search(demo_store, Viewer("t", PODIATRIST, names[0]), "", 5000)}
    other = next(one for one in people.search(demo_store, Viewer("t", PODIATRIST, names[1]), "", 5000)
                 if one.reference not in own)  # fmt: skip
    at = started(PODIATRIST, names[0])
    at.text_input(key="caseload-find").set_value(other.reference).run()
    assert other.display_name not in words(at)
    assert "Nobody you treat" in words(at)


def test_an_empty_clinic_says_what_to_do(own_home: Path, clinic_store: Store) -> None:
    at = AppTest.from_file(APP, default_timeout=120)
    signed.as_owner()
    at.run()
    for page in ("caseload.py", "patient.py", "patient_view.py"):
        at.switch_page(page).run()
        assert not at.exception and not at.error
        assert len(words(at)) > 40 and not at.dataframe and not at.get("plotly_chart")
