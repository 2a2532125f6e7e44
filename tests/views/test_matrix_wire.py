"""Role by page over the wire: a client that asks for whatever it likes is told what its role may see, and no more."""

from __future__ import annotations

import json

import pytest

from data.catalogue import Catalogue
from reports.access import AUDITOR, FRONT_DESK, MARKETING, OWNER, PODIATRIST, ROLES, Viewer
from reports.desk import open_report
from tests.views import raw, wired
from tests.views.test_pages import ALLOWED, ARRIVES, titles
from tests.views.wired import Wired

LOOKS = {"view patient", "refused"}
WRONG = "Something went wrong"


@pytest.fixture(scope="module")
def marks(clinic: Wired) -> dict[str, str]:
    """The mark of every page, by its file: put together from what each role is offered."""
    offered: dict[str, str] = {}
    for role in ROLES:
        with clinic.opened(role) as page:
            offered |= raw.pages(raw.run(page))
    return {file: offered[title] for file, title in titles().items()}


def test_every_page_is_drawn_for_who_may_see_it_and_for_nobody_else(clinic: Wired, marks: dict[str, str]) -> None:
    """Every ForwardMsg is looked through for every mark of a patient."""
    cells, leaks, seen = 0, 0, dict.fromkeys(ROLES, 0)
    hidden = {MARKETING: wired.PEOPLE + wired.CARE, AUDITOR: wired.PEOPLE + wired.CARE, FRONT_DESK: wired.CARE}
    for role in ROLES:
        with clinic.opened(role) as page:
            raw.run(page)
            for file, mark in marks.items():
                heard = raw.run(page, raw.on_page(mark))
                expected = mark if role in ALLOWED[file] else marks[ARRIVES[role]]
                names = {mark: name for name, mark in marks.items()}
                assert wired.drawn(heard) == expected, (role, file, names.get(wired.drawn(heard)))
                assert WRONG not in raw.words(heard), (role, file)
                line = wired.told(heard)
                seen[role] += sum(one.encode() in line for one in wired.PEOPLE + wired.CARE)
                found = [one for one in hidden.get(role, ()) if one.encode() in line]
                assert found == [], (role, file, found)
                leaks, cells = leaks + len(found), cells + 1
    assert cells == len(ALLOWED) * len(ROLES)
    assert seen[OWNER] > 0 and seen[PODIATRIST] > 0, "the search finds nothing at all"
    print(f"{cells} cells over the wire, all as expected; marks seen by role {seen}; {leaks} where none may be")


def test_an_answer_kept_for_one_person_is_shown_to_nobody_of_another_scope(
    clinic: Wired, marks: dict[str, str], catalogue: Catalogue
) -> None:
    """Two people, signed in, ask the same page for the same: each gets their own, whoever asked before and again."""

    def seen(role: str) -> list[list[object]]:
        with clinic.opened(role) as page:
            raw.run(page)
            heard = raw.run(page, raw.on_page(marks["effectiveness.py"]))
        return [json.loads(one.spec)["data"] for one in raw.elements(heard, "plotly_chart")]

    own = {role: seen(role) for role in (OWNER, PODIATRIST)}
    assert own[OWNER] != own[PODIATRIST]
    assert {role: seen(role) for role in (PODIATRIST, OWNER)} == own
    for viewer in (Viewer("olive", OWNER), Viewer("kim", PODIATRIST, wired.TREATS)):
        names = ("effectiveness", "classes", "bounds")
        figures = [open_report(name, clinic.store, catalogue, viewer).figure for name in names]
        assert own[viewer.role] == [json.loads(figure.to_json())["data"] for figure in figures if figure is not None]


def test_a_button_of_another_person_does_nothing_when_somebody_else_presses_it(
    clinic: Wired, marks: dict[str, str]
) -> None:
    """Every button of every page of the owner, pressed on that page by each role that does not have the page."""
    buttons = {}
    with clinic.opened(OWNER) as page:
        raw.run(page)
        for file, mark in marks.items():
            if OWNER in ALLOWED[file] and file != "my_account.py":
                buttons[file] = raw.buttons(raw.run(page, raw.on_page(mark)))
    before, done = wired.held(clinic.store), wired.acts(clinic.store)
    pressed = 0
    for role in ROLES:
        with clinic.opened(role) as page:
            raw.run(page)
            for file, known in buttons.items():
                for button in known.values() if role not in ALLOWED[file] else ():
                    heard = raw.run(page, wired.pressing(marks[file], button, "episode=1&patient=1"))
                    assert wired.drawn(heard) == marks[ARRIVES[role]], (role, file)
                    pressed += 1
    assert pressed > 20, buttons
    assert wired.held(clinic.store) == before
    assert set(wired.acts(clinic.store) - done) <= LOOKS
    print(f"{pressed} foreign buttons pressed, nothing done")


def test_a_file_that_one_person_is_offered_answers_nobody_else(clinic: Wired, marks: dict[str, str]) -> None:
    """Every file of every page of the owner: asked for as the page does it, then with every other person's cookie."""
    files = asked = 0
    with clinic.opened(OWNER) as page:
        for file, mark in marks.items():
            if OWNER not in ALLOWED[file]:
                continue
            heard = raw.run(page) and raw.run(page, raw.on_page(mark))
            for offered in wired.offered(heard).values():
                address = wired.address(page, heard, offered)
                files += 1
                for role, token in clinic.tokens.items():
                    status, _, _ = raw.ask(clinic.running.port, "GET", address, wired.cookie(token))
                    assert (status == 200) == (role == OWNER), (file, role, status)
                    asked += 1
                assert raw.ask(clinic.running.port, "GET", address)[0] in (303, 401), file
    assert files > 3
    print(f"{files} files asked for {asked} times: each answered its own person alone")
