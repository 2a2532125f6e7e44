"""A report as a file: CSV, XLSX, JSON, a page that needs no network, and the settings of a saved picture.

Every file is made from the report's own checked frame: nothing is asked again, and what was hidden on
the page is blank in the file. Numbers are not rounded.
"""

from __future__ import annotations

import csv
import hashlib
import html
import io
import json
import math
import re
from datetime import date, datetime
from typing import Any

import pandas as pd

from charts.theme import CONFIG
from reports.report import Report

# What a spreadsheet would run, also after spaces and in full width.
FORMULA = re.compile(r"^(?:[\t\r\n\0]|[\s\u3000]*[=+\-@\uff1d\uff0b\uff0d\uff20])")
POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:"
STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1b1f24}"
    "table{border-collapse:collapse}td,th{padding:.2rem .6rem;border-bottom:1px solid #ccc;text-align:left}"
)


def neutral(value: object) -> object:
    """Text that a spreadsheet would take for a formula gets a leading apostrophe; everything else stays."""
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else value


def plain(value: Any) -> object:
    """One cell as Python's own type: a number, text, true or false, a date as 2026-11-22, or nothing."""
    if isinstance(value, datetime | date) and not pd.isna(value):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        return " ".join(str(_cell(plain(one))) for one in value)
    if pd.isna(value):
        return None
    found = value.item() if hasattr(value, "item") else value
    return None if isinstance(found, float) and not math.isfinite(found) else found


def rows(report: Report) -> list[dict[str, object]]:
    """The table as one dict per row, numbers unrounded, blanks as ``None``."""
    names = [str(name) for name in report.frame.columns]
    return [
        {name: plain(value) for name, value in zip(names, row, strict=True)}
        for row in report.frame.itertuples(index=False, name=None)
    ]


def csv_text(report: Report) -> str:
    """The table as CSV with every cell in quotes; a blank is a blank, and no cell is a live formula."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([neutral(str(name)) for name in report.frame.columns])
    for row in rows(report):
        writer.writerow([_cell(value) for value in row.values()])
    return out.getvalue()


def csv_bytes(report: Report) -> bytes:
    """`csv_text` with the mark by which spreadsheets know UTF-8."""
    return csv_text(report).encode("utf-8-sig")


def json_text(report: Report) -> str:
    """The whole answer as JSON: title, question, sentences, notes and the rows of its table."""
    answer = {
        "report": report.name,
        "title": report.title,
        "question": report.question,
        "data_version": report.version,
        "summary": list(report.summary),
        "notes": list(report.notes),
        "columns": report.labels,
        "rows": rows(report),
    }
    return json.dumps(answer, ensure_ascii=False, indent=2, allow_nan=False)


def xlsx_bytes(report: Report) -> bytes:
    """The table, and on a second sheet its sentences and notes, as a workbook without live formulas or links."""
    import xlsxwriter  # only when a workbook is asked for

    out = io.BytesIO()
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(out, safe) as book:
        table, words = book.add_worksheet("Table"), book.add_worksheet("About")
        table.write_row(0, 0, [neutral(report.labels.get(str(name), str(name))) for name in report.frame.columns])
        for place, row in enumerate(rows(report), 1):
            table.write_row(place, 0, [neutral(value) for value in row.values()])
        table.freeze_panes(1, 0)
        for place, line in enumerate((report.title, report.question, *report.summary, *report.notes)):
            words.write_string(place, 0, str(neutral(line)))
    return out.getvalue()


def html_bytes(report: Report) -> bytes:
    """A page of its own with sentences, picture, table and notes, which asks no other computer for anything."""
    said = "".join(f"<p>{html.escape(sentence)}</p>" for sentence in report.summary)
    notes = "".join(f"<li>{html.escape(note)}</li>" for note in report.notes)
    page = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(report.title)}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><style>{STYLE}</style></head><body><main>'
        f"<h1>{html.escape(report.title)}</h1><p>{html.escape(report.question)}</p>{said}{_picture(report)}"
        f"{_table(report)}<h2>Notes</h2><ul>{notes}</ul></main></body></html>"
    )
    return page.encode("utf-8")


def picture_config(report: Report, width: int = 1600) -> dict[str, Any]:
    """Plotly's settings for saving the picture as PNG in the browser, *width* pixels wide and as tall as it needs.

    The picture is laid out at half that size and saved at scale 2, so that its words stay readable.
    """
    height = report.figure.layout.height if report.figure is not None else None
    image = {"format": "png", "width": width // 2, "height": height, "scale": 2, "filename": report.name}
    return {**CONFIG, "toImageButtonOptions": image}


def file_name(report: Report, ending: str, content: bytes) -> str:
    """A name that changes with the content, because large downloads are told apart by their name."""
    return f"{report.name}-{hashlib.sha256(content).hexdigest()[:12]}.{ending}"


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value).removesuffix(".0") if isinstance(value, float) else neutral(value)


def _picture(report: Report) -> str:
    if report.figure is None:
        return ""
    drawn = report.figure.to_html(full_html=False, include_plotlyjs=True, div_id="chart", config=picture_config(report))
    return f'<div role="img" aria-label="{html.escape(report.alt, quote=True)}">{drawn}</div>'


def _table(report: Report) -> str:
    head = "".join(f'<th scope="col">{html.escape(label)}</th>' for label in report.labels.values())
    body = "".join(
        f"<tr>{''.join(f'<td>{html.escape(str(_cell(value)))}</td>' for value in row.values())}</tr>"
        for row in rows(report)
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if body else ""
