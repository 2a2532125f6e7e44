"""Every write about who may come in. Each public method is one transaction and leaves one audit event, except that
noting somebody is still there and counting a try leave none; it raises `LedgerError`, in a sentence, when nothing
could be written.

No event holds a password, a token, a code, or a name that was typed and belongs to nobody. *now* is always an
aware moment in UTC, given by the caller.
"""

from __future__ import annotations

from data.ledger_identities import IdentityLedger, NotKnown
from data.ledger_links import LinkLedger
from data.ledger_second import SecondLedger
from data.ledger_sign_ins import MustWait, SignInLedger, Wrong

__all__ = ["MustWait", "NotKnown", "PeopleLedger", "Wrong"]


class PeopleLedger(LinkLedger, IdentityLedger, SecondLedger, SignInLedger):
    """One person's pen for accounts: *actor* is named in the audit events of what they do to others."""
