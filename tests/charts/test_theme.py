"""The look: colours that can be told apart, alternative text, the page's settings."""

from __future__ import annotations

import math
from itertools import combinations, pairwise

import pandas as pd
import pytest

from charts import theme


def lightness(colour: str) -> float:
    """CIE L*, 0 black to 100 white: what is left of a colour on a grey print."""
    y = theme.luminance(colour)
    return 116 * y ** (1 / 3) - 16 if y > 216 / 24389 else y * 24389 / 27


# Machado, Oliveira & Fernandes 2009, IEEE TVCG 15:1291-1298, severity 1.0, on linear RGB
BLIND = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


# sRGB to CIE XYZ relative to D65 white, IEC 61966-2-1
XYZ = ((0.4339, 0.3762, 0.1899), (0.2126, 0.7152, 0.0722), (0.0177, 0.1095, 0.8728))


def linear(colour: str) -> list[float]:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def times(matrix, parts: list[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, parts, strict=True)) for row in matrix]


def lab(colour: str) -> tuple[float, float, float]:
    """CIE L*a*b*: distances in it are about as large as they look (2.3 is just noticeable)."""
    x, y, z = (
        part ** (1 / 3) if part > 216 / 24389 else part * 24389 / 3132 + 4 / 29 for part in times(XYZ, linear(colour))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def seen(colour: str, matrix) -> str:
    out = [min(max(part, 0), 1) for part in times(matrix, linear(colour))]
    out = [12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055 for part in out]
    return "#" + "".join(f"{round(part * 255):02x}" for part in out)


def test_luminance_and_contrast_of_known_colours():
    # WCAG 2.2: black on white is 21 to 1; #767676 on white is the well-known 4.54
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert theme.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_classes_differ_in_grey():
    for one, other in combinations(theme.CLASS_COLOURS.values(), 2):
        assert abs(lightness(one) - lightness(other)) >= 14, (one, other)


@pytest.mark.parametrize("kind", sorted(BLIND))
def test_classes_differ_for_colour_blind_eyes(kind):
    colours = [seen(colour, BLIND[kind]) for colour in theme.CLASS_COLOURS.values()]
    for one, other in combinations(colours, 2):
        assert math.dist(lab(one), lab(other)) >= 15, (one, other)


def test_neighbours_in_a_bar_stand_apart():
    neighbours = pairwise(theme.CLASS_COLOURS.values())
    assert all(theme.contrast(one, other) >= 1.5 for one, other in neighbours)


def test_text_and_marks_reach_their_contrast():
    for colour in theme.CLASS_COLOURS.values():
        assert theme.contrast(colour, theme.on(colour)) >= 4.5  # WCAG 2.2, 1.4.3
    assert theme.contrast(theme.QUIET, theme.BAND) >= 4.5
    for mark in (theme.MAIN, theme.SECOND):
        assert theme.contrast(mark, theme.BAND) >= 3  # WCAG 2.2, 1.4.11


def test_every_class_has_a_colour_and_words():
    assert list(theme.CLASS_COLOURS) == list(theme.CLASS_WORDS)
    assert list(theme.CLASS_COLOURS)[-1] == "worse"


def test_alternative_text_is_sentences():
    said = theme.alt_text("Pain by condition", ["Pain fell by 2.4 points in 118 courses", "", "Who was lost?"])
    assert said == "Chart: Pain by condition. Pain fell by 2.4 points in 118 courses. Who was lost?"


def test_config_has_one_button_and_the_picture_s_name():
    assert theme.CONFIG["displaylogo"] is False
    assert theme.CONFIG["modeBarButtons"] == [["toImage"]]
    assert theme.CONFIG["toImageButtonOptions"]["scale"] == 2
    named = theme.config("pain-by-condition")
    assert named["toImageButtonOptions"]["filename"] == "pain-by-condition"
    assert theme.CONFIG["toImageButtonOptions"]["filename"] != "pain-by-condition"


def test_checked_fills_hidden_and_keeps_the_order():
    frame = pd.DataFrame(
        {"label": ["b", "a"], "n": [1, 2], "hidden": pd.array([True, None], dtype="boolean")}, index=[7, 3]
    )
    table = theme.checked(frame, ["label", "n"], "test chart")
    assert table["label"].tolist() == ["b", "a"]
    assert table["hidden"].tolist() == [True, False]
    assert table.index.tolist() == [0, 1]
