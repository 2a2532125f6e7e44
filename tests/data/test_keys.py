"""Where keys are kept: the system's keystore where there is one, else a file that only this user may read."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import platformdirs
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import KeyringLocked

from data import keys
from data.keys_words import in_words
from data.places import StoreError

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
ID = "00112233445566778899aabbccddeeff"
posix = pytest.mark.skipif(sys.platform == "win32", reason="rights of this kind are not a thing of Windows")


class Keystore(KeyringBackend):
    """A keystore as `keyring` has them, in memory."""

    priority = 5.0  # type: ignore[assignment]
    name = "keystore of the tests"

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def _open(self) -> dict[tuple[str, str], str]:
        if self.locked:
            raise KeyringLocked("locked")
        return self.kept

    def get_password(self, service: str, username: str) -> str | None:
        return self._open().get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._open()[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self._open()[service, username]


@pytest.fixture
def keystore(monkeypatch: pytest.MonkeyPatch) -> Iterator[Keystore]:
    """A computer with a keystore, where nobody has set CLINIC_KEYS."""
    monkeypatch.delenv("CLINIC_KEYS")
    before, here = keyring.get_keyring(), Keystore()
    keyring.set_keyring(here)
    yield here
    keyring.set_keyring(before)


@pytest.fixture
def folder() -> Path:
    """The folder that CLINIC_KEYS names in a test."""
    return Path(os.environ["CLINIC_KEYS"])


@posix
def test_a_key_file_may_be_read_by_this_user_only(folder: Path) -> None:
    before = os.umask(0)
    try:
        keys.keep(ID, KEY)
    finally:
        os.umask(before)
    assert [path.name for path in folder.iterdir()] == [f"{ID}.key"]
    assert stat.S_IMODE((folder / f"{ID}.key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert (keys.find(ID), keys.find("ff" * 16)) == (KEY, None)


@posix
def test_a_key_file_that_others_may_read_is_refused(folder: Path) -> None:
    keys.keep(ID, KEY)
    (folder / f"{ID}.key").chmod(0o640)
    with pytest.raises(StoreError, match="chmod 600"):
        keys.find(ID)


def test_a_key_is_replaced_and_forgotten(folder: Path) -> None:
    keys.keep(ID, KEY)
    keys.keep(ID, OTHER)
    assert keys.find(ID) == OTHER
    keys.forget(ID)
    keys.forget(ID)
    assert keys.find(ID) is None
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("inside", ["", "keys", "deep/er"])
def test_a_key_is_never_kept_in_the_folder_of_the_records(
    inside: str, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLINIC_KEYS", str(own_home / inside))
    with pytest.raises(StoreError, match="travel with every copy"):
        keys.keep(ID, KEY)
    assert not own_home.exists()


@pytest.mark.parametrize("spoilt", ["", "nonsense", in_words(KEY)[:-1] + ("0" if in_words(KEY)[-1] != "0" else "1")])
def test_a_damaged_key_file_asks_for_the_recovery_key(spoilt: str, folder: Path) -> None:
    keys.keep(ID, KEY)
    (folder / f"{ID}.key").write_text(spoilt)
    with pytest.raises(StoreError, match="Type the recovery key") as said:
        keys.find(ID)
    assert in_words(KEY)[:9] not in str(said.value)


def test_a_folder_that_cannot_be_made_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINIC_KEYS", "/dev/null/keys")
    with pytest.raises(StoreError, match="could not be kept in /dev/null/keys"):
        keys.keep(ID, KEY)


def test_the_keystore_of_the_system_is_used_where_there_is_one(keystore: Keystore) -> None:
    keys.keep(ID, KEY)
    assert keystore.kept == {(keys.SERVICE, ID): in_words(KEY)}
    assert keys.find(ID) == KEY
    assert "keystore of the tests" in keys.where()
    keys.forget(ID)
    assert (keystore.kept, keys.find(ID)) == ({}, None)


def test_a_locked_keystore_is_told_and_no_file_takes_its_place(keystore: Keystore) -> None:
    keys.keep(ID, KEY)
    keystore.locked = True
    with pytest.raises(StoreError, match=r"KeyringLocked.*Unlock it"):
        keys.find(ID)
    with pytest.raises(StoreError, match="Unlock it and try again"):
        keys.keep("ff" * 16, OTHER)


@pytest.mark.parametrize("none", [fail.Keyring, null.Keyring])
def test_a_computer_without_a_keystore_keeps_a_file_in_the_configuration_folder(
    none: type[KeyringBackend], keystore: Keystore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platformdirs, "user_config_dir", lambda name, appauthor: str(tmp_path / "config" / name))
    keyring.set_keyring(none())
    keys.keep(ID, KEY)
    kept = tmp_path / "config" / keys.SERVICE / "keys" / f"{ID}.key"
    assert kept.read_text() == in_words(KEY) + "\n"
    assert (keys.find(ID), keystore.kept) == (KEY, {})
    assert str(kept.parent) in keys.where()


def test_a_keystore_that_forgets_at_once_is_found_out(keystore: Keystore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keystore, "set_password", lambda *_: None)
    with pytest.raises(StoreError, match="could not be kept in the keystore"):
        keys.keep(ID, KEY)
