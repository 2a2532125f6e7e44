"""Values over the wire that no page offered: other people's names, places outside a list, and plain nonsense."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from reports.access import AUDITOR, FRONT_DESK, MARKETING, OWNER, PODIATRIST, ROLES
from tests.views import raw, wired
from tests.views.test_matrix_wire import LOOKS
from tests.views.test_pages import ALLOWED, titles
from tests.views.wired import Wired

FOREIGN = [f"MarkpersonP{number:05d}" for number in range(60) if number % 3 != 1]  # of Podiatrist 1's colleagues
TEXTS = ("Podiatrist 2", "mark-ref", "markpersonp00000", "x" * 5_000, "../../clinic.db", "a\x00b", "")
CHOSEN = tuple(f'{{"selection":{{"rows":[{row}],"columns":[],"cells":[]}}}}' for row in (99_999, -1))
FORGED: dict[str, dict[str, tuple[object, ...]]] = {
    "selectbox": {"string_value": TEXTS, "int_value": (999, -1)},
    "multiselect": {"string_array_value": TEXTS, "int_array_value": (999, -1)},
    "radio": {"string_value": TEXTS, "int_value": (999, -1)},
    "button_group": {"string_array_value": TEXTS, "int_array_value": (999, -1)},
    "text_input": {"string_value": TEXTS},
    "number_input": {"double_value": (1e308, float("nan"), -1.0)},
    "date_input": {"string_array_value": ("9999-12-31", "0001-01-01", "no day")},
    "arrow_data_frame": {"string_value": (*CHOSEN, "no json")},
    "plotly_chart": {"string_value": (*CHOSEN, "no json")},
    "checkbox": {"string_value": TEXTS[:1]},
    "slider": {"double_array_value": (1e308, float("nan"))},
}
HIDDEN = {
    MARKETING: wired.PEOPLE + wired.CARE, AUDITOR: wired.PEOPLE + wired.CARE, FRONT_DESK: wired.CARE,
    PODIATRIST: tuple(FOREIGN),
}  # fmt: skip


def widgets(heard: list[ForwardMsg]) -> dict[str, str]:
    """Every widget that was drawn and that a value can be forged for: id to kind."""
    return {str(one.id): kind for kind in FORGED for one in raw.elements(heard, kind) if one.id}


def forged(message: BackMsg, widget: str, field: str, value: object) -> BackMsg:
    """The message with a value for one widget more."""
    state = message.rerun_script.widget_states.widgets.add()
    state.id = widget
    if "array" in field:
        getattr(state, field).data.append(value)
    else:
        setattr(state, field, value)
    return message


def leaks(role: str, heard: list[ForwardMsg]) -> list[str]:
    """The marks in what was told that this role may not see."""
    line = wired.told(heard)
    return [mark for mark in HIDDEN.get(role, ()) if mark.encode() in line]


@pytest.fixture
def untouched(clinic: Wired) -> Iterator[None]:
    """Nothing is written but who looked at whom, and who was refused."""
    before, done = wired.held(clinic.store), wired.acts(clinic.store)
    yield
    assert wired.held(clinic.store) == before
    assert set(wired.acts(clinic.store) - done) <= LOOKS


@pytest.mark.usefixtures("untouched")
def test_a_value_that_no_page_offered_tells_and_changes_nothing(clinic: Wired) -> None:
    """Every widget of every page of every role, with values of other people, outside its list, and nonsense."""
    sent: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for role in ROLES:
        with clinic.opened(role) as page:
            offered = raw.pages(raw.run(page))
            for file in (file for file, roles in ALLOWED.items() if role in roles):
                if titles()[file] not in offered:
                    continue
                mark = offered[titles()[file]]
                for widget, kind in widgets(raw.run(page, raw.on_page(mark))).items():
                    for field, value in ((field, one) for field, many in FORGED[kind].items() for one in many):
                        heard = raw.run(page, forged(raw.on_page(mark), widget, field, value))
                        assert leaks(role, heard) == [], (role, file, kind, value)
                        assert "Traceback" not in raw.words(heard), (role, file, kind, value)
                        sent[kind] += 1
                        found[role] += FOREIGN[0].encode() in wired.told(heard)
    assert min(sent[kind] for kind in ("selectbox", "multiselect", "radio", "text_input", "date_input")) > 20, sent
    assert found[OWNER] > 0, "the name that is searched for is nobody's"
    print(f"{sent.total()} values that no page offered ({dict(sent)}): nothing told, nothing changed")


@pytest.mark.usefixtures("untouched")
def test_a_button_that_only_another_person_was_shown_does_nothing_however_it_is_filled_in(clinic: Wired) -> None:
    """Every button that anybody was shown and this person was not, on every page, with a value in every field."""
    buttons: dict[str, dict[str, set[str]]] = {file: {} for file in ALLOWED}
    fields: dict[str, dict[str, str]] = {file: {} for file in ALLOWED}
    marks: dict[str, str] = {}
    for role in ROLES:
        with clinic.opened(role) as page:
            offered = raw.pages(raw.run(page))
            marks |= {file: offered[title] for file, title in titles().items() if title in offered}
            for file in (file for file in marks if titles()[file] in offered):
                heard = raw.run(page, raw.on_page(marks[file]))
                buttons[file][role] = set(raw.buttons(heard).values())
                fields[file] |= widgets(heard)
    pressed = 0
    for role in ROLES:
        with clinic.opened(role) as page:
            raw.run(page)
            for file, shown in buttons.items():
                for button in sorted(set().union(*shown.values()) - shown.get(role, set())):
                    message = raw.on_page(marks[file], press=button)
                    for widget, kind in fields[file].items():
                        field, values = next(iter(FORGED[kind].items()))
                        forged(message, widget, field, values[0])
                    heard = raw.run(page, message)
                    assert leaks(role, heard) == [], (role, file, button)
                    pressed += 1
    assert pressed > 150, buttons
    print(f"{pressed} buttons that only another person was shown, pressed with every field filled in: nothing done")


@pytest.mark.usefixtures("untouched")
def test_a_colleagues_patient_is_not_opened_by_any_address(clinic: Wired) -> None:
    """Every course of care there is, asked for in the address of every page a podiatrist has."""
    with clinic.store.reading() as connection:
        courses = [int(one) for (one,) in connection.exec_driver_sql("SELECT id FROM episodes")]
    asked = own = 0
    with clinic.opened(PODIATRIST) as page:
        offered = raw.pages(raw.run(page))
        for file in ("patient.py", "record.py", "rights.py", "caseload.py"):
            for course in courses:
                message = raw.on_page(offered[titles()[file]])
                message.rerun_script.query_string = f"episode={course}&patient={course}&podiatrist=Podiatrist+2"
                heard = raw.run(page, message)
                assert leaks(PODIATRIST, heard) == [], (file, course)
                own += b"MarkpersonP" in wired.told(heard)
                asked += 1
    assert own > 0, "a podiatrist sees nobody at all"
    print(f"{asked} addresses of {len(courses)} courses of care: nobody but the podiatrist's own")
