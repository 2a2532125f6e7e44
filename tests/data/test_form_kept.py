"""Whatever the form can hold is the same again on both databases: as a draft, as facts, stored, and read back."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, timedelta
from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.catalogue import load_catalogue
from data.frames import SIDES
from data.rows import AdverseEvent, SessionFacts
from data.store import Store
from data.visit_reads import read_draft, read_episode
from reports.access import OWNER, Viewer
from reports.pen import Pen
from reports.visit_form import LISTS, SESSION_FIELDS, Line, content_of, reading_facts, session_facts

TODAY, STARTED = date(2026, 11, 22), date(2026, 11, 1)
MEASURES = load_catalogue().measures
NUMBERS = count(1)
WORD = st.text("abcdefgh é;,.#1", min_size=1, max_size=12).map(str.strip).filter(bool)
TENTHS = st.integers(0, 100).map(lambda tenths: tenths / 10)
WHOLE = ("insertions", "twitch_count", "planned_sessions")
EVENT = st.builds(
    AdverseEvent,
    WORD,
    st.sampled_from(["mild", "significant", "serious"]),
    st.sampled_from(["", "during", "within_24h", "later"]),
    WORD | st.just(""),
    WORD | st.just(""),
    st.sampled_from(["", "unrelated", "possibly", "probably", "certainly"]),
).map(asdict)


def _field(name: str) -> st.SearchStrategy[Any]:
    if name == "on":
        return st.dates(STARTED, TODAY).map(date.isoformat)
    if name == "consent_on":
        return st.dates(date(2020, 1, 1), TODAY).map(date.isoformat)
    if name == "adverse_events":
        return st.lists(EVENT, min_size=1, max_size=3, unique_by=lambda event: event["term"])
    if name in LISTS:
        return st.lists(WORD, min_size=1, max_size=4)
    if name in WHOLE:
        return st.integers(0, 200)
    kinds = {field: kind for field, kind in SessionFacts.__annotations__.items() if field == name}
    return {"str": WORD, "bool | None": st.booleans()}.get(kinds[name], TENTHS)


@st.composite
def _lines(draw: st.DrawFn) -> dict[str, Any]:
    content: dict[str, Any] = {}
    series = st.tuples(st.sampled_from(sorted(MEASURES)), st.sampled_from(SIDES), WORD | st.just(""))
    for measure, side, method in draw(st.lists(series, max_size=4, unique=True)):
        line = Line(measure, sum(key.startswith(f"{measure}#") and key.endswith(".side") for key in content) + 1)
        content |= {line.key("side"): side, line.key("method"): method}
        content |= {line.key(part): draw(WORD | st.just("")) for part in ("instrument", "rater")}
        for phase in draw(st.sampled_from([("before",), ("after",), ("before", "after")])):
            scale = MEASURES[measure]
            content[line.key(phase)] = draw(st.floats(scale.low, scale.high))
    return content


OPTIONAL = {name: _field(name) for name in SESSION_FIELDS if name != "on"}
DRAFTS = st.builds(
    lambda needed, told, lines: {**needed, **told, **lines},
    st.fixed_dictionaries({"on": _field("on"), "site": WORD, "podiatrist": WORD}),
    st.fixed_dictionaries({}, optional=OPTIONAL),
    _lines(),
)


def _readings(content: dict[str, Any]) -> set[Any]:
    return set(reading_facts(content, date.fromisoformat(content["on"])))


@given(DRAFTS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_draft_becomes_a_session_that_says_the_same(store: Store, content: dict[str, Any]) -> None:
    pen = Pen(store, load_catalogue(), Viewer("Kim", OWNER), TODAY)
    episode = pen.open_episode(pen.add_patient(f"K{next(NUMBERS)}"), "plantar_heel_pain", "left", STARTED)
    version = pen.save_draft(episode, content, 0)
    kept = read_draft(store, episode)
    assert kept is not None and kept.content == content == json.loads(json.dumps(content))

    facts = session_facts(kept.content)
    place = {"site": content["site"], "podiatrist": content["podiatrist"]}
    readings = reading_facts(kept.content, facts.on)
    pen.record_session(episode, facts, readings, **place, draft_version=version)
    assert read_draft(store, episode) is None, "the draft goes with the saving"

    (session,) = read_episode(store, episode).sessions
    again = content_of(session)
    assert {key: value for key, value in again.items() if "#" not in key} == {
        key: value for key, value in content.items() if "#" not in key
    }
    assert _readings(again) == _readings(content)
    assert session_facts(again) == facts


def test_every_field_of_a_session_is_tried() -> None:
    assert {"on", *OPTIONAL} == {name for name in SessionFacts.__annotations__ if name not in ("number", "sequence")}
    assert STARTED + timedelta(days=21) == TODAY
