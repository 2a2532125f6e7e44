"""Until when a record is kept: seven years from the last entry, for a child until the 25th birthday at least.

Only the year of birth is recorded, so the latest day it can be counts. The rule is that of the clinical reference,
section 11: adults 7 years from the last entry; under 18 until age 25 (New South Wales, Victoria, Australian Capital
Territory; a secondary source). The state is not known, so it is applied everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

YEARS, ADULT, CHILD_UNTIL = 7, 18, 25
SOURCE = (
    "7 years from the last entry; for those under 18 at it, until the 25th birthday, whichever is later (New South "
    "Wales, Victoria, Australian Capital Territory; a secondary source, applied everywhere). Then destroy or "
    "de-identify, unless on legal hold (Australian Privacy Principle 11.2)."
)


@dataclass(frozen=True)
class Kept:
    """``until`` is the last day a record must be kept (``None``: not known), and ``why`` in words."""

    until: date | None
    why: str

    def is_due(self, today: date) -> bool:
        """Whether it need not be kept any longer."""
        return self.until is not None and self.until < today


def kept_until(last_entry: date | None, birth_year: int | None, longer_rule: bool = False) -> Kept:
    """Until when a record whose *last_entry* is of that day is kept.

    Without a *birth_year* nobody can say whether it was a child; with *longer_rule* the clinic says that such a record
    is kept as that of a newborn would be.
    """
    if last_entry is None:
        return Kept(None, "Nothing is recorded about care, so no day can be named.")
    adult = _years_later(last_entry, YEARS)
    if birth_year is None and not longer_rule:
        return Kept(None, "The year of birth is not known, so nobody can say whether this was a child.")
    year = last_entry.year if birth_year is None else birth_year
    if date(year + ADULT, 12, 31) <= last_entry:  # the latest 18th birthday is not after the last entry
        return Kept(adult, f"{YEARS} years from the last entry.")
    child = date(year + CHILD_UNTIL, 12, 31)
    whose = "Under 18 at the last entry, as far as the year of birth tells"
    if birth_year is None:
        whose = "The year of birth is not known and the clinic keeps such a record as a child's"
    later = f"until the 25th birthday, at the latest 31 Dec {child.year}"
    return Kept(max(adult, child), f"{whose}: {later if child >= adult else f'{YEARS} years from the last entry'}.")


def _years_later(day: date, years: int) -> date:
    """The same day *years* later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
