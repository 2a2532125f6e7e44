"""The files for a clinic's own network say what the program does: one open port, no rights, encrypted all the way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from data.server_addresses import addresses

ROOT = Path(__file__).resolve().parent.parent
DOCKERFILE, COMPOSE, CADDY, TOLD = (
    (ROOT / "deploy" / name).read_text(encoding="utf-8")
    for name in ("Dockerfile", "compose.yaml", "Caddyfile", "README.md")
)


def services() -> dict[str, str]:
    """The text of each service of compose.yaml, by name."""
    part = COMPOSE[COMPOSE.index("\nservices:\n") : COMPOSE.index("\nnetworks:\n")]
    found = re.split(r"\n  (\w+):\n", part)
    return dict(zip(found[1::2], found[2::2], strict=True))


def test_only_the_server_that_encrypts_can_be_reached() -> None:
    open_ports = {name: re.findall(r'- "(\d+):\d+"', text) for name, text in services().items()}
    assert open_ports == {"prepare": [], "app": [], "db": [], "caddy": ["443"]}
    assert all("networks: [inside]" in services()[name] for name in ("prepare", "app", "db"))
    assert re.search(r"\n  inside:\n    internal: true\n", COMPOSE)


def test_nothing_runs_with_more_rights_than_it_needs() -> None:
    assert all('security_opt: ["no-new-privileges:true"]' in text for text in services().values())
    for text in (services()["app"], services()["prepare"]):
        assert "cap_drop: [ALL]" in text and "read_only: true" in text
    lines = DOCKERFILE.splitlines()
    assert lines.index("USER 10001") < min(place for place, line in enumerate(lines) if line.startswith("COPY"))


def test_the_database_is_spoken_to_encrypted_and_no_secret_is_written_here() -> None:
    assert services()["prepare"].count("sslmode=verify-full") == 4 and "ssl=on" in services()["db"]
    for text in (COMPOSE, DOCKERFILE):
        assert not re.search(r"(?i)password(: |=)(?!\$\{)\S", text)


def test_the_program_works_as_a_role_that_only_works(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the service that prepares is told, its command understands; the program is told two of the four."""
    named = dict(re.findall(r"(CLINIC_DATABASE\w*): (?:&\w+ )?(postgresql\S+?):\$\{.+?\}(?=@)", services()["prepare"]))
    for setting, address in named.items():
        monkeypatch.setenv(setting, f"{address}:secret@db/clinic?sslmode=verify-full")
    given = addresses()
    assert (given.clinic, given.admin.username if given.admin else "") == ("records", "clinic")
    assert "POSTGRES_USER: clinic\n" in services()["db"], "the superuser, and nobody else"
    told = re.findall(r"CLINIC_DATABASE\w*: .+", services()["app"])
    assert told == ["CLINIC_DATABASE: *work", "CLINIC_DATABASE_PUBLIC: *public"]
    assert "condition: service_completed_successfully" in services()["app"]


def test_the_program_is_started_as_it_can_be_started() -> None:
    command = re.search(r"^CMD \[(.+)\]$", DOCKERFILE, re.MULTILINE)
    assert command is not None
    asked = [part.strip(' "') for part in command[1].split(",")]
    offered = (ROOT / "dashboard.py").read_text(encoding="utf-8")
    assert asked[:2] == [".venv/bin/python", "dashboard.py"]
    assert all(f'"{option}"' in offered for option in asked if option.startswith("--"))
    port = asked[asked.index("--port") + 1]
    assert f"app:{port}" in CADDY and f"EXPOSE {port}" in DOCKERFILE and f":{port}/health" in DOCKERFILE


def test_a_header_that_only_the_gate_may_write_is_taken_away_at_the_door() -> None:
    assert "header_up -X-Clinic-*" in CADDY
    assert "request>headers delete" in CADDY and "request>uri delete" in CADDY, "an address may hold a one-time link"


def test_the_page_about_it_names_every_file_and_what_was_not_tried() -> None:
    files = [path.name for path in (ROOT / "deploy").iterdir() if path.is_file() and path.suffix != ".dockerignore"]
    assert all(f"`{name}`" in TOLD for name in files if name != "README.md")
    assert "has not been run by us" in " ".join(TOLD.split())
