"""Who withdrew consent is in no figure for others, as if they had never come; two pictures do not tell of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from data.catalogue import Catalogue
from data.ledger import Ledger
from data.snapshot import Snapshot, current
from data.store import Store, open_store
from reports import desk, people, studio
from reports.access import MARKETING, OWNER, PODIATRIST, Viewer
from reports.choices import choices
from reports.filters import Filters
from reports.overlap import Shown, overlaps
from reports.public_view import LEFT_OUT, left_out, without_withdrawn
from reports.studio_content import kept_table
from tests.reports.conftest import TODAY, course, fill, make_random
from tests.reports.studio_clinic import APPROVAL, CLINIC_OWNER, GOOD, MARKETER, PRACTITIONER, large_clinic

ON = date(2026, 11, 2)
PODIATRIST_ANN = Viewer("Ann Lee", PODIATRIST, "Ann Lee")
DOWN: list[tuple[float, float | None]] = [(8.0, 7.0), (6.0, 5.0), (4.0, None)]
ASKED = (
    Filters(), Filters(condition=("plantar_heel_pain",)), Filters(site=("North",)), Filters(horizon=6),
    Filters(age=("18-34",)),
)  # fmt: skip


def patient(store: Store, reference: str) -> int:
    return people.search(store, CLINIC_OWNER, reference, 1)[0].patient


def withdraw(store: Store, catalogue: Catalogue, *references: str) -> None:
    for reference in references:
        Ledger(store, catalogue, "Ann", TODAY).set_consent(patient(store, reference), "withdrawn", ON, "Ann Lee")


def rows(names: range, condition: str = "plantar_heel_pain", site: str = "North") -> list[object]:
    return [row for number in names for row in course(
        f"P-{condition[:2]}-{number:04d}", DOWN if number % 4 else [(5.0, 5.0), (6.0, 6.0), (7.0, None)],
        condition=condition, site=site, birth_year=1950 + number % 50, started=date(2026, 1 + number % 6, 5),
    )]  # fmt: skip


@pytest.fixture
def pair(tmp_path: Path, catalogue: Catalogue) -> Iterator[tuple[Store, Store]]:
    """A clinic where four people withdrew (two with a site and a condition of their own), and one without them."""
    stores = []
    for name, gone in (("with", True), ("without", False)):
        store = open_store(f"sqlite:///{tmp_path / name}.db", catalogue)
        every = rows(range(26)) + rows(range(15), "achilles_tendinopathy", "South")
        leaving = rows(range(100, 102)) + rows(range(2), "calf_myofascial", "East")
        fill(store, catalogue, every + (leaving if gone else []))  # type: ignore[arg-type]
        stores.append(store)
    withdraw(stores[0], catalogue, "P-pl-0100", "P-pl-0101", "P-ca-0000", "P-ca-0001")
    yield stores[0], stores[1]
    for store in stores:
        store.close()


def test_every_answer_for_others_is_that_of_a_clinic_without_them(
    pair: tuple[Store, Store], catalogue: Catalogue
) -> None:
    marketing = Viewer("marketing", MARKETING)
    seen = 0
    for name in desk.list_reports(marketing):
        for filters in ASKED:
            one, other = (desk.open_report(name, store, catalogue, marketing, filters, TODAY) for store in pair)
            pd.testing.assert_frame_equal(one.frame, other.frame)
            assert (one.summary, one.notes[:-1]) == (other.summary, other.notes[:-1])
            assert one.notes[-1] == f"{LEFT_OUT}; how many is not told below 10."
            assert (one.figure and one.figure.to_json()) == (other.figure and other.figure.to_json())
            seen += not one.frame.empty
    assert seen > 20
    assert choices(pair[0], catalogue, marketing, Filters()) == choices(pair[1], catalogue, marketing, Filters())


def test_the_clinics_own_figures_count_everybody(pair: tuple[Store, Store], catalogue: Catalogue) -> None:
    for viewer, more in ((CLINIC_OWNER, 4), (PODIATRIST_ANN, 4)):
        one, other = (desk.open_report("overview", store, catalogue, viewer, Filters(), TODAY) for store in pair)
        assert LEFT_OUT not in "".join(one.notes)
        frames = [Filters(condition=("calf_myofascial",))]
        found = desk.open_report("effectiveness", pair[0], catalogue, viewer, frames[0], TODAY)
        assert found.frame["n"].sum() == 2
        assert one.frame[one.count].sum() == other.frame[other.count].sum() + more


def test_who_gives_consent_again_is_counted_again(pair: tuple[Store, Store], catalogue: Catalogue) -> None:
    store = pair[0]
    assert len(without_withdrawn(current(store)).episodes) == 41
    Ledger(store, catalogue, "Ann", TODAY).set_consent(patient(store, "P-pl-0100"), "given", ON, "Ann Lee")
    assert len(without_withdrawn(current(store)).episodes) == 42


def test_how_many_is_told_in_tens_only() -> None:
    whole = make_random(1)
    everybody = whole.patients["patient"].tolist()
    for number, said in ((0, "not told below 10"), (9, "not told below 10"), (10, "at least 10"), (19, "at least 10"),
                         (20, "at least 20")):  # fmt: skip
        assert said in left_out(asked(whole, everybody[:number]))


def asked(whole: Snapshot, gone: list[int], version: int = 2) -> Snapshot:
    """The same records, where these people withdrew at that version of the data."""
    consents = pd.DataFrame({"patient": gone, "state": "withdrawn", "data_version": version})
    frames = (whole.patients, whole.episodes, whole.sessions, whole.readings)
    return Snapshot(whole.version, whole.url, *frames, consents=consents)


# Against differences ---------------------------------------------------------------------------------


def test_a_picture_before_and_one_after_do_not_tell_of_one_person(tmp_path: Path, catalogue: Catalogue) -> None:
    with large_clinic(tmp_path / "clinic.db", catalogue) as store:
        before = studio.prepare(store, catalogue, MARKETER, GOOD, TODAY)
        studio.approve(store, catalogue, PRACTITIONER, before.code, *APPROVAL)
        withdraw(store, catalogue, "H2025-0001")
        draft = studio.draft(store, catalogue, MARKETER, GOOD, TODAY)
        (said,) = [one.said for one in draft.findings if one.check.name == "overlap"]
        assert f"Picture {before.code} showed the same courses of care" in said
        assert "fewer than 10 people" in said
        after = studio.find(store, before.code)  # what was made before stays what it was
        assert kept_table(after.content.table) == before.record.content["table"]


def shown(whole: Snapshot, *conditions: str) -> list[Shown]:
    """How many were seen of each condition (``""``: of all), among the people of *whole*."""
    first, last = pd.Timestamp("2024-01-01"), pd.Timestamp("2025-10-01")
    rows = whole.episodes["condition"]
    return [Shown(one, first, last, "nprs", None, {"eligible": float((rows == one).sum() if one else len(rows))})
            for one in conditions]  # fmt: skip


def test_a_total_of_before_less_its_parts_of_today_is_refused(catalogue: Catalogue) -> None:
    """No two of the figures are about the same people, and yet the total less all of its parts is who withdrew."""
    whole = make_random(1, 400)  # a clinic of which the parts alone tell nothing
    conditions = sorted(whole.episodes["condition"].dropna().unique())
    gone = [int(whole.episodes.loc[whole.episodes["condition"] == "plantar_heel_pain", "patient"].iloc[3])]
    after = asked(whole, gone, version=2)
    total, parts = shown(whole, ""), shown(without_withdrawn(after), *conditions)
    assert overlaps(after, catalogue, TODAY, parts, {}) == []
    assert overlaps(after, catalogue, TODAY, parts, {"DN-1": total}, {"DN-1": 2}) == [], "it was made without them"
    said = overlaps(after, catalogue, TODAY, parts, {"DN-1": total}, {"DN-1": 1})
    assert any("picture DN-1" in one for one in said)
    ten = whole.patients["patient"].tolist()[:40]
    many = asked(whole, ten)
    parts = shown(without_withdrawn(many), *conditions)
    assert "DN-1" not in "".join(overlaps(many, catalogue, TODAY, parts, {"DN-1": total}, {"DN-1": 1}))


def test_the_owner_sees_what_others_see_in_the_studio(pair: tuple[Store, Store], catalogue: Catalogue) -> None:
    filters = Filters(since=date(2026, 1, 1), until=date(2026, 6, 30), measure="nprs")
    one, other = (desk.open_public("improved", store, catalogue, Viewer("o", OWNER), filters, TODAY) for store in pair)
    pd.testing.assert_frame_equal(one.frame, other.frame)
