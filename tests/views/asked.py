"""Asking the sign-in pages as a browser does."""

from __future__ import annotations

import re

from tests.views import signed
from tests.views.test_tablet import Answer, Browser


def form_of(answer: Answer) -> str:
    found = re.search(r'name="form" value="([\w-]+)"', answer.text)
    assert found, answer.text
    return found[1]


def log_in(browser: Browser, username: str = "olive", password: str = signed.PASSWORD, to: str = "/") -> Answer:
    form = form_of(browser.ask("/login"))
    return browser.ask("/login", "POST", form=form, username=username, password=password, to=to)
