"""A clinic's roles on a PostgreSQL server by command."""

from __future__ import annotations

import argparse
import sys

from data.cli_say import DONE


def server_roles(asked: argparse.Namespace) -> int:
    """``server-roles``: make the roles, bring the tables up to date as their owner, set the guards of every table."""
    from data.server_addresses import addresses
    from data.server_guards import owner_of, public_of
    from data.server_roles import prepare

    given = addresses()
    prepare(given, take_over=asked.take_over, step=lambda doing: print(f"{doing} …", file=sys.stderr))
    name = given.clinic
    print(
        f"The server keeps {name} apart: {owner_of(name)} owns the tables, {name} works, "
        f"{public_of(name)} reads what is for the public."
    )
    return DONE
