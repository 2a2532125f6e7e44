"""One cell of one fact into its value: a parser per fact, made once per column and asked once per different text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from typing import Any, cast

from data.catalogue import Catalogue, Measure
from data.intake.kinds import CHOICES, DATES, EVENT_WORDS, IN_STEP, LISTS, NUMBERS, USUAL_WORDS, WHOLE, YES_NO, plain
from data.mapping import Mapping, Source, nearest
from data.sheets.cells import Decimal, is_missing, number, text
from data.sheets.columns import within
from data.sheets.dates import Order, parse_date
from data.sheets.sheet import CellProblem

Parser = Callable[[str], Any]


def parser_for(name: str, source: Source, mapping: Mapping, catalogue: Catalogue, today: date) -> Parser:
    """The parser of the fact *name*: cell text to a value, ``None`` when missing, or a `CellProblem`."""
    if name in DATES:
        return _date(name, source, mapping, today)
    translated = {plain(key): value for key, value in source.words.items()}
    if name == "condition":
        return _word("condition", translated, condition_words(catalogue), catalogue.conditions, mapping)
    if name == "measure":
        return _word("measure", translated, measure_words(catalogue), catalogue.measures, mapping)
    if name in CHOICES:
        return _word(name.replace("reading_", ""), translated, USUAL_WORDS[name], CHOICES[name], mapping)
    if name in YES_NO:
        return _yes_no(name, translated, mapping)
    if name in LISTS:
        return _list(name, translated, mapping)
    limits = WHOLE.get(name) or NUMBERS.get(name)
    return _number(name, translated, limits, mapping) if limits else _text(translated, mapping)


def reading_parser(measure: Measure, mapping: Mapping, also_missing: Iterable[str] = ()) -> Parser:
    """The parser of a measure's value: within its scale, missing words and codes taken out."""
    words, codes = set(mapping.missing_words) | set(also_missing), _codes((*mapping.missing_codes, *also_missing))
    decimal = cast(Decimal, mapping.decimal)

    def parse(cell: str) -> float | CellProblem | None:
        if is_missing(cell, words):
            return None
        value = number(cell, decimal, high=measure.high, missing=words)
        if value is None or isinstance(value, CellProblem):
            return value
        return None if value in codes else within(value, measure.low, measure.high, measure.short) or value

    return parse


def condition_words(catalogue: Catalogue) -> dict[str, str]:
    """Every way of writing a condition that the catalogue knows, to its id."""
    return {
        plain(word): entry.id
        for entry in reversed(catalogue.conditions.values())
        for word in (entry.snomed_term, *entry.also, entry.short, entry.name, entry.id)
        if word
    }


def measure_words(catalogue: Catalogue) -> dict[str, str]:
    """Every way of writing a measure that the catalogue knows, to its id."""
    return {
        plain(word): entry.id
        for entry in reversed(catalogue.measures.values())
        for word in (*entry.also, entry.short, entry.name, entry.id)
    }


def _codes(words: Iterable[str]) -> frozenset[float]:
    codes = set()
    for word in words:
        with suppress(ValueError):
            codes.add(float(word.strip().replace(",", ".")))
    return frozenset(codes)


def _missing(cell: str, mapping: Mapping) -> bool:
    return is_missing(cell, (*mapping.missing_words, *mapping.missing_codes))


def _word(
    what: str, translated: dict[str, str], usual: dict[str, str], known: Iterable[str], mapping: Mapping
) -> Parser:
    names = (*translated, *known)

    def parse(cell: str) -> str | CellProblem | None:
        said = plain(text(cell))
        if said in translated:
            return translated[said] or None
        if said in usual:
            return usual[said]
        if _missing(cell, mapping):
            return None
        return CellProblem(f"unknown_{what}", f'"{text(cell)}" is not a {what} we know.{nearest(said, names)}')

    return parse


def _yes_no(name: str, translated: dict[str, str], mapping: Mapping) -> Parser:
    words = _word(name, translated, USUAL_WORDS[name], ("yes", "no"), mapping)

    def parse(cell: str) -> bool | CellProblem | None:
        said = words(cell)
        return said == "yes" if isinstance(said, str) else said

    return parse


def _list(name: str, translated: dict[str, str], mapping: Mapping) -> Parser:
    allowed, usual = EVENT_WORDS.get(name), USUAL_WORDS.get(name, {})

    def parse(cell: str) -> tuple[str, ...] | CellProblem | None:
        if _missing(cell, mapping):
            return None
        parts = [part.strip() for part in text(cell).split(";")]
        words = tuple(
            translated.get(plain(part), usual.get(plain(part), part)) for part in parts if part or name in IN_STEP
        )
        wrong = [word for word in words if allowed and word and word not in allowed]
        return (
            CellProblem(f"unknown_{name}", f'"{wrong[0]}" is not allowed here.{nearest(wrong[0], allowed or ())}')
            if wrong
            else words
        )

    return parse


def _text(translated: dict[str, str], mapping: Mapping) -> Parser:
    def parse(cell: str) -> str | None:
        if _missing(cell, mapping):
            return None
        said = text(cell)
        return (translated.get(plain(said), said) if translated else said) or None

    return parse


def _number(name: str, translated: dict[str, str], limits: tuple[float, float], mapping: Mapping) -> Parser:
    low, high = limits
    title, decimal = name.replace("_", " "), cast(Decimal, mapping.decimal)

    def parse(cell: str) -> float | int | CellProblem | None:
        if _missing(cell, mapping):
            return None
        value = number(translated.get(plain(text(cell)), cell), decimal, missing=mapping.missing_words)
        if value is None or isinstance(value, CellProblem):
            return value
        if not low <= value <= high:
            return CellProblem(
                f"{name}_out_of_range", f"{value:g} is not a {title} between {low:g} and {high:g}. Correct it."
            )
        if name not in WHOLE:
            return value
        return int(value) if value == int(value) else CellProblem("not_whole", f"{title} must be a whole number.")

    return parse


def _date(name: str, source: Source, mapping: Mapping, today: date) -> Parser:
    order = cast(Order, source.dates or ("ymd" if source.fixed else mapping.dates))
    missing = (*mapping.missing_words, *mapping.missing_codes)

    def parse(cell: str) -> date | CellProblem | None:
        day = parse_date(cell, order, missing=missing)
        if isinstance(day, date) and day > today:
            return CellProblem("future_date", f"This {name.replace('_', ' ')} lies after today. Correct the date.")
        if isinstance(day, date) and day.year < 1900:
            return CellProblem("date_too_early", "This date lies before 1900. Correct the year.")
        return day

    return parse
