"""Presets: the exact sizes of the channels, and letters that are still read there."""

from __future__ import annotations

import pytest

from charts.presets import PHONE, PRESETS, PresetError, custom

SIZES = {"square": (1080, 1080), "story": (1080, 1920), "wide": (1200, 628), "website": (1600, 900),
         "slide": (1920, 1080), "a4": (1240, 1754), "a5": (874, 1240)}  # fmt: skip


def test_the_channels_have_their_sizes():
    assert {name: (preset.width, preset.height) for name, preset in PRESETS.items()} == SIZES
    assert all(preset.layout == (preset.width // 2, preset.height // 2) for preset in PRESETS.values())


@pytest.mark.parametrize("name", [name for name, preset in PRESETS.items() if preset.kind == "phone"])
def test_the_smallest_letter_is_six_and_a_half_pixels_on_a_phone(name):
    preset = PRESETS[name]
    assert preset.least * PHONE / preset.layout[0] == pytest.approx(6.5, abs=0.01)


@pytest.mark.parametrize(("name", "millimetres"), [("a4", 210), ("a5", 148)])
def test_the_smallest_letter_is_seven_points_on_paper(name, millimetres):
    preset = PRESETS[name]
    assert preset.least * (millimetres / 25.4 * 72) / preset.layout[0] == pytest.approx(7, abs=0.01)
    assert preset.paper is not None
    assert preset.width * 2 / (preset.paper[0] / 25.4) == pytest.approx(300, abs=0.5)  # dots per inch at double size


def test_a_size_of_ones_own():
    preset = custom(1000, 800)
    assert (preset.name, preset.layout, preset.kind) == ("custom", (500, 400), "phone")


@pytest.mark.parametrize("size", [(598, 900), (900, 598), (4002, 3000), (2000, 900), (700, 1600), (801, 900)])
def test_a_size_nobody_can_draw_for_is_refused(size):
    with pytest.raises(PresetError, match=r"at most|600 to 4000"):
        custom(*size)


@pytest.mark.parametrize("size", [(600, 600), (4000, 4000), (2200, 1000), (1000, 2200)])
def test_the_ends_of_what_can_be_had_can_be_had(size):
    assert (custom(*size).width, custom(*size).height) == size
