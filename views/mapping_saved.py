"""A mapping saved earlier, used again on the next export."""

from __future__ import annotations

import streamlit as st

from data.mapping import Mapping, MappingError
from data.mapping_file import load_mapping
from views import import_file, import_state
from views.text import md


def loaded() -> Mapping | None:
    """The saved mapping that was chosen for the file on the page."""
    mapping: Mapping | None = import_state.kept().get("saved")
    return mapping


def choose() -> None:
    """The field for it; choosing one starts the page afresh from it, taking it away goes back to the proposal."""
    kept = import_state.kept()
    with st.expander("Use a mapping saved earlier", expanded="saved_id" in kept, key="saved-mapping"):
        chosen = st.file_uploader("Saved mapping (TOML)", "toml", key=f"saved-{kept['file']}", max_upload_size=1)
        if chosen is None:
            if kept.pop("saved_id", None) is not None and kept.pop("saved", None) is not None:
                st.rerun()
            return
        if kept.get("saved_id") != chosen.file_id:
            kept.update(saved_id=chosen.file_id, saved_error=_load(chosen.getvalue()))
            if not kept["saved_error"]:
                st.rerun()
        if kept.get("saved_error"):
            st.error(md(kept["saved_error"]))


def _load(content: bytes) -> str:
    """Keep the mapping and open the file as it says; else the sentence that says what is wrong with it."""
    try:
        mapping = load_mapping(content.decode("utf-8-sig"))
    except MappingError as error:
        return str(error)
    except UnicodeDecodeError:
        return "This is not a mapping: it is no text in UTF-8."
    import_state.kept()["saved"] = mapping
    ways = {"worksheet": mapping.worksheet, "encoding": mapping.encoding, "header_row": mapping.header_row}
    import_file.reopen(**{name: way for name, way in ways.items() if way not in ("", None)})
    return ""
