"""The printed pages, read back from the finished file: words, dates, one page, type inside, nobody's name outside."""

from __future__ import annotations

import base64
import re
import zlib
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from data.catalogue import load_catalogue
from reports.letter import LetterCase, LetterError, Standing, letter_pdf, summary_pdf
from reports.letter_font import face_for
from reports.letter_picture import Picture

PAIN, LUNGE = load_catalogue().measure("nprs"), load_catalogue().measure("wblt_cm")
NAME = "Zoë Čapková"
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


def objects(pdf: bytes) -> dict[int, bytes]:
    return {int(number): body for number, body in re.findall(rb"(\d+) 0 obj\b(.*?)endobj", pdf, re.DOTALL)}


def stream(body: bytes) -> str:
    packed = re.search(rb"stream\r?\n(.*?)endstream", body, re.DOTALL).group(1)
    raw = base64.a85decode(packed.strip().removesuffix(b"~>")) if b"ASCII85" in body else packed
    return (zlib.decompress(raw) if b"FlateDecode" in body else raw).decode("latin-1")


def alphabets(parts: dict[int, bytes]) -> dict[str, dict[int, str]]:
    """What each code of each face in the file means, as a reader of the file learns it (its ToUnicode table)."""
    found = {}
    for body in parts.values():
        name, table = re.search(rb"/Name /(\S+)", body), re.search(rb"/ToUnicode (\d+) 0 R", body)
        if name and table:
            text = stream(parts[int(table.group(1))])
            found[name.group(1).decode()] = mapping(text)
    return found


def mapping(table: str) -> dict[int, str]:
    codes: dict[int, str] = {}
    for start, body in re.findall(r"<(\w+)> <\w+> \[(.*?)\]", table, re.DOTALL):
        letters = [bytes.fromhex(each).decode("utf-16-be") for each in re.findall(r"<(\w+)>", body)]
        codes |= {int(start, 16) + place: letter for place, letter in enumerate(letters)}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        codes |= {int(a, 16): bytes.fromhex(b).decode("utf-16-be") for a, b in re.findall(r"<(\w+)> <(\w+)>", block)}
    return codes


def lines(pdf: bytes) -> list[str]:
    """Every piece of text on the page, decoded with the file's own tables, in the order it was set."""
    parts = objects(pdf)
    known, page = alphabets(parts), next(body for body in parts.values() if b"/Contents" in body)
    content = stream(parts[int(re.search(rb"/Contents (\d+) 0 R", page).group(1))])
    said, font = [""], ""
    for newline, face, text in re.findall(
        r"(\bBT\b|T\*)|/(F\d\+\d) [\d.]+ Tf|\(((?:\\.|[^\\()])*)\) Tj", content, re.DOTALL
    ):
        if newline:
            said.append("")
        font = face or font
        plain = re.sub(r"\\(\d{3}|.)", lambda at: chr(int(at[1], 8)) if at[1].isdigit() else ESCAPES.get(at[1], at[1]),
                       text, flags=re.DOTALL)  # fmt: skip
        said[-1] += "".join(known[font][ord(code)] for code in plain)
    return [text.strip() for text in said if text.strip()]


def words(pdf: bytes) -> str:
    return re.sub(r"\s+", " ", " ".join(lines(pdf)))


@pytest.fixture
def case(points) -> LetterCase:
    return LetterCase(
        person=f"{NAME}, born 1984, reference P-104", condition="Plantar heel pain", side="left", measure=PAIN,
        points=points, podiatrist="Ann O'Neill", today=date(2027, 1, 5), started=date(2026, 11, 2), sessions=4,
        last_session_on=date(2027, 1, 4), clinic="Heel <b>& Toe\nLeeds",
        standing=(
            Standing(PAIN, "left", 7, date(2026, 11, 2), 1, date(2027, 1, 4), 6, "Beyond measurement error"),
            Standing(LUNGE, "right", 8.5, date(2026, 11, 2)),
        ),
        sentences=("Lower is better.", "Beside 43 courses of care here on 4 Jan 2027: like most <i>of them</i>."),
    )  # fmt: skip


@pytest.fixture
def points() -> pd.DataFrame:
    rows = [("2026-11-02", "before", 7.0), ("2026-11-02", "after", 5.0), ("2026-12-20", "review", 4.0),
            ("2027-01-04", "before", 1.0)]  # fmt: skip
    return pd.DataFrame(rows, columns=["on", "phase", "value"]).assign(on=lambda frame: pd.to_datetime(frame["on"]))


def test_summary_can_be_read_back(case):
    said = words(summary_pdf(case))
    for part in (
        f"{NAME}, born 1984, reference P-104", "Plantar heel pain, left side.", "Lower is better.",
        "4 sessions of dry needling from 2 Nov 2026 to 4 Jan 2027.", "Pain 0-10 (points, lower is better)",
        "7 points 2 Nov 2026", "1 point 4 Jan 2027", "6 points better", "8.5 cm", "not recorded", "not known",
        "like most <i>of them</i>.", "Ann O'Neill, Heel <b>& Toe, Leeds", "5 Jan 2027",
    ):  # fmt: skip
        assert part in said, part


def test_letter_has_who_the_day_and_own_words(case):
    said = words(letter_pdf(case, "Dr Łukasz Müller\nOld Surgery", "Thank you & hello.\r\n\r\nSee <you>."))
    for part in ("Dr Łukasz Müller Old Surgery 5 Jan 2027", f"Re: {NAME}", "Thank you & hello.", "See <you>.",
                 "Yours sincerely, Ann O'Neill, podiatrist"):  # fmt: skip
        assert part in said, part


def test_every_number_of_the_table_and_the_picture_has_its_day(case):
    found = lines(summary_pdf(case))
    for place, text in enumerate(found):
        if re.fullmatch(r"[\d.]+ (points?|cm)", text):
            assert re.fullmatch(r"\d+ \w{3} \d{4}", found[place + 1]), text
    begun = found.index("Pain 0-10 (points, lower is better)")
    drawn = found[begun + 4 : found.index(next(text for text in found if text.startswith("In the picture")))]
    assert drawn == ["7", "2 Nov 2026", "4", "20 Dec 2026", "1", "4 Jan 2027"]


def test_one_a4_page_with_its_type_inside_and_nobody_in_what_it_says_of_itself(case):
    for pdf in (summary_pdf(case), letter_pdf(case, "Dr X", "Hello.")):
        parts = objects(pdf)
        assert sum(b"/Type /Page\n" in body or b"/Type /Page " in body for body in parts.values()) == 1
        assert b"595.2756 841.8898" in pdf
        fonts = [body for body in parts.values() if b"/Type /Font\n" in body or b"/Type /Font " in body]
        assert fonts
        assert all(b"/FontDescriptor" in body for body in fonts)
        about = next(body for body in parts.values() if b"/Producer" in body)
        assert not re.search(rb"apkov|Zo\\|P-104|O'Neill", about)
        assert "anonymous" not in about.decode("latin-1")


def test_words_that_fit_only_in_smaller_type_do_and_more_is_a_sentence(case):
    long = "\n\n".join(["They came with heel pain that was worst on the first steps of the day. " * 3] * 4)
    assert "worst on the first steps" in words(letter_pdf(case, "Dr X", long))
    with pytest.raises(LetterError, match="does not fit one page"):
        letter_pdf(case, "Dr X", long * 6)
    with pytest.raises(LetterError, match="who the letter is for"):
        letter_pdf(case, "  ", "Hello.")


def test_nothing_recorded_yet_is_said(case):
    bare = replace(case, points=case.points.iloc[:0], standing=(), sessions=1, last_session_on=None)
    said = words(summary_pdf(bare))
    assert "Pain 0-10 has not been recorded yet." in said
    assert "1 session of dry needling from 2 Nov 2026 so far." in said
    with pytest.raises(ValueError, match="no reading"):
        Picture(bare.points, PAIN, face_for(""), 100, 100)


def test_worse_is_said_in_words_and_no_difference_too(case):
    first = case.standing[0]
    worse = replace(first, change=-2.0)
    same = replace(first, change=0.0)
    said = words(summary_pdf(replace(case, standing=(worse, same))))
    assert "2 points worse" in said
    assert "no difference" in said


def test_a_letter_no_face_has_becomes_the_one_beneath_its_mark():
    face = face_for("Zoë Čapková")
    assert face.text("Zoë Čapková") == "Zoë Čapková"
    assert face.text("Zoe\u0308 C\u030c") == "Zoë Č"
    lacking = replace(face, letters=frozenset("Zz ó"))
    assert lacking.text("Żó 漢") == "Zó ?"


def test_forty_sessions_write_only_the_values_that_have_room_for_their_day(case):
    on = pd.date_range("2026-01-05", periods=40, freq="9D")
    many = pd.DataFrame({"on": on.repeat(2), "phase": ["before", "after"] * 40, "value": [6.0, 3.0] * 40})
    found = lines(summary_pdf(replace(case, points=many)))
    days = [text for text in found if re.fullmatch(r"\d+ \w{3} \d{4}", text)]
    assert "5 Jan 2026" in days
    assert f"{on[-1].day} {on[-1]:%b %Y}" in days
    assert found.count("6") <= 8
