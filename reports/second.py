"""A person's own second factor: the secret as a square code for a phone, turning it on and off."""

from __future__ import annotations

from data.clock import now
from data.ledger_people import PeopleLedger
from data.people_reads import SignedIn, read_people
from data.store import Store
from reports.provider_sign_in import title_of

ISSUER = "Dry-needling outcomes"


class Second:
    """The second factor of whoever is signed in; nobody else's can be reached from here.

    What writes raises `data.ledger_write.LedgerError` in a sentence when the code is not right or has to wait.
    """

    def __init__(self, store: Store, person: SignedIn) -> None:
        self._store, self._person = store, person
        self._ledger = PeopleLedger(store, person.username)

    def is_on(self) -> bool:
        """Whether six digits are asked for when this person signs in."""
        return any(one.id == self._person.account and one.has_totp for one in read_people(self._store))

    def provider(self) -> str:
        """The provider that vouches for this person, where their second factor is set up; empty for a password."""
        issuers = [one.issuer for one in read_people(self._store) if one.id == self._person.account and one.issuer]
        return title_of(issuers[0]) if issuers else ""

    def picture(self, secret: str) -> str:
        """The square code a phone scans, as the address of a picture that holds it itself."""
        import segno
        from pyotp import TOTP

        address = TOTP(secret).provisioning_uri(name=self._person.username, issuer_name=ISSUER)
        return str(segno.make(address, error="m").png_data_uri(scale=6, border=3))

    def turn_on(self, secret: str, code: str) -> list[str]:
        """Turn it on once the phone shows the right digits; ten recovery codes, shown this once."""
        return self._ledger.set_totp(self._person.account, secret, code, now())

    def turn_off(self, code: str) -> None:
        """Turn it off, for whoever has the phone or a recovery code."""
        self._ledger.use_code(self._person.account, code, now())
        self._ledger.drop_totp(self._person.account)


def new_secret() -> str:
    """A secret for a phone."""
    from pyotp import random_base32

    return random_base32()
