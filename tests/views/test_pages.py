"""Every page, as every role, through Streamlit's own test harness on the demo clinic and on an empty one."""

import ast
import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data.catalogue import Catalogue
from data.ledger import Ledger
from data.store import Store
from reports import access
from reports.access import AUDITOR, FRONT_DESK, MARKETING, OWNER, PODIATRIST, ROLES, Viewer
from reports.desk import open_report
from reports.filters import Filters
from tests.views import signed
from views import closer_pages, patient_chosen

BANNER = "The people and records on this page are invented"
APP = str(Path(__file__).parents[2] / "views" / "app.py")
ALLOWED = {
    "effectiveness.py": {OWNER, PODIATRIST, MARKETING},
    "condition.py": {OWNER, PODIATRIST, MARKETING},
    "closer.py": {OWNER, PODIATRIST},
    "steadiness.py": {OWNER, PODIATRIST},
    "time_to_change.py": {OWNER, PODIATRIST},
    "podiatrists.py": {OWNER},
    "my_results.py": {PODIATRIST},
    "benefit_harm.py": {OWNER, PODIATRIST},
    "how_sure.py": {OWNER, PODIATRIST},
    "techniques.py": {OWNER, PODIATRIST},
    "what_else.py": {OWNER, PODIATRIST},
    "pain_range.py": {OWNER, PODIATRIST},
    "drop_out.py": {OWNER, PODIATRIST},
    "caseload.py": {OWNER, PODIATRIST},
    "patient.py": {OWNER, PODIATRIST},
    "record.py": {OWNER, PODIATRIST},
    "patient_view.py": {OWNER, PODIATRIST},
    "data_quality.py": {OWNER},
    "rights.py": {OWNER, PODIATRIST},
    "backups.py": {OWNER},
    "review.py": {FRONT_DESK},
    "import_records.py": {OWNER, FRONT_DESK},
    "studio.py": {OWNER, MARKETING},
    "exports.py": {OWNER, PODIATRIST, MARKETING},
    "activity.py": {OWNER, AUDITOR},
    "methods.py": {OWNER, PODIATRIST, MARKETING},
    "team.py": {OWNER},
    "my_account.py": set(ROLES),
}
WITH_ACCOUNT = ("team.py", "my_account.py")  # not in the demo clinic, where nobody has one
ARRIVES = {
    OWNER: "effectiveness.py", PODIATRIST: "caseload.py", MARKETING: "effectiveness.py", FRONT_DESK: "review.py",
    AUDITOR: "activity.py",
}  # fmt: skip
OF_ONE_PERSON = ("patient.py", "record.py", "patient_view.py", "caseload.py")  # each with a test of its own when empty


def started(role: str = OWNER, **query: str) -> AppTest:
    at = AppTest.from_file(APP, default_timeout=120)
    for name, value in query.items():
        at.query_params[name] = value
    if role != OWNER:
        at.session_state["role"] = role
    return at.run()


def words(at: AppTest) -> str:
    kinds = (at.title, at.header, at.markdown, at.caption, at.info, at.warning, at.error, at.success)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def pages() -> dict[str, set[str]]:
    """Who has each page, from the script itself."""
    return {page: set(roles) for page, (_, roles) in _table().items()}


def titles() -> dict[str, str]:
    """What each page is called, from the script itself."""
    return {page: title for page, (title, _) in _table().items()}


def _table() -> dict[str, tuple[str, tuple[str, ...]]]:
    """The script draws when it is imported, so only its tables are run."""
    tree = ast.parse(Path(APP).read_text(encoding="utf-8"))
    tables = [one for one in tree.body if isinstance(one, ast.Assign) and one.targets[0].id.isupper()]  # type: ignore[attr-defined]
    known: dict[str, Any] = {"access": access, "closer_pages": closer_pages, "patient_chosen": patient_chosen}
    for table in tables:
        exec(compile(ast.Module([table], []), APP, "exec"), known)
        if "PAGES" in known:
            return dict(known["PAGES"])
    raise AssertionError("views/app.py has no PAGES")


def test_the_table_names_every_page_there_is() -> None:
    assert pages() == ALLOWED


@pytest.mark.parametrize("role", ROLES)
def test_a_page_opens_for_the_roles_that_have_it_and_no_other(demo_home: Path, role: str) -> None:
    at = started(role)
    arrived = words(at)
    for page, roles in ALLOWED.items():
        if role not in roles or page in WITH_ACCOUNT:
            with pytest.raises(ValueError, match=page.removesuffix(".py")):
                at.switch_page(page)
            continue
        at.switch_page(page).run()
        assert not at.exception and not at.error, page
        turned = page == "patient_view.py"
        assert turned or BANNER in words(at), f"{page} must say that the people of the demo clinic are invented"
        assert page != ARRIVES[role] or at.title[0].value in arrived


@pytest.mark.parametrize("page", [page for page in ALLOWED if OWNER in ALLOWED[page] and page not in OF_ONE_PERSON])
def test_an_empty_clinic_is_a_sentence_and_not_an_empty_box(own_home: Path, clinic_store: Store, page: str) -> None:
    at = AppTest.from_file(APP, default_timeout=120)
    signed.as_owner()
    at.run()
    at.switch_page(page).run()
    assert not at.exception and not at.error
    assert not at.get("plotly_chart")
    assert BANNER not in words(at)
    assert len(words(at)) > 40


def test_the_chart_shows_the_desks_own_numbers(demo_home: Path, demo_store: Store, catalogue: Catalogue) -> None:
    at = started()
    drawn = json.loads(at.get("plotly_chart")[0].proto.spec)
    asked = open_report("effectiveness", demo_store, catalogue, Viewer("test", OWNER), Filters())
    expected = asked.figure.to_plotly_json() if asked.figure else {}
    assert [trace["type"] for trace in drawn["data"]] == [trace["type"] for trace in expected["data"]]
    assert json.dumps(drawn["layout"]["xaxis"]["title"]) == json.dumps(expected["layout"]["xaxis"]["title"])


def test_a_link_opens_the_same_view(demo_home: Path) -> None:
    at = started(condition="achilles_tendinopathy", horizon="12", site="Harbour (demo)")
    assert at.multiselect(key="condition").value == ["achilles_tendinopathy"]
    assert at.selectbox(key="horizon").value == 12
    again = {name: at.query_params[name] for name in at.query_params}
    assert again == {"condition": "achilles_tendinopathy", "horizon": "12", "site": "Harbour (demo)"}


def test_a_link_with_a_value_nobody_knows_falls_back(demo_home: Path) -> None:
    at = started(condition="no_such_condition")
    assert not at.exception
    assert at.multiselect(key="condition").value == []


def test_every_chart_has_words_for_those_who_cannot_see_it(demo_home: Path) -> None:
    at = started()
    charts = at.get("plotly_chart")
    assert charts
    assert all(len(chart.proto.alt) > 60 for chart in charts)


def test_marketing_never_gets_a_person(demo_home: Path, demo_store: Store) -> None:
    from data.store import read_frames

    at = started(MARKETING)
    references = set(read_frames(demo_store)["patients"]["reference"])
    sent = " ".join(str(chart.proto.spec) for chart in at.get("plotly_chart")) + words(at)
    assert not any(reference in sent for reference in references)


def test_the_way_to_our_own_records_leads_to_the_owners_account(demo_home: Path) -> None:
    at = started()
    assert 'href="/first"' in "".join(str(part.proto) for part in at.get("html")).replace("\\", "")
    assert not offers(at, "team.py") and not offers(at, "my_account.py")


@pytest.mark.parametrize("role", [OWNER, MARKETING])
def test_the_demo_clinic_is_closed_once_there_is_an_owner(demo_home: Path, role: str) -> None:
    before = started(role)
    assert BANNER in words(before)
    signed.make_owner()
    before.session_state["which_store"] = before.session_state["belongs_to"] = "demo"
    for at in (before.run(), started(role)):
        assert not at.exception
        assert BANNER not in words(at) and not at.get("plotly_chart") and not at.sidebar
        assert "Please sign in" in words(at)
    signed.as_owner()
    at = started(role)
    assert BANNER not in words(at)
    assert offers(at, "team.py") and offers(at, "my_account.py")


def test_the_demo_clinic_is_closed_once_records_came_in_by_the_command_line(
    demo_home: Path, clinic_store: Store, catalogue: Catalogue
) -> None:
    Ledger(clinic_store, catalogue, "command line").add_patient("P1")
    at = started()
    assert BANNER not in words(at) and "Please sign in" in words(at)


def offers(at: AppTest, page: str) -> bool:
    """Whether this person has a page."""
    try:
        at.switch_page(page)
    except ValueError:
        return False
    return True


def test_change_can_be_looked_at_by_month(demo_home: Path) -> None:
    at = started(period="month", focus="plantar_heel_pain")
    at.switch_page("condition.py").run()
    assert not at.exception and not at.error
    assert "months" in words(at)


def test_filters_stay_from_page_to_page_and_in_the_address(demo_home: Path) -> None:
    at = started(horizon="12", side="left")
    for page in ("condition.py", "methods.py", "data_quality.py"):
        at.switch_page(page).run()
    assert at.selectbox(key="horizon").value == 12
    assert (at.query_params["horizon"], at.query_params["side"]) == ("12", "left")


def test_a_filter_nobody_set_says_what_it_is_on_every_page(demo_home: Path) -> None:
    at = started()
    for page in ("condition.py", "effectiveness.py"):
        at.switch_page(page).run()
        boxes = [at.selectbox(key=name) for name in ("horizon", "percent")]
        assert [(box.value, box.proto.set_value) for box in boxes] == [(None, False)] * 2, "an empty box"
    at.selectbox(key="horizon").set_value(12.0).run()
    at.switch_page("condition.py").run()
    assert at.selectbox(key="horizon").value == 12.0
    at.selectbox(key="horizon").set_value(None).run()
    at.switch_page("effectiveness.py").run()
    assert (at.selectbox(key="horizon").value, at.selectbox(key="horizon").proto.set_value) == (None, False)


def test_marketing_narrows_by_the_one_thing_a_link_names(demo_home: Path) -> None:
    at = started(MARKETING, condition="achilles_tendinopathy")
    assert not at.exception
    assert (at.selectbox(key="by").value, at.selectbox(key="one_condition").value) == (
        "condition",
        "achilles_tendinopathy",
    )
    assert at.query_params["condition"] == "achilles_tendinopathy"


def test_a_share_of_the_start_is_not_asked_of_an_angle(demo_home: Path) -> None:
    at = started(percent="30", measure="wblt_cm", focus="plantar_heel_pain")
    assert not at.exception and not at.warning
    at.selectbox(key="measure").set_value("").run()
    at.switch_page("condition.py").run()
    assert not at.exception and not at.warning


def test_the_what_if_moves_the_answer_and_stays_in_the_address(demo_home: Path) -> None:
    at = started(together="0.7", usual="4")
    at.switch_page("what_else.py").run()
    assert not at.exception and not at.warning
    assert [header.value for header in at.header] == [
        "What would have happened anyway?", "Still in pain later on", "What the missing could change",
        "Those who never came back",
    ]  # fmt: skip
    assert "first readings that move back on their own" in words(at)
    assert "if readings held together by 0.7 and people like these had 4 on average" in words(at).replace("\\", "")
    at.number_input(key="together").set_value(0.5).run()
    assert "if readings held together by 0.5 and people like these had 4 on average" in words(at).replace("\\", "")
    assert (at.query_params["together"], at.query_params["usual"]) == ("0.5", "4")
    at.number_input(key="usual").set_value(20.0).run()
    assert not at.exception
    assert "has to lie on the scale of Pain 0-10: 0 to 10" in words(at).replace("\\", "")
