"""``selfcheck``: everything that keeps the records safe, looked at once, a line for each."""

from __future__ import annotations

import argparse

from data.cli_say import DONE, REJECTED_SOME, progress, progress_ends
from data.cli_user import actor

WORDS = {True: "ok", False: "WRONG", None: "-"}
WIDE = 14


def selfcheck(asked: argparse.Namespace) -> int:
    """``selfcheck``: 0 when every check is well, 1 when one is not or could not be made."""
    from data.cli_vault import typed_key
    from data.places import clinic_url
    from data.selfcheck import run

    typed = typed_key() if asked.recovery_key else ""
    wrong, checks = [], 0
    for found in run(clinic_url(), actor(), typed, lambda name: progress(f"Looking at: {name}")):
        progress_ends()
        print(f"{WORDS[found.ok]:<7}{found.name:<{WIDE}}{found.said}", flush=True)
        checks += 1
        wrong += [] if found.ok else [found.name]
    if wrong:
        print(f"{len(wrong)} of {checks} are not well: {', '.join(wrong)}.")
        return REJECTED_SOME
    print(f"All {checks} are well.")
    return DONE
