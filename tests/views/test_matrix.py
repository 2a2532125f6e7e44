"""Role by page, report and write, generated from what there is; and what of a marked patient reaches whom."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data.catalogue import Catalogue
from data.ledger_watch import note_view
from data.ledger_write import writing
from data.sqlite_driver import connected
from data.store import open_store
from reports import desk
from reports.access import AUDITOR, FRONT_DESK, MARKETING, OWNER, PODIATRIST, ROLES, WRITES, Viewer, may_read, may_write
from tests.reports.test_access import ACTS, OPEN_TO
from tests.views.test_pages import ALLOWED, APP, WITH_ACCOUNT, pages
from tests.walls_people import WORD

CARE = "Qzclinical"  # stands in every text of a session or a reading
LETTERS = {OWNER: "O", PODIATRIST: "P", MARKETING: "M", FRONT_DESK: "F", AUDITOR: "A"}


def viewer(role: str) -> Viewer:
    return Viewer("someone", role, "Ann Lee" if role == PODIATRIST else None)


def generated() -> dict[str, set[str]]:
    """Who has what, from the program itself: every page, every report, every write."""
    every = {f"page {name}": roles for name, roles in pages().items()}
    reports = {f"report {name}": {role for role in ROLES if may_read(viewer(role), module.ROLES)}
               for name, module in desk.modules().items()}  # fmt: skip
    writes = {f"write {act}": {role for role in ROLES if may_write(viewer(role), act)} for act in WRITES}
    return every | reports | writes


def test_role_by_page_report_and_write_is_exactly_the_table() -> None:
    expected = {f"page {name}": roles for name, roles in ALLOWED.items()}
    expected |= {f"report {name}": roles for name, roles in OPEN_TO.items()}
    expected |= {f"write {act}": roles for act, roles in ACTS.items()}
    found = generated()
    print()
    for name in sorted(found):
        print(f"  {name:<30} {''.join(letter if role in found[name] else '-' for role, letter in LETTERS.items())}")
    print(f"{len(found)} rows x {len(ROLES)} roles = {len(found) * len(ROLES)} cells")
    assert found == expected


def test_front_desk_and_auditor_have_what_they_are_for_and_nothing_else() -> None:
    found = generated()
    has = {role: {name for name, roles in found.items() if role in roles} for role in ROLES}
    assert has[AUDITOR] == {"page activity.py", "page my_account.py", "write take activity"}
    assert has[FRONT_DESK] == {
        "page review.py", "page import_records.py", "page my_account.py", "write record review", "write invite",
        "write import",
    }  # fmt: skip


@pytest.fixture
def marked_home(own_home: Path, demo_file: Path, catalogue: Catalogue) -> Path:
    """The demo clinic with every reference and name marked, and every word written about a session or a reading."""
    own_home.mkdir(parents=True)
    shutil.copy(demo_file, own_home / "demo.db")
    with connected(own_home / "demo.db") as file:
        file.execute(f"UPDATE patients SET reference = '{WORD}' || reference, display_name = '{WORD}' || id")
        file.execute(f"UPDATE sessions SET notes = '{CARE}', muscles = muscles")
        file.execute(f"UPDATE readings SET rater = '{CARE}'")
        file.execute("UPDATE facts SET value = 'marked' WHERE name = 'last_write'")
    with open_store(f"sqlite:///{own_home / 'demo.db'}", catalogue) as store:
        for episode in range(1, 60):
            note_view(store, "Dr Lee", PODIATRIST, episode)
        with writing(store, "Dr Lee", counts=False) as act:
            act.audit("correct session", "sessions", 7, f"{WORD} said so", {"old": CARE, "new": WORD})
    return own_home


def sent(at: AppTest) -> str:
    """Everything the page sent to the browser, figures and tables in their packed form too."""

    def walk(node: Any) -> Iterator[bytes]:
        if getattr(node, "proto", None) is not None and hasattr(node.proto, "SerializeToString"):
            yield node.proto.SerializeToString()
        for child in getattr(node, "children", {}).values():
            yield from walk(child)

    return b"\n".join(walk(at._tree)).decode("utf-8", "replace")


def pages_of(role: str) -> Iterator[tuple[str, AppTest]]:
    for page, roles in ALLOWED.items():
        if role in roles and page not in WITH_ACCOUNT:
            at = AppTest.from_file(APP, default_timeout=120)
            at.session_state["role"] = role
            at.run()
            at.switch_page(page).run()
            assert not at.exception, page
            yield page, at


@pytest.mark.parametrize("role", [MARKETING, AUDITOR])
def test_no_patient_reaches_marketing_or_the_auditor(marked_home: Path, role: str) -> None:
    seen = 0
    for page, at in pages_of(role):
        content = sent(at)
        seen += len(content)
        assert not re.search(f"{WORD}|{CARE}", content), f"{page} gives a person away to {role}"
    print(f"\n{role}: 0 patient fields in {seen:,} bytes")
    assert seen > 3_000


def test_the_front_desk_sees_who_it_asked_for_and_nothing_measured(marked_home: Path) -> None:
    for page, at in pages_of(FRONT_DESK):
        assert not re.search(f"{WORD}|{CARE}", sent(at)), f"{page} lists somebody nobody asked for"
    at.switch_page("review.py").run()
    at.text_input(key="review-find").set_value(WORD).run()
    found = [one for one in at.button if one.key.startswith("review-course-")]
    assert found and WORD in sent(at), "the mark is there to be found"
    found[0].click().run()
    content = sent(at)
    assert WORD in content and CARE not in content
    assert not at.get("plotly_chart") and not at.dataframe and not at.metric
    assert all(one.value is None for one in at.number_input)


def test_the_mark_would_be_seen(marked_home: Path) -> None:
    content = "".join(sent(at) for page, at in pages_of(OWNER) if page in ("caseload.py", "patient.py"))
    assert WORD in content
