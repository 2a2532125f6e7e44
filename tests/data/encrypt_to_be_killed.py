"""Run by the encryption test in a process of its own: encrypt a file, and die at one point of it.

Usage: python encrypt_to_be_killed.py URL POINT, where POINT is a name of `POINTS`.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from data import keys, vault_copy, vault_encrypt

# A name for each point: the module and function where it is, and whether to die before or after it.
POINTS: dict[str, tuple[Any, str, str]] = {
    "before the key is kept": (keys, "keep", "before"),
    "after the key is kept": (keys, "keep", "after"),
    "before the copy": (vault_encrypt, "copy_whole", "before"),
    "in the copy, not compared": (vault_copy, "_compared", "before"),
    "in the copy, compared": (vault_copy, "_compared", "after"),
    "after the copy": (vault_encrypt, "copy_whole", "after"),
    "before the copy is checked": (vault_encrypt, "check_whole", "before"),
    "while the event is written": (vault_encrypt, "writing", "before"),
    "after the copy is checked": (vault_encrypt, "_finish", "after"),
    "after the second name": (vault_encrypt, "_second_name", "after"),
    "before the exchange": (os, "replace", "before"),
    "after the exchange": (os, "replace", "after"),
    "before the names are on the disk": (vault_encrypt, "sync_folder", "before"),
    "at the end": (vault_encrypt, "sync_folder", "after"),
}


def _dying(real: Callable[..., Any], when: str, only: str) -> Callable[..., Any]:
    def act(*given: Any, **named: Any) -> Any:
        if only and only not in str(given):
            return real(*given, **named)
        done = real(*given, **named) if when == "after" else None
        os.kill(os.getpid(), signal.SIGKILL)
        return done

    return act


def main(url: str, point: str) -> None:
    """Encrypt the file at *url* and die at *point*; "never" lets it come to its end."""
    if point != "never":
        module, name, when = POINTS[point]
        setattr(module, name, _dying(getattr(module, name), when, "encrypting" if module is os else ""))
    print("encrypting", flush=True)
    vault_encrypt.encrypt(url, "Kim")
    print("encrypted", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
