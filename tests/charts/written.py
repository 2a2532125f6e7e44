"""What is written on a picture, for tests: its notes, and the words beside its rows."""

from __future__ import annotations

import plotly.graph_objects as go

from charts.rows import GAP


def notes(figure: go.Figure) -> list[str]:
    """The text of every note, then every word that stands beside a row."""
    rows = [text for trace in figure.data if trace.type == "scatter" and trace.mode == "text" for text in trace.text]
    return [note.text for note in figure.layout.annotations] + [text.replace(GAP, "") for text in rows]


def marked(figure: go.Figure) -> list[go.Scatter]:
    """The traces that draw something: those of words left out."""
    return [trace for trace in figure.data if not (trace.type == "scatter" and trace.mode == "text")]
