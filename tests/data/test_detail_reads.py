"""Needling and raters out of the store: as they were written, read when asked for, on both databases."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pandas as pd

from data.frames import NEEDLING, RATERS
from data.ledger import Ledger
from data.rows import SessionFacts
from data.snapshot import current
from data.store import read_frames
from tests.data.rows_for_tests import START, TODAY, file_of, pain, visit

if TYPE_CHECKING:
    from data.catalogue import Catalogue
    from data.store import Store


def _filled(store: Store, catalogue: Catalogue) -> None:
    later = START + timedelta(weeks=1)
    first = SessionFacts(
        START, muscles=("soleus", "gastrocnemius"), technique="pistoning", twitch="yes", stimulation="electrical",
        insertions=4,
    )  # fmt: skip
    taken = (pain(6, rater="Ann"), pain(4, phase="after", rater="Bo"), pain(3, later, "review", rater="Ann"))
    rows = (
        visit(2, session=first, readings=taken[:2]),
        visit(3, on=later, session=SessionFacts(later, insertions=0), readings=(pain(5, later),)),
    )
    account = Ledger(store, catalogue, "test", TODAY).import_file(file_of(*rows))
    assert account.stored == 2, account.problems


def test_needling_comes_back_as_it_was_written(store: Store, catalogue: Catalogue) -> None:
    _filled(store, catalogue)
    found = current(store).details("needling")
    assert list(found.columns) == list(NEEDLING)
    assert {name: str(kind) for name, kind in found.dtypes.items()} == dict(NEEDLING)
    words = found.drop(columns="session").astype(object).where(found.drop(columns="session").notna(), None)
    assert words.to_numpy().tolist() == [
        ["gastrocnemius; soleus", "pistoning", "yes", "electrical", 4.0],
        [None, None, None, None, 0.0],
    ]
    assert found["session"].tolist() == read_frames(store)["sessions"]["session"].tolist()


def test_raters_are_those_of_readings_in_a_session(store: Store, catalogue: Catalogue) -> None:
    _filled(store, catalogue)
    found = current(store).details("raters")
    assert list(found.columns) == list(RATERS)
    readings = read_frames(store)["readings"].merge(found, on="reading")
    assert sorted(zip(readings["phase"], readings["rater"], strict=True)) == [("after", "Bo"), ("before", "Ann")]


def test_an_empty_store_has_neither(store: Store) -> None:
    found = [current(store).details(kind) for kind in ("needling", "raters")]
    for frame, contract in zip(found, (NEEDLING, RATERS), strict=True):
        assert frame.empty and {name: str(kind) for name, kind in frame.dtypes.items()} == dict(contract)


def test_they_are_read_once_for_a_version_and_anew_after_a_write(store: Store, catalogue: Catalogue) -> None:
    _filled(store, catalogue)
    snapshot = current(store)
    assert snapshot.details("needling") is snapshot.details("needling")
    on = START + timedelta(weeks=2)
    more = visit(4, on=on, session=SessionFacts(on, technique="static"))
    Ledger(store, catalogue, "test", TODAY).import_file(file_of(more, name="more.csv"))
    again = current(store).details("needling")
    assert pd.Series(again["technique"]).dropna().tolist() == ["pistoning", "static"]
