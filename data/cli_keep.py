"""Keeping the records in order by command: the demo clinic, the check, the generated part of the methods page."""

from __future__ import annotations

import argparse

from data.cli_say import DONE, FOUND, complain, progress, progress_ends


def demo(asked: argparse.Namespace) -> int:
    """``demo``: make the invented clinic unless it is there."""
    from data.demo import build, is_built
    from data.store import demo_url

    url = demo_url()
    if asked.rebuild or not is_built(url):
        build(url, progress("Making the demo clinic"))
        progress_ends()
    print(f"The demo clinic is ready: {url}. Everybody in it is invented.")
    return DONE


def check(asked: argparse.Namespace) -> int:
    """``check``: one sentence for each thing wrong, or that nothing is."""
    from data.check import check_store
    from data.check_server import server_note
    from data.check_trail import check_mark, check_trail
    from data.demo import open_demo
    from data.store import open_store

    with open_demo() if asked.demo else open_store() as store:
        wrong, plain = check_store(store), store.is_plain_file and not store.is_demo
        with store.reading() as connection:
            trail = check_trail(connection, progress("Reading the activity record"))
            wrong += check_mark(connection, asked.mark) if asked.mark else []
            note = server_note(connection)
    progress_ends()
    for sentence in wrong:
        complain(sentence, FOUND)
    if not wrong:
        print("Nothing is broken and nothing is half done.")
        if trail.mark:
            print(f"The activity record is whole up to event {trail.newest}. Its mark, to note outside: {trail.mark}")
    if plain:
        print("The file of the records is not encrypted. Encrypt it with: python3 -m data encrypt")
    if note:
        print(note)
    return FOUND if wrong else DONE


def methods(asked: argparse.Namespace) -> int:
    """``methods``: make the generated part of docs/methods.md again, or say whether it is up to date."""
    from data import methods_text
    from data.catalogue import load_catalogue

    if asked.write:
        changed = methods_text.write()
        print("docs/methods.md is made again." if changed else "docs/methods.md was up to date.")
        return DONE
    if methods_text.current() == methods_text.measures_text(load_catalogue()):
        print("docs/methods.md is up to date.")
        return DONE
    return complain("docs/methods.md is out of date. Make it again with: python3 -m data methods --write", FOUND)
