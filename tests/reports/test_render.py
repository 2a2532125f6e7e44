"""Pictures drawn by a real Chromium: exact sizes, text that stays text, fonts inside, and nothing asked of anybody."""

from __future__ import annotations

import base64
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from xml.etree import ElementTree

import plotly.graph_objects as go
import pytest

from charts import lettering
from charts.look import Look
from charts.presets import PRESETS, custom
from reports.drawing_job import PLAIN, PRINT, TWICE, job
from reports.render import ChromeMissing, Renderer, RenderError
from tests.conftest import browser_path
from tests.reports.pictures import SVG, WORDS, chunks, figure, millimetres, pages, picture, size, words_of

NEEDS = "needs Chromium or Chrome (or CHROME_PATH)"


@pytest.fixture(scope="module")
def drawing() -> Iterator[Renderer]:
    if browser_path() is None:
        pytest.skip(NEEDS)
    made = Renderer(timeout=60)
    yield made
    made.close()


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("scale", [PLAIN, TWICE])
def test_a_png_has_exactly_the_pixels_of_its_channel(drawing: Renderer, name: str, scale: float) -> None:
    preset = PRESETS[name]
    png = drawing.render(picture("png", preset=name, scale=scale))
    assert size(png) == (preset.width * scale / PLAIN, preset.height * scale / PLAIN)


def test_a_custom_size_is_exact_too(drawing: Renderer) -> None:
    png = drawing.render(job(figure(), custom(1366, 622), Look(), "png"))
    assert size(png) == (1366, 622)


@pytest.mark.parametrize(("name", "dots"), [("a4", 300), ("a5", 300), ("square", None)])
def test_a_picture_for_paper_says_how_large_it_is_printed(drawing: Renderer, name: str, dots: int | None) -> None:
    found = chunks(drawing.render(picture("png", preset=name, scale=PRINT))).get("pHYs")
    wanted = round(dots / 0.0254) if dots else None
    assert found == (wanted.to_bytes(4) * 2 + b"\x01" if wanted else None)


def test_a_png_holds_the_picture_and_nothing_else(drawing: Renderer) -> None:
    assert set(chunks(drawing.render(picture("png")))) <= {"IHDR", "sRGB", "IDAT", "IEND"}


def test_an_svg_keeps_its_words_and_brings_its_letters(drawing: Renderer) -> None:
    svg = drawing.render(picture("svg"))
    root = ElementTree.fromstring(svg)
    assert f"{WORDS} and plain" in words_of(svg)
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("1080", "1080", "0 0 540 540")
    style = root.findtext(f"{SVG}style") or ""
    assert style.count('@font-face{font-family:"Clinic Inter"') == 2
    for face in picture("svg")["faces"]:
        assert f"font-weight:{face['weight']};src:url(data:font/ttf;base64,{face['data']})" in style


def test_an_svg_says_what_it_shows_to_those_who_do_not_see_it(drawing: Renderer) -> None:
    root = ElementTree.fromstring(drawing.render(picture("svg")))
    assert root.get("role") == "img"
    named = {found.get("id"): found.text for found in root}
    assert [named[name] for name in (root.get("aria-labelledby") or "").split()] == [
        'Title <&> "T"', "Alt </desc><script>x</script>",
    ]  # fmt: skip
    assert not list(root.iter(f"{SVG}script"))


@pytest.mark.parametrize(
    "words", ["A \x00 null", "no \ufffe letter", "a\x0bb", "\ud83d alone", "ends ]]> here", "emoji 🦶"]
)
def test_any_words_make_a_file_that_can_be_read(drawing: Renderer, words: str) -> None:
    job = picture("svg", title=words, alt=words)
    job["figure"]["layout"]["title"]["text"] = words
    root = ElementTree.fromstring(drawing.render(job))
    assert root.findtext(f"{SVG}title")


def test_what_would_run_or_call_out_is_not_in_the_file(drawing: Renderer) -> None:
    links = "<a href='javascript:alert(1)'>one</a> <a href='https://example.org'>two</a>"
    svg = drawing.render(picture("svg", words=links))
    assert any("one two" in words for words in words_of(svg))
    for word in (b"javascript:", b"example.org", b"<a ", b"onclick"):
        assert word not in svg


def test_the_letters_in_a_png_are_the_shipped_ones(drawing: Renderer) -> None:
    shipped = picture("png")
    without = shipped | {"faces": [], "family": "Nobody"}
    without["figure"]["layout"]["font"] = shipped["figure"]["layout"]["font"] | {"family": "Nobody"}
    assert drawing.render(picture("png")) != drawing.render(without)


def test_words_are_measured_in_the_shipped_letters(drawing: Renderer) -> None:
    framed = {"text": WORDS, "x": 0.5, "y": 1, "showarrow": False, "borderpad": 0, "bordercolor": "#000"}
    font = {"family": "Clinic Inter", "size": 16}
    made = go.Figure({"layout": {"template": {}, "font": font, "annotations": [framed]}})
    root = ElementTree.fromstring(drawing.render(job(made, PRESETS["square"], Look(), "svg")))
    frames = [float(found.get("width") or 0) for found in root.iter(f"{SVG}rect") if found.get("class") == "bg"]
    assert pytest.approx(lettering.width(WORDS, 16), abs=2) in frames


@pytest.mark.parametrize(("name", "paper"), [(name, preset.paper) for name, preset in PRESETS.items()])
def test_a_pdf_is_one_page_of_the_right_size(drawing: Renderer, name: str, paper: tuple[float, float] | None) -> None:
    pdf = drawing.render(picture("pdf", preset=name))
    wide, high = paper or tuple(side / 96 * 25.4 for side in PRESETS[name].layout)
    assert pages(pdf) == 1
    assert millimetres(pdf) == pytest.approx((wide, high), abs=0.01)


def test_a_pdf_keeps_its_words_as_words(drawing: Renderer, tmp_path: Path) -> None:
    pdf = drawing.render(picture("pdf", preset="a4"))
    assert pdf.count(b"/ToUnicode") == 2
    assert b"ClinicInter-Regular" in pdf and b"ClinicInter-Bold" in pdf
    assert b"/Subtype /Image" not in pdf
    assert b"CreationDate" not in pdf and b"ModDate" not in pdf
    assert b"/StructTreeRoot" in pdf and b"/Lang (en)" in pdf
    if shutil.which("pdftotext"):
        (tmp_path / "made.pdf").write_bytes(pdf)
        read = subprocess.run(["pdftotext", tmp_path / "made.pdf", "-"], capture_output=True, text=True, check=True)
        assert f"{WORDS} and plain" in " ".join(read.stdout.split())


def test_a_pdf_is_filled_to_its_edges(drawing: Renderer, tmp_path: Path) -> None:
    if not shutil.which("pdftoppm"):
        return
    dark = figure(preset="a4").update_layout(paper_bgcolor="#102030")
    (tmp_path / "made.pdf").write_bytes(drawing.render(job(dark, PRESETS["a4"], Look(), "pdf")))
    subprocess.run(["pdftoppm", "-r", "300", tmp_path / "made.pdf", tmp_path / "made"], check=True)
    raw = next(tmp_path.glob("made*.ppm")).read_bytes()
    head, pixels = raw.split(b"\n", 3)[:3], raw.split(b"\n", 3)[3]
    wide, high = map(int, head[1].split())
    assert (wide, high) == (2481, 3508)  # the last column is a sixth of a pixel of paper
    inside = [pixels[3 * (row * wide + column) :][:3] for row in (0, high - 1) for column in (0, wide - 2)]
    assert inside == [bytes.fromhex("102030")] * 4


@pytest.mark.parametrize("form", ["png", "svg", "pdf"])
def test_the_same_picture_is_the_same_file(drawing: Renderer, form: str) -> None:
    first = drawing.render(picture(form))
    drawing.render(picture(form, words="Something else", height=90))
    assert drawing.render(picture(form)) == first


def test_a_fresh_browser_draws_the_same_file(drawing: Renderer) -> None:
    fresh = Renderer(timeout=60)
    try:
        assert [fresh.render(picture(form)) for form in ("pdf", "png")] == [
            drawing.render(picture(form)) for form in ("pdf", "png")
        ]
        assert fresh.version() == drawing.version()
    finally:
        fresh.close()


def test_the_version_names_the_browser_and_plotly(drawing: Renderer) -> None:
    assert drawing.version().startswith("Chromium ")
    assert "plotly.js " in drawing.version() and "unknown" not in drawing.version()


def test_nobody_is_asked_for_anything(drawing: Renderer) -> None:
    asked: list[str] = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    where = f"http://127.0.0.1:{server.server_port}/logo.png"
    outside = figure().add_layout_image(source=where, x=0, y=1, sizex=0.2, sizey=0.2)
    try:
        for form in ("png", "svg", "pdf"):
            made = drawing.render(job(outside, PRESETS["square"], Look(), form))
            assert where.encode() not in made
    finally:
        server.shutdown()
        server.server_close()
    assert asked == []


def test_a_logo_in_the_figure_is_in_the_file(drawing: Renderer) -> None:
    drawn = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><rect width="4" height="4" fill="#0f0"/></svg>'
    logo = f"data:image/svg+xml;base64,{base64.b64encode(drawn.encode()).decode()}"
    marked = figure().add_layout_image(source=logo, x=0, y=1, sizex=0.2, sizey=0.2)
    root = ElementTree.fromstring(drawing.render(job(marked, PRESETS["square"], Look(), "svg")))
    images = list(root.iter(f"{SVG}image"))
    assert len(images) == 1
    assert (images[0].get("{http://www.w3.org/1999/xlink}href") or images[0].get("href") or "").startswith("data:")
    assert drawing.render(job(marked, PRESETS["square"], Look(), "png")) != drawing.render(picture("png"))


def test_numbers_of_every_kind_reach_the_picture(drawing: Renderer) -> None:
    import numpy as np
    import pandas as pd

    frame = pd.DataFrame({"x": pd.to_datetime(["2026-01-01", "2026-04-01", "2026-07-01"]), "y": [1.5, np.nan, 3.0]})
    plain = go.Figure({"data": [{"type": "scatter", "x": frame["x"], "y": frame["y"], "mode": "markers"}]})
    svg = drawing.render(job(plain, PRESETS["square"], Look(), "svg"))
    assert svg.count(b'class="point"') == 2


def test_another_format_is_refused_in_a_sentence() -> None:
    with pytest.raises(RenderError, match="not as 'gif'"):
        Renderer().render(picture("png") | {"format": "gif"})


def test_a_figure_that_cannot_be_drawn_is_one_error_and_no_more(drawing: Renderer) -> None:
    with pytest.raises(RenderError, match="could not be drawn"):
        drawing.render(picture("png") | {"width": "wide"})
    assert size(drawing.render(picture("png"))) == (1080, 1080)


@pytest.mark.parametrize("path", ["", "/no/such/browser"])
def test_without_a_browser_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("CHROME_PATH", path)
    for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    before = threading.active_count()
    for ask in (lambda: Renderer().render(picture("pdf")), lambda: Renderer().version()):
        with pytest.raises(ChromeMissing, match=r"Chromium or Google Chrome is needed .*; install it, or set CHROME_"):
            ask()
    assert threading.active_count() == before


def test_a_browser_that_does_not_start_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setenv("CHROME_PATH", str(broken))
    made = Renderer()
    try:
        with pytest.raises(RenderError, match="could not be started"):
            made.render(picture("png"))
    finally:
        made.close()
