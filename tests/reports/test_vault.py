"""Who may be shown the recovery key, and that it is written down who was."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.keys_words import in_words
from data.places import clinic_url
from data.store import open_store, read_audit
from data.vault_files import key_of
from reports import vault
from reports.access import OWNER, ROLES, NotAllowed, Viewer


@pytest.mark.parametrize("role", ROLES)
def test_the_recovery_key_is_for_the_owner(role: str, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLINIC_DATABASE")
    viewer = Viewer("Olive", role, "Ann Lee" if role == "podiatrist" else None)
    with open_store(clinic_url()) as store:
        assert vault.may_show(viewer, store) == (role == OWNER)
        if role == OWNER:
            key = key_of(own_home / "clinic.db")
            assert key is not None
            assert vault.recovery_key(viewer, store) == in_words(key)
        else:
            with pytest.raises(NotAllowed, match="may not show the recovery key"):
                vault.recovery_key(viewer, store)
        events = read_audit(store)
        shown = events[events["action"] == "show recovery key"]["actor"].tolist()
        assert (shown, vault.was_shown(store)) == (["Olive"] * (role == OWNER), role == OWNER)


def test_a_plain_file_offers_none(clinic_store: object) -> None:
    assert not vault.may_show(Viewer("Olive", OWNER), clinic_store)  # type: ignore[arg-type]
