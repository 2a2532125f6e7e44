"""Run by the kill test in a process of its own: import many rows, saying where it is.

Usage: python import_to_be_killed.py URL ROWS
"""

from __future__ import annotations

import sys

from data.catalogue import load_catalogue
from data.ledger import Ledger
from data.rows import ReadFile
from data.store import open_store
from tests.data.rows_for_tests import TODAY, clinic_rows

VISITS = 5


def main(url: str, rows: int) -> None:
    """Import *rows* rows into the database at *url*."""
    given = clinic_rows(rows // VISITS, VISITS)
    read = ReadFile("large.csv", "large", "session_sheet", (), len(given), 0, given)
    with open_store(url, load_catalogue()) as store:
        ledger = Ledger(store, load_catalogue(), "Kim", TODAY)
        print("importing", flush=True)
        account = ledger.import_file(read)
        print("stored", account.stored, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
