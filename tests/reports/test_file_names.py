"""Names of files: what no system forbids."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.file_names import LONGEST, safe_name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Heel pain: 2026", "Heel-pain-2026.png"),
        ("../../etc/passwd", "etc-passwd.png"),
        ("C:\\x|y?*", "C-x-y.png"),
        ("CON", "CON-png.png"),
        ("lpt1", "lpt1-png.png"),
        ("COM¹", "COM¹-png.png"),
        ("console", "console.png"),
        ("trailing. . ", "trailing.png"),
        ("a\u202egnp.exe", "a-gnp-exe.png"),
        ("\x00\n", "picture.png"),
        ("", "picture.png"),
        ("Zoë – Fuß", "Zoë-–-Fuß.png"),
    ],
)
def test_a_name_is_safe(typed: str, name: str) -> None:
    assert safe_name(typed, "png") == name


@given(st.text(max_size=300))
def test_any_text_makes_a_name_that_windows_takes(typed: str) -> None:
    name = safe_name(typed, "svg")
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f\x7f]|^\.|[. ]$', name)
    assert name.endswith(".svg") and name.count(".") == 1 and 5 <= len(name) <= LONGEST + 8
    assert not re.match(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\.", name)
    name.encode()
