"""The self-check of the lock on the records: the key on this computer, and the recovery key on paper."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from data import keys
from data.clock import moment
from data.keys_words import read_words
from data.selfcheck_looking import Looking, NotLooked, Wrong
from data.tables import audit_events
from data.vault import SHOWN, UNLOCKED
from data.vault_encrypt import ENCRYPTED_NOW
from data.vault_files import fits, id_of, key_of
from data.vault_server import KEY_FACT, MADE, known_key, opens

SERVER = "the records are on a database server, which keeps its disk encrypted or not by itself"
OF_FILE = "a file and its backups have one key"
NO_BACKUP = "no backup of the records on the server was made yet, and the first makes its key"
PLAIN = "the file is not encrypted, so there is none; encrypt it with: python3 -m data encrypt"
WRITE = "Write it down: python3 -m data recovery-key"


def key(look: Looking) -> str:
    """The key of an encrypted file is on this computer, and opens it."""
    if look.path is None:
        return SERVER
    if not look.path.exists():
        raise NotLooked("Not looked at, because there are no records.")
    needed = key_of(look.path)
    if needed is None:
        return PLAIN
    if not fits(look.path, needed):
        raise Wrong(
            f"The key that is kept {keys.where()} does not open {look.path}. Type the recovery key: "
            "python3 -m data unlock. If that does not open it either, the file is damaged: restore the last backup."
        )
    return f"it is kept {keys.where()}, and opens the records"


def of_backups(look: Looking) -> str:
    """The key of the backups of records on a server is on this computer, and is theirs."""
    if look.path is not None:
        return OF_FILE
    if known_key(look.opened) is None:
        return NO_BACKUP
    return f"it is kept {keys.where()}"


def recovery(look: Looking) -> str:
    """The recovery key was shown since the records were encrypted, or opened them; what was typed is it."""
    if look.path is None and look.opened.fact(KEY_FACT) is None:
        return NO_BACKUP
    if look.path is not None and look.path.exists() and id_of(look.path) is None:
        return PLAIN
    if look.typed:
        return _compared(look)
    act, at = _last(look)
    if act == UNLOCKED:
        return f"it opened these records on {at}"
    if act == SHOWN:
        return f"it was shown on {at}; to hold your paper against it: python3 -m data selfcheck --recovery-key"
    raise Wrong(f"Nobody was shown the recovery key since the records were encrypted. {WRITE}")


def _compared(look: Looking) -> str:
    typed = read_words(look.typed)
    if not (fits(look.path, typed) if look.path else opens(look.opened, typed)):
        raise Wrong(f"What was typed is the recovery key of other records. {WRITE}")
    return "what was typed is the recovery key of these records"


def _last(look: Looking) -> tuple[str, str]:
    """The last act that the recovery key had to do with, and when; two empty words when there was none."""
    acts = audit_events.c.action.in_((SHOWN, UNLOCKED, ENCRYPTED_NOW, MADE))
    query = select(audit_events.c.action, audit_events.c.at).where(acts).order_by(audit_events.c.id.desc()).limit(1)
    with look.opened.reading() as connection:
        row = connection.execute(query).first()
    return (row.action, moment(datetime.fromisoformat(row.at))) if row else ("", "")
