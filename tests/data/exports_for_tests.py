"""An export as the studio would enter it into the register, with invented figures."""

from __future__ import annotations

from datetime import date
from typing import Any

from data.ledger import Ledger

MADE_OF = date(2026, 11, 22)
REGISTRATION = "POD0001234567"


def export(**changed: Any) -> dict[str, Any]:
    """What `Ledger.prepare_export` is given."""
    given: dict[str, Any] = {
        "question": "first_last",
        "purpose": "The clinic's page",
        "request": {"question": "first_last", "presets": ["square"], "horizon": None},
        "content": {"table": {"rows": [["first reading", 118, 6.1], ["last reading", 118, 0.1 + 0.2]]}, "shown": []},
        "checks": [{"name": "counted", "said": ""}],
        "data_version": 7,
        "as_of": MADE_OF,
        "program": "2.0.0",
        "expires_on": date(2027, 11, 22),
    }
    return given | changed


def prepared(ledger: Ledger, **changed: Any) -> str:
    """A prepared export; its code."""
    return ledger.prepare_export(**export(**changed))


def approved(ledger: Ledger, **changed: Any) -> str:
    """An export that somebody approved; its code."""
    code = prepared(ledger, **changed)
    ledger.approve_export(code, "Dr Kim Lee", REGISTRATION, "The figures are those of the record")
    return code
