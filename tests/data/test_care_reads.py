"""Other care out of the store: one set in words per session, however it was written, on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from data.frames import BETWEEN
from data.ledger import Ledger
from data.rows import SessionFacts
from data.store import read_frames
from tests.data.rows_for_tests import START, TODAY, file_of, visit

if TYPE_CHECKING:
    from data.catalogue import Catalogue
    from data.store import Store

WRITTEN = (
    ("taping", "Loading exercises"), ("Loading exercises", "taping"), (), ("taping",), ("orthoses; taping", "taping"),
    ("Ärztliche Übung", 'with "quotes"'),
)  # fmt: skip


def days() -> list[date]:
    return [START + timedelta(weeks=place) for place in range(len(WRITTEN))]


def test_a_set_comes_back_whatever_the_order_it_was_ticked_in(store: Store, catalogue: Catalogue) -> None:
    rows = [
        visit(place, on=on, session=SessionFacts(on, co_interventions=care))
        for place, (on, care) in enumerate(zip(days(), WRITTEN, strict=True), 2)
    ]
    Ledger(store, catalogue, "test", TODAY).import_file(file_of(*rows))
    care = read_frames(store)["sessions"]["care"]
    found = care.astype(object).where(care.notna(), None).tolist()
    assert found == [
        "Loading exercises; taping", "Loading exercises; taping", None, "taping", "orthoses; taping",
        'with "quotes"; Ärztliche Übung',
    ]  # fmt: skip
    assert len(care.cat.categories) == 4
    assert all(kind.strip() for one in care.cat.categories for kind in one.split(BETWEEN))


def test_a_store_without_sessions_has_no_care(store: Store) -> None:
    care = read_frames(store)["sessions"]["care"]
    assert len(care) == 0
    assert str(care.dtype) == "category"
