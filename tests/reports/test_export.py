"""Files out: unrounded numbers, blanks that stay blank, no live formula, and nothing asked of another computer."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from data.catalogue import Catalogue
from data.store import Store
from reports import desk, export
from reports.access import OWNER, Viewer
from reports.report import Report
from tests.reports.conftest import TODAY, aimed

THIRD = 1 / 3
LIVE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", "  =1", "＝1", "＋1", "－1", "＠x", "\u3000=1"]


def made(**columns: object) -> Report:
    frame = pd.DataFrame(columns)
    return Report("made", "Made <up>", "How & why?", frame, None, ("=Said <b>.",), "alt", notes=("Note <i>.",))


def read_back(report: Report) -> list[list[str]]:
    return list(csv.reader(io.StringIO(export.csv_text(report), newline="")))


@pytest.mark.parametrize("text", LIVE)
def test_no_cell_is_a_live_formula(text: str) -> None:
    report = made(label=[text, "plain"])
    assert read_back(report)[1] == [f"'{text}"]
    assert read_back(report)[2] == ["plain"]


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=8))
def test_any_text_comes_back_and_never_begins_like_a_formula(text: str) -> None:
    cell = read_back(made(label=[text, "x"]))[1][0]
    assert cell in (text, f"'{text}")
    assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\0"))


def test_a_negative_number_stays_a_number() -> None:
    report = made(n=[3, 4], mean=[-THIRD, float("nan")], on=[pd.Timestamp("2026-11-22"), pd.NaT], hidden=[False, True])
    assert read_back(report)[1:] == [["3", repr(-THIRD), "2026-11-22", "false"], ["4", "", "", "true"]]
    assert float(read_back(report)[1][1]) == -THIRD


def test_every_cell_is_in_quotes_and_spreadsheets_see_utf8() -> None:
    report = made(label=['Zoë; a "b"\rc'], n=[1])
    assert export.csv_text(report).startswith('"label","n"\r\n"Zoë; a ""b""')
    assert export.csv_bytes(report).startswith(b"\xef\xbb\xbf")


def test_json_says_everything_unrounded_and_blanks_are_null() -> None:
    report = made(n=[3], mean=[THIRD], gone=[float("nan")], period=[pd.Timestamp("2026-01-01")])
    answer = json.loads(export.json_text(report))
    assert answer["rows"] == [{"n": 3, "mean": THIRD, "gone": None, "period": "2026-01-01"}]
    assert answer["summary"] == ["=Said <b>."]
    assert answer["report"] == "made"


def test_a_workbook_holds_the_same_table_without_formulas() -> None:
    report = made(label=["=1+1", "http://a.example"], n=[3, 4], mean=[THIRD, float("nan")])
    book = CalamineWorkbook.from_filelike(io.BytesIO(export.xlsx_bytes(report)))
    rows = book.get_sheet_by_name("Table").to_python()
    assert rows[1] == ["'=1+1", 3.0, THIRD]
    assert rows[2] == ["http://a.example", 4.0, ""]
    assert book.get_sheet_by_name("About").to_python()[2] == ["'=Said <b>."]


def test_a_page_escapes_its_text_and_asks_no_other_computer() -> None:
    figure = go.Figure({"data": [{"type": "bar", "x": [1], "y": [2]}]})
    frame = pd.DataFrame({"label": ["<script>alert(1)</script>"], "n": [1]})
    report = Report("made", "Made <up>", "?", frame, figure, ("Said.",), 'a "b"', labels={"label": "Group", "n": "n"})
    page = export.html_bytes(report).decode()
    assert "Made &lt;up&gt;" in page
    assert "<script>alert" not in page
    assert 'aria-label="a &quot;b&quot;"' in page
    assert "default-src 'none'" in page
    assert '<script src="http' not in page
    assert "cdn.plot.ly/plotly" not in page


def test_a_picture_is_laid_out_at_half_its_size_and_saved_at_scale_two() -> None:
    figure = go.Figure({"layout": {"height": 420}})
    report = Report("made", "Made", "?", pd.DataFrame(), figure, (), "")
    image = export.picture_config(report, 1200)["toImageButtonOptions"]
    assert image == {"format": "png", "width": 600, "height": 420, "scale": 2, "filename": "made"}


def test_the_name_of_a_file_changes_with_its_content() -> None:
    report = made(n=[1])
    assert export.file_name(report, "csv", b"a") != export.file_name(report, "csv", b"b")
    assert export.file_name(report, "csv", b"a") == "made-ca978112ca1b.csv"  # SHA-256 of "a" begins ca978112ca1b


def test_dates_and_missing_are_plain() -> None:
    assert [export.plain(one) for one in (date(2026, 1, 2), pd.NaT, pd.NA, float("inf"), True)] == [
        "2026-01-02", None, None, None, True,
    ]  # fmt: skip


def test_the_file_is_the_page(small_clinic: Store, catalogue: Catalogue) -> None:
    for name in desk.list_reports():
        filters = aimed(name, small_clinic, Viewer("o", OWNER))
        report = desk.open_report(name, small_clinic, catalogue, Viewer("o", OWNER), filters, TODAY)
        cells = read_back(report)
        assert cells[0] == [str(column) for column in report.frame.columns]
        assert len(cells) == len(report.frame) + 1
        for place, column in enumerate(report.frame.columns):
            if pd.api.types.is_float_dtype(report.frame[column].dtype):
                back = [float(line[place]) if line[place] else float("nan") for line in cells[1:]]
                wanted = report.frame[column].replace(float("inf"), float("nan"))  # without an upper end: blank
                pd.testing.assert_series_equal(
                    pd.Series(back, dtype="float64"), wanted, check_exact=True, check_names=False
                )
        assert json.loads(export.json_text(report))["summary"] == list(report.summary)
