"""What the tests of the pages stand on: nobody is signed in, until a test signs somebody in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.views import signed
from views import who


@pytest.fixture(autouse=True)
def _the_gates_mark(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The harness has no gate: its mark is what `tests.views.signed` says."""
    monkeypatch.setattr(who, "sign_in_mark", signed.mark)
    yield
    signed.forget()
