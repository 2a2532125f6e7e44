"""The export for a registry: nobody in it can be named, only what changed is written, and a kill leaves it whole."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from data import registry_parts
from data.catalogue import Catalogue
from data.cli import main
from data.frames import REGISTRY_EPISODES, REGISTRY_READINGS
from data.ledger import Ledger
from data.places import StoreError
from data.registry_export import EXPORTED, export_registry
from data.store import Store, open_store, read_audit, read_frames
from tests.data.rows_for_tests import TODAY, clinic_rows, file_of, visit

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry_parts, "PATIENTS_A_PART", 16)


def fill(store: Store, catalogue: Catalogue, patients: int = 60) -> Ledger:
    ledger = Ledger(store, catalogue, "Kim", TODAY)
    ledger.import_file(file_of(*clinic_rows(patients)))
    return ledger


def read(folder: Path) -> dict[str, pd.DataFrame]:
    """What the manifest names, with the clinic beside it."""
    parts = json.loads((folder / "manifest.json").read_text())["parts"]
    return {
        name: pd.concat(
            [pq.read_table(folder / part[name], partitioning=None).to_pandas().assign(clinic=part["clinic"])
             for part in parts], ignore_index=True,
        )
        for name in ("episodes", "readings")
    }  # fmt: skip


def files(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*.parquet")}


def test_everything_is_there_once_and_whole_patients_stay_together(
    store: Store, catalogue: Catalogue, tmp_path: Path
) -> None:
    fill(store, catalogue)
    done = export_registry(store, tmp_path / "out", "Kim")
    frames, found = read_frames(store), read(tmp_path / "out")
    assert (done.readings, done.episodes) == (len(frames["readings"]), len(frames["episodes"]))
    rows = frames["readings"].sort_values(["measure", "episode", "on", "phase"], key=lambda one: one.astype(str))
    ours = found["readings"].sort_values(["measure", "episode", "on", "phase"], key=lambda one: one.astype(str))
    assert ours["value"].tolist() == rows["value"].tolist()
    assert ours["episode"].tolist() == rows["episode"].tolist()
    first = frames["sessions"].groupby("episode")["on"].min()
    told = found["episodes"].set_index("episode")["first_session"]
    assert pd.to_datetime(told).sort_index().tolist() == first.sort_index().tolist()
    assert len(found["episodes"]["clinic"].unique()) == 2
    assert found["episodes"].groupby("patient")["clinic"].nunique().max() == 1
    assert len(json.loads((tmp_path / "out" / "manifest.json").read_text())["parts"]) > 2


def test_a_patient_of_two_clinics_is_in_the_first_with_all_courses(
    clinic_store: Store, catalogue: Catalogue, tmp_path: Path
) -> None:
    later = date(2026, 6, 1)
    moved = visit(3, "A1", later, condition="achilles_tendinopathy", started=later, site="South")
    rows = (visit(2, "A1", site="North"), moved, visit(4, "A2", site="South"))
    Ledger(clinic_store, catalogue, "Kim", TODAY).import_file(file_of(*rows))
    export_registry(clinic_store, tmp_path / "out", "Kim")
    found = read(tmp_path / "out")["episodes"]
    assert len(read_frames(clinic_store)["episodes"]["site"].unique()) == 2
    assert found.groupby("patient")["clinic"].nunique().tolist() == [1, 1]
    assert found.groupby("patient").size().tolist() == [2, 1]


def test_no_name_reference_or_description_of_a_person_is_in_the_files(
    clinic_store: Store, catalogue: Catalogue, tmp_path: Path
) -> None:
    fill(clinic_store, catalogue)
    export_registry(clinic_store, tmp_path / "out", "Kim")
    frames = read_frames(clinic_store)
    people = {*frames["patients"]["reference"], *frames["episodes"]["podiatrist"], *frames["episodes"]["site"]}
    for path in (tmp_path / "out").rglob("*.parquet"):
        table = pq.read_table(path, partitioning=None)
        kind = REGISTRY_EPISODES if path.name.startswith("episodes") else REGISTRY_READINGS
        assert table.column_names == list(kind)
        words = {word for name in table.column_names for word in map(str, table.column(name).to_pylist())}
        assert not words & people
    everything = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert not [name for name in people if len(str(name)) > 3 and str(name).encode() in everything]


def test_a_second_export_writes_only_what_changed(clinic_store: Store, catalogue: Catalogue, tmp_path: Path) -> None:
    ledger, out = fill(clinic_store, catalogue), tmp_path / "out"
    first, before = export_registry(clinic_store, out, "Kim"), files(out)
    again = export_registry(clinic_store, out, "Kim")
    assert (first.kept, again.written, again.kept, files(out)) == (0, 0, first.written, before)
    ledger.import_file(file_of(visit(2, "P00003", date(2026, 6, 1), before=3), name="more.csv"))
    third = export_registry(clinic_store, out, "Kim")
    assert third.written == 1  # one more session in a part: its readings, not its courses
    assert len(files(out)) == len(before)  # what no longer counts is gone
    assert third.readings == first.readings + 2
    assert len(set(files(out).items()) & set(before.items())) == len(before) - 1


def test_who_said_no_to_other_uses_is_left_out_from_then_on(
    clinic_store: Store, catalogue: Catalogue, tmp_path: Path
) -> None:
    ledger = fill(clinic_store, catalogue)
    out, someone = tmp_path / "out", int(read_frames(clinic_store)["patients"]["patient"].iloc[0])
    export_registry(clinic_store, out, "Kim")
    assert someone in set(read(out)["episodes"]["patient"])
    ledger.set_consent(someone, "withdrawn", TODAY, "Kim")
    export_registry(clinic_store, out, "Kim")
    assert someone not in set(read(out)["episodes"]["patient"])


def test_another_folder_is_left_alone(clinic_store: Store, catalogue: Catalogue, tmp_path: Path) -> None:
    fill(clinic_store, catalogue)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine")
    with pytest.raises(StoreError, match="something else"):
        export_registry(clinic_store, tmp_path / "full", "Kim")
    with open_store(f"sqlite:///{tmp_path / 'other.db'}", catalogue) as other:
        fill(other, catalogue, 3)
        export_registry(other, tmp_path / "theirs", "Kim")
    before = files(tmp_path / "theirs")
    with pytest.raises(StoreError, match="other records"):
        export_registry(clinic_store, tmp_path / "theirs", "Kim")
    assert files(tmp_path / "theirs") == before


KILLED = """
import os, signal, sys
from pathlib import Path
from data import registry_files, registry_parts, registry_export
from data.catalogue import load_catalogue
from data.store import open_store
registry_parts.PATIENTS_A_PART = 16
after = int(sys.argv[2])
real = registry_files.write_whole
def write_whole(path, content):
    global after
    after -= 1
    if after < 0:
        path.with_name(path.name + ".part").write_bytes(content[: len(content) // 2])
        os.kill(os.getpid(), signal.SIGKILL)
    real(path, content)
registry_files.write_whole = write_whole
with open_store(None, load_catalogue()) as store:
    registry_export.export_registry(store, Path(sys.argv[1]), "Kim")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a kill of this kind is not a thing of Windows")
@pytest.mark.parametrize("at", [0, 1, 3])
def test_a_kill_leaves_the_export_before_it_and_the_next_one_is_whole(
    clinic_store: Store, catalogue: Catalogue, tmp_path: Path, at: int
) -> None:
    ledger, out = fill(clinic_store, catalogue), tmp_path / "out"
    export_registry(clinic_store, out, "Kim")
    before = read(out)
    more = [visit(row, f"P{row:05d}", date(2026, 6, 1), before=3) for row in range(2, 60)]
    ledger.import_file(file_of(*more, name="more.csv"))
    ended = subprocess.run([sys.executable, "-c", KILLED, str(out), str(at)], cwd=ROOT, capture_output=True)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    for name, frame in read(out).items():
        pd.testing.assert_frame_equal(frame, before[name])
    done = export_registry(clinic_store, out, "Kim")
    assert len(read(out)["readings"]) == done.readings > len(before["readings"])
    assert len(files(out)) == done.written + done.kept
    assert not list(out.rglob("*.part"))


@pytest.mark.skipif(sys.platform == "win32", reason="a kill of this kind is not a thing of Windows")
def test_a_first_export_that_was_killed_can_be_done_again(
    clinic_store: Store, catalogue: Catalogue, tmp_path: Path
) -> None:
    fill(clinic_store, catalogue)
    out = tmp_path / "out"
    subprocess.run([sys.executable, "-c", KILLED, str(out), "2"], cwd=ROOT, capture_output=True)
    assert out.exists() and not (out / "manifest.json").exists()
    assert export_registry(clinic_store, out, "Kim").readings == len(read(out)["readings"])


def test_the_command_asks_first_and_leaves_an_event(
    filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["export-registry", str(out)]) == 4
    assert "--yes" in capsys.readouterr().err
    assert not out.exists()
    assert main(["export-registry", str(out), "--yes"]) == 0
    assert "it is not encrypted" in capsys.readouterr().out
    if os.name != "nt":
        assert out.stat().st_mode & 0o077 == 0
    with open_store() as store:
        events: Any = read_audit(store)
    assert list(events["action"]).count(EXPORTED) == 1
