"""Text from records is shown literally, whatever is in it."""

import unicodedata
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from views.text import count, day, md


@pytest.mark.parametrize(
    ("hostile", "never"),
    [
        ("![x](http://evil.example/x.png)", "![x]("),
        ("[click](https://evil.example)", "](https://"),
        ("http://evil.example", "http://"),
        ("www.evil.example", "www\\."),
        ("WWW.evil.example", "WWW\\."),
        ("<script>alert(1)</script>", "<script>"),
        ("**bold** :red[x] $x^2$", "**bold**"),
        ("a@evil.example", "a@"),
    ],
)
def test_hostile_text_is_literal(hostile: str, never: str) -> None:
    assert never not in md(hostile)


@given(st.text())
def test_nothing_unprintable_or_unescaped_survives(text: str) -> None:
    shown = md(text)
    assert not any(unicodedata.category(c) in ("Cc", "Zl", "Zp") for c in shown)
    stripped = shown.replace("\u200b", "")
    kept = "".join(c for c in text if c == " " or unicodedata.category(c) not in ("Cc", "Cf", "Zl", "Zp"))
    assert stripped.replace("\\", "") == kept.replace("\\", "")


def test_dates_are_written_as_people_do() -> None:
    assert day(date(2026, 11, 22)) == "22 Nov 2026"
    assert day(pd.Timestamp("2026-03-04")) == "4 Mar 2026"
    assert day(pd.NaT) == "" and day(None) == ""


def test_counts_agree_with_their_noun() -> None:
    assert (count(1, "row"), count(1204, "row"), count(0, "course", "courses")) == ("1 row", "1,204 rows", "0 courses")
