"""The page about those who stopped: the model's sentence first, and its picture."""

from __future__ import annotations

from pathlib import Path

from analytics.modelled import FEW, SETTLED
from reports.access import PODIATRIST
from reports.trend_model import CANNOT
from tests.views.test_pages import started, words
from views.text import md


def test_the_owner_reads_what_the_model_takes_for_granted_beside_the_picture(demo_home: Path) -> None:
    at = started()
    at.switch_page("drop_out.py").run()
    assert not at.exception
    assert at.title[0].value == "What if those who stopped had stayed?"
    said = words(at)
    assert md(SETTLED) in said and md(CANNOT) in said
    charts = at.get("plotly_chart")
    assert len(charts) == 1
    assert "What else?" in [link.proto.label for link in at.get("page_link")]
    assert "Model: all who began" in charts[0].proto.spec
    assert CANNOT in charts[0].proto.alt


def test_a_small_condition_has_dots_instead(demo_home: Path) -> None:
    at = started(condition="cramp")
    at.switch_page("drop_out.py").run()
    assert md(FEW) in words(at)
    assert '"Median"' in at.get("plotly_chart")[0].proto.spec


def test_a_podiatrist_has_it_of_their_own(demo_home: Path) -> None:
    at = started(PODIATRIST)
    at.switch_page("drop_out.py").run()
    assert not at.exception and at.get("plotly_chart")
