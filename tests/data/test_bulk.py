"""Many rows at once are the same rows one by one, whole statements and what is left over."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from data.bulk import TOGETHER, insert_rows
from data.catalogue import Catalogue
from data.ledger import Ledger, LedgerError
from data.ledger_write import writing
from data.store import Store
from data.tables import clinics, patients
from data.tables_care import readings
from tests.data.rows_for_tests import TODAY, clinic_rows, file_of

COUNTS = (0, 1, TOGETHER - 1, TOGETHER, TOGETHER + 1, 3 * TOGETHER + 2)


@pytest.mark.parametrize("count", COUNTS)
def test_every_row_is_stored_once_whatever_their_number(store: Store, count: int) -> None:
    rows = [(number, f"Site {number}") for number in range(1, count + 1)]
    with writing(store, "tester") as act:
        insert_rows(act.connection, "clinics", ("id", "name"), rows)
    with store.reading() as connection:
        assert connection.execute(select(clinics.c.id, clinics.c.name).order_by(clinics.c.id)).all() == rows


@pytest.mark.parametrize("twice", [1, TOGETHER, 2 * TOGETHER])
def test_one_row_that_is_refused_stores_none(store: Store, twice: int) -> None:
    names = [f"Site {number}" for number in range(2 * TOGETHER + 1)]
    names[twice] = names[twice - 1]
    with pytest.raises(LedgerError, match="refused"), writing(store, "tester") as act:
        insert_rows(act.connection, "clinics", ("id", "name"), list(enumerate(names, 1)))
    with store.reading() as connection:
        assert not connection.execute(select(clinics)).all()


def test_all_rows_of_a_file_are_of_its_import(store: Store, catalogue: Catalogue) -> None:
    batch = Ledger(store, catalogue, "Kim", TODAY).import_file(file_of(*clinic_rows(2 * TOGETHER + 3, 1))).batch
    with store.reading() as connection:
        for table in (patients, readings):
            found = connection.scalars(select(table.c.batch)).all()
            assert len(found) > 2 * TOGETHER
            assert set(found) == {batch}
