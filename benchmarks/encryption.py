"""What encrypting the file costs: the same work on an encrypted file and on a plain one, in turns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path

from benchmarks import clinics
from benchmarks.timing import Result, in_turns
from data.catalogue import load_catalogue
from data.ledger import Ledger
from data.rows import ReadFile, ReadingFacts, SessionFacts
from data.store import Store, open_store, read_frames

AGAINST = "the same on a plain file"
SAVES = 50


def run(folder: Path, readings: int, rounds: int) -> list[Result]:
    """Opening, importing, reading everything and saving sessions; ours is the encrypted file."""
    given = tuple(clinics.rows(readings))
    turn = count()
    size = f"{readings:,} readings"

    def filled(kind: str) -> Store:
        store = open_store(f"{kind}:///{folder / f'{kind}-{next(turn)}.db'}", load_catalogue())
        read = ReadFile(f"{readings}.csv", f"benchmark-{readings}", "benchmark", (), len(given), 0, given)
        Ledger(store, load_catalogue(), "benchmark", clinics.UNTIL).import_file(read)
        return store

    def importing(kind: str) -> Callable[[], object]:
        return lambda: filled(kind).close()

    found = [in_turns("Import into an encrypted file", size, importing("sqlite+sqlcipher"), AGAINST,
                      importing("sqlite"), min(rounds, 3))]  # fmt: skip
    with filled("sqlite+sqlcipher") as sealed, filled("sqlite") as plain:
        found.append(in_turns("Open an encrypted file", size, _opening(sealed), AGAINST, _opening(plain), rounds))
        found.append(in_turns("Read an encrypted file into frames", size, lambda: read_frames(sealed), AGAINST,
                              lambda: read_frames(plain), rounds))  # fmt: skip
        found.append(in_turns(f"Save {SAVES} sessions in an encrypted file", size, _saving(sealed), AGAINST,
                              _saving(plain), rounds))  # fmt: skip
    return found


def _opening(store: Store) -> Callable[[], object]:
    return lambda: open_store(store.url, load_catalogue()).close()


def _saving(store: Store) -> Callable[[], object]:
    """One press of Save after another: a session with a reading, in a transaction of its own that reaches the disk."""
    ledger = Ledger(store, load_catalogue(), "benchmark", clinics.UNTIL)
    days, patients = count(), count()

    def save() -> None:
        begun = clinics.UNTIL - timedelta(days=3000)
        patient = ledger.add_patient(f"saved-{next(patients)}")
        episode = ledger.open_episode(patient, "plantar_heel_pain", "left", begun)
        for _ in range(SAVES):
            on = begun + timedelta(days=next(days) % 2900)
            ledger.record_session(episode, SessionFacts(on), [ReadingFacts("nprs", 5, on, "before", "left")])

    return save
