"""What every part of the self-check is given, and how it says that something is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.engine import URL

from data.store import Store

Progress = Callable[[int, int], None]


class Wrong(ValueError):
    """What a check found wrong, and what to do, in a sentence; no value of a record is in it."""


class NotLooked(ValueError):
    """A check could not be made at all, because an earlier one says why."""


@dataclass
class Looking:
    """Whose records (*address*), who looks (*actor*), the recovery key as it was *typed* from paper (``""``: not).

    ``store`` is there once the records were opened; ``progress`` is told (done, all) by what takes long.
    """

    address: URL
    actor: str
    typed: str = ""
    store: Store | None = None
    progress: Progress | None = None

    @property
    def path(self) -> Path | None:
        """The file of the records; ``None`` on a database server."""
        return Path(str(self.address.database)).absolute() if self.address.get_backend_name() == "sqlite" else None

    @property
    def opened(self) -> Store:
        """The open records. Raises `NotLooked`."""
        if self.store is None:
            raise NotLooked("Not looked at, because the records did not open.")
        return self.store

    @contextmanager
    def bare(self) -> Iterator[Engine]:
        """An engine that nothing of this program holds back: what refuses then is the database itself."""
        engine = self.opened.bare_engine()
        try:
            yield engine
        finally:
            engine.dispose()


def refuse_first(problems: Sequence[str]) -> None:
    """Raise `Wrong` with the first of *problems*, and how many more there are; nothing when there are none."""
    if problems:
        more = f" ({len(problems) - 1:,} more: python3 -m data check)" if len(problems) > 1 else ""
        raise Wrong(f"{problems[0]}{more}")
