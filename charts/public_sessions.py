"""Session by session, for the public: means before and after each session on the whole scale, n under every point."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from charts import lettering, paper, words
from charts.paper import Canvas, ChartPart
from charts.public_columns import Columns, columns, hidden
from charts.public_field import HIDDEN, checked, dots, largest, plain

if TYPE_CHECKING:
    from data.catalogue import Measure

COLUMNS = ("number", "phase", "n", "mean", "ci_low", "ci_high")
PHASES = ("before", "after")


def public_sessions(frame: pd.DataFrame, measure: Measure, canvas: Canvas) -> ChartPart:
    """Mean per session ``number`` and ``phase`` in the measure's own unit, with 95 % interval and ``n``."""
    table = checked(frame, COLUMNS, "public chart of sessions").sort_values("number", kind="stable")
    return largest(canvas, lambda smaller: _drawn(table, measure, smaller))


def _drawn(table: pd.DataFrame, measure: Measure, canvas: Canvas) -> ChartPart:
    part = ChartPart()
    numbers = sorted(table["number"].unique())
    phases = {phase: table[table["phase"] == phase].set_index("number").reindex(numbers) for phase in PHASES}
    phases = {phase: rows for phase, rows in phases.items() if rows["n"].notna().any()}
    blank = [[bool(rows["mean"].isna().iloc[place]) for rows in phases.values()] for place in range(len(numbers))]
    gone = [all(column) for column in blank]
    title = f"Mean {words.inside(measure.axis_title)}; lines: 95 % interval"
    title += f"; –: {HIDDEN}" if any(any(column) and not all(column) for column in blank) else ""
    made = columns(part, canvas, _under(numbers, phases), (measure.low, measure.high), plain, title,
                   key=paper.pitch(canvas.size) + canvas.size * 0.3)  # fmt: skip
    _key(part, made, list(phases))
    hidden(part, made, gone)
    size = max(5.0, min(canvas.size * 0.85, made.cell * 0.3))
    apart = min(made.cell * 0.17, size * 0.8) if len(phases) > 1 else 0
    for phase, rows in phases.items():
        pixels = [middle + (apart if phase == "after" else -apart) for middle in made.middles]
        part.traces.append(dots(made.field, rows, pixels, "mean", _colour(canvas, phase), size, line=True,
                                hollow=phase == "before"))  # fmt: skip
    part.layout.update(made.field.axes())
    return part


def _colour(canvas: Canvas, phase: str) -> str:
    return canvas.palette.main if phase == "after" else canvas.palette.second


def _under(numbers: list[int], phases: dict[str, pd.DataFrame]) -> list[tuple[str, list[str]]]:
    """The table under the field: session, then n once where both phases have the same, else for each."""
    counts = {phase: [words.whole(n) for n in rows["n"]] for phase, rows in phases.items()}
    same = len({tuple(texts) for texts in counts.values()}) <= 1
    rows = [("n", next(iter(counts.values()), [""] * len(numbers)))] if same else [
        (f"n {phase}", texts) for phase, texts in counts.items()]  # fmt: skip
    return [("Session", [str(int(number)) for number in numbers]), *rows]


def _key(part: ChartPart, made: Columns, phases: list[str]) -> None:
    """The names of the two lines beside their own marks, above the field."""
    canvas, size = made.field.canvas, made.field.canvas.size
    x, y = made.field.box.x, made.field.box.y - paper.pitch(size) - size * 0.8
    for phase in phases:
        colour, mark = _colour(canvas, phase), size * 0.8
        paper.rule(part, canvas, (x, y + size * 0.62), (x + size * 1.6, y + size * 0.62), colour, 2)
        part.shapes.append(paper.circle(canvas, x + size * 0.8, y + size * 0.62, mark / 2, colour,
                                        canvas.palette.paper if phase == "before" else colour))  # fmt: skip
        said = f"{phase} the session"
        paper.put(part, canvas, x + size * 2, y, said, size, bold=True)
        x += size * 3.6 + lettering.width(said, size, True, canvas.family)
