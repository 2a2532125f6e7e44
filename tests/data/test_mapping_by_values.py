"""Columns whose names say nothing are proposed by what stands in them, and always with a sentence."""

from __future__ import annotations

import pytest

from data.catalogue import Catalogue
from data.mapping_propose import propose
from tests.data.importers.sheets_for_tests import opened

ROWS = (("1", "03.04.2026", "Left", "plantar fasciitis", "7"), ("2", "28.04.2026", "R", "Achilles", "6"))


@pytest.mark.parametrize("named", ["Datum", "Appt", "Treated on", "When"])
def test_the_only_column_of_dates_is_the_date_of_the_visit(named: str, catalogue: Catalogue) -> None:
    sheet = opened(("client id", named, "which", "what", "pain before"), *ROWS)
    mapping, unsure = propose(sheet, catalogue)
    taken = {name: mapping.fields[name].column for name in ("date", "side", "condition")}
    assert taken == {"date": named, "side": "which", "condition": "what"}
    for column in taken.values():
        assert any(f'"{column}" is taken as' in sentence for sentence in unsure)
    assert mapping.dates == "dmy"


def test_of_two_columns_of_dates_neither_is_taken(catalogue: Catalogue) -> None:
    sheet = opened(("client id", "Datum", "Termin", "side", "pain before"), ("1", "03.04.2026", "28.04.2026", "L", "7"))
    mapping, unsure = propose(sheet, catalogue)
    assert "date" not in mapping.fields
    assert any("No column looks like" in sentence for sentence in unsure)


def test_a_column_of_numbers_or_of_notes_is_no_date_and_no_condition(catalogue: Catalogue) -> None:
    sheet = opened(("client id", "Rechnung", "Notiz", "pain before"), ("1", "46115", "Achilles and a long story", "7"),
                   ("2", "46116", "came late", "6"))  # fmt: skip
    mapping, _ = propose(sheet, catalogue)
    assert not {"date", "condition"} & set(mapping.fields)


def test_a_name_that_says_more_than_the_values_is_not_overruled(catalogue: Catalogue) -> None:
    sheet = opened(
        ("client id", "visit date", "Datum", "side", "pain before"), ("1", "2026-04-03", "2026-04-28", "L", "7")
    )
    assert propose(sheet, catalogue)[0].fields["date"].column == "visit date"


def test_numbers_before_and_after_something_unknown_are_named(catalogue: Catalogue) -> None:
    sheet = opened(
        ("client id", "visit date", "pain before", "wobble pre", "wobble post"), ("1", "2026-04-03", "7", "8", "9")
    )
    _, unsure = propose(sheet, catalogue)
    assert [sentence for sentence in unsure if "may hold readings" in sentence] == [
        f'"wobble {phase}" may hold readings, but its name is no measure known here. Choose the measure.'
        for phase in ("pre", "post")
    ]
