"""The owner report, read back from the finished file: pages, figures against their answers, refusals, same bytes."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from charts.words import percent, whole
from data.catalogue import Catalogue
from data.store import Store
from reports import cli, desk, quarter_words
from reports.access import MARKETING, OWNER, PODIATRIST, NotAllowed, Viewer
from reports.filters import Filters
from reports.period import parse_period
from reports.quarter import quarter_pdf
from reports.quarter_facts import QuarterError, gather
from reports.quarter_words import mean
from reports.report import Report
from reports.safety import EVENTS
from reports.sentences import NO_COMPARISON
from tests.reports.printed import pages, words

OWNS = Viewer("owner", OWNER)
ASKED_ON = date(2026, 11, 28)
NOW = Filters(since=date(2026, 7, 1), until=date(2026, 9, 30), measure="nprs")
LAST = Filters(since=date(2026, 4, 1), until=date(2026, 6, 30), measure="nprs")


@pytest.fixture(scope="session")
def demo_pdf(demo_store: Store, catalogue: Catalogue) -> bytes:
    return quarter_pdf(demo_store, catalogue, OWNS, "2026-Q3", ASKED_ON)


@pytest.fixture
def asked(demo_store: Store, catalogue: Catalogue):
    def ask(name: str, filters: Filters = NOW) -> Report:
        return desk.open_report(name, demo_store, catalogue, OWNS, filters, ASKED_ON)

    return ask


def test_the_demo_clinic_fills_two_to_four_pages(demo_pdf: bytes) -> None:
    every = pages(demo_pdf)
    assert 2 <= len(every) <= 4
    for place, page in enumerate(every, 1):
        assert f"Page {place} of {len(every)}" in page
        assert any("data version" in text and "28 Nov 2026" in text and "2026-Q3" in text for text in page)
    text = words(demo_pdf)
    for part in ("July to September 2026", "By condition", "Is it steady?", "What changed since last quarter",
                 "Safety and other care", "Data quality", "Methods", "not for publication", NO_COMPARISON,
                 "The people and records in this report are invented", "1.33 points", "PMID 29731662"):  # fmt: skip
        assert part in text, part


def test_every_row_of_the_conditions_is_the_answer_of_its_report(demo_pdf: bytes, asked, catalogue: Catalogue) -> None:
    text = [piece for page in pages(demo_pdf) for piece in page]
    frame, measure = asked("effectiveness").frame, catalogue.measure("nprs")
    due = frame[frame["eligible"] > 0]
    assert len(due) > 5
    for row in due.itertuples():
        better = row.improved_both + row.improved_important + row.improved_error
        classes = f"{better} / {row.within_error} / {row.worse}" if row.n else "–"
        cells = [mean(row, measure), whole(row.n), whole(row.eligible), percent(row.share_followed), classes]
        places = [place for place, piece in enumerate(text) if piece == row.label]
        assert cells in [text[place + 1 : place + 6] for place in places], (row.label, cells)


def test_the_figures_at_the_top_are_those_of_the_overview_and_of_safety(demo_pdf: bytes, asked) -> None:
    text = words(demo_pdf)
    row, last = asked("overview").frame.iloc[0], asked("overview", LAST).frame.iloc[0]
    safety = asked("safety").frame.set_index("worst")
    had, of = safety.loc[list(EVENTS), "had"].sum(), safety.loc["mild", "n"]
    for part in (
        f"Courses of care begun {row['seen']}", f"Last quarter {last['seen']}",
        f"{row['mean_change']:.1f} points better 95 % CI {row['ci_low']:.1f} to {row['ci_high']:.1f}, n {row['n']}",
        f"Last quarter {last['mean_change']:.1f} better, n {last['n']}",
        f"{percent(row['share_followed'])} {row['followed_up']} of {row['eligible']}",
        f"Last quarter {percent(last['share_followed'])}, {last['followed_up']} of {last['eligible']}",
        f"{had} of {of} of those asked; significant {safety.loc['significant', 'had']}, serious "
        f"{safety.loc['serious', 'had']}",
        *asked("overview").summary[:2], *asked("safety").summary, *asked("other_care").summary,
        *asked("by_period", Filters(until=NOW.until, measure="nprs")).summary,
    ):  # fmt: skip
        assert part in text, part


def test_safety_and_quality_of_both_quarters_are_their_answers(demo_pdf: bytes, asked) -> None:
    text = words(demo_pdf)
    for filters in (NOW, LAST):
        for row in asked("safety", filters).frame.itertuples():
            assert f"{row.had} of {row.n}" in text, row
            if row.had and row.worst != "not asked":
                assert f"{row.per_100:.1f} ({row.low:.1f} to {row.high:.1f})" in text
        pairs, overview = asked("missing_pairs", filters).frame, asked("overview", filters).frame.iloc[0]
        complete, sessions = pairs["complete"].sum(), pairs["sessions"].sum()
        assert f"{complete} of {sessions} ({percent(complete / sessions)})" in text
        again, begun = overview["followed_up"], overview["with_baseline"]
        assert f"{again} of {begun} ({percent(again / begun)})" in text
        early = asked("follow_up_time", filters).frame
        n = early["n"].sum()
        assert f"{early['n'].head(2).sum()} of {n} ({percent(early['n'].head(2).sum() / n)})" in text
        said = asked("heaping", filters).summary[0]
        share, total, expected = re.findall(r"\d+", said)
        assert f"{share} % of {total}, {expected} % expected" in text
    for row in asked("follow_up").frame.query("by == 'site'").itertuples():
        assert f"{row.label.removeprefix('Site: ')} {row.followed_up} of {row.eligible} ({percent(row.share)})" in text


def test_two_quarters_stand_side_by_side_with_both_n_and_no_cause(
    demo_pdf: bytes, demo_store: Store, asked, catalogue: Catalogue
) -> None:
    text, measure = words(demo_pdf), catalogue.measure("nprs")
    facts = gather(demo_store, catalogue, OWNS, parse_period("2026-Q3"), ASKED_ON)
    rows = quarter_words.beside(facts)
    now, last = (asked("effectiveness", filters).frame.set_index("label") for filters in (NOW, LAST))
    for row in rows[1:]:
        for frame, said in ((now, row.now), (last, row.last)):
            found = frame.loc[row.label]
            assert found["n"] >= 5
            assert said == f"{mean(found, measure)}, n {found['n']}"
            assert said in text
        moved = now.loc[row.label, "mean_change"] - last.loc[row.label, "mean_change"]
        assert row.read.startswith("the same" if abs(moved) < 0.05 else f"{abs(moved):.1f} points")
        assert ("more than" in row.read) == (moved >= 0.05)
    named = {row.label for row in rows}
    few = quarter_words.too_few(facts)
    for label in {*now.index, *last.index} - named:
        assert f"{label} (" in few or not (now["n"].get(label, 0) or last["n"].get(label, 0)), label
    said = " ".join(row.read for row in rows)
    assert not re.search(r"\b(because|due to|thanks|led to|improvement|effect)\b", said)


@pytest.mark.parametrize("quarter", ["2022-Q3", "2022-Q4", "2025-Q1", "2026-Q4"])
def test_first_quarters_and_one_that_is_not_over(demo_store: Store, catalogue: Catalogue, quarter: str) -> None:
    made = quarter_pdf(demo_store, catalogue, OWNS, quarter, ASKED_ON)
    assert 2 <= len(pages(made)) <= 4
    text = words(made)
    assert ("This quarter is not over yet" in text) == (quarter == "2026-Q4")
    assert ("No course of care began in this quarter." in text) == (quarter == "2022-Q3")
    assert "nan" not in text
    assert "not known" not in text


def test_a_tiny_clinic(small_clinic: Store, catalogue: Catalogue) -> None:
    tiny = quarter_pdf(small_clinic, catalogue, OWNS, "2026-Q1", ASKED_ON)
    assert 2 <= len(pages(tiny)) <= 4
    text = words(tiny)
    assert "invented" not in text
    assert "Courses of care begun 26" in text
    assert "Pain 0-10 fell by" in text


def test_nothing_recorded_says_what_to_do(clinic_store: Store, catalogue: Catalogue) -> None:
    made = quarter_pdf(clinic_store, catalogue, OWNS, "2026-Q1", ASKED_ON)
    assert len(pages(made)) == 2
    assert "There are no records yet. Bring the clinic's spreadsheet in" in words(made)


def test_only_the_owner_and_only_quarters(demo_store: Store, catalogue: Catalogue) -> None:
    podiatrist = str(desk.current(demo_store).episodes["podiatrist"].mode().iloc[0])
    for viewer in (Viewer("m", MARKETING), Viewer("p", PODIATRIST, podiatrist)):
        with pytest.raises(NotAllowed, match="Owner report"):
            quarter_pdf(demo_store, catalogue, viewer, "2026-Q3", ASKED_ON)
        with pytest.raises(NotAllowed):  # the answers themselves are shut to them too
            gather(demo_store, catalogue, viewer, parse_period("2026-Q3"), ASKED_ON)
    for wrong in ("2026", "2026-Q5", "Q3", "2023..2025", ""):
        with pytest.raises(QuarterError, match="2026-Q3"):
            quarter_pdf(demo_store, catalogue, OWNS, wrong, ASKED_ON)
    with pytest.raises(QuarterError, match="has not begun"):
        quarter_pdf(demo_store, catalogue, OWNS, "2027-Q1", ASKED_ON)


def test_the_same_data_and_day_give_the_same_bytes_in_another_process(demo_home: Path, demo_pdf: bytes) -> None:
    """Also after the report itself was asked for, which is written down but changes no data."""
    made = []
    for seed in ("1", "2"):
        out = demo_home / f"{seed}.pdf"
        command = [sys.executable, "-m", "reports", "quarter", "2026-Q3", "--demo", "--as-of", "2026-11-28"]
        subprocess.run([*command, "--out", out], env={**os.environ, "PYTHONHASHSEED": seed}, check=True)
        made.append(hashlib.sha256(out.read_bytes()).hexdigest())
    assert made == [hashlib.sha256(demo_pdf).hexdigest()] * 2


def test_the_command_refuses_in_a_sentence(demo_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(demo_home / "q.pdf")
    assert cli.main(["quarter", "2026-Q3", "--demo", "--out", out, "--as-role", "marketing"]) == cli.NOT_ALLOWED
    assert cli.main(["quarter", "soon", "--demo", "--out", out]) == cli.USAGE
    said = capsys.readouterr().err
    assert "not open to the role marketing" in said
    assert "'soon' is not a quarter. Ask for one such as 2026-Q3." in said
    assert not Path(out).exists()


def test_nobody_is_named_but_those_who_write_things_down(demo_pdf: bytes, demo_store: Store) -> None:
    people = desk.current(demo_store).patients
    text = words(demo_pdf)
    names = {str(name) for name in people["display_name"].dropna() if len(str(name)) > 3}
    assert not [name for name in names | set(people["reference"].astype(str)) if name in text and not name.isdigit()]
    assert b"/Author ()" in demo_pdf or b"/Author" not in demo_pdf
