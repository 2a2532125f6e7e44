"""The words of the Team page: roles by name, and when somebody was last here."""

from __future__ import annotations

from datetime import UTC, datetime

from reports import access
from views.text import day

ROLE_NAMES = {
    access.OWNER: "Clinic owner", access.PODIATRIST: "Podiatrist", access.MARKETING: "Marketing",
    access.FRONT_DESK: "Front desk", access.AUDITOR: "Auditor",
}  # fmt: skip
OF_THEIR_OWN = "A password of their own"
STATES = {"invited": "invited, not here yet", "active": "may sign in", "disabled": "may not sign in"}


def role_name(role: str) -> str:
    """A role as people call it."""
    return ROLE_NAMES.get(role, role.capitalize())


def seen(moment: datetime | str | None) -> str:
    """When somebody was last here, in this computer's own time."""
    if not moment:
        return "never"
    stamp = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    stamp = stamp if stamp.tzinfo else stamp.replace(tzinfo=UTC)
    here = stamp.astimezone()
    return f"{day(here)}, {here:%H:%M}"
