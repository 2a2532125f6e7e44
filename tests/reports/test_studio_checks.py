"""Every rule of the public destination: a draft that breaks exactly that rule is refused by that rule and no other."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from charts.paper import Canvas, ChartPart
from data.catalogue import Catalogue
from data.public_rules import load_public_rules
from data.store import Store, open_store
from reports import first_last, studio, studio_draft, studio_words
from reports.cli import main
from reports.export import plain
from reports.public_case import Refused
from reports.public_use import PublicUse
from reports.studio_pack import pack, read_pack
from reports.studio_request import Request
from tests.reports.studio_clinic import GOOD, MARKETER, TODAY, large_clinic, set_look

FixtureRequest, Patch = pytest.FixtureRequest, pytest.MonkeyPatch


@dataclass
class Broken:
    """How a rule is broken: by what is asked for, by the clinic's look, or by a fault put into the program."""

    request: Request = GOOD
    look: dict[str, Any] = field(default_factory=dict)
    fault: Callable[[Patch], None] | None = None
    demo: bool = False


def without(name: str) -> Broken:
    """The program forgets one sentence."""

    def fault(patch: Patch) -> None:
        kept = {label: tuple(one for one in names if one != name) for label, names in studio_words.GROUPS.items()}
        patch.setattr(studio_words, "GROUPS", kept)
        patch.setattr(studio_words, "FOOT", tuple(one for one in studio_words.FOOT if one != name))

    return Broken(fault=fault)


def cropped(patch: Patch) -> None:
    """The chart begins at half its scale."""
    whole = first_last.PUBLIC.picture

    def picture(frame: pd.DataFrame, measure: Any, canvas: Canvas) -> ChartPart:
        made = whole(frame, measure, canvas)
        for axis in (value for name, value in made.layout.items() if "axis" in name):
            if list(axis.get("range", ())) == [measure.low, measure.high]:
                axis["range"] = [measure.low, measure.high / 2]
        return made

    patch.setattr(first_last, "PUBLIC", replace(first_last.PUBLIC, picture=picture))


def with_a_few(patch: Patch) -> None:
    """The table forgets to hide a row of four people."""
    whole = PublicUse.table
    patch.setattr(PublicUse, "table", lambda self, frame: whole(self, frame).assign(n=4, hidden=False))


def unmarked(patch: Patch) -> None:
    """Invented records go without their mark."""
    patch.setattr(studio_draft, "mark_of", lambda *_: "")


BROKEN: dict[str, Broken] = {
    **{name: without(name) for name, rule in load_public_rules().checks.items() if rule.words},
    "title": Broken(GOOD.with_(title="our_miracle")),
    "words": Broken(GOOD.with_(subtitle="A proven method")),
    "testimonials": Broken(GOOD.with_(subtitle="My heel, my story")),
    "percentages": Broken(GOOD.with_(subtitle="Nine in ten people")),
    "least_condition": Broken(GOOD.with_(period="2026-Q3")),
    "least_cell": Broken(fault=with_a_few),
    "overlap": Broken(GOOD.with_(narrowed=("site",))),
    "individual": Broken(GOOD.with_(question="individual")),
    "podiatrists": Broken(GOOD.with_(question="follow_up")),
    "axis": Broken(fault=cropped),
    "invented": Broken(fault=unmarked, demo=True),
    "period": Broken(GOOD.with_(period="2025-02")),
    "chosen_after": Broken(GOOD.with_(period="2024")),
    "readable": Broken(GOOD.with_(presets=("wide",), subtitle="In the words of our clinic " * 20)),
    "colours": Broken(look={"main": "#fdfdfd"}),
}


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Path:
    """Shared, because a refused draft writes nothing; what is kept of its pages is then worked out once."""
    path = tmp_path_factory.mktemp("studio") / "clinic.db"
    large_clinic(path, catalogue).close()
    return path


@pytest.fixture
def store(
    clinic: Path, catalogue: Catalogue, tmp_path: Path, request: FixtureRequest, monkeypatch: Patch
) -> Iterator[Store]:
    """The large clinic as the clinic's own records; a copy of its own where the look is changed."""
    path, asked = clinic, getattr(request.node, "callspec", None)
    if asked is None or BROKEN[asked.params["name"]].look:
        path = Path(shutil.copy(path, tmp_path / "clinic.db"))
    monkeypatch.setenv("CLINIC_DATABASE", f"sqlite:///{path}")
    with open_store(None, catalogue) as opened:
        yield opened


def broken(name: str, store: Store, catalogue: Catalogue, patch: Patch) -> Request:
    how = BROKEN[name]
    if how.look:
        set_look(store, catalogue, **how.look)
    if how.demo:
        patch.setattr(Store, "is_demo", property(lambda _: True))
    if how.fault:
        how.fault(patch)
    return how.request


def test_every_rule_there_is_is_broken_once() -> None:
    assert set(BROKEN) == set(load_public_rules().checks)


def test_a_draft_that_keeps_every_rule_is_prepared(store: Store, catalogue: Catalogue) -> None:
    made = studio_draft.draft(store, catalogue, MARKETER, GOOD, TODAY)
    assert [one.said for one in made.findings if not one.holds] == []
    assert studio.prepare(store, catalogue, MARKETER, GOOD, TODAY).state == "prepared"


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_draft_is_refused_by_the_rule_it_breaks_and_no_other(
    name: str, store: Store, catalogue: Catalogue, monkeypatch: Patch
) -> None:
    request = broken(name, store, catalogue, monkeypatch)
    with pytest.raises(Refused) as refused:
        studio.prepare(store, catalogue, MARKETER, request, TODAY)
    assert [one.check.name for one in refused.value.findings] == [name]
    assert refused.value.findings[0].said
    assert not [one for one in studio.register(store, MARKETER, TODAY) if one.content.request == request]


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_the_command_line_refuses_it_by_the_same_rule(
    name: str, store: Store, catalogue: Catalogue, monkeypatch: Patch, capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:  # fmt: skip
    request, out = broken(name, store, catalogue, monkeypatch), tmp_path / "picture.png"
    asked = ["export", request.question, "--destination", "public", "--out", str(out), "--as-of", TODAY.isoformat()]
    asked += ["--filter", f"condition={request.condition}", "--period", request.period]
    asked += ["--preset", request.presets[0], "--subtitle", request.subtitle, "--title", request.title]
    asked += ["--why", request.purpose]
    asked += [part for filter in request.narrowed for part in ("--filter", f"{filter}=North")]
    assert main([*asked, "--as-role", "marketing"]) == 5
    assert load_public_rules().checks[name].title in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_pack_refuses_it_by_the_same_rule_and_keeps_the_rest(
    name: str, store: Store, catalogue: Catalogue, monkeypatch: Patch
) -> None:
    import tomli_w

    kept = studio.prepare(store, catalogue, MARKETER, GOOD, TODAY)
    request = broken(name, store, catalogue, monkeypatch)
    asked = {key: plain(value) if not isinstance(value, tuple) else list(value)
             for key, value in request.kept().items() if value not in (None, "", ())}  # fmt: skip
    listed = {"picture": [{"export": kept.code, "formats": ["csv"]}, asked]}
    made = pack(store, catalogue, MARKETER, read_pack(tomli_w.dumps(listed)), as_of=TODAY)
    assert [one["file"] for one in made.files] == [f"{kept.code}.csv"]
    assert [one["picture"] for one in made.failed] == [2]
    assert load_public_rules().checks[name].title in made.failed[0]["why"]
