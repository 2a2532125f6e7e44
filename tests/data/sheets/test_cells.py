"""One cell: the awkward ones by name, numbers as spreadsheets write them, and words that stay words."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from data.sheets.cells import column_decimal, is_missing, number, text, within
from data.sheets.sheet import CellProblem

READ = [
    ("8/10", 8.0), ("8 / 10", 8.0), ("8 out of 10", 8.0), ("12/10", 12.0), ("5,5", 5.5), ("5.5", 5.5), ("７", 7.0),
    ("７．５", 7.5), ("-1", -1.0), ("−3", -3.0), ("0,611", 0.611), (".5", 0.5), ("5.", 5.0), ('="7"', 7.0),
    ("'-5", -5.0), ("1,234,567", 1234567.0), ("1,234.5", 1234.5), ("1.234,5", 1234.5), (" 7 ", 7.0),
    ("\u00a07", 7.0), ("007", 7.0),
]  # fmt: skip

REFUSED = [
    ("8/20", "other_scale"), (">10", "censored"), ("< 3", "censored"), ("10+", "censored"), ("about 5", "censored"),
    ("3-4", "between"), ("3–4", "between"), ("3 to 4", "between"), ("VAS 8", "with_words"), ("35°", "with_words"),
    ("8²", "with_words"), ("7½", "with_words"), ("1e1", "exponent"), ("1,234", "two_readings"), ("50%", "percentage"),
    ("#DIV/0!", "formula_error"), ("=A1+1", "formula"), ("2026-10-08", "date_instead"), ("8/10/2026", "date_instead"),
    ("TRUE", "not_a_number"), ("inf", "not_a_number"), ("ten", "not_a_number"), ("½", "not_a_number"),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "value"), READ)
def test_a_cell_is_read_as_this_number(cell: str, value: float) -> None:
    assert number(cell, high=10) == value


@pytest.mark.parametrize(("cell", "code"), REFUSED)
def test_a_cell_is_no_number_for_this_reason(cell: str, code: str) -> None:
    problem = number(cell, high=10)
    assert isinstance(problem, CellProblem)
    assert problem.code == code
    assert problem.message.startswith(cell)
    assert problem.message.count(". ") >= 1, "a sentence says what is wrong and another what to do"


@pytest.mark.parametrize("cell", ["", "  ", "n/a", "N/A", "#N/A", "-", "NaN", "null", "\u00a0", "Not recorded"])
def test_words_for_missing(cell: str) -> None:
    assert number(cell) is None
    assert is_missing(cell)


def test_the_persons_own_words_for_missing() -> None:
    assert number("999", missing=("999", "refused")) is None
    assert number("Refused", missing=("999", "refused")) is None
    assert number("99", missing=("999",)) == 99.0


def test_a_score_needs_the_scales_own_top() -> None:
    assert number("8/10", high=100) == CellProblem(
        "other_scale",
        "8/10 is a score out of another number than the top of this scale. Write the value on this scale.",
    )
    assert isinstance(number("8/10"), CellProblem)
    assert number("80/100", high=100) == 80.0


def test_the_decimal_sign_settles_what_could_be_two_numbers() -> None:
    assert number("1,234", ",") == 1.234
    assert number("1.234", ".") == 1.234
    problem = number("1.234", ",")
    assert isinstance(problem, CellProblem)
    assert problem.code == "two_readings"
    assert "1234 or 1.234" in problem.message


def test_a_unit_is_read_only_where_it_is_the_measures_own() -> None:
    assert number("35°", unit="degrees") == 35.0
    assert number("12 cm", unit="cm") == 12.0
    assert number("52%", unit="percent") == 52.0
    assert isinstance(number("12 cm", unit="mm"), CellProblem)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ('="1558354464010667075"', "1558354464010667075"),
        ("1558354464010667075", "1558354464010667075"),
        ("0012", "0012"),
        ("'=1+1", "=1+1"),
        ("'  @name", "  @name"),
        ("'＝1", "＝1"),
        ("'0012", "'0012"),
        ("'tis", "'tis"),
        ('="a ""b"""', 'a "b"'),
        ("  Smith ", "Smith"),
        ("1E5", "1E5"),
    ],
)
def test_words_stay_words(cell: str, words: str) -> None:
    assert text(cell) == words


def test_off_the_scale_names_the_edge_and_what_to_do() -> None:
    assert within(12, 0, 10, "Pain 0-10") == CellProblem(
        "above_scale", "12 is above 10, the highest value of Pain 0-10. Correct the row or leave it blank."
    )
    below = within(-0.5, 0, 10, "Pain 0-10")
    assert below == CellProblem(
        "below_scale", "-0.5 is below 0, the lowest value of Pain 0-10. Correct the row or leave it blank."
    )
    assert within(10, 0, 10, "Pain 0-10") is None
    assert within(0, 0, 10, "Pain 0-10") is None


@pytest.mark.parametrize(
    ("values", "sign"),
    [
        (["1", "2,5"], ","),
        (["1.5", "2"], "."),
        (["1.5", "2,5"], "mixed"),
        (["1", "2", ""], "either"),
        (["1,234"], "either"),
        (["0,611553068", "81,20416129"], ","),
        (["0,611"], ","),
        (["1.234,5"], ","),
    ],
)
def test_the_decimal_sign_of_a_column(values: list[str], sign: str) -> None:
    assert column_decimal(values) == sign


@given(st.floats(-1e9, 1e9).map(lambda value: round(value, 4)))
def test_plain_numbers_are_read_back(value: float) -> None:
    written = format(value, ".4f")
    assert number(written) == float(written)
    assert number(written.replace(".", ","), ",") == float(written)


@given(st.text(max_size=20))
def test_any_text_is_a_number_missing_or_a_sentence(cell: str) -> None:
    found = number(cell, high=10)
    assert found is None or isinstance(found, CellProblem) or math.isfinite(found)
    if isinstance(found, CellProblem):
        assert found.message.endswith(".")


@example("10.2")
@given(st.text(alphabet="0123456789 .,/-+%eE°>", max_size=8))
def test_whatever_is_read_is_what_stands_there(cell: str) -> None:
    """A number that is read has the digits of the cell in their order: nothing is made up."""
    found = number(cell, high=10)
    if not isinstance(found, float):
        return
    left = cell.split("/")[0]
    digits = "".join(letter for letter in left if letter.isdigit()).strip("0")
    shortest = format(Decimal(repr(abs(found))), "f")  # 10.2 itself, not the 10.199... that stands for it in memory
    assert digits == "".join(letter for letter in shortest if letter.isdigit()).strip("0")
