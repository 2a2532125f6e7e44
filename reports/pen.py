"""Writing by hand: the door to the ledger, guarded by role and by whose patient it is.

`Pen` has the ledger's own methods of a visit under their own names. Each first asks whether the role may do
the act, then whether the course of care is in the writer's scope, and raises `reports.access.NotAllowed`
otherwise; what the ledger itself refuses is a `data.ledger.LedgerError`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from data.ledger import Ledger
from data.visit_whose import episode_of_reading, episode_of_session
from reports.access import PODIATRIST, NotAllowed, Viewer
from reports.scope import check_course, check_patient
from reports.watched import check_act, refusals

if TYPE_CHECKING:
    from data.catalogue import Catalogue
    from data.rows import ReadingFacts, SessionFacts
    from data.store import Store


class Pen:
    """One person writing records by hand; their name goes into every audit event."""

    def __init__(self, store: Store, catalogue: Catalogue, viewer: Viewer, today: date | None = None) -> None:
        self.store, self.catalogue, self.viewer, self.today = store, catalogue, viewer, today

    def add_patient(
        self, reference: str, display_name: str = "", birth_year: int | None = None, sex: str = "unknown"
    ) -> int:
        """Add a patient; their number."""
        return self._ledger("record").add_patient(reference, display_name, birth_year, sex)

    def open_episode(
        self,
        patient: int,
        condition: str,
        side: str,
        started: date,
        *,
        course: int | None = None,
        site: str = "",
        podiatrist: str = "",
        duration_weeks: float | None = None,
    ) -> int:
        """Open a course of care, a podiatrist as their own; its number."""
        ledger = self._ledger("record")
        with refusals(self.store, self.viewer, "record"):
            who = self._who(podiatrist)
            check_patient(self.store, self.viewer, patient)
        more: dict[str, Any] = {"course": course, "site": site, "podiatrist": who, "duration_weeks": duration_weeks}
        return ledger.open_episode(patient, condition, side, started, **more)

    def save_draft(self, episode: int, content: Mapping[str, Any], version: int) -> int:
        """Keep an unfinished session of *episode*; the draft's new version."""
        return self._of(episode, "record").save_draft(episode, content, version)

    def discard_draft(self, episode: int, version: int) -> None:
        """Throw the unfinished session of *episode* away."""
        self._of(episode, "record").discard_draft(episode, version)

    def record_session(
        self,
        episode: int,
        session: SessionFacts,
        readings: Sequence[ReadingFacts] = (),
        *,
        site: str = "",
        podiatrist: str = "",
        draft_version: int | None = None,
    ) -> int:
        """Record a session with its readings, a podiatrist as given by themselves; its number."""
        ledger = self._of(episode, "record")
        with refusals(self.store, self.viewer, "record", episode):
            who = self._who(podiatrist)
        more: dict[str, Any] = {"site": site, "podiatrist": who, "draft_version": draft_version}
        return ledger.record_session(episode, session, readings, **more)

    def record_reading(self, episode: int, reading: ReadingFacts, session: int | None = None) -> int:
        """Record one reading, in a *session* or (a review) on its own; its number."""
        return self._of(episode, "record").record_reading(episode, reading, session)

    def record_review(self, episode: int, readings: Sequence[ReadingFacts]) -> int:
        """Record the readings of one review, all of them or none; the number of the first."""
        return self._of(episode, "record review").record_review(episode, readings)

    def correct_reading(self, reading: int, value: float, reason: str, version: int) -> None:
        """Give a reading another value."""
        self._of_reading(reading, "correct").correct_reading(reading, value, reason, version)

    def correct_session(self, session: int, changes: Mapping[str, object], reason: str, version: int) -> None:
        """Change what is written down about a session."""
        self._of_session(session, "correct").correct_session(session, changes, reason, version)

    def withdraw_session(self, session: int, reason: str, version: int) -> None:
        """Take a session back, with its readings and events."""
        self._of_session(session, "take back").withdraw_session(session, reason, version)

    def withdraw_reading(self, reading: int, reason: str, version: int) -> None:
        """Take a reading back."""
        self._of_reading(reading, "take back").withdraw_reading(reading, reason, version)

    def close_episode(self, episode: int, ended: date, ended_how: str, version: int, reason: str = "") -> None:
        """End a course of care."""
        self._of(episode, "close").close_episode(episode, ended, ended_how, version, reason)

    def reopen_episode(self, episode: int, reason: str, version: int) -> None:
        """Take the end of a course of care back."""
        self._of(episode, "close").reopen_episode(episode, reason, version)

    def invite_review(self, episode: int, measures: Sequence[str], side: str, pin: str, hours: float = 2) -> str:
        """Ask the patient for a review on the clinic's tablet; the token, which is shown once."""
        return self._of(episode, "invite").invite_review(episode, measures, side, pin, hours)

    def _ledger(self, act: str) -> Ledger:
        check_act(self.store, self.viewer, act)
        return Ledger(self.store, self.catalogue, self.viewer.name, self.today)

    def _of(self, episode: int | None, act: str) -> Ledger:
        ledger = self._ledger(act)
        with refusals(self.store, self.viewer, act, episode):
            check_course(self.store, self.viewer, episode)
        return ledger

    def _of_session(self, session: int, act: str) -> Ledger:
        self._ledger(act)
        return self._of(episode_of_session(self.store, session), act)

    def _of_reading(self, reading: int, act: str) -> Ledger:
        self._ledger(act)
        return self._of(episode_of_reading(self.store, reading), act)

    def _who(self, podiatrist: str) -> str:
        """The podiatrist to write down: a podiatrist writes as themselves, whatever a page sends."""
        if self.viewer.role != PODIATRIST:
            return podiatrist
        if podiatrist not in ("", self.viewer.podiatrist):
            raise NotAllowed("A podiatrist records their own care; the owner can record a colleague's.")
        return str(self.viewer.podiatrist)


def give_review(store: Store, catalogue: Catalogue, token: str, values: Mapping[str, float]) -> int:
    """Record the answers a patient gave on the clinic's tablet: the *token* is the permission, and works once."""
    return Ledger(store, catalogue, "patient on the clinic's tablet").give_review(token, values)
