"""Every role x every report: it opens, or it is refused, exactly as this table says."""

from __future__ import annotations

import pytest

from data.catalogue import Catalogue
from data.store import Store
from reports import access, desk
from reports.access import (
    AUDITOR,
    FRONT_DESK,
    MARKETING,
    OWNER,
    PODIATRIST,
    ROLES,
    WRITES,
    NotAllowed,
    Viewer,
    check_read,
    check_write,
    may_read,
    may_write,
)  # fmt: skip
from tests.reports.conftest import TODAY, aimed

EVERYONE = {OWNER, PODIATRIST, MARKETING}  # of those who see figures: front desk and auditor have no report
TREATING = {OWNER, PODIATRIST}
OPEN_TO = {
    "benefit_harm": TREATING,
    "how_sure": TREATING,
    "recording_check": {OWNER},
    "standards": TREATING,
    "techniques": TREATING,
    "anyway": TREATING,
    "bounds": TREATING,
    "by_period": EVERYONE,
    "case_mix": {OWNER},
    "case_mix_terms": {OWNER},
    "caseload": TREATING,
    "classes": EVERYONE,
    "counted": TREATING,
    "distribution": TREATING,
    "effectiveness": EVERYONE,
    "effectiveness_trend": TREATING,
    "trend_model": TREATING,
    "first_last": TREATING,
    "flagged": {OWNER},
    "flow": TREATING,
    "follow_up": {OWNER},
    "follow_up_time": TREATING,
    "heaping": {OWNER},
    "improved": TREATING,
    "individual": TREATING,
    "lost": TREATING,
    "measured": TREATING,
    "missing_pairs": TREATING,
    "other_care": EVERYONE,
    "overview": EVERYONE,
    "natural_course": TREATING,
    "pain_range": TREATING,
    "own_series": TREATING,
    "podiatrists": {OWNER},
    "podiatrists_share": {OWNER},
    "progress": TREATING,
    "quarters": {OWNER},
    "quarters_share": {OWNER},
    "range_progress": TREATING,
    "safety": EVERYONE,
    "sessions": EVERYONE,
    "similar": TREATING,
    "sites": {OWNER},
    "sites_share": {OWNER},
    "standing": TREATING,
    "steadiness": TREATING,
    "time_to_change": TREATING,
    "two_changes": EVERYONE,
    "visit_changes": TREATING,
    "weeks_to_change": TREATING,
    "who_is_missing": TREATING,
}


ACTS = {
    "import": {OWNER, FRONT_DESK},
    "withdraw": {OWNER},
    **dict.fromkeys(("record", "correct", "take back", "close", "approve export"), TREATING),
    "record review": {OWNER, PODIATRIST, FRONT_DESK},
    "invite": {OWNER, PODIATRIST, FRONT_DESK},
    "take activity": {OWNER, AUDITOR},
    "manage people": {OWNER},
    "prepare export": {OWNER, MARKETING},
    "set look": {OWNER, MARKETING},
    **dict.fromkeys(("withdraw export", "make file"), EVERYONE),
    "reword": {OWNER},
    "back up": {OWNER},
    "show recovery key": {OWNER},
    **dict.fromkeys(("set consent", "give copy", "confirm disposal"), TREATING),
    "propose disposal": {OWNER},
}


def viewer(role: str) -> Viewer:
    return Viewer("someone", role, "Ann Lee" if role == PODIATRIST else None)


def test_the_table_names_every_report_and_every_act_there_is() -> None:
    assert set(OPEN_TO) == set(desk.modules())
    assert set(ACTS) == set(WRITES)


@pytest.mark.parametrize("role", ROLES)
def test_each_report_opens_or_is_refused(role: str, small_clinic: Store, catalogue: Catalogue) -> None:
    for name, allowed in OPEN_TO.items():
        assert (name in desk.list_reports(viewer(role))) == (role in allowed)
        if role in allowed:
            filters = aimed(name, small_clinic, viewer(role))
            report = desk.open_report(name, small_clinic, catalogue, viewer(role), filters, TODAY)
            assert report.title
            assert report.summary
            assert report.count in report.frame.columns
        else:
            with pytest.raises(NotAllowed, match=f"not open to the role {role}"):
                desk.open_report(name, small_clinic, catalogue, viewer(role), as_of=TODAY)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("act", sorted(WRITES))
def test_the_check_and_the_hint_agree_on_every_write(role: str, act: str) -> None:
    allowed = ACTS[act]
    assert may_write(viewer(role), act) == (role in allowed)
    if role in allowed:
        check_write(viewer(role), act)
    else:
        with pytest.raises(NotAllowed, match=access.WORDS.get(act, act)):
            check_write(viewer(role), act)


@pytest.mark.parametrize("role", ROLES)
def test_the_check_and_the_hint_agree_on_every_report(role: str) -> None:
    for module in desk.modules().values():
        if may_read(viewer(role), module.ROLES):
            check_read(viewer(role), module.TITLE, module.ROLES)
        else:
            with pytest.raises(NotAllowed):
                check_read(viewer(role), module.TITLE, module.ROLES)


def test_an_unknown_act_or_role_is_refused() -> None:
    with pytest.raises(NotAllowed, match="no act called 'erase'"):
        check_write(viewer(OWNER), "erase")
    assert not may_write(viewer(OWNER), "erase")
    with pytest.raises(NotAllowed, match="no role called 'intern'"):
        Viewer("x", "intern")
    with pytest.raises(NotAllowed, match="needs the podiatrist"):
        Viewer("x", PODIATRIST)
