"""The key of the records as a person keeps it: 14 groups of four letters and digits, with a guard against mistyping.

Crockford's base 32 (no I, L, O, U; small letters and hyphens as one likes; O is read as 0, I and L as 1). The 256 bits
are followed by 24 bits of their SHA-256: a mistyped key is told as such with a chance of error of 1 in 16 million.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS, GROUP = 56, 4  # 256 + 24 bits, five to a letter
KEY_BYTES = 32
_ALIKE = str.maketrans("OIL", "011")


class WrongWords(ValueError):
    """What was typed is not a recovery key; the message says where, and never what."""


def in_words(key: bytes) -> str:
    """*key* (32 bytes) as its recovery key: ``XXXX-XXXX-...``, 14 groups."""
    number = int.from_bytes(key + _guard(key), "big")
    letters = "".join(ALPHABET[number >> (5 * place) & 31] for place in reversed(range(LETTERS)))
    return "-".join(letters[start : start + GROUP] for start in range(0, LETTERS, GROUP))


def read_words(typed: str) -> bytes:
    """The key behind what was *typed*. Raises `WrongWords`."""
    letters = re.sub(r"[\s\-\u2010-\u2015]", "", typed).upper().translate(_ALIKE)
    for place, letter in enumerate(letters):
        if letter not in ALPHABET:
            raise WrongWords(f"Group {place // GROUP + 1} has a sign that no recovery key has. Look at it again.")
    if len(letters) != LETTERS:
        raise WrongWords(
            f"A recovery key has {LETTERS // GROUP} groups of {GROUP}: {LETTERS} letters and digits, "
            f"and here are {len(letters)}. Type all of it."
        )
    key = _fits(letters)
    if key is None:
        raise WrongWords(f"The recovery key has a typing mistake{_where(letters)}. Compare it with the paper.")
    return key


def _guard(key: bytes) -> bytes:
    return hashlib.sha256(b"recovery key " + key).digest()[:3]


def _fits(letters: str) -> bytes | None:
    number = 0
    for letter in letters:
        number = number << 5 | ALPHABET.index(letter)
    whole = number.to_bytes(KEY_BYTES + 3, "big")
    return whole[:KEY_BYTES] if _guard(whole[:KEY_BYTES]) == whole[KEY_BYTES:] else None


def _where(letters: str) -> str:
    """The group that one other letter, or two letters the other way round, would put right."""
    places = {place for place, other in _nearly(letters) if _fits(other) is not None}
    return f", most likely in group {places.pop() // GROUP + 1}" if len(places) == 1 else ""


def _nearly(letters: str) -> Iterator[tuple[int, str]]:
    for place in range(LETTERS):
        before, after = letters[:place], letters[place + 1 :]
        yield from ((place, f"{before}{other}{after}") for other in ALPHABET if other != letters[place])
        if after and after[0] != letters[place]:
            yield place, f"{before}{after[0]}{letters[place]}{after[1:]}"
