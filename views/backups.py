"""Backups: when a restore was last proven, every backup there is, and one button that makes and proves one."""

from __future__ import annotations

import streamlit as st

from data.backup_drill import Proof
from data.backup_files import BackupError
from reports.access import NotAllowed
from reports.backups import Keeper, Standing
from views import backups_folder, backups_list
from views.backups_bar import Bar
from views.backups_words import FAILED, STALE_WORDS, at, size
from views.room import Room
from views.text import md

LEAD = (
    "A backup is made every night while this program runs, or as soon as it is started after a day without one. Each "
    "is proven at once: it is restored for real into a scratch file and checked to its last reading."
)
DEMO = "This is the demo clinic, which nobody needs back. Backups are made of your own records only."
BUTTON = "Back up and prove now"


def page(room: Room) -> None:
    """The page for the owner of the clinic's own store."""
    st.title("Backups")
    keeper = Keeper(room.store, room.viewer)
    try:
        standing = keeper.standing()
    except NotAllowed as error:
        st.warning(md(error))
        return
    if room.is_demo:
        st.info(DEMO)
        return
    st.markdown(LEAD)
    _standing(standing)
    _now(keeper)
    backups_list.show(keeper)
    backups_folder.show(keeper)


def _standing(standing: Standing) -> None:
    """The last proven restore in large words; amber when it is long ago, with what to do."""
    proven = at(standing.proven) if standing.proven else "Never"
    st.metric("Last proven restore", proven, border=True, width="content")
    if standing.state != "fresh":
        st.warning(STALE_WORDS[standing.state], icon=":material/warning:")
    if standing.failure:
        moment, why = standing.failure
        st.warning(f"{FAILED} ({at(moment)}): {md(why)}", icon=":material/warning:")


def _now(keeper: Keeper) -> None:
    if said := st.session_state.pop("backed-up", ""):
        st.success(said)
    if not st.button(BUTTON, type="primary", key="back-up"):
        return
    bar = Bar(_words)
    try:
        proof = keeper.back_up(bar.told)
    except BackupError as error:
        st.error(md(error))
        return
    finally:
        bar.end()
    if not proof.proven:
        st.error(md(f"{proof.copy.name} cannot be relied on. {' '.join(proof.problems)}"))
        return
    st.session_state["backed-up"] = _done(proof)
    st.rerun()


def _words(share: float) -> str:
    return "Copying the records" if share < 0.5 else "Restoring the copy for trial, and checking it"


def _done(proof: Proof) -> str:
    rows = sum(proof.copy.manifest.contents.rows.values())
    return (
        f"Backed up and proven: {rows:,} rows, {size(proof.copy.manifest.size)}, restored for trial in "
        f"{proof.seconds:.1f} seconds."
    )


page(st.session_state["room"])
