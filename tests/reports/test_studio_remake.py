"""Twenty exports made again after new data arrived: tables the same to the last digit, pictures to the pixel."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from charts import public_first_last
from data.catalogue import Catalogue
from data.store import Store
from reports import studio, studio_remake
from reports.access import NotAllowed, Viewer
from reports.cli import main
from reports.studio_content import kept_table
from reports.studio_files import make
from reports.studio_remake import remake
from tests.conftest import browser_path
from tests.reports.studio_clinic import (
    APPROVAL,
    CLINIC_OWNER,
    GOOD,
    MARKETER,
    PRACTITIONER,
    TODAY,
    bring_more,
    large_clinic,
)

QUESTIONS = ("first_last", "sessions", "improved", "by_period", "measured")
CONDITIONS = ("plantar_heel_pain", "achilles_tendinopathy")
SIZES = ("square", "wide")


@pytest.fixture
def store(tmp_path: Path, catalogue: Catalogue) -> Iterator[Store]:
    if browser_path() is None:
        pytest.skip("needs Chromium or Chrome (or CHROME_PATH)")
    with large_clinic(tmp_path / "clinic.db", catalogue) as opened:
        yield opened


def approved(store: Store, catalogue: Catalogue, **asked: object) -> studio.Export:
    export = studio.prepare(store, catalogue, MARKETER, GOOD.with_(**asked), TODAY)
    return studio.approve(store, catalogue, PRACTITIONER, export.code, *APPROVAL)


@pytest.mark.slow
def test_twenty_exports_are_the_same_after_new_data(store: Store, catalogue: Catalogue) -> None:
    made = {}
    for question, condition, size in product(QUESTIONS, CONDITIONS, SIZES):
        export = approved(store, catalogue, question=question, condition=condition, presets=(size,))
        made[export.code] = [make(store, catalogue, MARKETER, export, form).content for form in ("png", "svg")]
    assert len(made) == 20
    tables = {code: kept_table(studio.find(store, code, TODAY).content.table) for code in made}
    bring_more(store, catalogue)
    for code, files in made.items():
        again = remake(store, catalogue, CLINIC_OWNER, code)
        assert again.differs == []
        assert [file.content for file in again.files] == files
        assert kept_table(again.export.content.table) == tables[code]
        assert studio.find(store, code).record.events[-1].act == "remake"


def test_what_differs_is_said(store: Store, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    export = approved(store, catalogue)
    make(store, catalogue, MARKETER, export, "svg")
    whole = public_first_last.public_first_last

    def other(*asked: object) -> object:
        part = whole(*asked)  # type: ignore[arg-type]
        part.traces[-1]["opacity"] = 0.5
        return part

    from dataclasses import replace

    from reports import first_last

    monkeypatch.setattr(first_last, "PUBLIC", replace(first_last.PUBLIC, picture=other))
    monkeypatch.setattr(studio_remake, "fingerprint", lambda: "another one!")
    again = remake(store, catalogue, CLINIC_OWNER, export.code)
    assert len(again.differs) == 1
    assert "The program changed" in again.differs[0]


def test_a_withdrawn_picture_is_made_again_with_its_mark_only(store: Store, catalogue: Catalogue) -> None:
    export = approved(store, catalogue)
    make(store, catalogue, MARKETER, export, "svg")
    studio.withdraw(store, catalogue, MARKETER, export.code, "over")
    again = remake(store, catalogue, CLINIC_OWNER, export.code)
    assert "withdrawn" in again.differs[0]
    assert b"WITHDRAWN" in again.files[0].content


def test_a_draft_is_made_again_under_the_mark_it_had(store: Store, catalogue: Catalogue) -> None:
    export = studio.prepare(store, catalogue, MARKETER, GOOD, TODAY)
    before = make(store, catalogue, MARKETER, export, "svg")
    studio.approve(store, catalogue, PRACTITIONER, export.code, *APPROVAL)
    again = remake(store, catalogue, CLINIC_OWNER, export.code)
    assert again.differs == []
    assert again.files[0].content == before.content
    assert b"DRAFT" in before.content


def test_the_command_says_it_and_keeps_the_files(
    store: Store, catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("CLINIC_DATABASE", f"sqlite:///{tmp_path / 'clinic.db'}")
    export = approved(store, catalogue)
    before = make(store, catalogue, MARKETER, export, "png", scale="2x")
    assert main(["remake", export.code, "--out", str(tmp_path / "again")]) == 0
    assert "differs" not in capsys.readouterr().out
    assert (tmp_path / "again" / before.name).read_bytes() == before.content
    assert main(["remake", "DN-00000000"]) == 2
    with pytest.raises(NotAllowed):
        Viewer("nobody", "guest")
