"""The list of providers: what is understood, and a sentence for everything that is not."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from data.cli import main
from data.providers import ProvidersWrong, check_providers, read_providers, secret_of

TENANT = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
GOOD = '[{name}]\ntitle = "{title}"\nissuer = "{issuer}"\nclient_id = "abc"\n{more}\n'


def listed(folder: Path, name: str = "ours", title: str = "Ours", issuer: str = "https://id.clinic.example",
           more: str = "") -> None:  # fmt: skip
    folder.mkdir(exist_ok=True)
    (folder / "providers.toml").write_text(GOOD.format(name=name, title=title, issuer=issuer, more=more))


@pytest.fixture
def folder(own_home: Path) -> Path:
    return own_home.parent / "clinic-keys"


def test_without_the_file_there_is_no_provider(folder: Path) -> None:
    assert read_providers() == {} == check_providers()


def test_each_kind_of_provider_is_asked_in_its_own_way(folder: Path) -> None:
    listed(folder)
    (ours,) = read_providers().values()
    assert (ours.name, ours.title, ours.prompt, ours.tenant, ours.is_here) == ("ours", "Ours", "login", "", False)
    listed(folder, issuer="https://accounts.google.com")
    assert read_providers()["ours"].prompt == "select_account"
    listed(folder, issuer=f"https://login.microsoftonline.com/{TENANT}/v2.0")
    assert read_providers()["ours"].tenant == TENANT
    listed(folder, issuer="http://localhost:8080/realms/clinic")
    assert read_providers()["ours"].is_here


@pytest.mark.parametrize("tenant", ["common", "organizations", "consumers", "clinic.example",
                                    "9188040d-6c67-4c5b-b112-36a304b66dad"])  # fmt: skip
def test_a_tenant_that_is_everybodys_is_refused(folder: Path, tenant: str) -> None:
    listed(folder, issuer=f"https://login.microsoftonline.com/{tenant}/v2.0")
    with pytest.raises(ProvidersWrong, match="name your own tenant by its number") as refused:
        read_providers()
    assert "[ours]" in str(refused.value) and "Nobody can sign in with a provider" in str(refused.value)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": "Our_Own"}, "small letters"),
        ({"name": "password"}, "small letters"),
        ({"issuer": "http://id.clinic.example"}, "https address"),
        ({"issuer": "https://id.clinic.example/?x=1"}, "https address"),
        ({"issuer": "https://sts.windows.net/x/"}, "your own tenant"),
        ({"issuer": ""}, "'issuer' is no field, or no text"),
        ({"title": "x" * 41}, "at most 40"),
        ({"more": 'client_secret = "x"'}, "take the secret out"),
        ({"more": 'colour = "red"'}, "'colour' is no field"),
        ({"more": 'prompt = "none"'}, "'prompt' is one of"),
        ({"more": "secret_variable = 3"}, "'secret_variable' is no field, or no text"),
        ({"more": "= ="}, "not a TOML file"),
    ],
)
def test_what_is_wrong_is_said_with_the_file_and_the_place(folder: Path, given: dict[str, str], words: str) -> None:
    listed(folder, **given)
    with pytest.raises(ProvidersWrong, match=words) as refused:
        read_providers()
    assert str(folder / "providers.toml") in str(refused.value)


def test_a_field_that_is_missing_is_named(folder: Path) -> None:
    folder.mkdir()
    (folder / "providers.toml").write_text('[ours]\ntitle = "Ours"\nissuer = "https://id.clinic.example"\n')
    with pytest.raises(ProvidersWrong, match="'client_id' is missing"):
        read_providers()
    (folder / "providers.toml").write_text('ours = "https://id.clinic.example"\n')
    with pytest.raises(ProvidersWrong, match="below a line"):
        read_providers()


def test_a_secret_comes_from_the_environment_or_from_beside_the_keys(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    listed(folder)
    assert main(["providers"]) == 3
    assert "keep it once with: python3 -m data providers --secret ours" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", io.StringIO("s3cret\n"))
    assert main(["providers", "--secret", "ours"]) == 0
    assert main(["providers"]) == 0
    shown = capsys.readouterr().out
    assert "/sign-in/back/ours" in shown and "s3cret" not in shown
    assert secret_of(read_providers()["ours"]) == "s3cret"
    kept = folder / "provider-ours.secret"
    assert kept.stat().st_mode & 0o777 == 0o600
    kept.chmod(0o644)
    assert main(["providers"]) == 4 and "chmod 600" in capsys.readouterr().err
    listed(folder, more='secret_variable = "OURS"')
    with pytest.raises(ProvidersWrong, match="variable OURS is empty"):
        check_providers()
    monkeypatch.setenv("OURS", "other")
    assert secret_of(check_providers()["ours"]) == "other"


def test_the_commands_say_what_is_not_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["providers"]) == 0 and "None is listed" in capsys.readouterr().out
    assert main(["providers", "--secret", "ours"]) == 3 and "Write it there first" in capsys.readouterr().err
    listed(folder)
    monkeypatch.setattr("sys.stdin", io.StringIO("\n"))
    assert main(["providers", "--secret", "ours"]) == 3 and "nothing was kept" in capsys.readouterr().err
