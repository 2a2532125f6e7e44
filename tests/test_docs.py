"""The pages about the program: links lead somewhere, and claims about commands and settings are the program's own."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from data.cli import ENDINGS, parser

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_of_our_own_leads_somewhere(page: Path) -> None:
    own = [link for link in _LINK.findall(page.read_text(encoding="utf-8")) if not re.match(r"[a-z]+:|#", link)]
    lost = [link for link in own if not (page.parent / link.split("#")[0]).exists()]
    assert not lost, f"{page.name} links to what is not there: {', '.join(lost)}"


def test_every_package_we_chose_has_its_reason() -> None:
    chosen = re.findall(r"^([A-Za-z0-9_-]+)", _read("requirements.in"), re.MULTILINE)
    names = {name.casefold() for name in chosen}
    reasons = {name.casefold() for name in re.findall(r"^\| ([^|]+?) \|", _read("docs/decisions.md"), re.MULTILINE)}
    assert names <= reasons, f"no reason in docs/decisions.md for {', '.join(sorted(names - reasons))}"
    assert reasons - names <= {"package", "---"}, f"a reason for what is not chosen: {sorted(reasons - names)}"


def test_the_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(found) for found in re.findall(r"^(\d+)\. \*\*", _read("docs/decisions.md"), re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_readme_opens_with_what_it_is_its_limits_and_the_two_commands() -> None:
    first = "\n".join(_read("README.md").splitlines()[:28])
    for part in ("python3 dashboard.py", "python3 -m tests", "What the numbers cannot show", "docs/screenshots/"):
        assert part in first
    assert "effect of dry needling" not in _read("README.md").casefold()


def _commands() -> set[str]:
    return set(next(action.choices for action in parser()._actions if action.choices))  # type: ignore[arg-type]


def test_the_readme_names_every_command_and_no_other() -> None:
    assert set(re.findall(r"^\| `python3 -m data ([\w-]+)", _read("README.md"), re.MULTILINE)) == _commands()


def test_the_readme_gives_the_exit_codes_that_help_gives() -> None:
    told = dict(re.findall(r"^\| (\d+) \| (.+) \|$", _read("README.md"), re.MULTILINE))
    helped = dict(re.findall(r"^  (\d+) +(.+)$", ENDINGS, re.MULTILINE))
    assert told.keys() == helped.keys()
    for code, meaning in helped.items():
        assert told[code].replace("`", "") == meaning


def test_the_readme_names_every_setting_the_program_reads() -> None:
    sources = "".join(
        path.read_text(encoding="utf-8") for room in ("data", "views") for path in (ROOT / room).rglob("*.py")
    )
    read = set(re.findall(r"CLINIC_[A-Z_]+", sources))
    assert read == set(re.findall(r"^\| `(CLINIC_[A-Z_]+)`", _read("README.md"), re.MULTILINE))


def test_upload_limit_is_one_number() -> None:
    from data.sheets.guard import MB, TEXT_BYTES

    assert tomllib.loads(_read(".streamlit/config.toml"))["server"]["maxUploadSize"] == TEXT_BYTES // MB


def test_every_promise_about_security_names_tests_that_are_there() -> None:
    rows = [row for row in _read("SECURITY.md").splitlines() if row.startswith("| ") and "`" in row]
    named = [path for row in rows for path in re.findall(r"`((?:tests/|requirements|launch)[\w/.]*)`", row)]
    assert len(named) > 15
    assert all(any(path in row for path in named) for row in rows), "a promise without a test"
    assert not [path for path in named if not (ROOT / path).exists()]
