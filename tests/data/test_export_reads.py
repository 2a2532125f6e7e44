"""What comes out of the register is what went in, to the last digit, under any way of typing its code."""

from __future__ import annotations

import json
import math
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue import Catalogue
from data.export_reads import (
    NoSuchExport,
    content_hash,
    read_export,
    read_exports,
    read_look,
    read_wordings,
    state_after,
    tidy_code,
)
from data.ledger import Ledger, LedgerError
from data.ledger_exports import as_json
from data.store import open_store
from tests.data.exports_for_tests import MADE_OF, approved, export, prepared

if TYPE_CHECKING:
    from data.store import Store

FIGURES = [0.1 + 0.2, 1 / 3, -0.0, 5e-324, 1.7976931348623157e308, math.pi, -2.4000000000000004, 2**53 + 1, None, True]


@pytest.fixture
def ledger(store: Store, catalogue: Catalogue) -> Ledger:
    return Ledger(store, catalogue, "Ann", MADE_OF)


def test_every_field_comes_back_as_it_was_given(ledger: Ledger, database: str, catalogue: Catalogue) -> None:
    given_ = export(content={"zeta": FIGURES, "alpha": {"b": "≥ 2 – “quoted” \u2028", "a": []}})
    code = ledger.prepare_export(**given_)
    with open_store(database, catalogue) as again:
        found = read_export(again, code)
    for name in ("question", "purpose", "request", "content", "data_version", "as_of", "program", "expires_on"):
        assert getattr(found, name) == given_[name], name
    assert found.checks == tuple(given_["checks"])
    assert [repr(value) for value in found.content["zeta"]] == [repr(value) for value in FIGURES]
    assert list(found.content) == ["zeta", "alpha"]  # in the order given
    assert found.content_sha256 == content_hash(given_["content"])
    assert (type(found.as_of), type(found.expires_on)) == (date, date)
    assert timedelta(0) <= datetime.now(UTC) - found.made_at < timedelta(minutes=1)


def test_tuples_come_back_as_lists(ledger: Ledger) -> None:
    code = prepared(ledger, content={"shown": ({"n": (1, 2)},)})
    found = read_export(ledger.store, code)
    assert found.content == {"shown": [{"n": [1, 2]}]}
    assert found.content_sha256 == content_hash(found.content)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@given(PLAIN)
def test_plain_content_is_the_same_after_the_way_through_text(content: Any) -> None:
    again = json.loads(as_json({"content": content}))["content"]
    assert again == content
    assert repr(again) == repr(content)
    assert content_hash({"content": again}) == content_hash({"content": content})


def test_the_hash_knows_every_digit_and_no_order() -> None:
    content = {"a": 0.3, "b": [1, 2]}
    assert content_hash(content) == content_hash({"b": [1, 2], "a": 0.3})
    others = ({"a": 0.1 + 0.2, "b": [1, 2]}, {"a": 0.3, "b": [2, 1]}, {"a": 0.3, "b": [1, 2.0]}, {"a": "0.3"})
    assert len({content_hash(other) for other in (content, *others)}) == 5
    # worked out by hand: printf '{"a":0.3,"b":[1,2]}' | sha256sum
    assert content_hash(content) == "93e85a0c90e17e2316337b4cbe4bfd410e32bd9ad5273fbd0e93850e8507132f"


def test_a_circle_is_refused() -> None:
    circle: dict[str, Any] = {}
    circle["again"] = circle
    with pytest.raises(LedgerError, match="finite numbers"):
        as_json(circle)


def test_the_newest_export_stands_first(ledger: Ledger) -> None:
    assert read_exports(ledger.store) == ()
    codes = [prepared(ledger), approved(ledger), prepared(ledger)]
    ledger.withdraw_export(codes[0], "Old")
    found = read_exports(ledger.store)
    assert [(one.code, one.state) for one in found] == [
        (codes[2], "prepared"), (codes[1], "approved"), (codes[0], "withdrawn"),
    ]  # fmt: skip
    assert [[event.act for event in one.events] for one in found] == [
        ["prepare"], ["prepare", "approve"], ["prepare", "withdraw"],
    ]  # fmt: skip
    assert list(found) == [read_export(ledger.store, code) for code in reversed(codes)]


def test_a_file_or_a_remake_is_no_new_state(ledger: Ledger) -> None:
    code = approved(ledger)
    for _ in range(2):
        ledger.note_file(code, {"sha256": "x"})
        ledger.note_remake(code, {"same": True})
    assert read_export(ledger.store, code).state == "approved"
    assert state_after(["prepare", "file", "send back", "remake"]) == "sent back"
    assert state_after(["file"]) == state_after([]) == ""


def test_what_happens_after_a_withdrawal_is_written_down_too(ledger: Ledger) -> None:
    code = approved(ledger)
    ledger.withdraw_export(code, "Old")
    ledger.note_file(code, {"sha256": "x"})
    assert [event.act for event in read_export(ledger.store, code).events][-2:] == ["withdraw", "file"]


TYPED = {
    "DN-7K2M9Q01": "DN-7K2M9Q01",
    "dn-7k2m9qoi": "DN-7K2M9Q01",
    " dn 7k2m 9qOl ": "DN-7K2M9Q01",
    "7K2M9Q01": "DN-7K2M9Q01",
    "dn7k2m9q01": "DN-7K2M9Q01",
    "DN–7K2M9Q01": "DN-7K2M9Q01",
    "DN-DN2M9Q01": "DN-DN2M9Q01",
    "DN2M9Q01": "DN-DN2M9Q01",  # eight letters: the prefix was left out
}


@pytest.mark.parametrize(("typed", "code"), TYPED.items())
def test_a_code_is_known_however_it_is_typed(ledger: Ledger, typed: str, code: str) -> None:
    assert tidy_code(typed) == code
    prepared(ledger, code=code)
    assert read_export(ledger.store, typed).code == code


def test_an_unknown_code_is_told_with_the_nearest(ledger: Ledger) -> None:
    with pytest.raises(NoSuchExport, match=r"^There is no export DN-7K2M9Q01 in the register\.$"):
        read_export(ledger.store, "DN-7K2M9Q01")
    prepared(ledger, code="DN-7K2M9Q01")
    with pytest.raises(NoSuchExport, match=r"no export DN-7K2M9Q02 in the register\. Did you mean DN-7K2M9Q01\?"):
        read_export(ledger.store, "dn-7k2m9q02")
    for nothing in ("", "  ", "DN-", "'; DROP TABLE exports; --", "\ud800", "\x00"):
        with pytest.raises(NoSuchExport, match="There is no export"):
            read_export(ledger.store, nothing)
    assert issubclass(NoSuchExport, ValueError)


def test_nothing_set_yet_is_nothing(ledger: Ledger) -> None:
    assert read_look(ledger.store) is None
    assert read_wordings(ledger.store) == {}


def test_the_look_set_last_is_the_look(ledger: Ledger) -> None:
    ledger.set_look({"main": "#112233", "logo": "data:image/png;base64,QUJD"})
    ledger.set_look({"main": "#445566"})
    assert read_look(ledger.store) == {"main": "#445566"}
    ledger.set_look({})
    assert read_look(ledger.store) == {}
