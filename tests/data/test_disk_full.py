"""A disk with no room: each kind of write says so in a sentence, and leaves the record and the folder as they were."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHILD = Path(__file__).with_name("fill_the_disk.py")
FILES = CHILD.with_name("fill_the_disk_files.py")
SMALL = 'mount -t tmpfs -o size=48m none "$1" && shift && exec "$@"'


def can_mount() -> bool:
    """Whether this user may have a small disk of their own here."""
    try:
        made = ["unshare", "--mount", "--user", "--map-root-user", "sh", "-c", SMALL, "sh", "/mnt", "true"]
        return subprocess.run(made, capture_output=True, timeout=30).returncode == 0
    except OSError:
        return False


WAYS = ["limit", *(["disk"] if sys.platform == "linux" and can_mount() else [])]


def run(folder: Path, way: str, kind: str, child: Path = CHILD) -> dict[str, dict[str, object]]:
    folder.mkdir()
    home = folder / "records"
    command = [sys.executable, str(child), str(folder), way]
    if way == "disk":
        around = ["unshare", "--mount", "--user", "--map-root-user", "sh", "-c", SMALL, "sh", str(folder)]
        command = [*around, *command]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "CLINIC_HOME": str(home), "CLINIC_KEYS": str(folder / "keys")}
    env["CLINIC_DATABASE"] = f"{kind}:///{home / 'clinic.db'}"
    ended = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=300)
    assert ended.returncode == 0, ended.stderr[-3000:]
    return {one["what"]: one for one in map(json.loads, ended.stdout.splitlines())}


@pytest.mark.skipif(sys.platform == "win32", reason="neither way of taking the room away is there on Windows")
@pytest.mark.parametrize("kind", ["sqlite", "sqlite+sqlcipher"], ids=["plain", "encrypted"])
@pytest.mark.parametrize("way", WAYS)
def test_without_room_nothing_is_lost_and_nothing_is_left(tmp_path: Path, way: str, kind: str) -> None:
    found = run(tmp_path / "small", way, kind)
    print(json.dumps(list(found.values()), indent=1))
    assert list(found) == ["import", "session", "draft", "backup"]
    for name, one in found.items():
        assert any(words in str(one["said"]) for words in ("the disk of the records is full", "not enough room")), one
        assert (one["same"], one["left"], one["check"]) == (True, [], []), name
    if way == "disk":
        assert all(str(found[name]["said"]).startswith("Nothing was stored: ") for name in ("import", "session"))


@pytest.mark.skipif(sys.platform == "win32", reason="neither way of taking the room away is there on Windows")
@pytest.mark.parametrize("kind", ["sqlite", "sqlite+sqlcipher"], ids=["plain", "encrypted"])
@pytest.mark.parametrize("way", WAYS)
def test_without_room_no_half_file_is_made(tmp_path: Path, way: str, kind: str) -> None:
    found = run(tmp_path / "small", way, kind, FILES)
    print(json.dumps(list(found.values()), indent=1))
    on_a_disk = ["a key", "an empty encrypted file"] if way == "disk" else []
    assert list(found) == [
        "a file by command",
        "export without encryption",
        *on_a_disk,
        *(["encrypting"] if kind == "sqlite" else []),
    ]
    for name, one in found.items():
        assert "full" in str(one["said"]) and "Make room" in str(one["said"]), one
        assert "THE KEY" not in str(one["said"])
        assert name == "a key" or "/keys " not in str(one["said"]), "it came further than its key"
        assert (one["same"], one["left"], one["check"]) == (True, [], []), name
