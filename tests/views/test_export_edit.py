"""A file taken, a word corrected, the file taken again: each is what was recorded at its click, whatever its size."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from data.catalogue import Catalogue
from data.clock import today
from data.copy_reads import read_person
from data.ledger import Ledger
from data.rows import ReadFile, SessionFacts
from reports.access import OWNER
from reports.copy_lines import copy_lines
from reports.patient_copy import csv_copy
from tests.data.rows_for_tests import file_of, visit
from tests.views import raw, wired
from tests.views.test_pages import titles
from tests.views.uploads import folds

NOTES = [f"{place:06d} " + "before " * 1_100 for place in range(2_600)]  # of one session each


def sessions(many: int) -> ReadFile:
    """So many sessions of one person, a day apart."""
    first = today() - timedelta(days=many)
    return file_of(
        *(
            visit(2 + place, on=on, started=first, session=SessionFacts(on, notes=NOTES[place]))
            for place, on in enumerate(first + timedelta(days=after) for after in range(many))
        )
    )


@pytest.mark.parametrize("megabytes", [0.5, 2, 20])
def test_what_is_downloaded_is_what_the_records_hold_at_the_click(
    megabytes: float, tmp_path: Path, catalogue: Catalogue
) -> None:
    many = int(megabytes * 1_000_000 / len(NOTES[0]))
    taken = []
    with wired.in_use(tmp_path, catalogue) as clinic:
        store = clinic.store
        ledger = Ledger(store, catalogue, "test", today())
        ledger.import_file(sessions(many))
        with clinic.opened(OWNER) as page:
            mark = raw.pages(raw.run(page))[titles()["patient.py"]]
            unfolded = raw.on_page(mark)
            fold = unfolded.rerun_script.widget_states.widgets.add()
            fold.id, fold.bool_value = folds(raw.run(page, raw.on_page(mark)))["Consent and own data"], True
            for word in ("before", "behind"):
                notes = NOTES[many // 2].replace("before", word)
                if word == "behind":
                    ledger.correct_session(many // 2 + 1, {"notes": notes}, "Typed wrongly", 1)
                heard = raw.run(page, unfolded)
                (name,) = [name for button, name in wired.offered(heard).items() if button.endswith("copy-csv")]
                held = csv_copy(copy_lines(read_person(store, 1), catalogue))  # then the copy itself is noted, too
                address = wired.address(page, heard, name)
                status, _, content = raw.ask(clinic.running.port, "GET", address, wired.cookie(clinic.tokens[OWNER]))
                assert (status, content == held) == (200, True)
                taken.append(content)
    assert len(taken[0]) > 0.9 * 1_000_000 * megabytes
    assert b"behind" in taken[1] and b"behind" not in taken[0]
    print(f"{len(taken[1]) / 1e6:.1f} MB: both downloads are what the records held at their click")
