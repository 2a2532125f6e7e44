"""The list of the harder questions: each role finds its own pages there, and the ways to them and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from reports.access import MARKETING, OWNER, PODIATRIST
from tests.views.test_pages import started
from views import closer_pages
from views.closer_pages import CLOSER

VIEWS = Path(closer_pages.__file__).parent


def ways(at: AppTest) -> list[str]:
    """The pages that links on this page lead to."""
    return [one.proto.page.removesuffix(".py") for one in at.get("page_link")]


def test_every_page_on_the_list_is_a_file_and_is_there_once() -> None:
    files = [page.file for group in CLOSER.values() for page in group]
    assert len(files) == len(set(files))
    assert [file for file in files if not (VIEWS / file).is_file()] == []


@pytest.mark.parametrize("role", [OWNER, PODIATRIST])
def test_a_role_finds_its_own_pages_on_the_list_and_no_other(demo_home: Path, role: str) -> None:
    at = started(role)
    at.switch_page("closer.py").run()
    own = [page.file.removesuffix(".py") for group in CLOSER.values() for page in group if role in page.roles]
    assert ways(at) == own and own
    assert ("podiatrists" in own) == (role == OWNER) != ("my_results" in own)


def test_the_figures_lead_on_for_those_who_may_and_for_nobody_else(demo_home: Path) -> None:
    assert "time_to_change" in ways(started(OWNER))
    assert ways(started(MARKETING)) == []
    treating = started(PODIATRIST)
    treating.switch_page("effectiveness.py").run()
    assert "podiatrists" not in ways(treating) and "time_to_change" in ways(treating)


def test_such_a_page_has_a_way_back_and_others_have_none(demo_home: Path) -> None:
    at = started(OWNER)
    at.switch_page("how_sure.py").run()
    assert ways(at) == ["closer"]
    at.switch_page("methods.py").run()
    assert ways(at) == []
