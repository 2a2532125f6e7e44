"""The guards themselves: each wall is broken on purpose in a copy, and the right sentence has to come back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests import walls_imports, walls_words

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A small house with the real doors and empty rooms, that may be spoilt."""
    house = tmp_path / "house"
    for room in walls_imports.ROOMS:
        (house / room).mkdir(parents=True)
        (house / room / "__init__.py").touch()
    for name in ("dashboard.py", "launch.py"):
        shutil.copy(ROOT / name, house)
    return house


def test_the_real_house_spoilt_in_one_place_has_one_breach_more(tmp_path: Path) -> None:
    for room in walls_imports.ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__", "*.toml"))
    before = walls_imports.import_breaches(tmp_path)
    _write(tmp_path, "analytics/spoilt.py", "import sqlalchemy\n")
    after = walls_imports.import_breaches(tmp_path)
    assert set(after) - set(before) == {
        "analytics/spoilt.py, line 1: sqlalchemy may only be imported in data/ and benchmarks/."
    }


def _write(house: Path, name: str, text: str) -> None:
    path = house / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "line", "sentence"),
    [
        ("analytics/spoilt.py", "import sqlalchemy", "sqlalchemy may only be imported in data/"),
        ("analytics/spoilt.py", "from sqlalchemy import select", "sqlalchemy may only be imported in data/"),
        ("analytics/spoilt.py", "def f():\n    import sqlalchemy.orm", "sqlalchemy may only be imported in data/"),
        ("analytics/spoilt.py", "from data.store import open_store", "analytics may not import data.store.open_store"),
        ("analytics/spoilt.py", "from data import store", "analytics may not import data.store"),
        ("analytics/spoilt.py", "from charts import theme", "analytics may not import charts.theme"),
        ("charts/spoilt.py", "import analytics.courses", "charts may not import analytics.courses"),
        ("charts/spoilt.py", "import streamlit as st", "streamlit may only be imported in views/"),
        ("data/spoilt.py", "from reports import desk", "data may not import reports.desk"),
        ("data/importers/spoilt.py", "from data.ledger import Ledger", "may not import data.ledger.Ledger"),
        ("data/importers/spoilt.py", "from ..store import open_store", "data/importers/ may not import data.store"),
        ("reports/spoilt.py", "import plotly.graph_objects", "plotly may only be imported in charts/"),
        ("reports/spoilt.py", "def f():\n    import playwright", "playwright may only be imported in reports/render"),
        ("views/spoilt.py", "from playwright import sync_api", "playwright may only be imported in reports/render"),
        ("reports/render_spoilt.py", "import playwright", "playwright may only be imported inside a function here"),
        ("reports/spoilt.py", "from views import room", "reports may not import views.room"),
        ("views/spoilt.py", "from charts import theme", "views may not import charts.theme"),
        ("views/spoilt.py", "from data.snapshot import current", "views/ may not import data.snapshot.current"),
        ("views/spoilt.py", "from data.store import read_frames", "views/ may not import data.store.read_frames"),
        ("dashboard.py", "from data.store import open_store", "dashboard.py may not import data.store.open_store"),
        ("data/catalogue.py", "import data.heavy", "only the standard library may be imported here, not pandas"),
        ("analytics/spoilt.py", "from data.catalogue_sync import x", "analytics may not import data.catalogue_sync"),
        ("analytics/registry.py", "import pyarrow", "pyarrow may only be imported in data/registry_files.py"),
        (
            "data/spoilt.py",
            "from distributed import Client",
            "distributed may only be imported in analytics/registry_run",
        ),
        ("analytics/registry_run.py", "import distributed", "distributed may only be imported inside a function here"),
        ("launch.py", "import streamlit", "only the standard library may be imported here"),
    ],
)
def test_a_wrong_import_is_named(copy: Path, name: str, line: str, sentence: str) -> None:
    _write(copy, "data/heavy.py", "import pandas\n")
    _write(copy, name, line + "\n")
    where = "data/heavy.py" if "heavy" in line else name
    breaches = walls_imports.import_breaches(copy)
    assert any(breach.startswith(f"{where}, line ") and sentence in breach for breach in breaches), breaches


def test_a_type_only_import_of_plotly_is_allowed(copy: Path) -> None:
    text = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import plotly.graph_objects as go\n"
    _write(copy, "reports/spoilt.py", text)
    assert not [breach for breach in walls_imports.import_breaches(copy) if "spoilt" in breach]


@pytest.mark.parametrize(
    ("name", "line", "sentence"),
    [
        ("data/spoilt.py", "assert 1", "assert vanishes"),
        ("views/spoilt.py", "st.markdown(x, unsafe_allow_html=True)", "unsafe_allow_html is not used here"),
        ("views/spoilt.py", "@st.cache_data\ndef f(): ...", "cache_data is not used here"),
        ("views/spoilt.py", "from streamlit import cache_data\ncache_data(f)", "cache_data is not used here"),
        ("views/spoilt.py", "st.set_page_config(page_icon=':material/home:')", "fetched from outside"),
        ("charts/spoilt.py", "import plotly.express as px", "plotly.express is slow"),
        ("charts/spoilt.py", "from plotly import express", "plotly.express is slow"),
        ("analytics/spoilt.py", "x = datetime.date.today()", "has no clock"),
        ("analytics/spoilt.py", "x = pd.Timestamp.now()", "has no clock"),
        ("analytics/spoilt.py", "open('x')", "reads and writes no file"),
        ("analytics/registry.py", "pq.read_table('x')", "reads and writes no file"),
        ("analytics/registry_run.py", "x = pd.Timestamp.now()", "has no clock"),
        ("analytics/__main__.py", "np.random.normal(0, 1)", "without a seed"),
        ("analytics/spoilt.py", "np.random.default_rng()", "without a seed"),
        ("analytics/spoilt.py", "np.random.normal(0, 1)", "without a seed"),
    ],
)
def test_a_wrong_word_is_named(copy: Path, name: str, line: str, sentence: str) -> None:
    _write(copy, name, line + "\n")
    assert any(breach.startswith(f"{name}, line ") and sentence in breach for breach in walls_words.word_breaches(copy))


@pytest.mark.parametrize("name", walls_words.FILES_OF_THE_REGISTRY)
def test_the_files_of_the_registry_may_read_and_write(copy: Path, name: str) -> None:
    _write(copy, name, "x.write_text(x.read_text())\n")
    assert not [breach for breach in walls_words.word_breaches(copy) if breach.startswith(name)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("charts/spoilt.py", "dict(type='scatter', customdata=frame[['patient', 'n']])"),
        ("charts/spoilt.py", "{'customdata': frame['reference'].to_numpy()}"),
        ("charts/spoilt.py", "trace.hovertext = frame['display_name']"),
        ("charts/spoilt.py", "figure['text'] = frame.patient.astype(str)"),
        ("reports/spoilt.py", "ROLES = (OWNER, MARKETING)\ndraw = dict(customdata=frame['episode'])"),
    ],
)
def test_a_person_in_hover_data_is_named(copy: Path, name: str, text: str) -> None:
    _write(copy, name, text + "\n")
    mine = [breach for breach in walls_words.hover_breaches(copy) if breach.startswith(f"{name}, line ")]
    assert mine
    assert "identifies a person" in mine[0]


def test_hover_data_of_an_owners_report_is_left_to_the_desk(copy: Path) -> None:
    _write(copy, "reports/spoilt.py", "ROLES = (OWNER,)\ndraw = dict(customdata=frame['episode'])\n")
    assert not [breach for breach in walls_words.hover_breaches(copy) if "spoilt" in breach]


def test_a_long_file_and_an_empty_name_are_named(copy: Path) -> None:
    _write(copy, "charts/long.py", "x = 1\n" * 201)
    _write(copy, "data/utils.py", "")
    _write(copy, "email.py", "")
    _write(copy, "views/pages/one.py", "")
    assert "charts/long.py has 201 lines; past 200 a file has two subjects." in walls_words.length_breaches(copy)
    named = walls_words.name_breaches(copy)
    assert "data/utils.py: 'utils' is not a subject." in named
    assert "email.py hides Python's own module 'email'." in named
    assert "views/pages: 'pages' is not a subject." in named


@pytest.mark.parametrize(
    "text",
    ["see https://" + "pypi.org/simple/x", "--index" + "-url https://example.org", "read /wo" + "rk/main/x"],
)
def test_an_address_that_should_not_be_here_is_named(copy: Path, text: str) -> None:
    _write(copy, "reports/spoilt.md", text + "\n")
    assert any("reports/spoilt.md, line 1" in breach for breach in walls_words.address_breaches(copy))
