"""What import, account and batches say on a terminal: places and reasons, and values only when they are asked for."""

from __future__ import annotations

import csv
import json
import re
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from data.cli import main
from data.cli_list import TITLES, batches_text
from data.cli_values import without_value
from data.rows import Problem

Said = pytest.CaptureFixture[str]
HEADER = ("patient", "date", "condition", "side", "sex", "birth year", "adverse event", "adverse severity",
          "nprs before", "nprs after", "wblt_cm before")  # fmt: skip
GOOD = ("P-1", "2026-03-02", "plantar_heel_pain", "left", "female", "1980", "", "", "6", "4", "8.5")
SPOILT = {
    "nprs before": ["77", "6,543", "8/20", ">9", "3-4", "XMARK 7", "xmark", "=XMARK()", "5e1", "71 %", '7"XMARK"7'],
    "nprs after": ["  XMARK\n XMARK " + "x" * 50, "-7771", "2026-07-07"],
    "date": ["2026-02-30", "XMARK-02-2026", "1777-07-07", "xmark " * 9, "46077"],
    "condition": ["plantar heel xmark", 'heel "xmark" pain', "hamstringxmark"],
    "side": ["leftxmark"],
    "sex": ["femalexmark", "male"],
    "birth year": ["1777", "2026777", "2029", "xmark"],
    "adverse severity": ["mild; xmark"],
    "wblt_cm before": ["77.7"],
}
MARKS = re.compile(
    r"xmark|77|6[.,]?543|8/20|>9|3-4|5e1|71 ?%|02-30|heel|46077|female|\bmale|1980|2029|mild;|Feb|2026", re.IGNORECASE
)


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    """A session sheet with one good row, and a row for each kind of cell that is not accepted."""
    rows: list[tuple[str, ...]] = [GOOD]
    for column, cells in SPOILT.items():
        place = HEADER.index(column)
        for cell in cells:
            own = ["P-1" if column == "sex" else f"P-{len(rows)}x", *GOOD[1:]]
            own[place] = cell
            if column == "sex":
                own[1] = f"2026-04-{len(rows) % 28 + 1:02}"
            rows.append(tuple(own))
    path = tmp_path / "practice.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return path


def _problem_lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("  row ")]


def test_no_value_of_a_record_is_printed_unless_asked_for(
    spoilt: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.cli_say.SHOWN", 100)
    assert main(["import", str(spoilt)]) == 1
    lines = _problem_lines(capsys.readouterr().out)
    assert len(lines) >= sum(map(len, SPOILT.values())) - 2
    leaked = [line for line in lines if MARKS.search(line)]
    assert not leaked
    assert any(
        re.fullmatch(r"  row \d+, nprs before \(above_scale\): … is above 10, .*leave it blank\.", line)
        for line in lines
    )
    assert main(["account", "1"]) == 0
    assert _problem_lines(capsys.readouterr().out) == lines
    assert main(["account", "1", "--values"]) == 0
    quoted = _problem_lines(capsys.readouterr().out)
    assert any("'77' (above_scale): 77 is above 10" in line for line in quoted)


def test_json_keeps_the_values_back_too(spoilt: Path, capsys: Said) -> None:
    assert main(["import", str(spoilt), "--dry-run", "--json"]) == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert {one["value"] for one in problems} == {""}
    assert not [one for one in problems if one["row"] and MARKS.search(one["message"])]
    assert main(["import", str(spoilt), "--dry-run", "--json", "--values"]) == 1
    assert "77" in {one["value"] for one in json.loads(capsys.readouterr().out)["problems"]}


def test_rejected_rows_are_saved_with_their_values(spoilt: Path, tmp_path: Path, capsys: Said) -> None:
    out = tmp_path / "rejected.csv"
    assert main(["import", str(spoilt), "--rejected", str(out)]) == 1
    assert "77 is above 10" in out.read_text(encoding="utf-8-sig")


def test_what_is_recorded_already_is_not_quoted_either(tmp_path: Path, capsys: Said) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    for path, pain in ((first, "6"), (second, "3")):
        cells = [*GOOD[:8], pain, *GOOD[9:]]
        path.write_text("\n".join([",".join(HEADER), ",".join(cells)]) + "\n", encoding="utf-8")
    assert main(["import", str(first)]) == 0
    capsys.readouterr()
    assert main(["import", str(second)]) == 1
    (line,) = _problem_lines(capsys.readouterr().out)
    assert line == (
        "  row 2, nprs (other_value): Already recorded with another value. Correct the record instead, or leave this "
        "blank."
    )


@pytest.mark.parametrize(
    ("code", "message", "told"),
    [
        ("duplicate_row", "Row 12 already says this. Delete one.", "Row 12 already says this. Delete one."),
        ("after_discharge", "It lies after the end on 2 Mar 2026.", "It lies after the end on …."),
        ("number_taken", "Another session has the number 3.", "Another session has the number …."),
        ("year_out_of_range", "3/3/1823 is in the year 1823.", "… is in the year …."),
        ("new_one", 'A later sentence with 8.5 and "a word".', "A later sentence with … and …."),
    ],
)  # fmt: skip
def test_limits_and_row_numbers_stay_and_other_digits_go(code: str, message: str, told: str) -> None:
    assert without_value(Problem(4, "x", "3/3/1823", code, message)).message == told


def test_batches_are_a_short_list(tmp_path: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "march.csv"
    path.write_text("\n".join([",".join(HEADER), ",".join(GOOD)]) + "\n", encoding="utf-8")
    assert main(["batches"]) == 0
    assert capsys.readouterr().out == "Nothing has been imported yet.\n"
    assert main(["import", str(path)]) == 0
    assert main(["withdraw", "1", "--reason", "the wrong month"]) == 0
    capsys.readouterr()
    assert main(["batches"]) == 0
    head, line = capsys.readouterr().out.splitlines()
    assert re.split(r"  +", head.strip()) == list(TITLES)
    when = r"\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d"
    assert re.fullmatch(rf" +1  march\.csv  {when}  command line \(.+\) +1 +1 +0 +0  withdrawn {when}", line)
    assert main(["batches", "--json"]) == 0
    (kept,) = json.loads(capsys.readouterr().out)
    assert kept["withdrawn_because"] == "the wrong month"
    assert len(kept["sha256"]) == 64


def test_a_batch_is_told_by_the_clock_of_this_computer() -> None:
    at = datetime(2026, 11, 22, 14, 5).astimezone()
    row = {"batch": 1, "file": "a\x1b[31m.csv" + "x" * 50, "at": pd.Timestamp(at), "actor": "Ann", "read": 1234,
           "stored": 1200, "already_there": 30, "rejected": 4, "withdrawn_at": pd.NaT}  # fmt: skip
    line = batches_text(pd.DataFrame([row])).splitlines()[1]
    assert "22 Nov 2026 14:05" in line
    assert "1,234" in line
    assert line.endswith("4  stored")
    assert "\x1b" not in line
