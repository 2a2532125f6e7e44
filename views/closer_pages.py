"""Which pages answer the harder questions, who may open each, how they are grouped, and the ways to them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import streamlit as st

from reports.access import OWNER, PODIATRIST, Viewer

INDEX = "closer.py"
TREATS = (OWNER, PODIATRIST)


class Closer(NamedTuple):
    """One page: its file in `views/`, its title, what it answers, and who may open it."""

    file: str
    title: str
    question: str
    roles: tuple[str, ...] = TREATS


CLOSER: dict[str, tuple[Closer, ...]] = {
    "How soon, and how sure": (
        Closer("time_to_change.py", "Time to change", "By how many sessions and weeks do people first change?"),
        Closer("how_sure.py", "How sure", "How closely is each figure known, and what would it take?"),
        Closer("steadiness.py", "Steadiness", "Does a figure only go up and down by chance, or did something shift?"),
    ),
    "What else, and at what price": (
        Closer("what_else.py", "What else?", "What else could explain a change, and who never came back?"),
        Closer("drop_out.py", "Drop-out", "What if those who stopped coming had stayed?"),
        Closer("benefit_harm.py", "Benefit and harm", "How many improved or got worse, how often was there harm?"),
        Closer("pain_range.py", "Pain and range", "Did those whose pain got better also gain range of motion?"),
        Closer("techniques.py", "Techniques", "Did courses with one thing change as those without?"),
    ),
    "Who": (
        Closer("podiatrists.py", "Podiatrists", "Is anybody's series unusual, or is it only small?", (OWNER,)),
        Closer("my_results.py", "My results", "How do my newest courses compare with my earlier ones?", (PODIATRIST,)),
    ),
}  # fmt: skip


def pages() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Every page by its file, with its title and who may open it."""
    return {page.file: (page.title, page.roles) for page in _all()}


def theirs(viewer: Viewer, group: Iterable[Closer]) -> list[Closer]:
    """Those of a *group* that this viewer's role has."""
    return [page for page in group if viewer.role in page.roles]


def links(viewer: Viewer, *files: str, key: str = "closer-links") -> None:
    """A line of ways to those of the pages *files* that this viewer's role has; nothing where there are none."""
    shown = [page for page in theirs(viewer, _all()) if page.file in files]
    if not shown:
        return
    with st.container(horizontal=True, key=key):
        st.markdown("**Look closer:**", width="content")
        for page in shown:
            st.page_link(page.file, label=page.title, help=page.question, width="content")


def way_back(file: str) -> None:
    """On one of these pages, the way back to the list of them."""
    if file in pages():
        st.page_link(INDEX, label="Look closer", icon=":material/arrow_back:", width="content")


def _all() -> Iterable[Closer]:
    return (page for group in CLOSER.values() for page in group)
