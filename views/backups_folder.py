"""The folder backups go to, and choosing another one."""

from __future__ import annotations

import streamlit as st

from data.backup_files import BackupError
from data.ledger import LedgerError
from reports.backups import Keeper
from views.text import md

SAME_DISK = (
    "This folder is on the same disk as the records, so a fire, a theft or a broken disk would take both. Choose a "
    "folder on a USB stick or on the clinic's network, and take a stick home."
)
HINT = "The whole path of a folder on a stick or the clinic's network, such as E:\\backups or /media/stick/backups"


def show(keeper: Keeper) -> None:
    """Where backups are kept now, and the form for another folder."""
    st.header("Where they are kept")
    st.code(str(keeper.folder()), language=None, wrap_lines=True)
    if keeper.beside_the_records():
        st.info(SAME_DISK, icon=":material/lightbulb:")
    if said := st.session_state.pop("folder-set", ""):
        st.success(said)
    with st.form("folder", border=False):
        typed = st.text_input("Another folder", help=HINT, max_chars=1000, key="folder-typed")
        pressed = st.form_submit_button("Keep backups there")
    if not pressed:
        return
    try:
        folder = keeper.set_folder(typed)
    except (BackupError, LedgerError) as error:
        st.error(md(error))
        return
    st.session_state["folder-set"] = (
        f"From now on backups are kept in {md(folder)}. Those in the folder before stay there; make one now."
    )
    st.rerun()
