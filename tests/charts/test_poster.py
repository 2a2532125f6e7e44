"""The poster: every channel with every public chart, nothing cut, nothing overlapping, every word there."""

from __future__ import annotations

import base64
import html
import json
import math
import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import plotly
import pytest

from charts import lettering, poster_marks
from charts.look import Look, plain_look
from charts.look_logo import logo
from charts.paper import Box, Canvas, ChartPart
from charts.poster import Poster, PosterError, Words, poster
from charts.presets import PRESETS, Preset, custom
from tests.charts.public_frames import CONTEXT, PAIN, PUBLIC, WORDS, drawer

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LOGO = logo(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (240).to_bytes(4, "big") + (80).to_bytes(4, "big") + b"\x08\x06\0\0\0")
LOOK = Look(clinic="Riverside Podiatry", logo=LOGO)
ALL = [(preset, chart) for preset in PRESETS for chart in PUBLIC]


def made(preset: str | Preset, chart: str = "first_last", words: Words = WORDS, look: Look = LOOK) -> Poster:
    return poster(words, drawer(chart), PRESETS[preset] if isinstance(preset, str) else preset, look)


def texts(poster: Poster) -> list[str]:
    plain = (re.sub(r"</?b>", "", note.text) for note in poster.figure.layout.annotations)
    return [html.unescape(text) for text in plain]


def check(poster: Poster, preset: Preset) -> None:
    """What holds for every picture: all inside, nothing overlapping, letters and chart large enough."""
    width, height = preset.layout
    whole = Box(0, 0, width, height)
    assert (poster.figure.layout.width, poster.figure.layout.height) == (width, height)
    outside = [name for name, box in poster.boxes.items() if not box.inside(whole)]
    assert outside == []
    touching = [(one, other) for (one, first), (other, second) in combinations(poster.boxes.items(), 2)
                if first.overlaps(second)]  # fmt: skip
    assert touching == []
    assert poster.smallest >= preset.least - 0.01
    assert poster.boxes["chart"].area >= 0.3 * whole.area
    upper, lower = preset.safe
    assert all(box.y >= upper and box.bottom <= height - lower + 0.5 for box in poster.boxes.values())


@pytest.mark.parametrize(("preset", "chart"), ALL)
def test_every_channel_with_every_chart(preset, chart):
    check(made(preset, chart), PRESETS[preset])


@pytest.mark.parametrize(("preset", "chart"), ALL)
def test_every_word_is_in_the_picture(preset, chart):
    said = re.sub(r"[\s•]+", " ", " ".join(texts(made(preset, chart))))
    for label, sentence in CONTEXT:
        assert re.sub(r"\s+", " ", sentence) in said, sentence
        assert label in said
    for words in (WORDS.title, WORDS.subtitle, WORDS.foot, LOOK.clinic):
        assert words in said


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("look", [plain_look(dark=True), Look(font="Serif"), Look(font="Legible")],
                         ids=["dark", "serif", "legible"])  # fmt: skip
def test_every_look(preset, look):
    picture = made(preset, "sessions", look=look)
    check(picture, PRESETS[preset])
    css = lettering.family(look.font).css
    assert {note.font.family for note in picture.figure.layout.annotations} == {css}


@pytest.mark.parametrize("size", [(600, 600), (1000, 1000), (1080, 1350), (1000, 2000), (4000, 3000), (1600, 800)])
def test_a_size_of_ones_own(size):
    check(made(custom(*size)), custom(*size))


def test_the_whole_picture_is_one_figure_without_margins():
    layout = made("square").figure.layout
    assert (layout.margin.l, layout.margin.r, layout.margin.t, layout.margin.b) == (0, 0, 0, 0)
    assert layout.showlegend is False
    assert layout.hovermode is False
    assert layout.title.text is None
    assert all(note.xref == "paper" and note.showarrow is False for note in layout.annotations)


def test_more_room_gives_larger_context():
    sizes = {name: next(note.font.size for note in made(name).figure.layout.annotations
                        if note.text.startswith("<b>Counted")) / PRESETS[name].least
             for name in ("wide", "a4")}  # fmt: skip
    assert sizes["wide"] == 1
    assert sizes["a4"] > 1.4


def test_labels_are_bold_and_sentences_of_one_label_stand_together():
    labelled = [note.text for note in made("a4").figure.layout.annotations if note.text.startswith("<b>")]
    assert sum("<b>Counted</b>" in text for text in labelled) == 1
    assert any(text.startswith("<b>No comparison group</b>") for text in labelled)


def test_the_context_is_in_ink():
    picture = made("square")
    first = next(note for note in picture.figure.layout.annotations if note.text.startswith("<b>Counted"))
    assert first.font.color == "#1f2933"


def test_typed_words_are_escaped_and_cleaned():
    typed = replace(WORDS, subtitle='<a href="x">A & B</a>\u202e\n one line', foot="<b>DN-1</b>")
    notes = [note.text for note in made("a4", words=typed).figure.layout.annotations]
    assert any('&lt;a href="x"&gt;A &amp; B&lt;/a&gt; one line' in text for text in notes)
    assert "&lt;b&gt;DN-1&lt;/b&gt;" in notes


@pytest.mark.parametrize("preset", PRESETS)
def test_a_title_too_long_says_how_long_it_may_be(preset):
    with pytest.raises(PosterError, match=r"Shorten"):
        made(preset, words=replace(WORDS, title="Pain scores before and after care " * 12))


@pytest.mark.parametrize("preset", PRESETS)
def test_too_many_words_are_refused_and_never_cut(preset):
    with pytest.raises(PosterError, match="too many words"):
        made(preset, words=replace(WORDS, context=CONTEXT * 12))


def test_a_chart_without_room_names_the_channel():
    many = PUBLIC["conditions"][1]()
    table = many.loc[[0] * 24].reset_index(drop=True)
    with pytest.raises(PosterError, match="Facebook or LinkedIn: There are too many rows"):
        poster(WORDS, lambda canvas: PUBLIC["conditions"][0](table, PAIN, canvas), PRESETS["wide"], LOOK)


def test_a_chart_with_letters_too_small_is_refused():
    def tiny(canvas: Canvas) -> ChartPart:
        return ChartPart(smallest=canvas.least / 2)

    with pytest.raises(PosterError, match="too small"):
        poster(WORDS, tiny, PRESETS["square"], LOOK)


def test_without_subtitle_logo_clinic_and_context():
    picture = poster(Words("A title"), drawer("first_last"), PRESETS["square"], Look())
    assert set(picture.boxes) == {"title", "chart"}


@pytest.mark.parametrize("preset", PRESETS)
def test_the_logo_keeps_its_proportions(preset):
    picture = made(preset)
    image = picture.figure.layout.images[0]
    width, height = PRESETS[preset].layout
    assert image.sizex * width / (image.sizey * height) == pytest.approx(3)
    assert image.source == LOGO


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("said", ["Draft – not approved", "Invented data: no real patients", "Draft", "Sent back",
                                  "Withdrawn 28 Nov 2026",
                                  "Invented records · Draft, not approved"])  # fmt: skip
def test_the_watermark_is_large_slanted_and_inside(preset, said):
    width, height = PRESETS[preset].layout
    marks = [note for note in made(preset, words=replace(WORDS, watermark=said)).figure.layout.annotations
             if note.name == "watermark"]  # fmt: skip
    assert len(marks) == (2 if preset == "story" else 1)
    for mark in marks:
        assert mark.font.size * poster_marks.CAPITAL >= 0.08 * min(width, height) - 0.4
        assert 0.1 <= mark.opacity <= 0.2
        assert mark.textangle <= -12
        lines = [html.unescape(line) for line in re.sub(r"</?b>", "", mark.text).split("<br>")]
        assert " ".join(lines) == said.upper().replace(" ·", "")
        long = max(lettering.width(line, mark.font.size, True) for line in lines)
        tall, angle = 1.3 * mark.font.size * len(lines), math.radians(abs(mark.textangle))
        assert long * math.cos(angle) + tall * math.sin(angle) <= width + 1
        up = (long * math.sin(angle) + tall * math.cos(angle)) / 2 / height
        assert up <= mark.y + 0.001
        assert mark.y + up <= 1.001


def test_a_watermark_too_long_to_be_seen_is_refused():
    with pytest.raises(PosterError, match="watermark"):
        made("square", words=replace(WORDS, watermark="Nichtfreigegebenerprüfungsentwurfderpraxis"))


def test_no_watermark_without_words():
    assert [note for note in made("square").figure.layout.annotations if note.name == "watermark"] == []


def test_the_same_words_give_the_same_picture():
    assert made("a5", "classes").figure.to_json() == made("a5", "classes").figure.to_json()


# What a real browser makes of it: the drawn text itself is measured.

MEASURE = """async ([figure, css]) => {
  const style = document.createElement('style'); style.textContent = css; document.head.append(style);
  await Promise.all([...document.fonts].map(face => face.load()));
  const target = document.getElementById('g'); Plotly.purge(target);
  await Plotly.newPlot(target, figure.data, figure.layout, {staticPlot: true});
  const base = target.getBoundingClientRect();
  return [...target.querySelectorAll('.annotation text')].map(text => {
    const box = text.getBoundingClientRect();
    return [text.textContent, box.x - base.x, box.y - base.y, box.width, box.height];
  });
}"""
LONG = replace(WORDS, title="Schmerzwerte: Donaudampfschifffahrtsgesellschaft before and after care",
               subtitle="Wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww")  # fmt: skip


@pytest.fixture(scope="module")
def measured(browser: Browser):
    page = browser.new_page()
    page.set_content("<div id=g></div>")
    page.add_script_tag(path=str(Path(plotly.__file__).parent / "package_data" / "plotly.min.js"))

    def measure(picture: Poster, family: str) -> list[tuple[str, Box]]:
        css = "".join(f"@font-face{{font-family:'{lettering.family(family).css}';font-weight:{weight};"
                      f"src:url(data:font/ttf;base64,{base64.b64encode(content).decode()})}}"
                      for weight, content in lettering.faces(family))  # fmt: skip
        found = page.evaluate(MEASURE, [json.loads(picture.figure.to_json()), css])
        return [(text, Box(*box)) for text, *box in found]

    yield measure
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize(("preset", "chart", "words", "look"), [
    *[(name, "sessions", WORDS, LOOK) for name in PRESETS],
    *[("wide", chart, WORDS, LOOK) for chart in PUBLIC], *[("a5", chart, LONG, LOOK) for chart in PUBLIC],
    ("square", "classes", LONG, Look(font="Serif")), ("website", "conditions", WORDS, Look(font="Legible")),
])  # fmt: skip
def test_the_text_a_browser_draws_neither_overlaps_nor_leaves(measured, preset, chart, words, look):
    width, height = PRESETS[preset].layout
    drawn = measured(made(preset, chart, words, look), look.font)
    assert len(drawn) > 20
    outside = [text for text, box in drawn if not box.inside(Box(0, 0, width, height))]
    assert outside == []
    air = 0.14  # of a line's box: above the capitals and below the line there is nothing to touch
    inner = [(text, Box(box.x, box.y + air * box.height, box.width, box.height * (1 - 2 * air)))
             for text, box in drawn if box.height <= box.width or len(text) < 4]  # fmt: skip
    touching = [(one, other) for (one, first), (other, second) in combinations(inner, 2)
                if first.overlaps(second, slack=1.2)]  # fmt: skip
    assert touching == []
