"""What stands behind a picture: its table, and the words to paste beside it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from views.text import day

HIDDEN = "hidden"


def table(frame: pd.DataFrame, labels: Mapping[str, str], key: str, alt: str) -> None:
    """The table with its labels; numbers rounded for reading only, what may not be shown is blank."""
    shown = frame.drop(columns=HIDDEN) if HIDDEN in frame and not frame[HIDDEN].astype(bool).any() else frame
    dates = shown.select_dtypes("datetime").columns
    shown = shown.assign(**{str(name): [day(value) for value in shown[name]] for name in dates})
    shown = shown.round(dict.fromkeys(shown.select_dtypes("number").columns, 3))
    words = {str(name): labels.get(str(name), str(name)) for name in shown.columns}
    settings = {name: st.column_config.Column(said[:1].upper() + said[1:]) for name, said in words.items()}
    st.dataframe(shown, column_config=settings, hide_index=True, key=f"behind-{key}", alt=f"Table: {alt}")


def words(caption: str, alternative: str) -> None:
    """Caption and alternative text, each with a button that copies it."""
    st.markdown("**Caption**, to paste beside the picture")
    st.code(caption, language=None, wrap_lines=True)
    st.markdown("**Alternative text**, for those who do not see the picture")
    st.code(alternative, language=None, wrap_lines=True)
