"""Who may see and do what: one table, read by the desk and by everything that writes.

``check_...`` raises `NotAllowed` with a sentence and guards the act; ``may_...`` returns a bool and
only hides a button.
"""

from __future__ import annotations

from dataclasses import dataclass

OWNER, PODIATRIST, MARKETING = "owner", "podiatrist", "marketing"
FRONT_DESK, AUDITOR = "front desk", "auditor"
ROLES = (OWNER, PODIATRIST, MARKETING, FRONT_DESK, AUDITOR)
SEES_FIGURES = (OWNER, PODIATRIST, MARKETING)  # nobody else has a report, whatever it is about

WRITES: dict[str, frozenset[str]] = {
    "import": frozenset({OWNER, FRONT_DESK}),
    "withdraw": frozenset({OWNER}),
    "record": frozenset({OWNER, PODIATRIST}),
    "record review": frozenset({OWNER, PODIATRIST, FRONT_DESK}),
    "correct": frozenset({OWNER, PODIATRIST}),
    "take back": frozenset({OWNER, PODIATRIST}),
    "close": frozenset({OWNER, PODIATRIST}),
    "invite": frozenset({OWNER, PODIATRIST, FRONT_DESK}),
    "prepare export": frozenset({OWNER, MARKETING}),
    "approve export": frozenset({OWNER, PODIATRIST}),
    "withdraw export": frozenset({OWNER, PODIATRIST, MARKETING}),
    "set look": frozenset({OWNER, MARKETING}),
    "make file": frozenset({OWNER, PODIATRIST, MARKETING}),
    "reword": frozenset({OWNER}),
    "manage people": frozenset({OWNER}),
    "back up": frozenset({OWNER}),
    "take activity": frozenset({OWNER, AUDITOR}),
    "show recovery key": frozenset({OWNER}),
    "set consent": frozenset({OWNER, PODIATRIST}),
    "give copy": frozenset({OWNER, PODIATRIST}),
    "propose disposal": frozenset({OWNER}),
    "confirm disposal": frozenset({OWNER, PODIATRIST}),
}
WORDS = {
    "record review": "record a review",
    "take back": "take records back",
    "close": "close a course of care",
    "invite": "ask a patient for a review",
    "prepare export": "prepare something for the public",
    "approve export": "approve or send back what was prepared for the public",
    "withdraw export": "withdraw what was prepared for the public",
    "set look": "change the clinic's look",
    "make file": "make files",
    "reword": "change the words of a rule",
    "manage people": "say who may sign in",
    "back up": "see or make backups",
    "take activity": "take the activity record away as a file",
    "show recovery key": "show the recovery key",
    "set consent": "write down what a patient consents to",
    "give copy": "make a copy of everything recorded about a patient",
    "propose disposal": "propose that a patient's records are de-identified or destroyed",
    "confirm disposal": "confirm that a patient's records are de-identified or destroyed",
}
SEES_PEOPLE = frozenset({OWNER, PODIATRIST})
FINDS_PEOPLE = SEES_PEOPLE | {FRONT_DESK}  # who they are and which course of care, to record or ask for a review
SEES_ACTIVITY = frozenset({OWNER, AUDITOR})
# ABS: ten contributors to a cell. Front desk and auditor are shown no figure at all; were one to slip, it hides most.
LEAST_SHOWN = {OWNER: 0, PODIATRIST: 0, MARKETING: 10, FRONT_DESK: 10, AUDITOR: 10}
FLAGGED_BELOW = 5  # internal pages flag a group smaller than this (house rule)


class NotAllowed(ValueError):
    """This person's role does not include what was asked for."""


@dataclass(frozen=True)
class Viewer:
    """Who is looking: a display name for the audit trail, a role, and for a podiatrist their own name."""

    name: str
    role: str
    podiatrist: str | None = None

    def __post_init__(self) -> None:
        if self.role not in ROLES:
            raise NotAllowed(f"There is no role called '{self.role}'.")
        if self.role == PODIATRIST and not self.podiatrist:
            raise NotAllowed("A podiatrist's view needs the podiatrist it belongs to.")

    @property
    def scope(self) -> tuple[str, str | None]:
        """What a kept answer is keyed by, so that none crosses from one scope to another."""
        return self.role, self.podiatrist


def may_read(viewer: Viewer, roles: frozenset[str] | tuple[str, ...]) -> bool:
    """Whether *viewer* has one of the *roles* a report names."""
    return viewer.role in roles


def check_read(viewer: Viewer, title: str, roles: frozenset[str] | tuple[str, ...]) -> None:
    """Raise `NotAllowed` unless *viewer* may read the report called *title*."""
    if not may_read(viewer, roles):
        raise NotAllowed(f"The report '{title}' is not open to the role {viewer.role}.")


def may_write(viewer: Viewer, act: str) -> bool:
    """Whether *viewer* may do *act* (a key of `WRITES`)."""
    return viewer.role in WRITES.get(act, frozenset())


def check_write(viewer: Viewer, act: str) -> None:
    """Raise `NotAllowed` unless *viewer* may do *act*."""
    if act not in WRITES:
        raise NotAllowed(f"There is no act called '{act}'.")
    if not may_write(viewer, act):
        raise NotAllowed(f"The role {viewer.role} may not {WORDS.get(act, f'{act} records')}.")
