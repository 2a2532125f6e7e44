"""The lock on the records from the command line: what is shown, to whom, and what is asked first."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from data.cli import main
from data.keys_words import in_words
from data.sqlite_driver import PLAIN
from data.store import open_store, read_audit
from data.vault_files import key_of

ROOT = Path(__file__).resolve().parents[2]
WORDS = re.compile(r"(?:[0-9A-Z]{4}-){7}\s+(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}")
RUN = "import sys; from data.cli import main; sys.exit(main(sys.argv[1:]))"
terminal = pytest.mark.skipif(sys.platform == "win32", reason="a terminal of this kind is not a thing of Windows")


def _on_a_terminal(*arguments: str, typed: str = "") -> tuple[int, str]:
    """The exit code of a command at a terminal, and everything that was on its screen."""
    import pty

    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-c", RUN, *arguments], stdin=theirs, stdout=theirs, stderr=theirs, cwd=ROOT,
        start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    screen = b""
    try:
        while part := os.read(ours, 4096):
            screen += part
            if typed and screen.rstrip().endswith(b":"):
                os.write(ours, typed.encode() + b"\n")
                typed = ""
    except OSError:  # Linux says so when the other end has gone
        pass
    code = child.wait(60)
    os.close(ours)
    return code, screen.decode()


def _actions() -> list[str]:
    with open_store() as store:
        return list(read_audit(store)["action"])


def test_the_recovery_key_goes_into_no_file(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recovery-key"]) == 4
    said = capsys.readouterr()
    assert (said.out, "on a terminal only" in said.err) == ("", True)
    assert "show recovery key" not in _actions()


@terminal
def test_the_recovery_key_is_shown_on_a_terminal_and_written_down(filled: Path) -> None:
    code, screen = _on_a_terminal("recovery-key")
    (shown,) = WORDS.findall(screen)
    key = key_of(filled)
    assert key is not None
    assert (code, re.sub(r"\s", "", shown)) == (0, in_words(key))
    assert os.environ["CLINIC_KEYS"] in re.sub(r"\s*\n", "", screen)
    assert _actions()[0] == "show recovery key"


@terminal
def test_unlock_asks_without_showing_what_is_typed(filled: Path) -> None:
    key = key_of(filled)
    assert key is not None
    shutil.rmtree(os.environ["CLINIC_KEYS"])
    assert main(["check"]) == 4
    code, screen = _on_a_terminal("unlock", typed=in_words(key))
    assert (code, "open again" in screen, in_words(key)[:9] in screen) == (0, True, False)
    assert main(["check"]) == 0
    assert _actions()[0] == "unlock records"


def test_unlock_takes_a_line_from_a_pipe_and_refuses_another_key(
    filled: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for typed, said in ((in_words(bytes(32)), "does not open"), ("ABCD", "14 groups")):
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{typed}\n"))
        assert main(["unlock"]) == 4
        told = capsys.readouterr()
        assert (told.out, said in told.err, "0000-0000" in told.err) == ("", True, False)


def test_a_clear_copy_is_asked_for_twice(filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "all.db"
    assert main(["export-clear", "--out", str(out)]) == 4
    assert "--yes" in capsys.readouterr().err
    assert not out.exists()
    assert main(["export-clear", "--out", str(out), "--yes"]) == 0
    assert "is not encrypted" in capsys.readouterr().out
    assert out.read_bytes()[:16] == PLAIN
    assert main(["export-clear", "--out", str(out), "--yes"]) == 4
    assert "left alone" in capsys.readouterr().err
    assert main(["export-clear", "--out", str(tmp_path / "none" / "all.db"), "--yes"]) == 3
    assert _actions().count("export without encryption") == 1


@terminal
def test_a_clear_copy_needs_a_yes_at_a_terminal(filled: Path, tmp_path: Path) -> None:
    out = tmp_path / "all.db"
    code, screen = _on_a_terminal("export-clear", "--out", str(out), typed="no")
    assert (code, "Nothing was done" in screen, out.exists()) == (4, True, False)
    code, screen = _on_a_terminal("export-clear", "--out", str(out), typed="yes")
    assert (code, out.exists()) == (0, True)


@pytest.mark.parametrize("remove", [False, True])
def test_encrypt_keeps_the_plain_file_unless_told(
    remove: bool, own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    open_store().close()
    (own_home / "clinic-before-0002-from-0001.db").write_bytes((own_home / "clinic.db").read_bytes())
    assert main(["check"]) == 0
    assert "is not encrypted. Encrypt it with: python3 -m data encrypt" in capsys.readouterr().out
    assert main(["encrypt"]) == 4
    assert main(["encrypt", "--yes", *(["--remove-plain"] if remove else [])]) == 0
    said = capsys.readouterr().out
    for part in ("python3 -m data recovery-key", "brought back from a disk", "clinic-before-0002-from-0001.db"):
        assert part in said
    assert (own_home / "clinic-not-encrypted.db").exists() is not remove
    assert main(["check"]) == 0
    assert "not encrypted" not in capsys.readouterr().out
    assert main(["encrypt", "--yes"]) == 4
