"""Names for columns that have none, or have another's; and numbers listed in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

SHOWN = 5


def letter(column: int) -> str:
    """The letters above a column in a spreadsheet: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def unique(names: Sequence[str], width: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """``width`` unique names, and the sentences that say which were made up."""
    given = [*names, *[""] * width][:width]
    taken = {name for name in given if name}
    made: list[str] = []
    for column, name in enumerate(given):
        wanted = name or f"Column {letter(column)}"
        made.append(wanted if name and name not in made else _free(wanted, made, taken))
    return tuple(made), _naming_notes(given, made)


def _free(wanted: str, made: list[str], taken: set[str]) -> str:
    count, name = 1, wanted
    while name in made or name in taken:
        count += 1
        name = f"{wanted} ({count})"
    return name


def _naming_notes(given: list[str], made: list[str]) -> tuple[str, ...]:
    blank = [name for name, had in zip(made, given, strict=True) if not had]
    again = [name for name, had in zip(made, given, strict=True) if had and name != had]
    notes = []
    if blank and any(given):
        notes.append(f"{_columns(blank)} no name in the header, and was named by its letter.")
    if again:
        notes.append(f"A name stands in the header more than once; the later columns are called {listed(again)}.")
    return tuple(notes)


def _columns(names: list[str]) -> str:
    return f"{listed(names)} has" if len(names) == 1 else f"Each of {listed(names)} has"


def rows_have(numbers: Sequence[int]) -> str:
    """``Row 3 has`` or ``Rows 3 and 7 have``."""
    return f"Row {numbers[0]} has" if len(numbers) == 1 else f"Rows {listed(numbers)} have"


def listed(things: Sequence[object]) -> str:
    """``3, 7 and 12``; beyond five, ``3, 7, 12, 15, 18 and 40 more``."""
    words = [f"“{thing}”" if isinstance(thing, str) else str(thing) for thing in things[:SHOWN]]
    if len(things) > SHOWN:
        return f"{', '.join(words)} and {len(things) - SHOWN:,} more"
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""
