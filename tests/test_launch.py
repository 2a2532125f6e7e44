"""Set-up by launch.py, in a small house of its own: once, after an interruption or a change, and when it cannot be."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import launch

ROOT = Path(__file__).resolve().parent.parent
FILE = """
if __name__ == "__main__":
    import launch
    launch.ensure()
    import sys
    print("inside", sys.prefix, *sys.argv[1:])
"""
MODULE = """
if __name__ == "__main__":
    import sys, time
    import launch
    launch.ensure("room")
    print("inside", sys.prefix, *sys.argv[1:], flush=True)
    if "wait" in sys.argv:
        time.sleep(60)
    sys.exit(7)
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with launch.py, nothing to install, a file and a package to start."""
    place = tmp_path_factory.mktemp("a house with spaces in its name")
    shutil.copy(ROOT / "launch.py", place)
    (place / "requirements.txt").write_text("# nothing\n")
    (place / "start.py").write_text(FILE)
    (place / "room").mkdir()
    (place / "room" / "__main__.py").write_text(MODULE)
    return place


def _start(house: Path, *arguments: str) -> subprocess.Popen[str]:
    python = getattr(sys, "_base_executable", sys.executable)
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return subprocess.Popen(
        [python, *arguments], cwd=house, env=kept, text=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def _run(house: Path, *arguments: str) -> tuple[int, str, str]:
    process = _start(house, *arguments)
    out, said = process.communicate(timeout=120)
    return process.returncode, out, said


@pytest.mark.slow
def test_two_first_starts_at_once_set_up_once_and_both_go_on(house: Path) -> None:
    both = [_start(house, "start.py", "one two", "three"), _start(house, "start.py")]
    ended = [(*process.communicate(timeout=120), process.returncode) for process in both]
    assert [code for *_, code in ended] == [0, 0], ended
    assert sum("Setting up" in said for _, said, _ in ended) == 1
    assert ended[0][0].strip() == f"inside {house / '.venv'} one two three"


@pytest.mark.slow
def test_the_second_start_sets_nothing_up(house: Path) -> None:
    _run(house, "start.py")
    code, out, said = _run(house, "start.py")
    assert (code, said) == (0, "")
    assert out.startswith(f"inside {house / '.venv'}")


@pytest.mark.slow
def test_a_package_is_started_as_a_package_and_its_exit_code_comes_back(house: Path) -> None:
    code, out, _ = _run(house, "-m", "room", "--flag")
    assert code == 7
    assert out.strip() == f"inside {house / '.venv'} --flag"


@pytest.mark.slow
def test_an_interrupted_set_up_is_done_over_from_the_beginning(house: Path) -> None:
    _run(house, "start.py")
    (house / ".venv" / "installed.txt").unlink()
    (house / ".venv" / "half a package").write_text("")
    code, _, said = _run(house, "start.py")
    assert code == 0
    assert "Setting up" in said
    assert not (house / ".venv" / "half a package").exists()


@pytest.mark.slow
def test_changed_requirements_are_brought_in_once(house: Path) -> None:
    _run(house, "start.py")
    (house / "requirements.txt").write_text("# still nothing\n")
    assert "up to date" in _run(house, "start.py")[2]
    assert _run(house, "start.py")[2] == ""


@pytest.mark.slow
def test_what_cannot_be_installed_stops_with_a_sentence_and_is_tried_again(house: Path) -> None:
    before = (house / "requirements.txt").read_text()
    (house / "requirements.txt").write_text("./missing-1.0-py3-none-any.whl\n")
    try:
        for _ in range(2):
            code, out, said = _run(house, "start.py")
            assert (code, out) == (1, "")
            assert "Set-up stopped while installing. Start again once this is mended." in said
            assert "Traceback" not in said
    finally:
        (house / "requirements.txt").write_text(before)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM to pass on")
def test_a_polite_end_reaches_the_program(house: Path) -> None:
    _run(house, "start.py")
    process = _start(house, "-m", "room", "wait")
    assert process.stdout is not None
    assert process.stdout.readline().startswith("inside")
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 128 + signal.SIGTERM
    assert time.monotonic() - began < 20


def test_an_old_python_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    with pytest.raises(SystemExit) as ended:
        launch.ensure()
    assert ended.value.code == 1
    assert capsys.readouterr().err == "This program needs Python 3.11 or newer; this is Python 3.9.\n"


@pytest.mark.parametrize("absent", ["venv", "ensurepip"])
def test_a_missing_venv_module_is_named(
    absent: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(launch, "ROOT", tmp_path)
    (tmp_path / "requirements.txt").write_text("")
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == absent else real(name))
    with pytest.raises(SystemExit):
        launch.ensure()
    said = capsys.readouterr().err
    assert said == "Python's venv module is missing. On Debian or Ubuntu: sudo apt install python3-venv\n"
    assert not (tmp_path / ".venv").exists()
