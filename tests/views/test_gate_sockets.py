"""An open page, driven by a client with no manners: whoever may not be there any more is out, and no click counts."""

from __future__ import annotations

import pytest

from data.clock import now
from data.ledger_people import PeopleLedger
from data.people_reads import read_people
from data.store import Store, read_audit
from reports.sign_in import mark_of
from tests.browser.conftest import Dashboard
from tests.views import raw
from tests.views.gated import cookie, joined
from tests.views.signed import PASSWORD


def test_an_open_page_of_a_disabled_person_is_out_at_the_next_message(
    gated: Dashboard, gated_store: Store, gated_people: PeopleLedger
) -> None:
    account = joined(gated_store, gated_people, "lee")
    token = gated_people.begin_sign_in(account, "password", now())
    with raw.opened(gated.port, cookie(token)) as page:
        first = raw.run(page)
        assert "Please sign in" not in raw.words(first)
        gated_people.disable(account, next(one.version for one in read_people(gated_store) if one.id == account))
        assert "Please sign in" in raw.words(raw.run(page))
        assert "Please sign in" in raw.words(raw.run(page)), "and stays out"
    assert raw.websocket_status(gated.port, cookie(token)) == 403


@pytest.mark.parametrize("disabled", [False, True])
def test_a_click_of_a_disabled_person_does_nothing_not_even_before_the_page_is_drawn(
    gated: Dashboard, gated_store: Store, gated_people: PeopleLedger, disabled: bool
) -> None:
    name = f"presser{disabled:d}"
    account = joined(gated_store, gated_people, name)
    token = gated_people.begin_sign_in(account, "password", now())
    with raw.opened(gated.port, cookie(token)) as page:
        place = raw.pages(raw.run(page))["Your account"]
        button = raw.buttons(raw.run(page, raw.on_page(place)))["Sign out everywhere"]
        if disabled:
            gated_people.disable(account, next(one.version for one in read_people(gated_store) if one.id == account))
        heard = raw.run(page, raw.on_page(place, press=button))
    assert "Please sign in" in raw.words(heard)
    audit = read_audit(gated_store)
    acts = list(audit.loc[audit["actor"] == name, "action"])
    assert ("sign out everywhere" in acts) is not disabled


def test_a_page_left_alone_is_taken_off_the_screen_without_a_click(
    gated: Dashboard, gated_store: Store, gated_people: PeopleLedger
) -> None:
    token = gated_people.begin_sign_in(joined(gated_store, gated_people, "kim"), "password", now())
    with raw.opened(gated.port, cookie(token)) as page:
        raw.run(page)
        gated_people.end_sign_in(mark_of(token), now())
        assert "Please sign in" in raw.words(raw.until_drawn(page))


def test_nobody_becomes_somebody_else_by_a_header(
    gated: Dashboard, gated_store: Store, gated_people: PeopleLedger
) -> None:
    owners, own = (
        gated_people.begin_sign_in(account, "password", now())
        for account in (1, joined(gated_store, gated_people, "kim"))
    )
    for name in ("x-clinic-sid", "X-Clinic-Sid"):
        with raw.opened(gated.port, {name: mark_of(owners), **cookie(own)}) as page:
            offered = raw.pages(raw.run(page))
            assert "Methods" in offered and "Team" not in offered


def test_another_role_is_there_before_the_next_click_does_anything(
    gated: Dashboard, gated_store: Store, gated_people: PeopleLedger
) -> None:
    account = joined(gated_store, gated_people, "sam")
    token = gated_people.begin_sign_in(account, "password", now())
    with raw.opened(gated.port, cookie(token)) as page:
        assert "Team" not in raw.pages(raw.run(page))
        gated_people.change_role(
            account, "owner", None, next(one.version for one in read_people(gated_store) if one.id == account)
        )
        assert "Team" in raw.pages(raw.run(page))


def test_nobody_reads_a_password_or_a_token_in_the_log(
    gated: Dashboard, gated_store: Store, gated_people: PeopleLedger
) -> None:
    log = gated.log.read_text(errors="replace")
    assert PASSWORD not in log and "Traceback" not in log
