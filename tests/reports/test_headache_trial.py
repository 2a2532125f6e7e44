"""A published trial from the command line: Vickers 2004 (BMJ 2004;328:744), brought in with its mapping.

Published: at least 35 % better at 12 months 87 (54 %) of 161 against 45 (32 %) of 140. Mean changes and their
intervals are t intervals over the same individual data (Trials 2006;7:15).
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from data.cli import main as bring_in
from reports import cli
from tests.conftest import ROOT

OURS = ROOT / "tests" / "realdata" / "vickers2004"
ASKED = ["table", "effectiveness", "--measure", "headache_score", "--filter", "horizon=52", "--format", "csv"]
NAMES = ("eligible", "followed_up", "n", "mean_change", "ci_low", "ci_high")
WANTED = {
    "acupuncture": (205, 161, 161, 8.3293, 6.3512, 10.3074),
    "usual_care": (196, 140, 140, 4.3673, 2.6290, 6.1055),
}
RESPONDED = {30: (90, 51), 35: (87, 45), 50: (62, 27)}


@pytest.fixture
def trial(realdata: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("CLINIC_CATALOGUE", str(OURS / "catalogue"))
    file = realdata / "vickers2004" / "acupuncture.csv"
    assert bring_in(["import", str(file), "--mapping", str(OURS / "mapping.toml")]) == 0
    capsys.readouterr()


def rows(capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, dict[str, str]]:
    assert cli.main([*ASKED, *more]) == 0
    return {row["condition"]: row for row in csv.DictReader(io.StringIO(capsys.readouterr().out))}


def test_the_trial_comes_out_as_published(trial: None, capsys: pytest.CaptureFixture[str]) -> None:
    found = rows(capsys, "--percent", "35")
    assert set(found) == set(WANTED)
    for condition, wanted in WANTED.items():
        assert tuple(round(float(found[condition][name]), 4) for name in NAMES) == wanted
    first = found["acupuncture"]
    assert round(float(first["responders_low"]), 4) == 0.4633
    assert round(float(first["responders_high"]), 4) == 0.6155  # scipy: binomtest(87, 161), method "wilson"
    for percent, (needled, usual) in RESPONDED.items():
        found = rows(capsys, "--percent", str(percent))
        assert (found["acupuncture"]["responders"], found["usual_care"]["responders"]) == (str(needled), str(usual))


def test_the_headline_says_it_in_words(trial: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([*ASKED[:-1], "json", "--filter", "condition=acupuncture"]) == 0
    said = capsys.readouterr().out
    assert "fell by 8.3" in said
    assert "95 % CI 6.4 to 10.3" in said
    assert "in 161 of 205 courses of care" in said
