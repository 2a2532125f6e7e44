"""The records from the command line: what is said, where, and how each command ends."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from data.cli import main
from data.sqlite_driver import connected

ROOT = Path(__file__).resolve().parents[2]


def _command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "data", *arguments], cwd=ROOT, env=os.environ | environment,
        capture_output=True, text=True, encoding="utf-8", stdin=subprocess.DEVNULL, timeout=120,
    )  # fmt: skip


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Our session sheet, its example rows made into a patient's own."""
    path = tmp_path / "sessions.csv"
    assert main(["template", str(path)]) == 0
    path.write_text(path.read_text(encoding="utf-8-sig").replace("EXAMPLE-", "P-"), encoding="utf-8")
    return path


def _told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, object]]:
    capsys.readouterr()
    code = main([*arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_an_import_from_start_to_withdrawal(sheet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, preview = _told(["import", str(sheet), "--dry-run"], capsys)
    assert code == 0
    assert preview["batch"] is None
    assert preview["stored"] == preview["read"] != 0
    code, first = _told(["import", str(sheet)], capsys)
    assert code == 0
    assert (first["stored"], first["already_there"], first["rejected"]) == (preview["read"], 0, 0)
    code, again = _told(["import", str(sheet)], capsys)
    assert (code, again["stored"], again["already_there"]) == (0, 0, preview["read"])
    assert _told(["account", str(first["batch"])], capsys)[1]["stored"] == first["stored"]
    assert main(["check"]) == 0
    assert main(["withdraw", str(first["batch"]), "--reason", "a trial run"]) == 0
    assert _told(["import", str(sheet), "--dry-run"], capsys)[1]["stored"] == first["read"]


def test_the_template_comes_as_a_workbook_whose_example_is_not_stored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "sessions.xlsx"
    assert main(["template", str(path)]) == 0
    code, account = _told(["import", str(path)], capsys)
    assert code == 1
    assert (account["stored"], account["rejected"]) == (0, account["read"])


def test_rejected_rows_end_with_one_and_are_saved_with_their_reason(
    tmp_path: Path, sheet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from data.importers import open_file

    rows = open_file(sheet)
    spoilt = [list(row) for row in rows.rows]
    spoilt[0] = ["?" if "date" in name.casefold() else cell for name, cell in zip(rows.header, spoilt[0], strict=True)]
    path, out = tmp_path / "spoilt.csv", tmp_path / "out.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([rows.header, *spoilt])
    code, account = _told(["import", str(path), "--rejected", str(out)], capsys)
    assert code == 1
    assert (account["rejected"], account["adds_up"]) == (1, True)
    saved = list(csv.reader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    assert saved[0][: len(rows.header)] == list(rows.header)
    assert len(saved) == 2
    assert saved[1][-1]
    assert main(["import", str(path), "--rejected", str(path)]) == 3


def test_the_account_in_words_has_the_row_the_value_and_the_reason(
    tmp_path: Path, sheet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(sheet)]) == 0
    said = capsys.readouterr()
    for line in ("read", "stored", "already there", "rejected", "new patients", "new courses of care"):
        assert line in said.out
    assert "Traceback" not in said.err


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02" * 50, b"name,colour\nAnn,red\nBo,blue\n"])
def test_a_file_without_our_records_is_refused_in_words(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "other.csv"
    path.write_bytes(content)
    assert main(["import", str(path)]) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert "other.csv" in said.err
    assert "Traceback" not in said.err


def test_a_sheet_that_is_not_ours_needs_a_mapping_and_is_told_how(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, mapping = tmp_path / "practice.csv", tmp_path / "m.toml"
    path.write_text("Client ID,Visit,Pain pre\nP-1,2024-03-14,6\nP-2,2024-03-15,5\n")
    assert main(["import", str(path)]) == 3
    assert "python3 -m data propose" in capsys.readouterr().err
    assert main(["propose", str(path), "--out", str(mapping)]) == 0
    assert "Client ID" in mapping.read_text(encoding="utf-8")


def test_a_broken_mapping_is_refused(tmp_path: Path, sheet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text("nonsense = 1\n")
    assert main(["import", str(sheet), "--mapping", str(mapping)]) == 3
    assert "nonsense" in capsys.readouterr().err
    assert main(["import", str(sheet), "--mapping", str(tmp_path / "none.toml")]) == 3


@pytest.mark.parametrize("arguments", [["account", "77"], ["withdraw", "77", "--reason", "x"]])
def test_a_batch_nobody_knows(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 4
    assert "77" in capsys.readouterr().err


def test_records_that_cannot_be_opened(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("CLINIC_DATABASE", "oracle://nowhere/x")
    assert main(["check"]) == 4
    assert "PostgreSQL" in capsys.readouterr().err


def test_check_ends_with_five_when_a_record_is_orphaned(
    sheet: Path, own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(sheet)]) == 0
    with connected(own_home / "clinic.db") as raw:
        raw.execute("PRAGMA foreign_keys = OFF")
        raw.execute("UPDATE sessions SET episode = 999999 WHERE id = (SELECT min(id) FROM sessions)")
    assert main(["check"]) == 5
    assert "sessions" in capsys.readouterr().err


def test_a_fault_of_the_program_names_its_place_and_no_value(
    sheet: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("P-1 scored 7")

    monkeypatch.setattr("data.importers.session_sheet.read", broken)
    assert main(["import", str(sheet)]) == 6
    said = capsys.readouterr().err
    assert "RuntimeError in test_cli.py, line " in said
    assert "P-1" not in said


def test_methods_are_up_to_date() -> None:
    assert main(["methods", "--check"]) == 0


COMMANDS = ("import", "account", "batches", "withdraw", "propose", "template", "demo", "check", "methods")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_and_its_endings(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert "how it ends:" in capsys.readouterr().out


@pytest.mark.slow
def test_as_a_program_of_its_own(tmp_path: Path, own_home: Path) -> None:
    helped = _command("--help")
    assert (helped.returncode, helped.stderr) == (0, "")
    assert "propose" in helped.stdout
    wrong = _command("import")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    lost = _command("import", str(tmp_path / "none.csv"))
    assert (lost.returncode, lost.stdout) == (3, "")
    assert "Traceback" not in lost.stderr
    assert "none.csv" in lost.stderr
