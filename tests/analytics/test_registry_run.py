"""A registry's run on real worker processes: the numbers of one machine, and none of it lost with a worker."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analytics import registry_workers
from analytics.__main__ import main
from analytics.courses import courses
from analytics.registry_run import Asked, find, run
from analytics.registry_workers import RegistryError, workers
from analytics.summary import by_group
from data import registry_parts
from data.catalogue import Catalogue
from data.registry_export import export_registry
from data.store import Store, read_frames
from reports import desk
from reports.access import OWNER, Viewer
from reports.conditions import completed
from reports.filters import Filters
from tests.analytics.same_table import same_table

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def exported(demo_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented clinic in many small parts."""
    out = tmp_path_factory.mktemp("registry") / "north"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry_parts, "PATIENTS_A_PART", 128)
        export_registry(demo_store, out, "Kim")
    return out


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    with workers(None, 2, "2GiB") as found:
        yield found


def test_every_table_is_that_of_one_machine(
    exported: Path, client: Any, demo_store: Store, catalogue: Catalogue
) -> None:
    registry, frames = find(exported), read_frames(demo_store)
    assert len(registry.parts) > 10
    told: list[tuple[int, int]] = []
    asked = Asked(catalogue, DAY, registry.measures, weeks=6, percent=30)
    found = run(client, registry, asked, lambda done, total: told.append((done, total)))
    assert told == [(done, len(registry.parts)) for done in range(1, len(registry.parts) + 1)]
    assert set(found) == set(frames["readings"]["measure"].unique())
    for name, table in found.items():
        measure = catalogue.measure(name)
        rows = courses(
            frames["readings"], frames["episodes"], measure, as_of=DAY, weeks=6, sessions=frames["sessions"]
        )  # fmt: skip
        same_table(table, by_group(rows, ["condition"], measure, catalogue, weeks=6, percent=30))


def test_it_feeds_the_table_of_the_effectiveness_page(
    exported: Path, client: Any, demo_store: Store, catalogue: Catalogue
) -> None:
    shown = desk.open_report(
        "effectiveness", demo_store, catalogue, Viewer("o", OWNER), Filters(measure="nprs"), as_of=DAY
    )  # fmt: skip
    found = run(client, find(exported), Asked(catalogue, DAY, ("nprs",)))["nprs"]
    ours = completed(dict(found.items()), ("condition",), catalogue.measure("nprs"), catalogue, None)
    ours = ours.sort_values(["n", "condition"], ascending=[False, True], ignore_index=True)
    assert shown.frame["label"].tolist() == ours["label"].tolist()
    columns = ours.columns.drop(["condition", "label", "measure"])
    assert {"n", "eligible", "mean_change", "ci_low", "worse", "improved_worst_case"} <= set(columns)
    for name in columns:
        assert shown.frame[name].astype(float).tolist() == pytest.approx(
            ours[name].astype(float).tolist(), abs=1e-12, nan_ok=True
        ), name


@pytest.mark.skipif(sys.platform == "win32", reason="a kill of this kind is not a thing of Windows")
def test_a_worker_killed_in_mid_run_changes_nothing(exported: Path, client: Any, catalogue: Catalogue) -> None:
    registry = find(exported)
    asked = Asked(catalogue, DAY, registry.measures, percent=30)
    calm, killed = run(client, registry, asked), []

    def kill(done: int, total: int) -> None:
        busy = [address for address, keys in client.processing().items() if keys]
        if not killed and busy:
            pid = client.run(os.getpid, workers=busy[:1])[busy[0]]
            os.kill(pid, signal.SIGKILL)
            killed.append((pid, done, total))

    again = run(client, registry, asked, kill)
    assert killed and 0 < killed[0][1] < killed[0][2], "nobody was killed while there was work"
    assert killed[0][0] not in client.run(os.getpid).values()
    assert again.keys() == calm.keys()
    for name, table in again.items():
        assert table.equals(calm[name])


def test_exports_of_several_clinics_add_up(exported: Path, client: Any, catalogue: Catalogue, tmp_path: Path) -> None:
    for name in ("north", "south"):  # the same numbers of patients in both are not the same patients
        shutil.copytree(exported, tmp_path / name)
    one, both = find(exported), find(tmp_path)
    asked = Asked(catalogue, DAY, ("nprs",))
    alone, twice = (run(client, registry, asked)["nprs"] for registry in (one, both))
    assert twice[["n", "patients", "worse"]].equals(alone[["n", "patients", "worse"]] * 2)
    assert twice["mean_change"].equals(alone["mean_change"])
    narrower = (twice["ci_high"] - twice["ci_low"]) < (alone["ci_high"] - alone["ci_low"])
    assert narrower[alone["patients"] > 2].all()


def test_what_is_not_there_is_said(exported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["registry", str(tmp_path)]) == 3
    assert "There is no export" in capsys.readouterr().err
    lost = tmp_path / "lost"
    lost.mkdir()
    (lost / "manifest.json").write_text((exported / "manifest.json").read_text())
    with pytest.raises(RegistryError, match="is missing"):
        find(lost)
    (lost / "manifest.json").write_text(json.dumps({"layout": 0}))
    with pytest.raises(RegistryError, match="another layout"):
        find(lost)


def test_the_command_prints_the_table_and_saves_all_of_it(
    exported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, client: Any
) -> None:
    out = tmp_path / "all.json"
    monkeypatch.setattr(registry_workers, "workers", lambda *_: _given(client))
    assert main(["registry", str(exported), "--measure", "nprs", "--as-of", "2026-11-22", "--json", str(out)]) == 0
    printed = capsys.readouterr().out
    rows = json.loads(out.read_text())["nprs"]
    assert {row["condition"] for row in rows} >= {"plantar_heel_pain", "achilles_tendinopathy"}
    for row in rows:
        (line,) = [line.split() for line in printed.splitlines() if line.split()[:1] == [row["condition"]]]
        assert [int(cell) for cell in line[1:4]] == [row["n"], row["eligible"], row["followed_up"]]
    assert main(["registry", str(exported), "--measure", "none_such", "--json", str(out)]) == 3
    assert "none_such" in capsys.readouterr().err


class _given:  # noqa: N801
    """A client that is there already, and stays."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def __enter__(self) -> Any:
        return self.client

    def __exit__(self, *_: object) -> None:
        pass
