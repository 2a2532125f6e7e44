"""The words beside a public picture, from hand-made figures: what is told, how it is turned, and what is left blank."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from data.catalogue import Catalogue
from reports import context
from reports.context_care import adverse_words, care_words
from reports.facts import Facts

NAN = math.nan
ROW = {
    "n": 101.0, "eligible": 146.0, "few_lost": 0.0, "mean_change": 1.95, "ci_low": 1.42, "ci_high": 2.48,
    "sd_change": 2.7, "classed": 101.0, "improved": 53.0, "unchanged": 38.0, "worse": 10.0, "unchanged_or_worse": 48.0,
    "few_worse": 0.0,
}  # fmt: skip


def facts(catalogue: Catalogue, measure: str = "nprs", **changed: float) -> Facts:
    return Facts({**ROW, **changed}, pd.DataFrame(), pd.DataFrame(), catalogue.measure(measure))


def test_counted_is_out_of_those_due(catalogue: Catalogue) -> None:
    assert context.counted(facts(catalogue)) == "101 of 146 courses of care that were due (69 %)"


def test_few_who_were_lost_are_told_without_their_number(catalogue: Catalogue) -> None:
    said = context.counted(facts(catalogue, eligible=NAN, few_lost=1.0))
    assert said == "101 courses of care, all but fewer than 10 of those due,"
    assert context.counted(facts(catalogue, eligible=NAN)) == ""  # hidden for another reason: nothing true can be said


@pytest.mark.parametrize(
    ("change", "said", "interval"),
    [
        ({}, "1.9 points better", "95 % CI 1.4 to 2.5"),
        ({"mean_change": -0.5, "ci_low": -1.0, "ci_high": 0.1}, "0.5 points worse", "95 % CI −0.1 to 1.0"),
        ({"mean_change": NAN}, "", "95 % CI"),
    ],
)
def test_the_mean_and_its_interval_are_turned_alike(
    change: dict[str, float], said: str, interval: str, catalogue: Catalogue
) -> None:
    found = facts(catalogue, **change)
    assert context.mean(found) == said
    assert context.mean_interval(found).startswith(interval)


def test_an_interval_that_does_not_exist_is_blank(catalogue: Catalogue) -> None:
    assert context.mean_interval(facts(catalogue, ci_low=NAN)) == ""


def test_worse_is_always_told(catalogue: Catalogue) -> None:
    assert context.shares(facts(catalogue)) == "52 % improved, 38 % unchanged, 10 % worse"
    few = facts(catalogue, unchanged=NAN, worse=NAN, few_worse=1.0)
    assert context.shares(few) == "52 % improved, 48 % unchanged or worse (fewer than 10 worse)"
    neighbour = facts(catalogue, unchanged=NAN, worse=NAN)
    assert context.shares(neighbour).endswith("(10 or more worse)")
    assert context.shares(facts(catalogue, improved=NAN)) == ""
    assert context.shares(facts(catalogue, classed=0.0)) == ""


def test_thresholds_have_their_source_and_a_missing_one_is_said(catalogue: Catalogue) -> None:
    from reports.studio_request import Request

    pain = context.thresholds(catalogue.measure("nprs"), catalogue, Request("sessions"))
    assert "at least 2 points (" in pain
    assert "more than the error of 1.33 points (" in pain
    ankle = context.thresholds(catalogue.measure("wblt_cm"), catalogue, Request("sessions"))
    assert "no important change is published" in ankle


def events(**rates: tuple[float, bool]) -> pd.DataFrame:
    rows = [{"worst": name, "n": 300.0, "per_100": rate, "at_most": 1.0, "hidden": hidden}
            for name, (rate, hidden) in rates.items()]  # fmt: skip
    return pd.DataFrame(rows)


def test_adverse_events_are_never_left_out() -> None:
    table = events(none=(80.0, False), mild=(20.0, False), significant=(NAN, True), serious=(0.0, False))
    assert adverse_words(table) == (
        "asked about in 300 sessions; per 100 of them up to 20 mild, significant not shown (few people) "
        "and no serious (at most 1.0)"
    )
    assert adverse_words(table.assign(n=0.0)) == "not asked about in these sessions"
    assert adverse_words(table.assign(n=NAN)) == "asked about in too few sessions to say more"
    assert adverse_words(pd.DataFrame()) == ""


def test_other_care_names_the_most_frequent_first() -> None:
    from analytics.care import NOTHING

    table = pd.DataFrame(
        {"care": ["taping", "orthoses", NOTHING, "rest"], "share": [0.3, 0.8, 0.1, NAN], "hidden": [False] * 3 + [True]}
    )
    assert care_words(table) == "orthoses 80 %, taping 30 %; none written down for 10 %"
    assert care_words(table.assign(hidden=True)) == "none that can be shown"
