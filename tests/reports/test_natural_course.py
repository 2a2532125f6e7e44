"""Still in pain later on: by hand, the published band for heel pain alone, and no word of a forecast or a cause."""

from __future__ import annotations

import re

import pytest

from data.catalogue import Catalogue
from data.store import Store
from reports import desk
from reports.access import OWNER, Viewer
from reports.filters import Filters
from reports.natural_course import ALONE, BAND, HISTORY, ONLY_PAIN
from reports.report import Report
from tests.reports.conftest import TODAY, course, fill
from tests.reports.test_sentences import CAUSAL

HEEL = ("plantar_heel_pain",)
ME = Viewer("x", OWNER)


def ask(store: Store, catalogue: Catalogue, **chosen: object) -> Report:
    return desk.open_report("natural_course", store, catalogue, ME, Filters(**chosen), TODAY)  # type: ignore[arg-type]


@pytest.fixture
def heels(clinic_store: Store, catalogue: Catalogue) -> Store:
    """Six weeks after the first session, three of four still have pain; a fifth began without any."""
    rows = []
    for number, last in enumerate((0.0, 1.0, 5.0, 7.0)):
        rows += course(f"HEEL-{number:04d}", [(7.0, 6.0), (6.0, None), (6.0, None), (last, None)])
    rows += course("HEEL-0009", [(0.0, None), (1.0, None), (1.0, None), (1.0, None)])
    fill(clinic_store, catalogue, rows)
    return clinic_store


def test_by_hand_at_six_weeks_and_nobody_later(heels: Store, catalogue: Catalogue) -> None:
    report = ask(heels, catalogue)
    assert report.frame["weeks"].tolist() == [6, 12, 26, 52]
    assert report.frame["n"].tolist() == [4, 0, 0, 0] and report.frame["still"].tolist() == [3, 0, 0, 0]
    assert report.frame["share"].iloc[0] == 0.75
    assert report.summary[0] == ("Still with pain 0-10 above 0: 3 of 4 at 6 weeks; nobody yet at 12, 26 and 52 weeks.")


def test_from_ten_courses_on_it_is_a_percentage_with_its_interval(heels: Store, catalogue: Catalogue) -> None:
    rows = []
    for number in range(6):
        rows += course(f"MORE-{number:04d}", [(7.0, 6.0), (6.0, None), (6.0, None), (5.0, None)])
    fill(heels, catalogue, rows, "more.csv")
    assert ask(heels, catalogue).summary[0] == (
        "Still with pain 0-10 above 0: 90 % at 6 weeks (95 % CI 60 % to 98 %; n 10); nobody yet at 12, 26 and 52 weeks."
    )


def test_the_published_band_stands_at_one_year_and_is_for_heel_pain_alone(heels: Store, catalogue: Catalogue) -> None:
    assert re.search(
        r"80\.5 %.*1 year, 50\.0 % after 5 years and 45\.6 %.*10 \(PMID 29536022\).*never a forecast", HISTORY
    )
    heel = ask(heels, catalogue, condition=HEEL)
    assert HISTORY in heel.summary and BAND in heel.notes and ALONE not in heel.summary
    year = heel.frame.set_index("weeks").loc[52]
    assert year["published"] == 0.805
    assert (year["published_low"], year["published_high"]) == pytest.approx((0.7393, 0.8566), abs=5e-4)
    assert heel.frame["published"].notna().sum() == 1
    band = heel.figure.layout.shapes[0]  # type: ignore[union-attr]
    assert (band.x0, band.x1) == (year["published_low"], year["published_high"])
    assert band.name == "Published, heel pain at 1 year:<br>80.5\N{NO-BREAK SPACE}% (74 % to 86 %; PMID 29536022)"
    every = ask(heels, catalogue)
    assert HISTORY not in every.summary and ALONE in every.summary and BAND not in every.notes
    assert every.frame["published"].isna().all() and not every.figure.layout.shapes  # type: ignore[union-attr]


def test_what_is_no_pain_score_or_was_never_measured_again_is_a_sentence(heels: Store, catalogue: Catalogue) -> None:
    assert ask(heels, catalogue, measure="wblt_cm").summary == (ONLY_PAIN,)
    never = ask(heels, catalogue, condition=("cramp",))
    assert never.figure is None and "was measured at 6, 12, 26 or 52 weeks" in never.summary[0]


def test_no_word_says_why(demo_store: Store, catalogue: Catalogue) -> None:
    report = ask(demo_store, catalogue, condition=HEEL)
    assert not CAUSAL.search(" ".join((*report.summary, *report.notes)))
    assert report.frame["n"].iloc[0] > 100
