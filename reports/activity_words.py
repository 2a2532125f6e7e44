"""The audit trail in plain sentences: one for every kind of act that the ledgers write, and one for any other.

A sentence holds what the act was, and counts and names that the program itself gave. Of a patient it holds the number
of a course of care at most, and nothing at all for somebody who may not see people (`Told.whole` is not set).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.people_reads import BACK
from reports import access

if TYPE_CHECKING:
    from data.activity_reads import TrailEvent


@dataclass(frozen=True)
class Told:
    """One event, and whether it may be told whole: with numbers of people's records, and words that somebody typed."""

    event: TrailEvent
    whole: bool

    @property
    def course(self) -> str:
        """``course of care 214``, or ``a course of care``."""
        return self.numbered("course of care", "a course of care")

    def numbered(self, one: str, unnamed: str) -> str:
        """``session 812``, or ``a session``."""
        return f"{one} {self.event.record}" if self.whole and self.event.record is not None else unnamed

    @property
    def file_number(self) -> str:
        """``import 12``: a whole file is nobody's record."""
        return "an import" if self.event.record is None else f"import {self.event.record}"

    def typed(self, field: str, instead: str) -> str:
        """A word of the event that a person chose, a file's name perhaps."""
        return str(self.event.detail.get(field) or instead) if self.whole else instead

    def given(self, field: str) -> str:
        """A word of the event that the program chose, or ``""``."""
        return str(self.event.detail.get(field) or "")

    def rows(self, field: str) -> str:
        """``, 1,204 rows``, or nothing where no number of rows is written down."""
        number = self.event.detail.get(field)
        if not isinstance(number, int):
            return ""
        return f", {number:,} {'row' if number == 1 else 'rows'}"


def sentence(event: TrailEvent, whole: bool) -> str:
    """What was done, to follow the name of who did it; an act nobody has words for yet is named as it is written."""
    make = SENTENCES.get(event.action)
    told = make(Told(event, whole)) if make else f"did something that has no words here yet ({event.action})"
    return f"{told}."


def _imported(told: Told) -> str:
    stored = told.event.detail.get("rows_stored", 0)
    return f"imported {told.typed('file', 'a file')}: {stored:,} {'row' if stored == 1 else 'rows'} stored"


def _made_file(told: Told) -> str:
    about = f" of {told.course}" if told.event.table == "episodes" else ""
    about = f" of export {told.given('code')}" if told.event.table == "exports" else about
    place = told.given("destination")
    to = "" if place in ("", "internal") else f", for {place}"
    what = told.given("file") or " ".join(part for part in (told.given("report"), told.given("form")) if part)
    return f"made a file{f' ({what})' if what else ''}{about}{told.rows('rows')}{to}"


def _viewed(told: Told) -> str:
    what = told.given("what")
    if not what:
        return f"opened {told.course}"
    whose = "" if told.event.record is None else f" of {told.numbered('patient number', 'a patient')}"
    return f"looked at {what}{whose}"


def _refused(told: Told) -> str:
    what = told.given("what") or "something"
    about = f" ({told.course})" if told.event.table == "episodes" else ""
    if what in access.WRITES:
        return f"asked to {access.WORDS.get(what, f'{what} records')}{about} and was refused"
    return f"asked for {what}{about} and was refused"


def _checked(told: Told) -> str:
    wrong = told.event.detail.get("wrong") or []
    return f"ran a self-check: {'not well were ' + ', '.join(map(str, wrong)) if wrong else 'all was well'}"


def _role(told: Told) -> str:
    return f"to {told.given('role')}" if told.given("role") else "to another one"


def _through(told: Told, field: str) -> str:
    """The provider, by its name in the list of this computer."""
    return f" with {told.given(field)}" if told.given(field) else ""


def _plain(words: str) -> Callable[[Told], str]:
    return lambda _told: words


def _tried(done: str, failed: str) -> Callable[[Told], str]:
    """What a backup came to; why it came to nothing may name a folder or a file, so the Backups page says that."""
    return lambda told: failed if told.event.detail.get("ok") is False else done


def _of_course(words: str) -> Callable[[Told], str]:
    return lambda told: words.format(told.course)


def _of_account(words: str) -> Callable[[Told], str]:
    """An account is somebody who works here: its number is told to whoever sees the trail."""
    number = "account {}"
    return lambda told: words.format(number.format(told.event.record) if told.event.record else "an account")


def _leading(told: Told) -> str:
    way = told.given("way")
    return f", to sign in with {'a password' if way == BACK else way}" if way else ""


def _of_export(words: str) -> Callable[[Told], str]:
    return lambda told: words.format(told.given("code"))


SENTENCES: dict[str, Callable[[Told], str]] = {
    "view patient": _viewed,
    "refused": _refused,
    "add patient": lambda told: f"added {told.numbered('patient number', 'a patient')}",
    "open episode": _of_course("began {}"),
    "record session": lambda told: f"recorded {told.numbered('session', 'a session')}",
    "record reading": lambda told: f"recorded {told.numbered('reading', 'a reading')}",
    "record review": lambda told: f"recorded a review{told.numbered(', from reading', '')}",
    "save draft": _of_course("saved an unfinished session of {}"),
    "discard draft": _of_course("threw away an unfinished session of {}"),
    "correct reading": lambda told: f"corrected {told.numbered('reading', 'a reading')}",
    "correct session": lambda told: f"corrected {told.numbered('session', 'a session')}",
    "withdraw reading": lambda told: f"took back {told.numbered('reading', 'a reading')}",
    "withdraw session": lambda told: f"took back {told.numbered('session', 'a session')}",
    "close episode": _of_course("ended {}"),
    "reopen episode": _of_course("opened {} again after its end"),
    "invite review": _of_course("asked the patient of {} for a review"),
    "give review": _of_course("answered the review of {}"),
    "import": _imported,
    "withdraw": lambda told: f"took back {told.file_number}",
    "make file": _made_file,
    "prepare export": _of_export("prepared export {} for the public"),
    "approve export": _of_export("approved export {} for the public"),
    "send back export": _of_export("sent export {} back"),
    "withdraw export": _of_export("withdrew export {}"),
    "make again": _of_export("made export {} again to compare it"),
    "reword": _plain("changed the words of a rule for the public"),
    "set look": _plain("changed the clinic's look"),
    "take over catalogue": _plain("took over measures, conditions or agreed standards from the catalogue"),
    "self-check": _checked,
    "start": _plain("began with the clinic's own records"),
    "sign in": lambda told: f"signed in{_through(told, 'through')}",
    "sign in failed": _plain("tried to sign in and failed"),
    "sign in refused": lambda told: f"tried to sign in{_through(told, 'with')} and was refused",
    "sign out": _plain("signed out"),
    "sign out everywhere": _plain("signed out everywhere"),
    "set password": _plain("set a password"),
    "link identity": lambda told: f"has signed in{_through(told, 'with')} for the first time, and has no password now",
    "unlink identity": _plain("set a password, and signs in with no provider any more"),
    "second factor on": _plain("turned the second factor on"),
    "second factor off": _plain("turned the second factor off"),
    "recovery codes": _plain("made new recovery codes"),
    "first link": _plain("made the link for the first owner"),
    "reset link": lambda told: f"{_of_account('made a new link for {}')(told)}{_leading(told)}",
    "add person": lambda told: f"{_of_account('added {}')(told)} as {told.given('role') or 'somebody'}",
    "change role": lambda told: f"{_of_account('changed the role of {}')(told)} {_role(told)}",
    "disable person": _of_account("shut {} out"),
    "enable person": _of_account("let {} in again"),
    "back up": _tried("made a backup", "tried to make a backup and failed"),
    "prove backup": _tried("proved a backup by restoring it", "tried a backup by restoring it and found it damaged"),
    "restore": _tried("brought a backup back", "tried to bring a backup back and failed"),
    "let backups go": _plain("let old backups go"),
    "set backup folder": _plain("chose another folder for backups"),
    "make backup key": _plain("made the key that backups are encrypted with"),
    "patient copy": lambda told: f"made a copy of everything about {told.numbered('patient number', 'a patient')}",
    "set consent": lambda told: f"wrote down the consent of {told.numbered('patient number', 'a patient')}",
    "propose disposal": _plain("proposed to let a patient's records go"),
    "drop disposal": _plain("dropped a proposal to let a patient's records go"),
    "dispose": _plain("let a patient's records go, as proposed"),
    "show recovery key": _plain("was shown the recovery key"),
    "unlock records": _plain("unlocked the records with the recovery key"),
    "export without encryption": _plain("took all records out without encryption"),
    "export for a registry": _plain("wrote files for a registry"),
    "encrypt records": _plain("encrypted the records"),
}
