"""The providers people may sign in with, by command: the list checked, and a client secret kept."""

from __future__ import annotations

import argparse
import getpass
import sys

from data import keys
from data.cli_say import DONE
from data.providers import FILE, ProvidersWrong, check_providers, keep_secret, read_providers


def providers(asked: argparse.Namespace) -> int:
    """``providers``: each that is listed, and the address to enter there; ``--secret`` keeps one's client secret."""
    if asked.secret:
        return _keep(asked.secret)
    found = check_providers()
    for one in found.values():
        print(f"{one.name}\t{one.title}\t{one.issuer}\t/sign-in/back/{one.name}")
    if found:
        print("Enter at each provider, as the only redirect address: the dashboard's own address and the last column.")
    else:
        print(f"None is listed. They are listed in {keys.folder() / FILE}.")
    return DONE


def _keep(name: str) -> int:
    known = read_providers()
    if name not in known:
        raise ProvidersWrong(f"'{name}' is not in {keys.folder() / FILE}. Write it there first.")
    typed = getpass.getpass("Client secret: ") if sys.stdin.isatty() else sys.stdin.readline()
    keep_secret(known[name], typed)
    print(f"The client secret of {known[name].title} is kept {keys.where()}.")
    return DONE
