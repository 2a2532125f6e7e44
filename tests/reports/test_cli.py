"""``python3 -m reports``: what it prints, how it ends, and that an error is a sentence on standard error."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from data.cli_say import STOPPED
from data.store import Store
from reports import cli, desk
from reports.filters import Filters
from tests.conftest import ROOT

Said = pytest.CaptureFixture[str]
DAY = ["--as-of", "2026-11-22"]


def table(said: Said) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(said.readouterr().out)))


def test_list_names_every_report_or_those_of_a_role(capsys: Said) -> None:
    assert cli.main(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(desk.modules())
    assert cli.main(["list", "--as-role", "marketing"]) == 0
    said = capsys.readouterr().out
    assert "effectiveness " in said
    assert "individual" not in said


def test_the_table_is_csv_with_unrounded_numbers(small_clinic: Store, capsys: Said) -> None:
    asked = ["table", "effectiveness", "--percent", "35", "--measure", "nprs", *DAY]
    assert cli.main(asked) == 0
    rows = {row["condition"]: row for row in table(capsys)}
    heel = rows["plantar_heel_pain"]
    wanted = {"eligible": "12", "followed_up": "12", "n": "12", "mean_change": "4", "ci_low": "4", "responders": "12"}
    assert {name: heel[name] for name in wanted} == wanted
    assert float(heel["responders_low"]) == pytest.approx(12 / (12 + 1.959963984540054**2))  # Wilson when all respond
    assert float(rows["calf_myofascial"]["responders"]) == 0


def test_json_brings_the_sentences_too(small_clinic: Store, capsys: Said) -> None:
    assert cli.main(["table", "overview", "--format", "json", "--filter", "site=South", *DAY]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["rows"][0]["n"] == 11
    assert "in 11 of 11 courses of care" in answer["summary"][0]


def test_a_file_is_written_and_nothing_printed(small_clinic: Store, tmp_path: Path, capsys: Said) -> None:
    out = tmp_path / "flow.csv"
    assert cli.main(["table", "flow", "--out", str(out), *DAY]) == 0
    assert capsys.readouterr().out == ""
    assert out.read_bytes().startswith(b'\xef\xbb\xbf"measure","stage"')


def test_a_podiatrist_and_marketing_get_their_own_view(small_clinic: Store, capsys: Said) -> None:
    assert cli.main(["table", "overview", "--as-role", "podiatrist", "--podiatrist", "Bo Chan", *DAY]) == 0
    assert table(capsys)[0]["seen"] == "9"
    assert cli.main(["table", "effectiveness", "--as-role", "marketing", *DAY]) == 0
    calf = next(row for row in table(capsys) if row["condition"] == "calf_myofascial")
    assert (calf["hidden"], calf["n"], calf["mean_change"]) == ("true", "", "")


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        (["table", "efectiveness"], 2, "Did you mean 'effectiveness'"),
        (["table", "flow", "--filter", "sight=North"], 2, "Did you mean 'site'"),
        (["table", "flow", "--filter", "site"], 2, "--filter needs NAME=VALUE, not 'site'"),
        (["table", "flow", "--filter", "site=Nort"], 2, "no site called 'Nort'. Did you mean 'North'"),
        (["table", "flow", "--measure", "npr"], 2, "nprs"),
        (["table", "flow", "--percent", "many"], 2, "a number above 0, not 'many'"),
        (["table", "flow", "--as-role", "podiatrist"], 2, "needs --podiatrist NAME"),
        (["table", "flow", "--as-role", "podiatrist", "--podiatrist", "Ann Le"], 2, "Did you mean 'Ann Lee'"),
        (["table", "flow", "--as-role", "marketing"], 3, "not open to the role marketing"),
        (["table", "overview", "--as-role", "marketing", "--filter", "since=2026-01-01"], 3, "cannot narrow by dates"),
        (["table", "flow", "--demo"], 4, "python3 -m data demo"),
        (["table", "flow", "--out", "/no/such/folder/x.csv"], 4, "No such file or directory"),
    ],
)
def test_an_error_is_a_sentence_and_an_exit_code(
    asked: list[str], code: int, said: str, small_clinic: Store, capsys: Said
) -> None:
    assert cli.main(asked) == code
    output = capsys.readouterr()
    assert said in output.err
    assert output.err.count("\n") == 1
    assert output.out == ""


def test_records_that_cannot_be_opened_end_with_4(monkeypatch: pytest.MonkeyPatch, capsys: Said) -> None:
    monkeypatch.setenv("CLINIC_DATABASE", "mysql://somewhere/clinic")
    assert cli.main(["table", "flow"]) == 4
    assert "PostgreSQL" in capsys.readouterr().err


def test_a_fault_names_no_value(small_clinic: Store, monkeypatch: pytest.MonkeyPatch, capsys: Said) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("HEEL-0001 is broken")

    monkeypatch.setattr(desk.find("flow"), "build", fail)
    assert cli.main(["table", "flow"]) == 6
    said = capsys.readouterr().err
    assert "RuntimeError" in said
    assert "HEEL" not in said


def test_an_empty_answer_says_why(clinic_store: Store, capsys: Said) -> None:
    assert cli.main(["table", "effectiveness"]) == 0
    output = capsys.readouterr()
    assert output.out.startswith('"condition","label","measure"')
    assert "There are no records yet" in output.err


@pytest.mark.parametrize("asked", [["--help"], ["table", "--help"], ["list", "--help"]])
def test_help_names_every_exit_code_and_filter(asked: list[str], capsys: Said) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(asked)
    assert ended.value.code == 0
    said = capsys.readouterr().out
    for code in (cli.DONE, cli.USAGE, cli.NOT_ALLOWED, cli.STORE, cli.FAULT, STOPPED):
        assert f"\n  {code} " in said
    for name in Filters.__dataclass_fields__:
        assert name in said


def test_it_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "reports", "list"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0
    assert done.stderr == ""
    assert "effectiveness" in done.stdout
    wrong = subprocess.run(
        [sys.executable, "-m", "reports", "tabel"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert wrong.returncode == 2
    assert "Traceback" not in wrong.stderr
