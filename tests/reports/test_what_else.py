"""What else could explain it: a what-if is called one, the missing are predicted and named only beyond chance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from analytics.anyway import LEAST_PAIRS
from data import demo, demo_course
from data.catalogue import Catalogue
from data.demo_build import build_file
from data.rows import ReadingFacts, SourceRow
from data.snapshot import Snapshot
from data.store import Store, open_store
from reports import desk
from reports.access import OWNER, Viewer
from reports.answer import answer
from reports.bounds import AS_PREDICTED, NOT_PREDICTED, PREDICTED
from reports.filters import FilterError, Filters
from reports.reader import Reader
from reports.report import Report
from reports.who_is_missing import START, VISITS, _furthest, standing_out
from tests.reports.conftest import TODAY, Make, course, fill
from tests.reports.test_sentences import CAUSAL

ME = Viewer("x", OWNER)
DEMO_DAY = date(2026, 11, 22)


def ask(store: Store, catalogue: Catalogue, name: str, **chosen: object) -> Report:
    return desk.open_report(name, store, catalogue, ME, Filters(**chosen), TODAY)  # type: ignore[arg-type]


def test_the_example_is_a_what_if_and_the_reader_may_move_it(small_clinic: Store, catalogue: Catalogue) -> None:
    """Everybody in heel and Achilles begins at 8: 0.4 of 3 with the example, half of 4 with .5 and 4."""
    report = ask(small_clinic, catalogue, "anyway")
    row = report.frame.set_index("bin_low").loc[8.0]
    assert row["expected"] == pytest.approx(0.4 * 3)
    assert "if readings held together by 0.6 and people like these had 5 on average: a what-if" in report.summary[-1]
    example = "an example, not taken from these records"
    assert f"of r 0.6 ({example}) and mean 5 ({example}). 0 people have two readings" in report.notes[0]
    moved = ask(small_clinic, catalogue, "anyway", together=0.5, usual=4.0)
    assert moved.frame.set_index("bin_low").loc[8.0, "expected"] == pytest.approx(2.0)
    assert "held together by 0.5 and people like these had 4 on average: a what-if" in moved.summary[-1]
    assert "of r 0.5 (typed in) and mean 4 (typed in)." in moved.notes[0]
    one = ask(small_clinic, catalogue, "anyway", together=0.5)
    assert f"of r 0.5 (typed in) and mean 5 ({example})." in one.notes[0]
    assert moved.frame["mean_change"].tolist() == report.frame["mean_change"].tolist()


def test_what_people_usually_have_lies_on_the_scale(small_clinic: Store, catalogue: Catalogue) -> None:
    with pytest.raises(FilterError, match="has to lie on the scale of Pain 0-10: 0 to 10"):
        ask(small_clinic, catalogue, "anyway", usual=11.0)


def read_twice(patients: int) -> list[SourceRow]:
    """People with a review a week before the first session, from 4 up to 9 and then 1 higher or lower in turn."""
    rows: list[SourceRow] = []
    for number in range(patients):
        start = 4 + number % 6
        seen = course(f"T-{number:04d}", [(start + (-1) ** number, None), (3.0, None)])
        on = seen[0].started - timedelta(days=7)
        facts = (ReadingFacts("nprs", float(start), on, "review", "left"),)
        rows += [replace(seen[0], session=None, readings=facts), *seen]
    return rows


def test_two_readings_before_needling_are_taken_where_enough_have_them(
    clinic_store: Store, catalogue: Catalogue
) -> None:
    fill(clinic_store, catalogue, read_twice(LEAST_PAIRS))
    report = ask(clinic_store, catalogue, "anyway")
    first = np.array([4.0 + number % 6 for number in range(LEAST_PAIRS)])
    second = first + (-1.0) ** np.arange(LEAST_PAIRS)
    r, mean = np.corrcoef(first, second)[0, 1], np.r_[first, second].mean()
    assert any(
        f"r {r:.2f} and mean {mean:.1f} points are those of the {LEAST_PAIRS} people" in one for one in report.notes
    )
    assert f"from {LEAST_PAIRS} people who were measured twice before any needling." in report.summary[-1]
    assert "what-if" not in " ".join(report.summary)
    row = report.frame.set_index("bin_low").loc[9.0]
    assert row["expected"] == pytest.approx((1 - r) * (9 - mean))


def test_one_pair_too_few_is_said_and_not_taken(clinic_store: Store, catalogue: Catalogue) -> None:
    fill(clinic_store, catalogue, read_twice(LEAST_PAIRS - 1))
    report = ask(clinic_store, catalogue, "anyway")
    assert any(
        f"{LEAST_PAIRS - 1} people have two readings" in note and "30 are needed" in note for note in report.notes
    )
    assert "a what-if, not a fact" in report.summary[-1]


def test_a_measure_without_an_example_has_no_line(clinic_store: Store, catalogue: Catalogue) -> None:
    rows: list[SourceRow] = []
    for number in range(12):
        scores = [(40.0, None), (60.0, None)]
        rows += course(f"V-{number:04d}", scores, measure="visa_a", condition="achilles_tendinopathy")
    fill(clinic_store, catalogue, rows)
    report = ask(clinic_store, catalogue, "anyway", measure="visa_a")
    assert report.frame["expected"].isna().all()
    assert report.summary[-1].startswith("No example fits this measure.")
    assert report.frame[["bin_low", "bin_high"]].to_numpy().tolist() == [[40, 60]]
    assert report.summary[0].startswith("Of those who began from 40 to below 60, the mean change is 20.0 points")
    typed = ask(clinic_store, catalogue, "anyway", measure="visa_a", usual=50.0)
    assert typed.frame["expected"].tolist() == pytest.approx([4.0])


@pytest.mark.parametrize(
    ("measure", "said"),
    [("nprs", "a high first reading tends to be followed by a lower one"),
     ("visa_a", "a low first reading tends to be followed by a higher one")],
)  # fmt: skip
def test_the_worst_end_of_the_scale_is_the_measures_own(
    measure: str, said: str, small_clinic: Store, catalogue: Catalogue
) -> None:
    notes = " ".join(ask(small_clinic, catalogue, "anyway", measure=measure).notes)
    assert said in notes and notes.count("tends to be followed by") == 1


def random_answer(make: Make, catalogue: Catalogue, name: str, seed: int = 1) -> tuple[Report, Snapshot]:
    snapshot = make(seed)
    asked = Filters(measure="nprs")
    return answer(name, desk.find(name), Reader(snapshot, catalogue, ME, asked, TODAY)), snapshot


def test_the_prediction_is_a_row_and_the_tipping_point_a_sentence(random_clinic: Make, catalogue: Catalogue) -> None:
    report, _ = random_answer(random_clinic, catalogue, "bounds")
    rows = report.frame.set_index("case")
    assert list(rows.index)[-1] == AS_PREDICTED
    worst, best = rows.loc["worst case", "share"], rows.loc["best case", "share"]
    assert worst <= rows.loc[AS_PREDICTED, "share"] <= best
    assert rows.loc[AS_PREDICTED, "k"] == pytest.approx(rows.loc[AS_PREDICTED, "share"] * rows.loc["worst case", "n"])
    assert rows.loc[AS_PREDICTED, "n"] == rows.loc["worst case", "n"]
    assert np.isnan(rows.loc[AS_PREDICTED, "mean_change"])
    assert PREDICTED in report.notes and NOT_PREDICTED not in report.notes
    assert any("a prediction, not a count" in said for said in report.summary)
    assert any("half" in said for said in report.summary)


def test_nobody_missing_has_no_prediction_and_no_tipping_point(small_clinic: Store, catalogue: Catalogue) -> None:
    report = ask(small_clinic, catalogue, "bounds")
    assert AS_PREDICTED not in set(report.frame["case"])
    assert NOT_PREDICTED in report.notes and PREDICTED not in report.notes
    assert report.summary == ("88 % of the 26 courses of care measured again improved (95 % CI 71 % to 96 %).",)


def test_one_missing_is_one_and_the_share_has_its_number_and_interval(
    small_clinic: Store, catalogue: Catalogue
) -> None:
    fill(small_clinic, catalogue, course("GONE-0001", [(8.0, 7.0)]), "more.csv")
    assert ask(small_clinic, catalogue, "bounds").summary[0] == (
        "88 % of the 26 courses of care measured again improved (95 % CI 71 % to 96 %); with the 1 who was not, it "
        "could be anything from 85 % to 89 %."
    )
    lost = ask(small_clinic, catalogue, "who_is_missing").summary[0]
    assert lost == "1 of 27 courses of care with a first reading (4 %) was not measured again."


def test_one_course_in_view_is_one(clinic_store: Store, catalogue: Catalogue) -> None:
    fill(clinic_store, catalogue, course("ONE-0001", [(8.0, 7.0), (4.0, None)]))
    said = ask(clinic_store, catalogue, "who_is_missing").summary[0]
    assert said == "0 of 1 course of care with a first reading (0 %) were not measured again."


def test_what_stands_out_of_those_known_at_the_start_has_its_numbers() -> None:
    """Ten of fifty against thirty of fifty: 20 % with 11 to 33, and 60 % with 46 to 72 (Wilson)."""
    rows = pd.DataFrame({
        "by": "Sex", "label": ["Female", "Male"], "n": 50, "share": [0.2, 0.6], "low": [0.112, 0.462],
        "high": [0.33, 0.724],
    })  # fmt: skip
    assert _furthest(rows, "Sex") == (
        "Sex: 60 % of “Male” (95 % CI 46 % to 72 %; n 50) are missing, and 20 % of “Female” (95 % CI 11 % to 33 %; "
        "n 50): more of a difference than chance would give."
    )


def test_who_is_missing_counts_those_that_the_bounds_count(random_clinic: Make, catalogue: Catalogue) -> None:
    report, snapshot = random_answer(random_clinic, catalogue, "who_is_missing")
    bounds = random_answer(random_clinic, catalogue, "bounds")[0].frame.set_index("case")
    for name in ("First reading", "Age at start", "Condition"):
        rows = report.frame[report.frame["by"] == name]
        assert rows["n"].sum() == bounds.loc["worst case", "n"], name
        assert rows["missing"].sum() == bounds.loc["worst case", "n"] - bounds.loc["observed", "n"], name
    assert snapshot.episodes["age"].isna().any()
    assert "Not recorded" in report.frame.loc[report.frame["by"] == "Age at start", "label"].tolist()
    assert "cannot be said" in report.summary[-1]  # no end of a course is written down in this clinic


def test_one_condition_alone_is_compared_with_nothing(random_clinic: Make, catalogue: Catalogue) -> None:
    asked = Filters(measure="nprs", condition=("plantar_heel_pain",))
    report = answer("x", desk.find("who_is_missing"), Reader(random_clinic(1), catalogue, ME, asked, TODAY))
    assert set(report.frame["by"]) == {"First reading", "Age at start"}
    assert "condition" not in " ".join(report.summary)


def chances(make: Make, catalogue: Catalogue, twice: bool) -> pd.Series:
    """The chance of each thing looked at, in a clinic of one foot each, or of two feet that go alike."""
    one = make(3)
    first = one.episodes.drop_duplicates("patient")["episode"]
    frames = {name: getattr(one, name) for name in ("episodes", "sessions", "readings")}
    own = {name: frame[frame["episode"].isin(first)] for name, frame in frames.items()}
    later = own["readings"][own["readings"]["phase"] == "before"].drop_duplicates("episode")
    days = pd.Series(np.arange(len(later)) % 3 * 7 + 7, index=later.index)
    for place, kept in ((1, later["episode"] % 4 > 0), (2, later["episode"] % 4 == 1)):
        more = later[kept].assign(
            session=later["session"] + place * 10**6, number=place + 1, reading=later["reading"] + place * 10**6,
            on=later["on"] + pd.to_timedelta(days, unit="D") * place,
            value=(later["value"] - place * (later["episode"] % 3)).clip(0, 10),
        )  # fmt: skip
        visits = own["sessions"].drop_duplicates("episode").set_index("episode").loc[more["episode"]].reset_index()
        visits = visits.assign(session=more["session"].to_numpy(), number=place + 1, on=more["on"].to_numpy())
        own["readings"] = pd.concat([own["readings"], more], ignore_index=True)
        own["sessions"] = pd.concat([own["sessions"], visits], ignore_index=True)
    own["episodes"] = own["episodes"].assign(ended_how=pd.Categorical(["lost"] * len(own["episodes"])))
    if twice:
        own = {name: pd.concat([frame, _other_foot(frame)], ignore_index=True) for name, frame in own.items()}
    found = answer(
        "who_is_missing",
        desk.find("who_is_missing"),
        Reader(replace(one, **own), catalogue, ME, Filters(measure="nprs"), TODAY),
    )
    return found.frame.drop_duplicates("by").set_index("by")["p"]


def _other_foot(frame: pd.DataFrame) -> pd.DataFrame:
    keys = [name for name in ("episode", "session", "reading") if name in frame.columns]
    return frame.assign(**{name: frame[name] + 10**8 for name in keys})


def test_two_feet_that_go_alike_are_no_more_than_one(random_clinic: Make, catalogue: Catalogue) -> None:
    few = "Age at start"  # the feet of a few people are enough to be looked at
    one, two = (chances(random_clinic, catalogue, twice).drop(few) for twice in (False, True))
    assert one.notna().sum() >= 3 and one.notna()[VISITS]
    assert two.to_dict() == pytest.approx(one.to_dict(), nan_ok=True)


@pytest.fixture(scope="module")
def demo_on(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Iterator[Callable[[str], Store]]:
    """The invented clinic on one day, as it is, and with the same chance to leave for everybody."""
    stores: dict[str, Store] = {}
    for name in ("as it is", "by chance"):
        with pytest.MonkeyPatch.context() as patch:
            if name == "by chance":
                patch.setattr(demo_course, "leaving", lambda better, visit: 0.39 if visit == 1 else 0.065)
            path = tmp_path_factory.mktemp("demo") / "demo.db"
            build_file(path, list(demo.rows(until=DEMO_DAY)), None)
        stores[name] = open_store(f"sqlite:///{path}", catalogue)
    yield stores.__getitem__
    for store in stores.values():
        store.close()


def demo_answer(store: Store, catalogue: Catalogue, name: str) -> Report:
    return desk.open_report(name, store, catalogue, ME, Filters(), DEMO_DAY)


def test_the_demos_leaving_is_found_where_it_was_put_and_nowhere_else(
    demo_on: Callable[[str], Store], catalogue: Catalogue
) -> None:
    found = demo_answer(demo_on("as it is"), catalogue, "who_is_missing")
    assert standing_out(found.frame) == [VISITS]
    shares = found.frame[found.frame["by"] == VISITS].set_index("label")["share"]
    assert shares["50 % better or more"] > shares["Under 50 % better"] < shares["No better"]
    assert "differs by more than chance would give" in found.summary[-1]
    by = found.frame[found.frame["by"] == VISITS].set_index("label").loc["50 % better or more"]
    ends = f"95 % CI {100 * by['low']:.0f} % to {100 * by['high']:.0f} %"
    assert f"of the {by['n']} visits where it was 50 % better or more ({ends})" in found.summary[-1]
    alike = demo_answer(demo_on("by chance"), catalogue, "who_is_missing")
    assert standing_out(alike.frame) == []
    assert set(alike.frame["by"]) == {*START, VISITS}
    assert "more than chance would give" not in " ".join(alike.summary).replace("no more than chance", "")


def test_the_other_answers_do_not_find_the_demos_leaving(demo_on: Callable[[str], Store], catalogue: Catalogue) -> None:
    """The bounds do not see it (who leaves is like the others at the start), nor does the fall back of readings."""
    for name in ("as it is", "by chance"):
        rows = demo_answer(demo_on(name), catalogue, "bounds").frame.set_index("case")
        observed = rows.loc["observed"]
        assert observed["low"] < rows.loc[AS_PREDICTED, "share"] < observed["high"], name
        assert "chance" not in " ".join(demo_answer(demo_on(name), catalogue, "anyway").summary)


@pytest.mark.parametrize("name", ["anyway", "bounds", "who_is_missing"])
def test_nothing_here_speaks_of_a_cause(name: str, demo_on: Callable[[str], Store], catalogue: Catalogue) -> None:
    report = demo_answer(demo_on("as it is"), catalogue, name)
    for said in (report.title, report.question, *report.summary):
        assert not CAUSAL.search(said.lower()), said
    assert report.figure is not None and report.alt.startswith("Chart: ")
    assert not pd.DataFrame(report.frame).empty
