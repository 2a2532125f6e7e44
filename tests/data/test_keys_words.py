"""The recovery key as people type it: every way back to the key, and mistakes that are told."""

from __future__ import annotations

import hashlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.keys_words import ALPHABET, WrongWords, in_words, read_words

KEYS = st.binary(min_size=32, max_size=32)
KEY = hashlib.sha256(b"the key of the tests").digest()


def _by_hand(key: bytes) -> str:
    """The slow way: every bit written out, five to a letter."""
    bits = "".join(f"{byte:08b}" for byte in key + hashlib.sha256(b"recovery key " + key).digest()[:3])
    letters = [ALPHABET[int(bits[start : start + 5], 2)] for start in range(0, 280, 5)]
    return "-".join("".join(letters[start : start + 4]) for start in range(0, 56, 4))


@given(KEYS)
def test_a_key_comes_back_from_its_words(key: bytes) -> None:
    assert in_words(key) == _by_hand(key)
    assert read_words(in_words(key)) == key


def test_a_key_of_noughts_is_51_noughts_and_a_guard() -> None:
    words = in_words(bytes(32))
    assert words.startswith("0000-" * 12 + "000")  # 51 letters hold 255 of the 256 bits
    assert len(words.split("-")) == 14
    assert {len(group) for group in words.split("-")} == {4}


@pytest.mark.parametrize(
    "change",
    [str.lower, lambda words: words.replace("-", " "), lambda words: words.replace("-", ""),
     lambda words: f"  {words}\n", lambda words: words.replace("0", "O").replace("1", "l"),
     lambda words: words.replace("-", "–")],
)  # fmt: skip
def test_small_letters_blanks_and_letters_that_look_alike_are_understood(change: object) -> None:
    for number in range(20):
        key = hashlib.sha256(bytes([number])).digest()
        assert read_words(change(in_words(key))) == key  # type: ignore[operator]


def test_every_mistyped_letter_is_told_with_its_group() -> None:
    words = in_words(KEY)
    told = 0
    for place, letter in enumerate(words):
        if letter == "-":
            continue
        for other in random.Random(place).sample(sorted(set(ALPHABET) - {letter}), 3):
            with pytest.raises(WrongWords, match=f"group {place // 5 + 1}[.]") as said:
                read_words(words[:place] + other + words[place + 1 :])
            assert words[:4] not in str(said.value)
            told += 1
    assert told == 56 * 3


def test_letters_the_other_way_round_are_told() -> None:
    letters = in_words(KEY).replace("-", "")
    told = 0
    for place in range(55):
        swapped = letters[:place] + letters[place + 1] + letters[place] + letters[place + 2 :]
        if swapped != letters:
            with pytest.raises(WrongWords, match="typing mistake"):
                read_words(swapped)
            told += 1
    assert told > 45


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", "here are 0"), (in_words(KEY)[:-5], "here are 52"), (in_words(KEY) + "7", "here are 57"),
     ("U" + in_words(KEY)[1:], "Group 1 has a sign"), (in_words(KEY)[:-1] + "é", "Group 14 has a sign")],
)  # fmt: skip
def test_what_is_no_recovery_key_is_told_why(typed: str, said: str) -> None:
    with pytest.raises(WrongWords, match=said):
        read_words(typed)
