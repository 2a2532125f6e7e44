"""Filters go into an address and come back the same; what nobody knows is refused with the nearest name."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.filters import AGE_BANDS, SCREENS, SERIES, FilterError, Filters, check_known, pairs, parse

names = (
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=12)
    .map(str.strip)
    .filter(bool)
)
many = st.lists(names, max_size=3, unique=True).map(lambda chosen: tuple(sorted(chosen)))
numbers = st.none() | st.floats(0.01, 9999).filter(lambda value: 0 < value < 10_000)
days = st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31))


@st.composite
def filters(draw: st.DrawFn) -> Filters:
    since, until = draw(days), draw(days)
    if since and until and since > until:
        since, until = until, since
    ages = draw(st.lists(st.sampled_from(sorted(AGE_BANDS)), unique=True).map(lambda found: tuple(sorted(found))))
    return Filters(
        since, until, draw(many), draw(many), draw(many), draw(many), ages,
        draw(st.sampled_from(["", "nprs", "own.0"])), draw(numbers), draw(numbers),
        draw(st.sampled_from(["month", "quarter"])),
        series=draw(st.sampled_from(sorted(SERIES))), screen=draw(st.sampled_from(sorted(SCREENS))),
        rebased=draw(days),
        together=draw(st.none() | st.floats(0, 1)), usual=draw(st.none() | st.floats(-1000, 1000)),
    )  # fmt: skip


@given(filters())
def test_filters_come_back_from_their_pairs_as_they_were(chosen: Filters) -> None:
    assert parse(pairs(chosen)) == chosen


@given(filters(), st.integers(1, 10**9), names)
def test_one_course_of_care_is_never_in_an_address(chosen: Filters, episode: int, method: str) -> None:
    one = chosen.with_(episode=episode, method=method)
    assert pairs(one) == pairs(chosen)
    for name in ("episode", "method"):
        with pytest.raises(FilterError, match=f"no filter called '{name}'"):
            parse([(name, "1")])


def test_nothing_chosen_needs_no_pair() -> None:
    assert pairs(Filters()) == []
    assert parse([]) == Filters()


def test_several_choices_come_by_semicolon_or_by_repeating() -> None:
    assert parse([("site", "North; South")]) == parse([("site", "South"), ("site", "North")])
    assert parse([("site", r"North\; South")]).site == ("North; South",)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("conditon", "x", "Did you mean 'condition'"),
        ("zzz", "x", "The filters are since, until"),
        ("since", "5/1/2026", "needs a date such as 2026-11-22, not '5/1/2026'"),
        ("horizon", "soon", "a number above 0, not 'soon'"),
        ("percent", "-3", "a number above 0, not '-3'"),
        ("percent", "nan", "a number above 0"),
        ("horizon", "inf", "a number above 0"),
        ("age", "20-30", "There is no age band '20-30'"),
        ("together", "1.1", "a number from 0 to 1, not '1.1'"),
        ("together", "nan", "a number from 0 to 1"),
        ("usual", "many", "a number from -1000 to 1000, not 'many'"),
        ("period", "week", "month or quarter, not 'week'"),
        ("series", "pain", "one of change, improved, follow_up, harm, sessions, first, not 'pain'"),
        ("screen", "yes", "one of on, off, not 'yes'"),
        ("rebased", "soon", "needs a date such as 2026-11-22, not 'soon'"),
    ],
)
def test_what_cannot_be_read_is_said(name: str, value: str, said: str) -> None:
    with pytest.raises(FilterError, match=said):
        parse([(name, value)])


def test_a_period_has_to_begin_before_it_ends() -> None:
    with pytest.raises(FilterError, match="ends before it begins"):
        parse([("since", "2026-02-01"), ("until", "2026-01-01")])


def test_an_unknown_choice_gets_the_nearest() -> None:
    with pytest.raises(FilterError, match=r"There is no site called 'Nort'. Did you mean 'North'"):
        check_known(Filters(site=("Nort",)), {"site": ["North", "South"]})
    check_known(Filters(site=("North",)), {"site": ["North", "South"]})
