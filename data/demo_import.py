"""The newest visits of the invented clinic as a file that was brought in, with a few rows that were rejected.

The import's account and the Data quality page have something to show that way. The rejected rows are read by the
session sheet's own reader, so that their reasons are the program's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from data.catalogue import Catalogue
from data.importers import session_sheet
from data.rows import ReadFile, SourceRow
from data.sheets.open import open_sheet

FILE = "newest visits (demo).csv"
NEWEST = 12  # rows left for the file
_HEADER = "patient,date,condition,side,nprs before,nprs after"
_WRONG = (
    "Demo 9001,{year}-01-12,plantar_heel_pain,left,11,4",
    "Demo 9002,{year}-02-30,achilles_tendinopathy,right,6,5",
    "Demo 9003,{year}-01-14,sore foot,left,7,6",
    "Demo 9004,{year}-01-15,calf_myofascial,both,6-7,5",
)


def newest_file(rows: Sequence[SourceRow], catalogue: Catalogue) -> ReadFile:
    """*rows* as a file that was read, behind `_WRONG` rows that are rejected; the days of those lie a year back."""
    last = max((reading.on for row in rows for reading in row.readings), default=date(2026, 1, 1))
    text = "\n".join((_HEADER, *_WRONG)).format(year=last.year - 1)
    read = session_sheet.read(open_sheet(text.encode(), FILE), catalogue, last)
    behind = [replace(row, row=place) for place, row in enumerate(rows, start=len(_WRONG) + 2)]
    return replace(read, read=read.read + len(behind), rows=(*read.rows, *behind))
