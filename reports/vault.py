"""The recovery key, for the owner who sets the clinic up: the check that guards `data.vault`."""

from __future__ import annotations

from data import vault
from data.store import Store
from reports.access import Viewer, may_write
from reports.watched import check_act

SHOW = "show recovery key"


def may_show(viewer: Viewer, store: Store) -> bool:
    """Whether *viewer* may be offered the recovery key; a plain file has none."""
    return may_write(viewer, SHOW) and vault.has_recovery_key(store)


def was_shown(store: Store) -> bool:
    """Whether it has been shown to anybody yet: the set-up page shows it once."""
    return vault.was_shown(store)


def recovery_key(viewer: Viewer, store: Store) -> str:
    """The recovery key, 14 groups of four; an audit event says who was shown it.

    Raises `reports.access.NotAllowed`, and `data.places.StoreError` where the records are not encrypted.
    """
    check_act(store, viewer, SHOW)
    return vault.recovery_key(store, viewer.name)
