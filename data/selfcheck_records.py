"""The self-check of the records: do they open, are rules, file, contents and activity whole, who may come in?"""

from __future__ import annotations

from sqlalchemy import select

from data.catalogue import load_catalogue
from data.check import check_part
from data.check_trail import check_trail
from data.migrations import HEAD
from data.people_reads import owners_on
from data.public_rules import load_public_rules
from data.selfcheck_looking import Looking, Wrong, refuse_first
from data.store import open_store
from data.tables_people import account_links


def catalogue(_look: Looking) -> str:
    """Measures, conditions and the rules for the public can be read."""
    known = load_catalogue()
    load_public_rules()
    return f"{len(known.measures)} measures and {len(known.conditions)} conditions"


def records(look: Looking) -> str:
    """The clinic's records are there and open, brought up to this version of the program."""
    if look.path is not None and not look.path.exists():
        raise Wrong(
            f"There are no records at {look.path}. Name their folder in CLINIC_HOME, or begin: python3 dashboard.py"
        )
    store = open_store(look.address.render_as_string(hide_password=False))
    if store.is_demo:
        store.close()
        raise Wrong("These are the records of the invented clinic. Name the clinic's own in CLINIC_HOME.")
    look.store = store
    where = "on a PostgreSQL server" if look.path is None else "an encrypted file" if store.is_encrypted else "a file"
    return f"{where}, at revision {HEAD}"


def schema(look: Looking) -> str:
    """Every table, rule and trigger is as a new clinic has it."""
    refuse_first(check_part(look.opened, "schema"))
    return "every table, rule and trigger is as a new clinic has it"


def file(look: Looking) -> str:
    """Every page and every reference is in order."""
    refuse_first(check_part(look.opened, "file"))
    return "every page and reference is in order" if look.path else "the server looks after its own"


def contents(look: Looking) -> str:
    """Records, imports, exports and rights agree with each other; only how many do not is told here."""
    wrong = check_part(look.opened, "contents")
    if wrong:
        places = "one place" if len(wrong) == 1 else f"{len(wrong):,} places"
        raise Wrong(f"The records are not as they should be, in {places}: python3 -m data check")
    return "records, imports, exports and consents agree with each other"


def activity(look: Looking) -> str:
    """The chain of seals holds from the first event to the last."""
    with look.opened.reading() as connection:
        trail = check_trail(connection, look.progress)
    refuse_first(trail.wrong)
    return f"whole up to event {trail.newest:,}; its mark, to note outside: {trail.mark or 'none yet'}"


def sign_in(look: Looking) -> str:
    """Somebody owns the clinic, no door for a first owner is open, accounts agree with sign-ins."""
    first = select(account_links.c.hash).where(account_links.c.purpose == "first", account_links.c.used.is_(None))
    with look.opened.reading() as connection:
        owners, open_door = len(owners_on(connection)), connection.scalar(first) is not None
    if not owners:
        raise Wrong("Nobody owns this clinic yet. Make the one-time link: python3 -m data first-link")
    if open_door:
        raise Wrong(
            "A link for a first owner is open although there is an owner, which this program never does. Ask who "
            "changed the records from outside, and restore the last backup: that ends every link."
        )
    refuse_first(check_part(look.opened, "people"))
    return f"{owners} {'owner' if owners == 1 else 'owners'}, and no other way in is open"
