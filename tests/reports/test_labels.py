"""The words above the columns: plain, written for that report, and no two alike in one table."""

from __future__ import annotations

import re

import pytest

from data.catalogue import Catalogue
from data.store import Store
from reports import desk
from reports.access import MARKETING, OWNER, Viewer
from reports.filters import Filters
from reports.labels import CLOSER, LABELS, OWN, labels
from tests.reports.conftest import TODAY, aimed

ABBREVIATED = re.compile(r"\b(k|cls|ci|sd|srm|bin|id|min|max|pct)\b", re.IGNORECASE)
KNOWN = re.compile(r"95 % CI|\bSD of change|\(id\)")  # said in full in the glossary


@pytest.mark.parametrize("role", [OWNER, MARKETING])
@pytest.mark.parametrize("filters", [Filters(), Filters(percent=30.0)])
def test_every_column_has_a_plain_label_of_its_own(
    role: str, filters: Filters, small_clinic: Store, catalogue: Catalogue
) -> None:
    for name in desk.list_reports(Viewer("x", role)):
        asked = aimed(name, small_clinic, Viewer("x", role), filters)
        report = desk.open_report(name, small_clinic, catalogue, Viewer("x", role), asked, TODAY)
        written = LABELS | CLOSER | OWN.get(name, {})
        assert list(report.labels) == [str(column) for column in report.frame.columns]
        assert [column for column in report.labels if column not in written] == [], name
        said = list(report.labels.values())
        assert len(set(said)) == len(said), (name, [one for one in said if said.count(one) > 1])
        for column, label in report.labels.items():
            assert not ABBREVIATED.search(KNOWN.sub("", label)), (name, column, label)
            assert not ("_" in column and label == column.replace("_", " ").capitalize()) or label in PLAIN


PLAIN = {"Within error"}


def test_weeks_are_not_called_an_interval_and_two_intervals_are_told_apart() -> None:
    assert labels(["low", "high"], "follow_up_time") == {"low": "From (weeks)", "high": "To below (weeks)"}
    bounds = labels(["low", "ci_low", "k"], "bounds")
    assert bounds == {
        "low": "Share improved, 95 % CI low", "ci_low": "Mean change, 95 % CI low", "k": "Improved",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["podiatrists_share", "sites_share", "quarters_share"])
def test_a_share_of_responders_is_not_said_to_be_beyond_error(name: str) -> None:
    """At a percentage asked for the same column holds the share better by that percentage: the notes say which."""
    assert labels(["figure"], name) == {"figure": "Share improved (see the notes)"}


def test_own_words_are_of_reports_there_are() -> None:
    assert set(OWN) <= set(desk.modules())
