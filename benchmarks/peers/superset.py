"""Apache Superset over loopback: its chart-data API, asked as a chart of its own asks, every cache off.

The question's changes are a virtual dataset; the chart groups them by condition, with the day as its filter. It runs
as its makers say, with gunicorn; its own records are a new SQLite file that is thrown away.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from benchmarks.peers.environments import PeerMissing, python_of, versions_in
from benchmarks.peers.question import CHANGES, Answer
from benchmarks.peers.server import Server, answered, serving
from data.clock import today

NAME = "Apache Superset"
METRICS = ({"label": "n", "sqlExpression": "COUNT(*)"}, {"label": "mean", "sqlExpression": "AVG(change)"})
CONFIG = """
SECRET_KEY = "{secret}"
SQLALCHEMY_DATABASE_URI = "sqlite:///{folder}/superset.db"
PREVENT_UNSAFE_DB_CONNECTIONS = False
WTF_CSRF_ENABLED = False
TALISMAN_ENABLED = False
CACHE_CONFIG = DATA_CACHE_CONFIG = FILTER_STATE_CACHE_CONFIG = EXPLORE_FORM_DATA_CACHE_CONFIG = {{
    "CACHE_TYPE": "NullCache"
}}
"""
GUNICORN = ("--worker-class", "gthread", "--threads", "4", "--timeout", "600", "--bind", "127.0.0.1:{port}")


@contextmanager
def running(copy: Path, folder: Path) -> Iterator[Server]:
    """Superset with the file *copy* as its database; what it keeps for itself goes into *folder*."""
    python = python_of("superset")
    version = versions_in(python, "apache-superset")["apache-superset"]
    secret, environment = secrets.token_hex(24), _prepared(python, folder)
    _command(python, environment, "fab", "create-admin", "--username", "bench", "--firstname", "b", "--lastname", "b",
             "--email", "bench@example.org", "--password", secret)  # fmt: skip
    command = [str(python), "-m", "gunicorn", *GUNICORN, "superset.app:create_app()"]
    with serving(command, "/health", environment) as (line, process):
        chart = _Chart(line, secret, copy)
        yield Server(NAME, version, process, chart.ask)


def _prepared(python: Path, folder: Path) -> dict[str, str]:
    """Its settings and its own tables in *folder*; the empty tables are kept, because they take a minute to make."""
    config, kept, own = folder / "superset_config.py", python.parent.parent / "empty.db", folder / "superset.db"
    environment = {"SUPERSET_CONFIG_PATH": str(config), "FLASK_APP": "superset"}
    config.write_text(CONFIG.format(secret=secrets.token_hex(24), folder=folder), encoding="utf-8")
    if kept.exists():
        shutil.copyfile(kept, own)
    else:
        _command(python, environment, "db", "upgrade")
        _command(python, environment, "init")
        shutil.copyfile(own, kept)
    return environment


def _command(python: Path, environment: Mapping[str, str], *words: str) -> None:
    done = subprocess.run(
        [python.parent / "superset", *words], env=os.environ | environment, capture_output=True, text=True
    )
    if done.returncode:
        raise PeerMissing(f"{NAME} is left out: superset {words[0]} failed. {' '.join(done.stderr.split())[-300:]}")


class _Chart:
    """A signed-in line to one virtual dataset."""

    def __init__(self, line: HTTPConnection, secret: str, copy: Path) -> None:
        self.line, self.head = line, {"Content-Type": "application/json"}
        person = {"username": "bench", "password": secret, "provider": "db", "refresh": False}
        self.head["Authorization"] = f"Bearer {self._post('/api/v1/security/login', person)['access_token']}"
        name = f"{copy.stem}-{secrets.token_hex(4)}"
        database = self._post("/api/v1/database/", {"database_name": name, "sqlalchemy_uri": f"sqlite:///{copy}"})
        changes = CHANGES.format(since="'0001-01-01'", today=f"'{today().isoformat()}'")
        given = {"database": database["id"], "table_name": name, "sql": changes}
        self.dataset = self._post("/api/v1/dataset/", given)["id"]

    def ask(self, since: date) -> Answer:
        query = {
            "columns": ["condition"],
            "metrics": [metric | {"expressionType": "SQL"} for metric in METRICS],
            "filters": [{"col": "started", "op": ">=", "val": since.isoformat()}],
            "row_limit": 1000,
        }
        asked = {
            "datasource": {"id": self.dataset, "type": "table"},
            "queries": [query],
            "force": True,
            "custom_cache_timeout": -1,
            "result_type": "full",
            "result_format": "json",
        }
        (found,) = self._post("/api/v1/chart/data?force=true", asked)["result"]
        if found["is_cached"]:
            raise AssertionError("Superset answered from its cache.")
        return {row["condition"]: (row["n"], row["mean"]) for row in found["data"]}

    def _post(self, path: str, body: Mapping[str, Any]) -> Any:
        return answered(self.line, "POST", path, json.dumps(body), self.head)
