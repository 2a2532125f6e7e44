"""This program's own page as a browser gets it: a filter changed over the websocket, until all is drawn and sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.sync.client import ClientConnection

from benchmarks.podiatrist import served
from benchmarks.starting import OURS
from benchmarks.viewers import home
from tests.views import raw

FILTER = "Course began from"


@dataclass(frozen=True)
class Page:
    """An open Effectiveness page and its filter."""

    line: ClientConnection
    widget: str

    def change(self, since: date) -> None:
        """Ask for the courses of care begun since a day; back when the whole page was sent."""
        asked = BackMsg()
        asked.rerun_script.query_string = ""
        state = asked.rerun_script.widget_states.widgets.add()
        state.id = self.widget
        state.string_array_value.data.append(since.isoformat())
        heard = raw.run(self.line, asked)
        assert raw.elements(heard, "plotly_chart"), "the page came without charts"


@contextmanager
def page(folder: Path, readings: int) -> Iterator[Page]:
    """The page of an invented clinic with so many readings, drawn once."""
    with (
        served(OURS, CLINIC_HOME=str(home(folder, readings))) as at,
        raw.opened(int(at.rstrip("/").rsplit(":", 1)[1])) as line,
    ):
        boxes = {box.label: box.id for box in raw.elements(raw.run(line), "date_input")}
        opened = Page(line, boxes[FILTER])
        opened.change(date(2017, 1, 1))
        yield opened
