"""The records that are open: none is opened under a setting that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.places import StoreError
from reports import stores


def test_a_setting_that_cannot_be_read_is_told_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "clinic.db"
    monkeypatch.setenv("CLINIC_ANSWERS_MB", "plenty")
    with pytest.raises(StoreError, match=r"CLINIC_ANSWERS_MB .* 'plenty'"):
        stores.opened(f"sqlite:///{file}")
    assert not file.exists()
    monkeypatch.setenv("CLINIC_ANSWERS_MB", "64")
    with stores.opened(f"sqlite:///{file}"):
        assert file.exists()
    stores.forget()
