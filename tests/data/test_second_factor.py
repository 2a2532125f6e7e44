"""The second factor, on both databases: the published digits, each once, and ten codes for when the phone is lost."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from data.ledger_people import MustWait, PeopleLedger
from data.ledger_second import WrongCode, totp
from data.people_reads import read_people
from data.store import read_audit
from tests.data.people_for_tests import NOW, owned

if TYPE_CHECKING:
    from data.store import Store

SECRET = base64.b32encode(b"12345678901234567890").decode()  # RFC 6238, appendix B: the seed of its SHA-1 column
STEP = timedelta(seconds=30)
# RFC 6238, appendix B, SHA-1: seconds since 1970, and the last six of the eight digits printed there.
PUBLISHED = [
    (59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037"),
    (20000000000, "353130"),
]  # fmt: skip


def code_at(when: datetime) -> str:
    return totp(SECRET).at(when)


@pytest.fixture
def second(store: Store) -> tuple[PeopleLedger, int, list[str]]:
    """An owner with a second factor, and the recovery codes."""
    account = owned(store)
    ledger = PeopleLedger(store, "Maria")
    return ledger, account, ledger.set_totp(account, SECRET, code_at(NOW), NOW)


@pytest.mark.parametrize(("seconds", "digits"), PUBLISHED)
def test_the_published_digits_are_taken(store: Store, seconds: int, digits: str) -> None:
    account = owned(store)
    PeopleLedger(store, "Maria").set_totp(account, SECRET, digits, datetime.fromtimestamp(seconds, UTC))
    assert read_people(store)[0].has_totp


def test_it_is_turned_on_only_by_a_phone_that_knows_the_secret(store: Store) -> None:
    account = owned(store)
    for code in ("000000", "", "abc", code_at(NOW + 10 * STEP)):
        with pytest.raises(WrongCode):
            PeopleLedger(store, "Maria").set_totp(account, SECRET, code, NOW)
    assert not read_people(store)[0].has_totp


def test_a_code_is_good_once_and_for_a_step_on_either_side(second: tuple[PeopleLedger, int, list[str]]) -> None:
    ledger, account, _ = second
    with pytest.raises(WrongCode):
        ledger.use_code(account, code_at(NOW), NOW)  # it was used to turn it on
    later = NOW + 10 * STEP
    ledger.use_code(account, code_at(later - STEP), later)
    ledger.use_code(account, code_at(later + STEP), later)
    with pytest.raises(WrongCode):
        ledger.use_code(account, code_at(later), later)  # older than the newest that was used
    with pytest.raises(WrongCode):
        ledger.use_code(account, code_at(later + 4 * STEP), later + 2 * STEP)


def test_a_recovery_code_is_good_once_however_it_is_typed(second: tuple[PeopleLedger, int, list[str]]) -> None:
    ledger, account, codes = second
    assert len(set(codes)) == 10
    ledger.use_code(account, codes[3].lower().replace("-", " "), NOW + 2 * STEP)
    with pytest.raises(WrongCode):
        ledger.use_code(account, codes[3], NOW + 2 * STEP)
    newer = ledger.new_recovery_codes(account)
    with pytest.raises(WrongCode):
        ledger.use_code(account, codes[4], NOW + 2 * STEP)
    ledger.use_code(account, newer[0], NOW + 2 * STEP)


def test_digits_cannot_be_guessed_through(second: tuple[PeopleLedger, int, list[str]]) -> None:
    ledger, account, codes = second
    looked_at = 0
    for number in range(100):
        try:
            ledger.use_code(account, "000000", NOW + timedelta(seconds=9 * number))
        except MustWait:
            continue
        except WrongCode:
            looked_at += 1
    assert looked_at <= 12
    with pytest.raises(MustWait):
        ledger.use_code(account, codes[0], NOW + timedelta(minutes=10))
    ledger.use_code(account, codes[0], NOW + timedelta(hours=1))


def test_turning_it_off_ends_its_codes_and_the_trail_has_no_secret(
    store: Store, second: tuple[PeopleLedger, int, list[str]]
) -> None:
    ledger, account, codes = second
    ledger.drop_totp(account)
    for code in (codes[0], code_at(NOW + 20 * STEP)):
        with pytest.raises(WrongCode):
            ledger.use_code(account, code, NOW + 20 * STEP)
    audit = read_audit(store)
    assert {"second factor on", "second factor off", "sign in failed"} <= set(audit["action"])
    assert not [secret for secret in (SECRET, *codes) if secret in audit.to_string()]
