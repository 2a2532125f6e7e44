"""The chart studio through Streamlit's own test harness: it shows before it asks, refuses in words, and hands over."""

from __future__ import annotations

import json
import re
import struct
import zlib
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.catalogue import Catalogue
from data.export_reads import read_exports, read_look, read_wordings
from data.store import Store, open_store
from reports.access import MARKETING, OWNER
from reports.studio_gallery import questions
from tests.views.test_pages import started, words

SUBTITLE, PURPOSE = "studio-subtitle", "studio-purpose"
HOSTILE = "![x](http://evil.example/a.png)<script>alert(1)</script>:red[x]"


def opened(role: str = MARKETING) -> AppTest:
    """The studio as it opens, on the demo clinic."""
    at = started(role)
    return at.switch_page("studio.py").run()


def read(at: AppTest) -> str:
    """The words as a person reads them, without the signs that keep Markdown off."""
    return words(at).replace("\\", "")


def picture(at: AppTest) -> dict[str, object]:
    """What the frame of the preview was given to draw."""
    frames = at.get("iframe")
    assert len(frames) == 1
    given = re.search(r'id="given">(.*?)</script>', frames[0].proto.srcdoc)
    assert given
    found: dict[str, object] = json.loads(given[1])
    return found


def in_picture(at: AppTest) -> str:
    """Every word of the picture."""
    notes = picture(at)["job"]["figure"]["layout"]["annotations"]  # type: ignore[index]
    return " ".join(re.sub("<[^>]*>", " ", note["text"]) for note in notes)


@pytest.fixture
def store(demo_home: Path, catalogue: Catalogue) -> Store:
    return open_store(f"sqlite:///{demo_home / 'demo.db'}", catalogue)


def test_something_is_shown_before_anything_is_asked(demo_home: Path) -> None:
    at = opened()
    assert not at.exception and not at.error
    assert "31 of 31 rules hold" in read(at)
    assert "not legal advice" in read(at) and "lawyer" in read(at)
    given = picture(at)
    assert given["downloads"] == [] and given["note"] is None, "nothing can be taken out of the studio unapproved"
    assert "NOT" in in_picture(at) and "APPROVED" in in_picture(at) and "INVENTED" in in_picture(at)
    assert (given["job"]["width"], given["job"]["height"]) == (540, 540)  # type: ignore[index]


def test_the_gallery_has_every_question_and_choosing_one_draws_it(demo_home: Path) -> None:
    at = opened()
    names = questions()
    assert all(at.button(key=f"studio-pick-{name}").label == use.name for name, use in names.items())
    assert len(at.get("plotly_chart")) + sum("Not open here" in one.value for one in at.caption) == len(names)
    at.button(key="studio-pick-first_last").click().run()
    assert not at.exception
    assert "first reading" in in_picture(at).lower()


def test_a_small_picture_of_the_gallery_says_no_word_and_shows_nothing_on_hover(demo_home: Path) -> None:
    for chart in opened().get("plotly_chart"):
        spec = json.loads(chart.proto.spec)
        assert not spec["layout"].get("annotations")
        assert all(trace.get("hoverinfo") == "skip" and "customdata" not in trace for trace in spec["data"])


def test_a_blocked_word_is_named_with_what_could_stand_in_its_place(demo_home: Path) -> None:
    at = opened()
    at.text_input(key=SUBTITLE).set_value("Proven results, 80 % pain free").run()
    said = read(at)
    assert "Proven may not be said. Instead: recorded." in said.replace("**", "")
    assert "pain free may not be said. Instead: lower pain scores." in said.replace("**", "")
    assert "29 of 31 rules hold" in said
    assert at.button(key="studio-prepare").disabled
    assert "Blocked words" in said and "No headline percentages" in said


def test_too_few_people_is_a_sentence_and_no_picture_no_table_and_no_words(demo_home: Path) -> None:
    at = opened()
    at.selectbox(key="studio-condition").set_value("cramp").run()
    assert not at.exception
    assert not at.get("iframe")
    assert "No picture can be shown for this choice" in words(at)
    assert "Choose a longer period or all conditions" in words(at)
    assert not any("caption and alternative" in fold.label for fold in at.expander)
    assert at.button(key="studio-prepare").disabled
    assert len(at.get("plotly_chart")) <= 1, "the gallery draws none of a condition with too few people"


def test_only_whole_periods_that_are_over_are_offered(demo_home: Path) -> None:
    offered = opened().selectbox(key="studio-period").options
    assert 2 <= len(offered) <= 3
    assert all(re.fullmatch(r"\d{4}( to \d{4})?|Quarter [1-4] of \d{4}", name) for name in offered)


def test_a_question_about_all_conditions_has_no_condition_to_choose(demo_home: Path) -> None:
    at = opened()
    at.button(key="studio-pick-effectiveness").click().run()
    assert at.selectbox(key="studio-every").disabled
    assert "All conditions" in in_picture(at) or "No picture" in words(at)


def test_each_size_can_be_looked_at_and_an_odd_one_is_a_sentence(demo_home: Path) -> None:
    at = opened()
    at.multiselect(key="studio-sizes").set_value(["story", "custom"]).run()
    assert not at.exception
    assert picture(at)["job"]["height"] == 960  # type: ignore[index]
    at.number_input(key="studio-wide").set_value(601).run()
    assert not at.exception
    assert "even numbers" in at.error[0].value


def test_every_rule_is_shown_with_its_source_and_who_looked_at_it(demo_home: Path) -> None:
    at = opened()
    at.session_state["checks-studio"] = True
    said = read(at.run())
    assert said.count("source read: ") == 31
    assert said.count("not yet reviewed") == 31
    assert "Why: " in said and "National Law s 133" in said


def test_preparing_needs_a_purpose_then_says_the_number_and_leads_on(demo_home: Path, store: Store) -> None:
    at = opened()
    at.button(key="studio-prepare").click().run()
    assert "Say why it is made" in at.error[0].value
    assert read_exports(store) == ()
    at.text_area(key=PURPOSE).set_value(f"poster {HOSTILE}").run()
    at.button(key="studio-prepare").click().run()
    assert not at.exception
    (found,) = read_exports(store)
    assert found.code in read(at) and found.state == "prepared"
    assert found.made_by == "marketing (no sign-in)"
    at.text_input(key=SUBTITLE).set_value("Our own records").run()
    assert found.code not in read(at), "another picture has not been prepared"


def test_choices_stay_from_page_to_page(demo_home: Path) -> None:
    at = opened()
    at.text_input(key=SUBTITLE).set_value("Our own records").run()
    at.switch_page("methods.py").run()
    at.switch_page("studio.py").run()
    assert at.text_input(key=SUBTITLE).value == "Our own records"
    assert "Our own records" in in_picture(at)


def test_the_look_is_judged_at_once_and_kept_when_it_is_used(demo_home: Path, store: Store) -> None:
    at = opened()
    at.session_state["studio-look"] = True
    at.run()
    assert "can be told apart" in words(at) and at.button(key="look-keep").disabled
    at.color_picker(key="look-main").set_value("#fdfdfd").run()
    assert at.error, "a colour that vanishes on the paper is said at once"
    at.color_picker(key="look-main").set_value("#2f4f6f").run()
    assert not at.error
    at.text_input(key="look-clinic").set_value("Harbour Podiatry").run()
    at.button(key="look-keep").click().run()
    assert not at.exception
    kept = read_look(store)
    assert kept and (kept["main"], kept["clinic"]) == ("#2f4f6f", "Harbour Podiatry")
    assert "Harbour Podiatry" in in_picture(at)


def png(wide: int, high: int) -> bytes:
    def part(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x20\x60\x90" * wide) * high)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", rows) + part(b"IEND", b"")


def test_a_logo_is_known_by_its_bytes_and_brings_no_script(demo_home: Path) -> None:
    at = opened()
    at.session_state["studio-look"] = True
    at.run()
    at.file_uploader(key="look-logo").upload("logo.png", b"<svg onload=alert(1)>", "image/png").run()
    assert "PNG or JPEG" in at.error[0].value
    at.file_uploader(key="look-logo").upload("logo.png", png(300, 100), "image/png").run()
    assert not at.error and not at.exception
    at.button(key="look-keep").click().run()
    assert picture(at)["job"]["figure"]["layout"]["images"]  # type: ignore[index]


def test_a_rule_is_worded_by_the_owner_alone_and_keeps_what_it_needs(demo_home: Path, store: Store) -> None:
    assert not any("wording" in fold.label for fold in opened(MARKETING).expander)
    at = opened(OWNER)
    at.session_state["studio-reword"] = True
    at.run()
    at.selectbox(key="reword-rule").set_value("advice").run()
    field, why = "reword-words-advice", "reword-why-advice"
    at.text_area(key=field).set_value("Ask us.")
    at.text_input(key=why).set_value("shorter")
    press(at, "Use these words")
    assert "must stay" in at.error[0].value
    assert read_wordings(store) == {}
    at.text_area(key=field).set_value("This is no individual advice; ask us about risks and other ways.")
    at.text_input(key=why).set_value("our lawyer's words")
    press(at, "Use these words")
    assert not at.exception
    assert ("advice", "words") in read_wordings(store)
    assert "ask us about risks" in " ".join(in_picture(at).split())


def press(at: AppTest, label: str) -> None:
    next(button for button in at.button if button.label.startswith(label)).click().run()
