"""The look: what a good one is, and one sentence for each way to break it."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest

from charts import theme
from charts.look import Look, palette, plain_look
from charts.look_logo import LARGEST, LogoError, logo, shape
from charts.look_problems import look_problems, palette_problems, strong

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100"><rect width="300" height="100"/></svg>'
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (120).to_bytes(4, "big") + (60).to_bytes(4, "big") + b"\x08\x06\0\0\0"
JPEG = (b"\xff\xd8\xff\xe0\x00\x10JFIF\0" + b"\0" * 9 + b"\xff\xc0\x00\x11\x08" + (50).to_bytes(2, "big")
        + (150).to_bytes(2, "big") + b"\x03" + b"\0" * 9)  # fmt: skip


@pytest.mark.parametrize("dark", [False, True])
def test_the_programs_own_look_is_read_by_everyone(dark):
    look = plain_look(dark)
    assert look.dark is dark
    assert look_problems(look) == []
    assert palette_problems(palette(look)) == []


@pytest.mark.parametrize("dark", [False, True])
def test_text_on_every_ground_is_read(dark):
    colours = palette(plain_look(dark))
    for ground in (colours.paper, colours.panel, colours.band):
        assert theme.contrast(colours.ink, ground) >= 7
    for ground, text in ((colours.improved, colours.on_improved), (colours.unchanged, colours.on_unchanged),
                         (colours.worse, colours.on_worse), (colours.main, colours.on_main)):  # fmt: skip
        assert theme.contrast(text, ground) >= 3.9


def test_worse_is_not_a_brand_colour():
    assert palette(Look(main="#008000")).worse == palette(Look()).worse


@pytest.mark.parametrize(
    ("look", "words"),
    [
        (Look(main="#f5c542"), "main colour is too faint on white paper"),
        (Look(second="#dddddd"), "second colour is too faint on white paper"),
        (replace(plain_look(dark=True), main="#17568c"), "main colour is too faint on dark paper"),
        (Look(main="#17568c", second="#1a5a90"), "look alike. Choose two that differ more."),
        (Look(main="#b0413e", second="#5f6b1e"), "blind eyes"),
        (Look(main="#0b6b4f", second="#b5322a"), "in a grey copy"),
        (Look(main="blue"), "has to be written like #17568c"),
        (Look(main="#17568c;}"), "has to be written like #17568c"),
        (Look(font="Comic"), 'no font "Comic"'),
        (Look(logo="data:image/png;base64,AAAA"), "PNG or JPEG"),
        (Look(logo="https://example.org/logo.png"), "PNG or JPEG"),
    ],
)
def test_each_fault_has_its_sentence(look, words):
    found = look_problems(look)
    assert any(words in sentence for sentence in found), found
    assert all(sentence.endswith(".") for sentence in found)


def test_red_and_green_of_one_lightness_fail_for_colour_blind_eyes_only():
    found = look_problems(Look(main="#c0392b", second="#3f7d20"))
    assert any("blind eyes" in sentence for sentence in found)
    assert not any("look alike. " in sentence for sentence in found)


@pytest.mark.parametrize(("paper", "lighter"), [("#ffffff", False), ("#10171f", True)])
@pytest.mark.parametrize("colour", ["#f5c542", "#17568c", "#808080", "#00ff00", "#000000", "#ffffff"])
def test_the_colour_named_as_an_example_is_strong_enough(colour, paper, lighter):
    assert theme.contrast(strong(colour, paper, lighter), paper) >= 3


@pytest.mark.parametrize(("content", "kind", "ratio"), [(PNG, "png", 2), (JPEG, "jpeg", 3)])
def test_a_logo_keeps_its_proportions(content, kind, ratio):
    uri = logo(content)
    assert uri.startswith(f"data:image/{kind};base64,")
    assert shape(uri) == ratio
    assert base64.b64decode(uri.partition(",")[2]) == content


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"GIF89a", "PNG or JPEG"),
        (PNG + b" " * LARGEST, "at most 300 kB"),
        (SVG, "PNG or JPEG"),
        (PNG.replace((120).to_bytes(4, "big"), (1200).to_bytes(4, "big")), "eight times"),
        (PNG[:16] + (30_000).to_bytes(4, "big") * 2 + PNG[24:], "4,096 pixels"),
        (PNG[:20], "no size"),
        (b"\xff\xd8\xff\xe0", "no size"),
    ],
)
def test_what_cannot_be_a_logo_is_refused(content, words):
    with pytest.raises(LogoError, match=words):
        logo(content)
