"""What every answer carries, and what an error may say; Streamlit's own script measured again."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette

from tests.views.asked import log_in
from tests.views.test_tablet import Browser
from views import shield

ALWAYS = set(shield.ALWAYS) | {"content-security-policy", "cache-control"}


def test_every_answer_carries_the_rules_for_the_browser(front_owner: int, front: Starlette) -> None:
    inside = Browser(front)
    log_in(inside)
    for browser in (Browser(front), inside, Browser(front, jar={"patient_lock": "t" * 32})):
        for path in (
            "/",
            "/login",
            "/health",
            "/condition",
            "/media/x",
            "/first",
            "/join/" + "t" * 32,
            "/tablet/x",
            "/broken",
        ):
            answer = browser.ask(path)
            assert set(answer.headers) >= ALWAYS, path
            assert "no-store" in answer.headers["cache-control"]
            assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_an_error_is_told_without_its_words(
    front_owner: int, front: Starlette, caplog: pytest.LogCaptureFixture
) -> None:
    browser = Browser(front)
    log_in(browser)
    answer = browser.ask("/broken")
    assert answer.status == 500 and "P-0042" not in answer.text + caplog.text
    assert "RuntimeError" in caplog.text


def test_the_policy_lets_streamlits_own_script_run_and_no_other() -> None:
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    inline = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert len(inline) == 1
    digest = base64.b64encode(hashlib.sha256(inline[0].encode()).digest()).decode()
    script = next(part for part in shield.POLICY.split("; ") if part.startswith("script-src"))
    assert script == f"script-src 'self' 'sha256-{digest}'"
