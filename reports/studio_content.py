"""What the register keeps of a picture, and the same picture made from it again: no record is asked a second time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from charts.look import Look
from charts.poster import Poster, Words, poster
from reports import desk
from reports.export import plain
from reports.public_use import PublicUse
from reports.report import Report, ReportError
from reports.studio_overlap import shown_of
from reports.studio_request import Request, from_kept, preset_of
from reports.studio_words import alternative, caption

if TYPE_CHECKING:
    from data.catalogue import Catalogue
    from reports.studio_draft import Draft

DAY, NUMBER, WHOLE, FLAG, TEXT = "day", "number", "whole", "flag", "text"


@dataclass(frozen=True)
class Content:
    """Everything an export shows: its table to the last digit, its words, its look, and what it counted."""

    request: Request
    measure: str
    words: Words
    sentences: Mapping[str, str]
    table: pd.DataFrame
    labels: Mapping[str, str]
    look: Look
    alt: str
    caption: str


def content_of(draft: Draft) -> dict[str, Any]:
    """The content of a draft as plain JSON; raises `ReportError` for a draft without figures."""
    case = draft.case
    if case.table is None or case.words is None or case.facts is None or case.report is None:
        raise ReportError("A draft without figures cannot be kept.")
    return {
        "request": case.request.kept(),
        "measure": case.facts.measure.id,
        "words": asdict(case.words) | {"watermark": ""},
        "sentences": dict(case.sentences),
        "facts": {name: None if math.isnan(value) else value for name, value in case.facts.row.items()},
        "table": kept_table(case.table),
        "labels": {str(name): case.report.labels.get(str(name), str(name)) for name in case.table.columns},
        "look": asdict(case.look),
        "alt": alternative(case),
        "caption": caption(case),
        "shown": [one.kept() for one in shown_of(case)],
    }


def read_content(kept: Mapping[str, Any]) -> Content:
    """The content that the register kept."""
    words = dict(kept["words"])
    words["context"] = tuple((label, said) for label, said in words["context"])
    return Content(
        from_kept(kept["request"]), kept["measure"], Words(**words), kept["sentences"], read_table(kept["table"]),
        kept["labels"], Look(**kept["look"]), kept["alt"], kept["caption"],
    )  # fmt: skip


def picture(content: Content, catalogue: Catalogue, preset: str, mark: str) -> Poster:
    """The composed picture in one size, with *mark* large across it where it is not empty."""
    use, measure = _use(content.request.question), catalogue.measure(content.measure)
    words = Words(**asdict(content.words) | {"watermark": mark, "context": content.words.context})
    size = preset_of(content.request, preset)
    return poster(words, lambda sheet: use.picture(content.table, measure, sheet), size, content.look)


def as_report(content: Content, code: str, version: int) -> Report:
    """The table with its words, as `reports.export` writes it into files."""
    said = (*(f"{label}: {text}" for label, text in content.words.context), content.words.foot)
    return Report(
        name=code, title=content.words.title, question=content.words.subtitle, frame=content.table, figure=None,
        summary=said, alt=content.alt, version=version, labels=dict(content.labels),
    )  # fmt: skip


def _use(question: str) -> PublicUse:
    found = getattr(desk.find(question), "PUBLIC", None)
    if not isinstance(found, PublicUse):
        raise ReportError(f"The report '{question}' is no longer one for the public.")
    return found


def kept_table(table: pd.DataFrame) -> dict[str, Any]:
    """A table as plain JSON that gives every number back to the last digit; blank is ``None``."""
    columns = [[str(name), _kind(table[name])] for name in table.columns]
    rows = [[plain(value) for value in row] for row in table.itertuples(index=False, name=None)]
    return {"columns": columns, "rows": rows}


def read_table(kept: Mapping[str, Any]) -> pd.DataFrame:
    """The table that `kept_table` wrote down."""
    frame = pd.DataFrame(kept["rows"], columns=[name for name, _ in kept["columns"]], dtype=object)
    kinds = {DAY: "datetime64[s]", NUMBER: "float64", WHOLE: "int64", FLAG: "bool", TEXT: "object"}
    return frame.astype({name: kinds[kind] for name, kind in kept["columns"]})


def _kind(column: pd.Series) -> str:
    types = pd.api.types
    if types.is_datetime64_any_dtype(column.dtype):
        return DAY
    if types.is_bool_dtype(column.dtype):
        return FLAG
    if types.is_integer_dtype(column.dtype):
        return WHOLE
    return NUMBER if types.is_float_dtype(column.dtype) else TEXT
