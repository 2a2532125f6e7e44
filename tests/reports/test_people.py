"""Finding people: in scope only, whatever the case and the accents, and never in an address or a log."""

from __future__ import annotations

import logging

import pytest

from data.catalogue import Catalogue
from data.ledger import Ledger
from data.store import Store
from reports import cli, people
from reports.access import MARKETING, OWNER, PODIATRIST, NotAllowed, Viewer
from reports.episodes import episodes_of, find_episode
from reports.filters import FilterError, Filters, pairs
from reports.scope import OUTSIDE
from tests.reports.conftest import TODAY, course, fill

OWN = Viewer("o", OWNER)
ANN, BO = Viewer("a", PODIATRIST, "Ann Lee"), Viewer("b", PODIATRIST, "Bo Chan")


@pytest.fixture
def named(clinic_store: Store, catalogue: Catalogue) -> Store:
    """Three people with names: two of Ann Lee's, one of whom has two courses, and one of Bo Chan's."""
    ledger = Ledger(clinic_store, catalogue, "tester", TODAY)
    for reference, name in (("A-1", "Zoë Łukasz-Müller"), ("A-2", "Ana Ñandú"), ("B-1", "Søren Straße")):
        ledger.add_patient(reference, name)
    rows = course("A-1", [(8.0, 7.0), (6.0, 5.0)]) + course("A-1", [(5.0, 4.0)], condition="mtss")
    rows += course("A-2", [(8.0, 7.0)]) + course("B-1", [(8.0, 7.0)], podiatrist="Bo Chan")
    fill(clinic_store, catalogue, rows)
    return clinic_store


def found(store: Store, viewer: Viewer, text: str) -> list[str]:
    return [person.reference for person in people.search(store, viewer, text)]


@pytest.mark.parametrize(
    ("text", "reference"),
    [("zoe", "A-1"), ("ZOË", "A-1"), ("lukasz", "A-1"), ("muller zo", "A-1"), ("nandu", "A-2"), ("a-2", "A-2"),
     ("soren", "B-1"), ("STRASSE", "B-1"), ("straße", "B-1")],
)  # fmt: skip
def test_case_and_accents_do_not_matter(text: str, reference: str, named: Store) -> None:
    assert found(named, OWN, text) == [reference]


def test_only_people_in_scope_are_found(named: Store) -> None:
    assert set(found(named, ANN, "")) == {"A-1", "A-2"}
    assert found(named, BO, "zoe") == []
    assert found(named, BO, "") == ["B-1"]
    with pytest.raises(NotAllowed):
        people.search(named, Viewer("m", MARKETING), "zoe")


def test_the_exact_reference_comes_first_and_the_limit_holds(small_clinic: Store) -> None:
    assert found(small_clinic, OWN, "achi-0007")[0] == "ACHI-0007"
    assert len(people.search(small_clinic, OWN, "heel", limit=5)) == 5
    assert people.search(small_clinic, OWN, "nobody at all") == []


def test_a_new_patient_without_a_course_is_found_by_who_may_open_one(named: Store, catalogue: Catalogue) -> None:
    Ledger(named, catalogue, "tester", TODAY).add_patient("N-1", "New Person")
    assert people.search(named, BO, "new person")[0].episodes == ()


def test_a_person_has_all_their_courses_newest_first(named: Store) -> None:
    person = people.search(named, ANN, "zoe")[0]
    assert [one.episode for one in episodes_of(named, ANN, person.episodes[0])] == list(person.episodes)
    assert len(person.conditions) == 2
    with pytest.raises(NotAllowed, match=OUTSIDE):
        episodes_of(named, BO, person.episodes[0])


def test_a_course_is_found_by_reference_in_the_same_words_for_foreign_and_unknown(named: Store) -> None:
    with pytest.raises(FilterError, match="2 courses of care"):
        find_episode(named, ANN, "A-1")
    assert find_episode(named, ANN, "A-1", condition="mtss")
    said = set()
    for reference in ("B-1", "nobody"):
        with pytest.raises(NotAllowed) as refused:
            find_episode(named, ANN, reference)
        said.add(str(refused.value))
    assert said == {OUTSIDE}


def test_the_command_line_refuses_another_podiatrists_patient(named: Store, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["table", "progress", "--as-role", "podiatrist", "--podiatrist", "Ann Lee", "--as-of", "2026-11-22"]
    said = set()
    for reference in ("B-1", "nobody"):
        assert cli.main([*asked, "--patient", reference]) == 3
        output = capsys.readouterr()
        assert output.out == ""
        said.add(output.err)
    assert len(said) == 1
    assert cli.main([*asked, "--patient", "A-2"]) == 0
    assert capsys.readouterr().out.startswith('"on","number","phase","side"')
    assert cli.main(asked) == 2
    assert cli.main(["table", "overview", "--as-role", "marketing", "--patient", "A-2"]) == 3


def test_no_record_value_is_in_a_log_or_an_address(
    named: Store, catalogue: Catalogue, caplog: pytest.LogCaptureFixture
) -> None:
    from reports import desk

    with caplog.at_level(logging.DEBUG):
        person = people.search(named, ANN, "nandu")[0]
        filters = Filters(episode=person.episodes[0])
        for name in desk.list_reports(ANN):
            desk.open_report(name, named, catalogue, ANN, filters, TODAY)
    assert not any(word in caplog.text for word in ("A-2", "nandu", "Ñandú"))
    assert pairs(filters) == []
