"""The fields of the form, made for thumbs: each writes its value down at once. None has a value nobody gave."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

import streamlit as st

from data.catalogue import Measure
from views import record_state
from views.record_state import Held
from views.text import md

TOUCH = 54  # pixels: the least width of a large button
CHOSEN, PICKED, OPEN = ":material/check:", ":material/check_circle:", ":gray[:material/radio_button_unchecked:]"
Parse = Callable[[Any], Any]


def _changed(name: str, key: str, field: str, parse: Parse | None) -> None:
    value = st.session_state.get(key)
    record_state.put(name, field, parse(value) if parse and value is not None else value)


def _bound(held: Held, field: str, value: Any, parse: Parse | None = None) -> dict[str, Any]:
    """The key and callback that tie a widget to a field; seeds the widget with what is written down."""
    key = held.key(field)
    st.session_state.setdefault(key, value)
    return {"key": key, "on_change": _changed, "args": (held.name, key, field, parse)}


def scale(held: Held, field: str, label: str, low: int, high: int) -> None:
    """A row of large buttons, one tap for each whole number from *low* to *high*.

    A second tap on the same number changes nothing, since thumbs bounce; "Clear" takes the answer back.
    """
    value = held.content.get(field)
    if value is not None and value not in range(low, high + 1):
        number(held, field, label, low, high, 0.5)
        return
    with _question(held, field, label, high - low + 1, TOUCH):
        for one in range(low, high + 1):
            _tap(held, field, one, f"**{one}**\n\n{PICKED if one == value else OPEN}", chosen=one == value)


def taps(held: Held, field: str, label: str, options: Mapping[Any, str]) -> None:
    """One of a few answers, each a button that says all of it; none is chosen until somebody taps it."""
    value = held.content.get(field)
    with _question(held, field, label, len(options), 100):
        for one, words in options.items():
            _tap(held, field, one, f"{CHOSEN} {md(words)}" if one == value else md(words), chosen=one == value)


@contextmanager
def _question(held: Held, field: str, label: str, many: int, least: int) -> Iterator[None]:
    """The question, on its right the way to take the answer back; inside, *many* answers of *least* pixels or more."""
    with st.container(gap="xsmall", key=held.key(f"{field}:question")):
        with st.container(horizontal=True, vertical_alignment="center", key=held.key(f"{field}:label")):
            st.markdown(md(label), width="stretch")
            if held.content.get(field) is not None:
                put: dict[str, Any] = {"on_click": record_state.put, "args": (held.name, field, None)}
                st.button(
                    f"Clear {md(label.lower().partition(',')[0])}",
                    type="tertiary",
                    key=held.key(f"{field}:clear"),
                    **put,
                )
        with st.grid(many, min_column_width=least, gap="xxsmall", key=held.key(f"{field}:row")):
            yield


def _tap(held: Held, field: str, value: Any, label: str, chosen: bool) -> None:
    st.button(
        label, key=held.key(f"{field}={value}"), type="primary" if chosen else "secondary", width="stretch", wrap=True,
        on_click=record_state.put, args=(held.name, field, value),
    )  # fmt: skip


def choice(held: Held, field: str, label: str, options: Mapping[Any, str], help: str | None = None) -> None:
    """One of a few words; none is chosen until somebody taps it."""
    value = held.content.get(field)
    offered = dict(options) if value is None or value in options else {**options, value: str(value)}
    st.segmented_control(
        label, list(offered), format_func=lambda one: md(offered[one]), width="stretch", help=help,
        **_bound(held, field, value),
    )  # fmt: skip


def yes_no(held: Held, field: str, label: str) -> None:
    """Yes, no, or not written down."""
    choice(held, field, label, {True: "Yes", False: "No"})


def tags(held: Held, field: str, label: str, near: Iterable[str], known: Iterable[str]) -> None:
    """Any of the words *near* at hand with one tap each; others from *known*, or typed in."""
    chosen = list(held.content.get(field) or [])
    offered = list(dict.fromkeys([*near, *chosen]))
    if offered:
        st.pills(label, offered, selection_mode="multi", format_func=md, **_bound(held, field, chosen, list))
    key = held.key(f"{field}+")
    st.selectbox(
        f"{label}: another" if offered else label,
        [word for word in dict.fromkeys(known) if word not in offered],
        None,
        accept_new_options=True,
        placeholder="Choose or type …",
        label_visibility="collapsed" if offered else "visible",
        key=key,
        on_change=_add,
        args=(held.name, field, key),
    )


def _add(name: str, field: str, key: str) -> None:
    held, word = record_state.held(name), str(st.session_state.get(key) or "").strip()
    if held is not None and word:
        record_state.put_many(name, {field: list(dict.fromkeys([*(held.content.get(field) or []), word]))})


def number(
    held: Held, field: str, label: str, low: float, high: float, step: float, *, placeholder: str = "", help: str = ""
) -> None:
    """A number within *low* and *high*; the browser refuses others, and they are checked again before saving."""
    whole = float(step).is_integer() and float(low).is_integer()
    kind: Any = int if whole and _is_whole(held.content.get(field)) else float
    value = held.content.get(field)
    st.number_input(
        label, kind(low), kind(high), None, kind(step), format="%d" if kind is int else "%g",
        placeholder=placeholder or None, help=help or None,
        **_bound(held, field, None if value is None else kind(value)),
    )  # fmt: skip


def _is_whole(value: Any) -> bool:
    return value is None or float(value).is_integer()


def text(held: Held, field: str, label: str, placeholder: str = "", limit: int = 200) -> None:
    """A line of text."""
    bound = _bound(held, field, held.content.get(field) or "", str.strip)
    st.text_input(label, max_chars=limit, placeholder=placeholder or None, autocomplete="off", **bound)


def notes(held: Held, field: str, label: str) -> None:
    """Some lines of text."""
    bound = _bound(held, field, held.content.get(field) or "", str.strip)
    st.text_area(label, height=80, max_chars=4000, placeholder="For the record of this session", **bound)


def one_of(held: Held, field: str, label: str, known: Iterable[str], new: bool = True) -> None:
    """One word of a list, or (with *new*) one that is typed in."""
    value = held.content.get(field) or None
    words = list(dict.fromkeys([*known, *([value] if value else [])]))
    st.selectbox(
        label, words, None, accept_new_options=new, placeholder="Choose or type …" if new else "Choose …",
        **_bound(held, field, value, lambda one: str(one).strip()),
    )  # fmt: skip


def day(held: Held, field: str, label: str, first: date | None, last: date) -> None:
    """A date that is not after *last*."""
    told = held.content.get(field)
    value = date.fromisoformat(told) if told else None
    first = min([one for one in (first, value) if one], default=None)
    bound = _bound(held, field, value, lambda one: one.isoformat())
    st.date_input(label, None, first, max(last, value or last), format="DD/MM/YYYY", **bound)


def step_of(measure: Measure) -> float:
    """The smallest difference that people write down."""
    return measure.step or 1.0
