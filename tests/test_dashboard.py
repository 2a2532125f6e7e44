"""The front door: what it refuses, what it says, and what it keeps out of the log."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def _run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=clean | environment, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=90,
    )  # fmt: skip


def test_help_names_both_choices() -> None:
    asked = _run("dashboard.py", "--help")
    assert asked.returncode == 0
    for choice in ("--port", "--no-browser", "--address"):
        assert choice in asked.stdout


@pytest.mark.parametrize("port", ["0", "70000", "eight"])
def test_a_port_that_cannot_be_is_refused_in_a_sentence(port: str) -> None:
    asked = _run("dashboard.py", "--port", port)
    assert asked.returncode == 2
    assert "invalid port value" in asked.stderr
    assert "Traceback" not in asked.stderr


def test_a_port_that_is_taken_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        asked = _run("dashboard.py", "--port", port, "--no-browser")
    assert asked.returncode == 1
    assert f"Port {port} is not available" in asked.stdout + asked.stderr


@pytest.mark.slow
def test_streamlit_run_may_not_serve_the_network() -> None:
    asked = _run("-m", "streamlit", "run", "dashboard.py", "--server.headless", "true", "--server.address", "0.0.0.0")
    assert asked.returncode != 0
    assert "Leave the address at 127.0.0.1" in asked.stdout + asked.stderr


def test_another_address_needs_a_server_that_encrypts_in_front() -> None:
    asked = _run("dashboard.py", "--address", "0.0.0.0", "--no-browser")
    assert asked.returncode == 1
    assert asked.stderr.startswith("Only this computer may be served") and "CLINIC_BEHIND_TLS" in asked.stderr
    assert "Traceback" not in asked.stderr


@pytest.mark.parametrize("name", ["http://outcomes.example", "outcomes.example", "https://", "https://a.example/path"])
def test_the_name_of_that_server_is_an_https_address(name: str) -> None:
    asked = _run("dashboard.py", "--address", "0.0.0.0", "--no-browser", CLINIC_BEHIND_TLS=name)
    assert asked.returncode == 1
    assert "CLINIC_BEHIND_TLS is what people type" in asked.stderr


def test_behind_such_a_server_its_name_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    from views import tls

    monkeypatch.setenv(tls.SETTING, "https://Outcomes.example:8443/")
    assert tls.settings("0.0.0.0") == {
        "server.address": "0.0.0.0",
        "server.allowedHosts": ["127.0.0.1", "localhost", "outcomes.example"],
    }


def test_an_error_is_logged_by_kind_and_place_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    import dashboard

    with caplog.at_level(logging.ERROR, "dashboard"):
        with pytest.raises(ValueError) as failed:
            raise ValueError("patient P-0042 scored 7")
        assert dashboard.on_script_error(failed.value) is True
    assert len(caplog.records) == 1
    assert "ValueError in test_dashboard.py, line " in caplog.text
    assert "P-0042" not in caplog.text


def test_streamlits_own_traceback_is_kept_out_of_the_log() -> None:
    from streamlit import error_util

    import dashboard  # noqa: F401

    heard: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = heard.append  # type: ignore[method-assign]
    logger = logging.getLogger(error_util.__name__)
    logger.addHandler(handler)
    try:
        error_util._log_uncaught_app_exception(ValueError("patient P-0042"))
        logger.error("no values in this one")
    finally:
        logger.removeHandler(handler)
    assert [record.getMessage() for record in heard] == ["no values in this one"]
