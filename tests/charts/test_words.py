"""Text for pictures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from charts import words


def test_escape_leaves_quotes_and_takes_tags():
    assert words.escape("""<b>x & "y" 'z'""") == """&lt;b&gt;x &amp; "y" 'z'"""


def test_wrap_breaks_before_it_escapes():
    assert words.wrap("a<b c&d e", 4) == "a&lt;b<br>c&amp;d<br>e"
    assert words.wrap("", 4) == ""


@pytest.mark.parametrize(
    ("value", "places", "said"),
    [(2.44, 1, "2.4"), (-0.04, 1, "0.0"), (-1.5, 1, "−1.5"), (float("nan"), 1, "not known"), (0.126, 2, "0.13")],
)
def test_numbers(value, places, said):
    assert words.number(value, places) == said


def test_intervals_say_when_there_is_none():
    assert words.interval(2.4, 2.0, 2.8) == "2.4 (95 % CI 2.0 to 2.8)"
    assert words.interval(2.4, float("nan"), float("nan")) == "2.4 (no interval: too few)"


def test_counts_and_shares():
    assert words.whole(118.0) == "118"
    assert words.whole(float("nan")) == "–"
    assert words.percent(0.4633) == "46 %"
    assert words.percent(float("nan")) == "not known"
    assert words.trimmed(2.0) == "2"
    assert words.trimmed(1.33) == "1.33"


def test_names_inside_a_sentence():
    assert words.inside("Pain 0-10") == "pain 0-10"
    assert words.inside("VISA-A") == "VISA-A"
    assert words.inside("Foot Function Index") == "Foot Function Index"
    assert words.inside("Lunge test") == "lunge test"


def test_change_title_says_direction_on_its_own_line(pain):
    assert words.change_title(pain, "right of") == "Mean change in pain 0-10<br>(points; right of 0 is better)"


def test_sources_in_short(important, error):
    assert words.short_source(important) == "Hrvatin & Puh 2021"
    assert words.short_source(error) == "PMID 29731662"
    both = replace(error, source="PMID 15207508 / 10.1016/j.ejpain.2003.09.004 Salaffi 2004")
    assert words.short_source(both) == "Salaffi 2004"
    assert words.short_source(replace(error, source="Landorf et al. 2010; abstract")) == "Landorf et al. 2010"
    journal = "PMID 25364856 J Sport Rehabil 2015 (n=102)"
    assert words.short_source(replace(error, source=journal)) == "PMID 25364856"


def test_two_decimals_on_a_short_scale(pain):
    assert words.decimals(pain) == 1
    assert words.decimals(replace(pain, high=1.0)) == 2


def test_titles_leave_no_single_word_on_the_last_line():
    assert words.title("Mean change in dorsiflexion, knee straight (degrees; above 0 is better)") == (
        "Mean change in<br>dorsiflexion, knee straight<br>(degrees; above 0 is better)"
    )


def test_an_amount_of_one_has_its_unit_in_the_singular() -> None:
    assert [words.amount(1, "points"), words.amount(0.5, "points"), words.amount(1, "mm")] == [
        "1 point", "0.5 points", "1 mm",
    ]  # fmt: skip
