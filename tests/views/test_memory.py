"""What the program is made of is set aside, and what nobody holds any more still goes."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from views import memory


class Held:
    """Something that holds itself, so that counting who holds it never lets it go."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """Set nothing aside for the tests that follow."""
    yield
    gc.unfreeze()


def test_what_is_loaded_is_not_searched_again_after_every_click() -> None:
    gc.unfreeze()
    before = len(gc.get_objects())
    memory.tidy()
    assert gc.get_freeze_count() > before * 0.9
    assert len(gc.get_objects()) < before * 0.1


def test_what_was_set_aside_and_is_let_go_is_found_at_the_next_turn() -> None:
    held = Held()
    memory.tidy()
    gone = weakref.ref(held)
    del held
    gc.collect()
    assert gone() is not None, "it was not set aside"
    memory.tidy()
    assert gone() is None


def test_at_the_start_it_is_set_aside_without_a_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_tidy_forever", lambda: None)
    gc.unfreeze()
    before = len(gc.get_objects())
    monkeypatch.setattr(gc, "collect", lambda: pytest.fail("it searched"))
    memory.begin()
    assert len(gc.get_objects()) < before * 0.1


def test_nothing_is_searched_for_while_the_program_loads_and_then_it_is_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_tidy_forever", lambda: None)
    memory.hold()
    loading = gc.isenabled()
    memory.begin()
    assert (loading, gc.isenabled()) == (False, True)
