"""No row of a record, and nothing that could run, stands in a file that leaves: each format is opened and read."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.catalogue import Catalogue
from data.snapshot import current
from data.store import Store
from reports import studio
from reports.deliver import deliver
from reports.export import FORMULA
from reports.filters import FilterError, Filters
from reports.studio_files import FORMS, PICTURES, build, make
from reports.studio_pack import PackError, pack, read_pack
from tests.conftest import browser_path
from tests.reports.studio_clinic import (
    APPROVAL,
    CLINIC_OWNER,
    GOOD,
    MARKETER,
    PRACTITIONER,
    TODAY,
    large_clinic,
    set_look,
)

PERSON = re.compile(rb"[HA]202[45]-\d{4}")  # the references of `large_clinic`
HOSTILE = "=HYPERLINK(A1)<b>&</b>"
RUNS = re.compile(rb"<script|\bonload=|javascript:", re.IGNORECASE)


@pytest.fixture
def store(tmp_path: Path, catalogue: Catalogue) -> Iterator[Store]:
    with large_clinic(tmp_path / "clinic.db", catalogue) as opened:
        yield opened


def needs_browser() -> None:
    if browser_path() is None:
        pytest.skip("needs Chromium or Chrome (or CHROME_PATH)")


def inside(content: bytes) -> bytes:
    """Everything in a file, packed parts unpacked: a ZIP's entries, and the streams of a PNG or PDF."""
    parts = [content]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts += [inside(archive.read(name)) for name in archive.namelist()]
    for start in re.finditer(rb"(?:stream\r?\n|IDAT|zTXt|iTXt)", content):
        try:
            parts.append(zlib.decompressobj().decompress(content[start.end() :]))
        except zlib.error:
            continue
    return b"\n".join(parts)


@pytest.mark.parametrize("question", ["first_last", "sessions", "improved", "effectiveness", "by_period", "measured"])
def test_no_person_stands_in_any_file(question: str, store: Store, catalogue: Catalogue) -> None:
    needs_browser()
    condition = "" if question == "effectiveness" else "plantar_heel_pain"
    export = studio.prepare(store, catalogue, MARKETER, GOOD.with_(question=question, condition=condition), TODAY)
    export = studio.approve(store, catalogue, PRACTITIONER, export.code, *APPROVAL)
    assert PERSON.search(current(store).patients["reference"].iloc[0].encode())
    for form in FORMS:
        content = make(store, catalogue, MARKETER, export, form).content
        assert content
        assert not PERSON.search(inside(content)), form
        assert not re.search(rb"Ann Lee|Bo Chan|North\b", inside(content)), form
    kept = json.dumps(export.record.content)
    assert not PERSON.search(kept.encode())


def test_hostile_text_is_letters_and_nothing_else(store: Store, catalogue: Catalogue) -> None:
    needs_browser()
    set_look(store, catalogue, clinic=HOSTILE, setting=HOSTILE)
    export = studio.prepare(store, catalogue, MARKETER, GOOD.with_(subtitle="=1+1<script>x</script>"), TODAY)
    for form in set(FORMS) - {"txt"}:  # plain text is letters already
        content = inside(make(store, catalogue, MARKETER, export, form).content)
        assert not RUNS.search(content), form
        assert b"<f>" not in content
    svg = make(store, catalogue, MARKETER, export, "svg").content
    assert b"&lt;b&gt;" in svg
    for line in make(store, catalogue, MARKETER, export, "csv").content.decode("utf-8-sig").splitlines():
        assert not any(FORMULA.match(cell.strip('"')) for cell in line.split(",") if not _number(cell))


def _number(cell: str) -> bool:
    return bool(re.fullmatch(r'"-?[\d.e-]*"', cell))


def test_a_file_is_named_noted_and_marked(store: Store, catalogue: Catalogue) -> None:
    export = studio.prepare(store, catalogue, MARKETER, GOOD, TODAY)
    made = make(store, catalogue, MARKETER, export, "csv")
    event = studio.find(store, export.code).record.events[-1]
    assert (event.act, event.detail["sha256"]) == ("file", made.detail["sha256"])
    assert event.detail["mark"] == "DRAFT, NOT APPROVED"
    assert re.fullmatch(r"DN-[0-9A-Z]{8}\.csv", made.name)


@pytest.mark.parametrize(("form", "preset", "scale"), [("gif", "", "1x"), ("png", "story", "1x"), ("png", "", "9x")])
def test_a_file_it_was_not_prepared_for_is_a_sentence(
    form: str, preset: str, scale: str, store: Store, catalogue: Catalogue
) -> None:
    export = studio.prepare(store, catalogue, MARKETER, GOOD, TODAY)
    with pytest.raises(FilterError, match="not '"):
        build(store, catalogue, export, form, preset, scale)


def test_a_pack_holds_every_picture_in_every_size_and_says_what_is_in_it(store: Store, catalogue: Catalogue) -> None:
    needs_browser()
    export = studio.prepare(store, catalogue, MARKETER, GOOD.with_(presets=("square", "story")), TODAY)
    export = studio.approve(store, catalogue, PRACTITIONER, export.code, *APPROVAL)
    text = f'[[picture]]\nexport = "{export.code}"\nformats = ["png", "svg", "csv"]\n'
    text += '[[picture]]\nexport = "DN-00000000"\n'
    steps: list[tuple[int, int]] = []
    made = pack(store, catalogue, MARKETER, read_pack(text), lambda done, total: steps.append((done, total)), TODAY)
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        names = archive.namelist()
        told = json.loads(archive.read("manifest.json"))
    assert names == [
        f"{export.code}-square-1x.png", f"{export.code}-story-1x.png", f"{export.code}-square-1x.svg",
        f"{export.code}-story-1x.svg", f"{export.code}.csv", "manifest.json",
    ]  # fmt: skip
    assert [one["file"] for one in told["files"]] == names[:-1]
    assert all(one["alt"] and one["sha256"] and one["state"] == "approved" for one in told["files"])
    assert "DN-00000000" in told["failed"][0]["why"]
    assert [done for done, _ in steps] == list(range(1, len(steps) + 1))
    again = pack(store, catalogue, MARKETER, read_pack(text), None, TODAY)
    assert again.content == made.content


@pytest.mark.parametrize(
    "text",
    ["", "x = 1", "[[picture]]\nperiod = '2025'", "[[picture]]\nquestion = 'sessions'\nformats = ['gif']", "[[picture"],
)
def test_a_list_that_is_no_pack_is_a_sentence(text: str) -> None:
    with pytest.raises(PackError):
        read_pack(text)


def test_without_a_browser_one_sentence_and_the_rest_works(
    store: Store, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reports.render import ChromeMissing, Renderer

    monkeypatch.setenv("CHROME_PATH", "/nowhere/chromium")
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("reports.studio_files.renderer", Renderer)
    export = studio.prepare(store, catalogue, MARKETER, GOOD, TODAY)
    with pytest.raises(ChromeMissing, match="Chromium or Google Chrome"):
        make(store, catalogue, MARKETER, export, "png")
    listed = f'[[picture]]\nexport = "{export.code}"\nformats = ["png", "csv"]'
    made = pack(store, catalogue, MARKETER, read_pack(listed))
    assert [one["file"] for one in made.files] == [f"{export.code}.csv"]
    assert "Chromium" in made.failed[0]["why"]


@pytest.mark.parametrize("form", ["png", "pdf", "csv", "xlsx", "html", "json"])
def test_a_file_for_the_clinic_itself_leaves_an_event_and_no_figure_in_it(
    form: str, store: Store, catalogue: Catalogue
) -> None:
    from charts.presets import PRESETS
    from data.store import read_audit
    from reports import desk

    if form in PICTURES:
        needs_browser()
    report = desk.open_report("effectiveness", store, catalogue, CLINIC_OWNER, Filters(), TODAY)
    made = deliver(store, catalogue, CLINIC_OWNER, report, form, PRESETS["a4"])
    assert made.content
    event = read_audit(store).iloc[0]
    assert (event["action"], event["actor"]) == ("make file", "owner")
    detail = json.loads(event["detail"])
    assert set(detail) == {"report", "file", "form", "rows", "destination", "data_version", "bytes", "sha256"}
