"""The owner's page of podiatrists: side by side, and one of them against their own past, kept in the address."""

from __future__ import annotations

from pathlib import Path

from tests.views.test_pages import started, words


def test_who_is_looked_at_is_kept_in_the_address_and_opens_from_it(demo_home: Path) -> None:
    at = started()
    at.switch_page("podiatrists.py").run()
    box = at.selectbox(key="whose")
    box.set_value(box.options[2]).run()
    assert not at.exception and at.query_params["whose"] == box.options[2]
    again = started(whose=box.options[2])
    again.switch_page("podiatrists.py").run()
    assert again.selectbox(key="whose").value == box.options[2] and box.options[2].split()[0] in words(again)


def test_sites_and_quarters_stand_side_by_side_too(demo_home: Path) -> None:
    at = started()
    at.switch_page("podiatrists.py").run()
    for kind, title in (("sites", "Sites side by side"), ("quarters", "Quarters side by side")):
        at.radio(key="side_by_side").set_value(kind).run()
        assert not at.exception and title in words(at) and at.query_params["side_by_side"] == kind
