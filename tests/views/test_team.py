"""The Team page and one's own account through Streamlit's test harness: real accounts, every act, every refusal."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyotp import TOTP
from streamlit.testing.v1 import AppTest

from data.catalogue import Catalogue
from data.clock import now, today
from data.ledger import Ledger
from data.people_reads import find_link, read_people
from data.store import Store
from reports import access, sign_in
from reports.access import MARKETING, OWNER, PODIATRIST, NotAllowed, Viewer
from reports.team import Team
from tests.views import signed
from tests.views.test_pages import offers, words

APP = str(Path(__file__).parents[2] / "views" / "app.py")
HOSTILE = "![x](http://evil.example/a.png)<b>"


def opened(page: str = "team.py") -> AppTest:
    return AppTest.from_file(APP, default_timeout=120).run().switch_page(page).run()


def state_of(store: Store, username: str) -> tuple[str, str | None, str]:
    (one,) = [one for one in read_people(store) if one.username == username]
    return one.role, one.podiatrist, one.state


def token(at: AppTest) -> str:
    return str(at.code[0].value).rsplit("/join/", 1)[1]


@pytest.fixture
def lin(clinic_store: Store, catalogue: Catalogue) -> str:
    """A podiatrist in the records."""
    ledger = Ledger(clinic_store, catalogue, "test")
    ledger.open_episode(ledger.add_patient("P1"), "plantar_heel_pain", "left", today(), podiatrist="A. Lin")
    return "A. Lin"


def invite(at: AppTest, name: str, user: str, role: str, podiatrist: str | None = None) -> AppTest:
    at.text_input(key="invite-name").set_value(name)
    at.text_input(key="invite-user").set_value(user)
    at.selectbox(key="invite-role").set_value(role).run()
    if podiatrist:
        at.selectbox(key="invite-podiatrist").set_value(podiatrist).run()
    return at.button(key="invite-send").click().run()


def test_an_invitation_gives_a_link_that_is_shown_once(clinic_store: Store, lin: str) -> None:
    signed.as_owner()
    at = invite(opened(), "Ann Lin", "ann", PODIATRIST, lin)
    assert not at.exception and not at.error
    link = find_link(clinic_store, token(at), now())
    assert link is not None and (link.purpose, link.display_name) == ("invite", "Ann Lin")
    assert state_of(clinic_store, "ann") == (PODIATRIST, lin, "invited")
    at.button(key="team-link-done").click().run()
    assert not at.code and "Ann Lin" in words(at)
    assert at.text_input(key="invite-name").value == ""


def test_a_podiatrist_is_not_invited_without_saying_whose_patients_they_see(clinic_store: Store) -> None:
    signed.as_owner()
    at = opened()
    at.selectbox(key="invite-role").set_value(PODIATRIST).run()
    assert at.button(key="invite-send").disabled
    Team(clinic_store, Viewer("olive", OWNER)).invite("ben", "Ben Ray", PODIATRIST, "B. Ray")
    assert state_of(clinic_store, "ben") == (PODIATRIST, "B. Ray", "invited")


def test_a_name_that_is_taken_is_refused_in_a_sentence(clinic_store: Store) -> None:
    signed.as_owner()
    at = invite(opened(), "Another", "OLIVE", MARKETING)
    assert len(at.error) == 1 and not at.code
    assert len(read_people(clinic_store)) == 1


def test_role_sign_in_and_link_of_a_person_can_be_changed(clinic_store: Store) -> None:
    someone = signed.as_role(MARKETING)
    signed.as_owner()
    at = opened()
    at.selectbox(key=f"role-{someone}-role").set_value(OWNER).run()
    at.button(key=f"role-{someone}").click().run()
    assert not at.error and state_of(clinic_store, "some.marketing")[0] == OWNER
    at.button(key=f"disable-{someone}").click().run()
    assert state_of(clinic_store, "some.marketing")[2] == "disabled"
    at.button(key=f"enable-{someone}").click().run()
    assert state_of(clinic_store, "some.marketing")[2] == "active"
    at.button(key=f"link-{someone}").click().run()
    link = find_link(clinic_store, token(at), now())
    assert link is not None and (link.purpose, link.account) == ("reset", someone)


def test_the_last_owner_can_not_give_the_role_away(clinic_store: Store) -> None:
    mine = signed.as_owner()
    at = opened()
    assert not [one for one in at.button if one.key == f"disable-{mine}"], "nobody locks themselves out here"
    at.selectbox(key=f"role-{mine}-role").set_value(MARKETING).run()
    at.button(key=f"role-{mine}").click().run()
    assert len(at.error) == 1
    assert state_of(clinic_store, "olive") == (OWNER, None, "active")


@pytest.mark.parametrize("role", sorted(set(access.ROLES) - {OWNER, PODIATRIST}))
def test_nobody_but_the_owner_has_the_page_or_may_do_what_it_does(clinic_store: Store, role: str) -> None:
    signed.as_role(role)
    at = AppTest.from_file(APP, default_timeout=120).run()
    assert not offers(at, "team.py") and offers(at, "my_account.py")
    with pytest.raises(NotAllowed, match="say who may sign in"):
        Team(clinic_store, Viewer("x", role))


def test_a_change_of_role_holds_at_the_next_run(clinic_store: Store, lin: str) -> None:
    someone = signed.as_role(PODIATRIST, lin)
    at = AppTest.from_file(APP, default_timeout=120).run()
    assert offers(at, "caseload.py")
    (person,) = [one for one in read_people(clinic_store) if one.id == someone]
    Team(clinic_store, Viewer("owner", OWNER)).change_role(person, MARKETING, None)
    at.run()
    assert not offers(at, "caseload.py") and offers(at, "studio.py")


def test_a_hostile_name_stays_words(clinic_store: Store) -> None:
    signed.as_owner()
    at = invite(opened(), HOSTILE, "evil", MARKETING)
    assert not at.exception
    assert "](http://evil" not in words(at)


@pytest.mark.parametrize("everywhere", [False, True])
def test_signing_out_ends_this_sign_in_or_all(clinic_store: Store, everywhere: bool) -> None:
    account = signed.as_owner()
    first = signed.mark()
    signed.as_account(account)
    at = opened("my_account.py")
    assert "Olive Owner" in words(at)
    at.button(key="sign-out-everywhere" if everywhere else "sign-out").click().run()
    assert "Please sign in" in words(at)
    assert "room" not in at.session_state, "nothing of what was looked at stays behind"
    assert (sign_in.signed_in(first) is None) is everywhere


def test_the_second_factor_is_set_up_asked_for_and_turned_off(clinic_store: Store) -> None:
    account = signed.as_owner()
    at = opened("my_account.py")
    at.button(key="second-begin").click().run()
    secret = at.session_state["second-secret"]
    at.text_input(key="second-code").set_value("000000")
    at.button(key="second-send").click().run()
    assert len(at.error) == 1 and not read_people(clinic_store)[0].has_totp
    at.text_input(key="second-code").set_value(TOTP(secret).now())
    at.button(key="second-send").click().run()
    kept = str(at.code[0].value).splitlines()
    assert read_people(clinic_store)[0].has_totp and len(kept) == 10
    at.button(key="second-kept").click().run()
    assert not at.code
    assert sign_in.code_is(account, kept[0]) is True
    assert sign_in.code_is(account, kept[0]) is False, "a recovery code gets in once"
    at.text_input(key="second-off-code").set_value(kept[1])
    at.button(key="second-off-send").click().run()
    assert not at.error and not read_people(clinic_store)[0].has_totp


def test_what_one_person_looked_at_is_not_there_for_the_next(clinic_store: Store) -> None:
    signed.as_owner()
    at = AppTest.from_file(APP, default_timeout=120)
    at.session_state["episode"] = 1
    at.run()
    assert "episode" in at.session_state
    signed.as_role(MARKETING)
    at.run()
    assert not at.exception and "episode" not in at.session_state
