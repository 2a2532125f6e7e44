"""Role by command: what each command of the reports does for each role, and what of a marked patient it lets out."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

import pytest

from data import cli as data_cli
from data.catalogue import Catalogue
from data.store import Store
from reports import cli, desk
from reports.access import AUDITOR, FRONT_DESK, MARKETING, OWNER, PODIATRIST, ROLES
from tests.views import wired

DAY = ["--as-of", "2026-11-22"]
REFUSED = cli.NOT_ALLOWED
# Whoever has the computer, its user's account and its key: no role is asked for, and the audit trail names the user.
OF_THE_COMPUTER = {
    "import", "account", "withdraw", "batches", "propose", "template", "demo", "check", "selfcheck", "methods",
    "people", "first-link", "reset-link", "providers", "backup", "backups", "drill", "restore", "recovery-key",
    "unlock", "encrypt", "export-clear", "export-registry", "server-roles",
}  # fmt: skip
# Who may, besides what the report itself says, and the arguments that get as far as being asked who it is.
DECISIONS = {
    "register": ((), {OWNER, PODIATRIST, MARKETING}),
    "approve": (("1", "--reason", "good", "--name", "Ann", "--registration", "POD1"), {OWNER, PODIATRIST}),
    "send-back": (("1", "--reason", "not yet"), {OWNER, PODIATRIST}),
    "withdraw": (("1", "--reason", "old"), {OWNER, PODIATRIST, MARKETING}),
    "remake": (("1",), {OWNER, PODIATRIST, MARKETING}),
    "quarter": (("2026-Q2",), {OWNER}),
}
BY_REPORT = {"list", "table", "export", "pack"}
FOR_THE_PUBLIC = {"by_period", "effectiveness", "first_last", "improved", "measured", "sessions"}
MARKS = wired.PEOPLE + wired.CARE


@pytest.fixture
def marked(clinic_store: Store, catalogue: Catalogue) -> Store:
    wired.fill(clinic_store, catalogue)
    return clinic_store


def commands(parser: argparse.ArgumentParser) -> set[str]:
    (found,) = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    return set(found.choices)


def as_(role: str) -> list[str]:
    return ["--as-role", role, *(["--podiatrist", wired.TREATS] if role == PODIATRIST else [])]


def leaked(said: str, files: Iterable[Path]) -> list[str]:
    """The marks in what was printed and in each file, which is then removed."""
    everything = said.encode()
    for file in files:
        if file.exists():
            everything += file.read_bytes()
            file.unlink()
    return [mark for mark in MARKS if mark.encode() in everything]


def test_every_command_has_its_row() -> None:
    assert commands(data_cli.parser()) == OF_THE_COMPUTER
    assert commands(cli.parser()) == BY_REPORT | set(DECISIONS)


def test_each_report_answers_the_roles_that_have_it_and_no_other(
    marked: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cells, seen, out = 0, 0, tmp_path / "out.csv"
    for name, module in desk.modules().items():
        about = ["--patient", "MARK-REF"] if desk.needs_episode(module) else []
        for role in ROLES:
            for asked in (["table", name, *about], ["export", name, "--destination", "internal"]):
                if asked[0] == "export" and about:
                    continue
                code = cli.main([*asked, *as_(role), *DAY, "--out", str(out)])
                found = leaked("".join(capsys.readouterr()), [out])
                assert (code == REFUSED) == (role not in module.ROLES), (name, role, asked, code)
                assert not found or role in (OWNER, PODIATRIST), (name, role, found)
                seen, cells = seen + len(found), cells + 1
    assert seen > 0, "the search finds nothing at all"
    print(f"{cells} cells: each role had what it has; {seen} marks in files of owner and podiatrists, 0 elsewhere")


def test_nothing_for_the_public_holds_a_mark_whoever_asks(
    marked: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cells, out = 0, tmp_path / "out.csv"
    asked = [
        "--destination",
        "public",
        "--period",
        "2026",
        "--filter",
        "condition=plantar_heel_pain",
        "--why",
        "a trial",
    ]
    for name in desk.modules():
        for role in ROLES:
            code = cli.main(
                ["export", name, *asked, *as_(role), "--as-of", "2027-02-01", "--preset", "square", "--out", str(out)]
            )
            may = name in FOR_THE_PUBLIC and role in (OWNER, MARKETING)
            assert out.exists() == (code == cli.DONE) == may, (name, role, code)
            assert may or code in (REFUSED, cli.REFUSED), (name, role, code)
            assert leaked("".join(capsys.readouterr()), [out]) == [], (name, role)
            cells += 1
    print(f"{cells} cells for the public: {len(FOR_THE_PUBLIC)} reports made, 0 marks")


@pytest.mark.parametrize("command", DECISIONS)
def test_what_is_decided_by_command_is_decided_by_who_may(
    marked: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    arguments, may = DECISIONS[command]
    ends = ["--out", str(tmp_path / "out.pdf")] if command in ("quarter", "remake") else []
    for role in ROLES:
        code = cli.main([command, *arguments, *as_(role), *DAY, *ends])
        said = "".join(capsys.readouterr())
        assert (code == REFUSED) == (role not in may), (command, role, code, said)
        assert role not in (MARKETING, FRONT_DESK, AUDITOR) or not leaked(said, [tmp_path / "out.pdf"])
