"""The log holds no value of a record, whoever writes into it and whatever fails."""

from __future__ import annotations

import ast
import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from views.log_lines import Line

ROOT = Path(__file__).resolve().parents[2]
SEEDED = ("Qzfictus", "P-700001", "6.75")
FAILING = """
import asyncio, logging, sys, threading, warnings
import pandas as pd
import streamlit.logger
from sqlalchemy import create_engine, text
from views import log_lines
log_lines.begin()

def thread():
    raise KeyError("P-700001")

async def later():
    raise RuntimeError("Qzfictus 6.75")

def many():
    other = logging.getLogger("some.package")
    other.warning("row %s of %s", "P-700001", {"name": "Qzfictus"})
    streamlit.logger.get_logger("streamlit.made_up").error(f"value 6.75 of Qzfictus")
    warnings.warn("Qzfictus has 6.75")
    try:
        pd.DataFrame({"Qzfictus": [6.75]})["P-700001"]
    except KeyError:
        other.exception("column of Qzfictus")
    try:
        with create_engine("sqlite://").connect() as connection:
            connection.execute(text("SELECT 1 FROM nothing WHERE a = :a"), {"a": "Qzfictus"})
    except Exception as error:
        logging.getLogger("dashboard.part").error("A page failed: %s", type(error).__name__, exc_info=error)
    worker = threading.Thread(target=thread)
    worker.start()
    worker.join()
    loop = asyncio.new_event_loop()
    loop.create_task(later())
    loop.run_until_complete(asyncio.sleep(0.01))
    loop.close()
    import gc
    gc.collect()

many()
raise ValueError("Qzfictus P-700001 6.75")
"""


@pytest.fixture(scope="module")
def lines() -> list[dict[str, str]]:
    """What a program prints in which everything fails, with seeded values in every failure."""
    ran = subprocess.run([sys.executable, "-c", FAILING], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 1
    assert not [value for value in SEEDED if value in ran.stdout + ran.stderr]
    return [json.loads(line[line.index("{") :]) for line in ran.stderr.splitlines()]


def test_every_failure_leaves_a_line_with_its_kind_and_place(lines: list[dict[str, str]]) -> None:
    kinds = [line.get("error", "") for line in lines]
    assert {"KeyError", "OperationalError", "RuntimeError", "ValueError"} <= set(kinds)
    assert kinds.count("KeyError") == 2, "the frame's and the thread's"
    assert all(line["at"].endswith("+00:00") and line["level"] and line["where"] for line in lines)


def test_words_of_other_packages_are_left_out_and_ours_stay(lines: list[dict[str, str]]) -> None:
    assert {line["from"] for line in lines} >= {"some.package", "streamlit.made_up", "py.warnings", "asyncio"}
    assert all(not line.get("text") for line in lines if not line["from"].startswith("dashboard"))
    assert "A page failed: OperationalError" in [line.get("text") for line in lines]


def test_a_line_forgets_what_it_was_given() -> None:
    try:
        raise ValueError("Qzfictus")
    except ValueError:
        made = Line("other", logging.ERROR, "file.py", 3, "a %s", ("Qzfictus",), sys.exc_info())
    assert "Qzfictus" not in repr(vars(made))


def _calls(path: Path) -> list[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    made = [one for one in ast.walk(tree) if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute)]
    return [one for one in made if isinstance(one.func.value, ast.Name) and one.func.value.id == "log"]


def test_our_own_lines_are_written_out_and_only_name_kinds_and_places() -> None:
    files = [
        ROOT / "dashboard.py",
        *(path for room in ("data", "reports", "views") for path in (ROOT / room).rglob("*.py")),
    ]
    found = [(path, call) for path in files for call in _calls(path)]
    assert len(found) >= 5
    for path, call in found:
        where = f"{path.name}, line {call.lineno}"
        assert isinstance(call.args[0], ast.Constant), f"{where}: the sentence of a log is written out"
        for given in call.args[1:]:
            assert ast.unparse(given).endswith(("__name__", "where")), f"{where}: {ast.unparse(given)} may be a value"
