"""Who is at the command line, as the audit trail names them."""

from __future__ import annotations

import getpass
import os


def actor() -> str:
    """``command line (kim)``: the name of this computer's user."""
    return f"command line ({_user()})"


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no name for this user, as in a bare container
        return f"user {os.getuid()}" if hasattr(os, "getuid") else "unknown user"
