"""The commands of the way out: their names and arguments (what they do stands in `reports.cli_out`)."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from charts.presets import PRESETS
from reports import cli_out
from reports.access import MARKETING, OWNER, PODIATRIST
from reports.deliver import FORMS as INSIDE
from reports.studio_files import FORMS as PUBLIC
from reports.studio_files import SCALES

Make = Callable[..., argparse.ArgumentParser]
DECIDED = {
    "approve": ("approve a prepared export, as a registered practitioner", PODIATRIST),
    "send-back": ("send a prepared export back with a comment", PODIATRIST),
    "withdraw": ("withdraw an export with a reason", OWNER),
}


def add(make: Make) -> None:
    """Make the commands known; *make* is given a name, a help text and the role it is done as by default."""
    _export(make("export", "a report as a file, for the clinic or for the public", OWNER))
    one = make("pack", "several pictures in several sizes and forms in one ZIP", MARKETING)
    one.add_argument("list", type=Path, metavar="PACK.toml", help="[[picture]] entries: an export, or a question")
    one.add_argument("--out", type=Path, required=True, metavar="ZIP", help="save it here")
    one.set_defaults(do=cli_out.make_pack)
    make("register", "every export, its state and its last day", OWNER).set_defaults(do=cli_out.list_register)
    for name, (words, role) in DECIDED.items():
        _decided(make(name, words, role), name)
    one = make("remake", "make an export again, and say what is the same and what differs", OWNER)
    one.add_argument("code", metavar="ID")
    one.add_argument("--out", type=Path, metavar="FOLDER", help="keep its files here (default: only compare them)")
    one.set_defaults(do=cli_out.make_again)


def _export(one: argparse.ArgumentParser) -> None:
    one.add_argument("report", metavar="REPORT", help="its name, from list")
    one.add_argument("--destination", required=True, choices=("internal", "public"))
    one.add_argument("--out", type=Path, required=True, metavar="FILE", help="its ending says the form")
    one.add_argument("--preset", default="", metavar="P", help=f"a size: {', '.join(PRESETS)}, or custom with --size")
    one.add_argument("--size", type=_size, metavar="WxH", help="pixels, with --preset custom")
    one.add_argument("--scale", default="1x", choices=tuple(SCALES), help="pictures for the public (default: 1x)")
    one.add_argument("--filter", action="append", default=[], metavar="NAME=VALUE", help="narrow by (see below)")
    one.add_argument("--period", default="", metavar="YEAR", help="public: 2025, 2025-Q3 or 2023..2025")
    one.add_argument("--title", default="", metavar="NAME", help="public: one of the allowed titles")
    one.add_argument("--subtitle", default="", metavar="TEXT", help="public: the clinic's own words")
    one.add_argument("--why", default="", metavar="TEXT", help="public: what the picture is made for")
    one.epilog = f"forms: internal {', '.join(INSIDE)}; public {', '.join(PUBLIC)}\n\n{one.epilog}"
    one.set_defaults(do=cli_out.make_file, measure=None, percent=None)


def _decided(one: argparse.ArgumentParser, name: str) -> None:
    one.add_argument("code", metavar="ID")
    one.add_argument("--reason", required=True, metavar="TEXT", help="why, for the register")
    if name == "approve":
        one.add_argument("--name", required=True, metavar="NAME", help="the registered practitioner's name")
        one.add_argument("--registration", required=True, metavar="NUMBER", help="their registration number")
    one.set_defaults(do=cli_out.decide, act=name)


def _size(text: str) -> tuple[int, int]:
    wide, by, high = text.lower().partition("x")
    if not (by and wide.isdigit() and high.isdigit()):
        raise argparse.ArgumentTypeError(f"'{text}' is not a size such as 1200x628")
    return int(wide), int(high)
