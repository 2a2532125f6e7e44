"""Letters: widths add up, lines stay in their room, and a real browser agrees."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts import lettering
from tests.charts.public_frames import CONTEXT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FAMILIES = sorted(lettering.FAMILIES)
NEEDED = "ABCabc0123456789 ÄÖÜßéñçøőž–−…’‘“”·•≥≤±×° %€\u00a0"
TEXTS = ("Pain scores before and after care that included dry needling", "2.4 (95 % CI 2.0 to 2.8) ≥ ±1.3 – −0.2",
         "Würzburg Łódź Kāpiti Møller")  # fmt: skip


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("place", [0, 1])
def test_every_letter_the_pictures_use_is_in_every_file(family, place):
    advances = lettering._advances(lettering.FAMILIES[family].files[place])
    assert [letter for letter in NEEDED if ord(letter) not in advances] == []


@pytest.mark.parametrize("family", FAMILIES)
def test_the_files_are_small_static_letters(family):
    faces = lettering.faces(family)
    assert [weight for weight, _ in faces] == [400, 700]
    for _, content in faces:
        assert content[:4] == b"\x00\x01\x00\x00"
        assert b"fvar" not in content[:400]
        assert len(content) < 120_000


def test_each_family_comes_with_its_licence():
    for family in lettering.FAMILIES.values():
        licence = lettering.FOLDER / family.files[0].replace("-400.ttf", "-licence.txt")
        assert "SIL Open Font License, Version 1.1" in licence.read_text(encoding="utf-8")


def test_a_name_that_is_not_shipped_is_the_default():
    assert lettering.family("Comic") is lettering.FAMILIES[lettering.DEFAULT]


def test_width_is_the_sum_of_the_advances_and_grows_with_the_size():
    one = lettering.width("n", 10)
    assert lettering.width("nnnn", 10) == pytest.approx(4 * one)
    assert lettering.width("n", 25) == pytest.approx(2.5 * one)
    assert lettering.width("n", 10, bold=True) > one
    assert lettering.width("", 10) == 0


words = st.lists(st.text(alphabet=st.characters(codec="latin-1", categories=["L", "N", "P"]), min_size=1, max_size=30),
                 min_size=1, max_size=25)  # fmt: skip


@given(words, st.floats(40, 400), st.sampled_from(FAMILIES), st.booleans())
def test_no_line_is_wider_than_its_room_and_no_letter_is_lost(said, room, family, bold):
    text = " ".join(said)
    lines = lettering.broken(text, room, 10, bold, family)
    assert all(lettering.width(line, 10, bold, family) <= room + 1e-6 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_lines_are_as_full_as_the_room_allows():
    lines = lettering.broken("one two three", lettering.width("one two", 12) + 0.01, 12)
    assert lines == ["one two", "three"]


def test_even_lines_leave_no_single_word_on_the_last():
    text = "Mean change in pain, 95 % interval (points; right of 0 is better)"
    room = lettering.width("Mean change in pain, 95 % interval (points; right of 0 is", 10) + 1
    assert lettering.broken(text, room, 10)[-1] == "better)"
    even = lettering.even(text, room, 10)
    assert len(even) == 2
    assert lettering.width(even[1], 10) > 0.4 * lettering.width(even[0], 10)


def test_a_number_keeps_its_per_cent_sign():
    room = lettering.width("all of 69", 10) + 1
    assert lettering.broken("all of 69\u00a0% measured", room, 10)[0] == "all of"


def test_bold_and_regular_words_share_a_line():
    lines = lettering.flowed([("Counted", True), ("101 of 146 courses", False)], 1000, 10)
    assert lines == [[("Counted", True), (" 101 of 146 courses", False)]]


@pytest.mark.browser
@pytest.mark.parametrize("family", FAMILIES)
def test_a_browser_draws_lines_no_wider_than_measured(browser: Browser, family: str):
    faces = [(weight, base64.b64encode(content).decode()) for weight, content in lettering.faces(family)]
    css = "".join(f"@font-face{{font-family:x;font-weight:{weight};src:url(data:font/ttf;base64,{content})}}"
                  for weight, content in faces)  # fmt: skip
    page = browser.new_page()
    page.set_content(f"<style>{css}</style><svg><text id=t style='font-family:x'></text></svg>")
    page.evaluate("Promise.all([...document.fonts].map(face => face.load()))")
    measure = """([text, weight]) => { const t = document.getElementById('t'); t.textContent = text;
                 t.style.fontSize = '20px'; t.style.fontWeight = weight; return t.getComputedTextLength(); }"""
    for text in (*TEXTS, *(sentence for _, sentence in CONTEXT)):
        for bold, weight in ((False, 400), (True, 700)):
            drawn, measured = page.evaluate(measure, [text, weight]), lettering.width(text, 20, bold, family)
            assert measured * 0.97 <= drawn <= measured * 1.004 + 0.5
    page.close()
