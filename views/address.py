"""The address bar: it always says what is shown, in the names the command line uses, so that a view can be sent.

Streamlit's own binding writes the words on the screen into the address; a name that is mended one day
would then break every bookmark. So the filters are read once, when a person arrives, and written after
each run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields

import streamlit as st

from reports.filters import FilterError, Filters, pairs, parse

SEEDED = "address_read"
OTHERS = ("by", "one_condition", "one_site", "one_side", "one_age")  # how a viewer of totals narrows
OWN = ("focus", "rom", "side_by_side", "whose")  # one page's own choices, beside the filters all pages share


def hold() -> None:
    """Keep every filter while a person goes from page to page; called before any of them is drawn.

    A page's widgets are forgotten with the page. A value written into the session by us is not. What is not set is left
    to the widget, which would show a written ``None`` as nothing chosen and not as its first choice.
    """
    for name in (*(field.name for field in fields(Filters)), *OWN, *OTHERS):
        if st.session_state.get(name) is not None:
            st.session_state[name] = st.session_state[name]


def arrive(offered: Mapping[str, Iterable[object]]) -> None:
    """Set the filters to what the address says, once; what is not *offered* is left out and said."""
    if SEEDED in st.session_state:
        return
    st.session_state[SEEDED] = True
    left_out = []
    for name in st.query_params:
        values = st.query_params.get_all(name)
        try:
            st.session_state[name] = values[0] if name in OWN else _value(name, values, offered)
        except FilterError:
            left_out.append(name)
    if left_out:
        st.toast(f"Not known here and left out of this view: {', '.join(left_out)}.")


def _value(name: str, values: list[str], offered: Mapping[str, Iterable[object]]) -> object:
    value = getattr(parse((name, value) for value in values), name)
    known = list(offered.get(name, ()))
    if name not in offered:
        return value
    if isinstance(value, tuple):
        if any(choice not in known for choice in value):
            raise FilterError(name)
        return list(value)
    if value not in known:
        raise FilterError(name)
    return value


def say(filters: Filters, **own: str | None) -> None:
    """Write *filters* and a page's own choices into the address; the same view opens from it again."""
    said: dict[str, list[str]] = {}
    for name, value in pairs(filters):
        said.setdefault(name, []).append(value)
    said |= {name: [value] for name, value in own.items() if value}
    now = {name: st.query_params.get_all(name) for name in st.query_params}
    if now != said:
        st.query_params.from_dict(said)
