"""The list of everything that is installed: whole, the same each time, in a form that others read, no address in it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from deploy import sbom
from deploy.sbom import OF_PYTHON, SbomError, bill, locked, main, plain

LOCK = (Path(__file__).resolve().parent.parent / "requirements.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def written() -> str:
    return bill(LOCK)


@pytest.fixture(scope="module")
def listed(written: str) -> dict[tuple[str, str], dict[str, Any]]:
    """Each component by name and version."""
    return {(one["name"], one["version"]): one for one in json.loads(written)["components"]}


def test_every_locked_package_is_in_it_with_its_hashes(listed: dict[tuple[str, str], dict[str, Any]]) -> None:
    lines = re.sub(r"\\\n", " ", LOCK).splitlines()
    pins = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    found = {}
    for line in pins:  # read in another way than the program does
        name, _, rest = line.partition("==")
        hashes = sorted(part.removeprefix("--hash=sha256:") for part in rest.split() if part.startswith("--hash"))
        found[plain(name.split("[")[0]), rest.split()[0]] = hashes
    assert len(found) == len(pins) > 90
    assert {key: sorted(one["content"] for one in listed[key]["hashes"]) for key in found} == found
    assert {one["alg"] for key in found for one in listed[key]["hashes"]} == {"SHA-256"}


def test_everything_installed_is_in_it_and_has_a_licence(listed: dict[tuple[str, str], dict[str, Any]]) -> None:
    here = {(plain(one.metadata["Name"]), one.version) for one in metadata.distributions()}
    here = {one for one in here if one[0] not in OF_PYTHON}
    assert here <= listed.keys()
    assert {key for key, one in listed.items() if one["scope"] == "required"} == here
    without = sorted(name for name, version in here if not listed[name, version].get("licenses"))
    print(f"\n{len(listed)} packages, {len(here)} installed here, without a licence of their own telling: {without}")
    assert len(without) <= 3
    licences = {name: listed[name, version]["licenses"] for name, version in here if name in ("streamlit", "psycopg")}
    assert licences == {
        "streamlit": [{"license": {"id": "Apache-2.0"}}], "psycopg": [{"license": {"id": "LGPL-3.0-only"}}],
    }  # fmt: skip


def test_it_is_cyclonedx_and_says_what_each_is(written: str, listed: dict[tuple[str, str], dict[str, Any]]) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(written) is None
    broken = written.replace('"type": "library"', '"type": "book"', 1)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(broken) is not None
    assert {key: one["purl"] for key, one in listed.items()} == {key: f"pkg:pypi/{key[0]}@{key[1]}" for key in listed}
    assert listed["colorama", "0.4.6"]["properties"] == [
        {"name": "installed where", "value": "sys_platform == 'win32'"}
    ]


def test_no_address_no_date_and_the_same_each_time(written: str) -> None:
    assert not re.search(r"https?://(?!cyclonedx\.org/schema/)", written)
    assert "timestamp" not in written and str(Path.home()) not in written
    other = "from deploy.sbom import main; main()"
    again = subprocess.run([sys.executable, "-c", other], capture_output=True, text=True, cwd=sbom.ROOT, check=True)
    assert again.stdout == written
    one_less = LOCK.replace(LOCK[LOCK.index("\naltair==") : LOCK.index("\nanyio==")], "")
    assert json.loads(bill(one_less))["serialNumber"] != json.loads(written)["serialNumber"]


def test_what_is_installed_beside_the_lock_shows() -> None:
    one_less = LOCK.replace(LOCK[LOCK.index("\naltair==") : LOCK.index("\nanyio==")], "")
    (altair,) = [one for one in json.loads(bill(one_less))["components"] if one["name"] == "altair"]
    assert "hashes" not in altair and altair["scope"] == "required"


def test_a_line_that_pins_nothing_is_refused() -> None:
    with pytest.raises(SbomError, match="names no exact version: somepackage>=1"):
        locked("# a comment\nsomepackage>=1 \\\n    --hash=sha256:00\n")


def test_by_command(written: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--out", str(tmp_path / "sbom.json")]) == 0
    assert (tmp_path / "sbom.json").read_text(encoding="utf-8") == written
    assert main(["--out", str(tmp_path / "none" / "sbom.json")]) == 1
    assert "none" in capsys.readouterr().err
