"""The list of backups, one of which can be proven again, and how one is brought back."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.backup_files import BackupError
from data.backup_keep import KEPT_WORDS
from data.backup_make import Listed
from reports.backups import Keeper
from views.backups_bar import Bar
from views.backups_words import at, size
from views.text import md

RESTORE = (
    "Bringing a backup back is done at the command line, with this program closed. It asks first, checks the backup as "
    "above, and keeps the records of today beside, under a name with the date. What was recorded since the backup is "
    "then in that kept file only."
)

RESTORE_SERVER = (
    "Bringing a backup back is done at the command line: make an empty database on the server, name it in "
    "CLINIC_DATABASE, and run this with the whole path of the file. It asks first and checks the backup as above. The "
    "records of today stay in their own database."
)
CLEAR = "Whoever has a backup that is not encrypted can read it: lock the stick away, or use an encrypted one."


def show(keeper: Keeper) -> None:
    """Every backup, newest first."""
    st.header("What there is")
    try:
        backups = keeper.backups()
    except BackupError as error:
        st.error(md(error))
        return
    if not backups:
        st.info("There is no backup in this folder yet.")
        return
    counted = {name: st.column_config.NumberColumn(format="localized") for name in ("Patients", "Readings")}
    st.dataframe(_table(backups), hide_index=True, width="stretch", column_config=counted)
    if not all(one.copy.manifest.encrypted for one in backups):
        st.caption(CLEAR)
    st.caption(f"Kept: {KEPT_WORDS}. Older ones go once a newer one is proven; the newest proven one always stays.")
    _again(keeper, backups)
    _how_to_restore(keeper, backups)


def _table(backups: list[Listed]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Taken": [at(one.copy.manifest.taken_at) for one in backups],
            "Proven": [at(one.proven) if one.proven else "not proven" for one in backups],
            "Size": [size(one.copy.manifest.size) for one in backups],
            "Patients": [one.copy.manifest.contents.rows.get("patients", 0) for one in backups],
            "Readings": [one.copy.manifest.contents.rows.get("readings", 0) for one in backups],
            "Encrypted": ["yes" if one.copy.manifest.encrypted else "no" for one in backups],
            "File": [one.copy.name for one in backups],
        }
    )


def _again(keeper: Keeper, backups: list[Listed]) -> None:
    with st.expander("Prove one of them again", key="prove-again"):
        taken = {one.copy.name: at(one.copy.manifest.taken_at) for one in backups}
        name = st.selectbox("Backup taken", list(taken), format_func=taken.__getitem__, key="prove-which")
        if not st.button("Prove it", key="prove"):
            return
        bar = Bar(lambda _: "Restoring it for trial, and checking it")
        try:
            proof = keeper.prove(name, bar.told)
        except BackupError as error:
            st.error(md(error))
            return
        finally:
            bar.end()
        if proof.proven:
            st.success(f"It is whole: restored for trial and checked in {proof.seconds:.1f} seconds.")
        else:
            st.error(md(f"It cannot be relied on. {' '.join(proof.problems)}"))


def _how_to_restore(keeper: Keeper, backups: list[Listed]) -> None:
    st.header("Bringing one back")
    st.markdown(RESTORE_SERVER if keeper.on_a_server else RESTORE)
    best = next((one for one in backups if one.proven), backups[0])
    file = str(best.copy.path) if keeper.on_a_server else best.copy.name
    st.code(f'python3 -m data restore "{file}"' if " " in file else f"python3 -m data restore {file}", language=None)
