"""Passwords: which may be chosen, and what is kept of one.

Kept is an argon2id string with the library's own settings (RFC 9106, 64 MiB, 3 passes, 4 lanes), which takes about a
third of a second to try. Length counts and no letters are prescribed (NIST SP 800-63B, section 3.1.1).
"""

from __future__ import annotations

import secrets
import threading
import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from data.ledger_write import LedgerError

SHORTEST, LONGEST = 12, 200
COMMON = frozenset(
    {
        "123456789012", "1234567890123", "12345678901234", "password1234", "password12345", "passwordpassword",
        "qwertyuiop123", "qwertyuiop12", "qwertyuiopasdfghjkl", "iloveyou1234", "adminadminadmin", "administrator",
        "letmeinletmein", "changemechangeme", "changeme1234", "welcome12345", "welcomewelcome", "abcdefghijkl",
        "abc123abc123", "111111111111", "000000000000", "1q2w3e4r5t6y", "1qaz2wsx3edc", "qazwsxedcrfv",
        "podiatrypodiatry", "dryneedling1", "dryneedlingdryneedling", "footfootfoot", "correcthorsebatterystaple",
    }
)  # fmt: skip
_hasher = PasswordHasher()
_turn = threading.BoundedSemaphore(2)  # 64 MiB each: many who try at once wait rather than fill the memory


def check_choice(password: str, *names: str) -> None:
    """Raise `LedgerError`, in a sentence about the password, when *password* is easily guessed."""
    if len(password) < SHORTEST:
        raise LedgerError(f"The password is too short: use at least {SHORTEST} letters. Four or five words are good.")
    if len(password) > LONGEST:
        raise LedgerError(f"The password is too long: use at most {LONGEST} letters.")
    plain = "".join(password.casefold().split())
    if plain in COMMON or len(set(plain)) < 5:
        raise LedgerError(
            "The password is one of those tried first. Four or five words that do not belong together are good."
        )
    if any(name and plain.replace(name.casefold(), "") == "" for name in names):
        raise LedgerError("The password may not be the user name or the name.")


def hashed(password: str) -> str:
    """What is kept of *password*."""
    with _turn:
        return _hasher.hash(_typed(password))


def matches(kept: str, password: str) -> bool:
    """Whether *password* is the one behind *kept*; takes the same work when nothing is kept."""
    against = kept or _nobodys()
    try:
        with _turn:
            return _hasher.verify(against, _typed(password)) and bool(kept)
    except (Argon2Error, InvalidHashError):
        return False


def is_old(kept: str) -> bool:
    """Whether *kept* was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(kept)


def _typed(password: str) -> str:
    """The same letters from whatever keyboard: an accent is typed in one piece or in two (SP 800-63B, the same)."""
    return unicodedata.normalize("NFKC", password)


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return _hasher.hash(secrets.token_urlsafe(32))
