"""What the commands of the way out do: make a file, a pack, a decision; list the register; make an export again."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from data.catalogue import Catalogue, load_catalogue
from data.clock import shown
from data.demo import open_demo
from data.disk import save
from data.store import open_store
from reports import desk, studio
from reports.access import Viewer
from reports.cli_asked import filters_of, viewer_of
from reports.deliver import deliver
from reports.studio_files import File, make
from reports.studio_pack import pack, read_pack
from reports.studio_remake import remake
from reports.studio_request import Request, narrowed_to, preset_of

if TYPE_CHECKING:
    from data.store import Store
    from reports.studio import Export

DONE, DIFFERS, SOME_FAILED = 0, 7, 8
INSIDE_SIZE = "a4"


@contextmanager
def _records(asked: argparse.Namespace) -> Iterator[tuple[Store, Catalogue, Viewer]]:
    catalogue, viewer = load_catalogue(), viewer_of(asked)
    with open_demo(catalogue) if asked.demo else open_store(catalogue=catalogue) as store:
        yield store, catalogue, viewer


def make_file(asked: argparse.Namespace) -> int:
    """One file: of a page for the clinic, or of an export for the public, which is prepared where it is not yet."""
    desk.find(asked.report)
    form = asked.out.suffix.lstrip(".").lower()
    with _records(asked) as (store, catalogue, viewer):
        if asked.destination == "internal":
            report = desk.open_report(asked.report, store, catalogue, viewer, filters_of(asked), asked.as_of)
            size = preset_of(_request(asked), asked.preset or INSIDE_SIZE)
            save(asked.out, deliver(store, catalogue, viewer, report, form, size).content)
            return DONE
        export = studio.prepare(store, catalogue, viewer, _request(asked), asked.as_of)
        file = make(store, catalogue, viewer, export, form, "", asked.scale)
    save(asked.out, file.content)
    print(_said(export, file))
    return DONE


def _request(asked: argparse.Namespace) -> Request:
    filters, refused = narrowed_to(filters_of(asked))
    return Request(
        question=asked.report, condition="".join(filters.condition), period=asked.period, measure=filters.measure,
        horizon=filters.horizon, presets=(asked.preset or "square",), size=asked.size, title=asked.title,
        subtitle=asked.subtitle, purpose=asked.why, narrowed=refused,
    )  # fmt: skip


def _said(export: Export, file: File) -> str:
    if export.may_be_shown:
        return f"{export.code} is approved until {shown(export.record.expires_on)}: {file.name}."
    return f"{export.code} is {export.state}: the file carries a mark until a registered practitioner approves it."


def make_pack(asked: argparse.Namespace) -> int:
    """A ZIP of pictures; the files that could not be made are named, and lose none of the others."""
    items = read_pack(asked.list.read_text(encoding="utf-8"))
    with _records(asked) as (store, catalogue, viewer):
        made = pack(store, catalogue, viewer, items, _counted if sys.stderr.isatty() else None, asked.as_of)
    save(asked.out, made.content)
    for lost in made.failed:
        print(f"Picture {lost['picture']}: {lost['why']}", file=sys.stderr)
    print(f"{len(made.files)} files in {asked.out.name}, {len(made.failed)} could not be made.")
    return SOME_FAILED if made.failed else DONE


def _counted(done: int, total: int) -> None:
    print(f"\r{done} of {total}", end="\n" if done == total else "", file=sys.stderr, flush=True)


def list_register(asked: argparse.Namespace) -> int:
    """One line for each export, newest first."""
    with _records(asked) as (store, _, viewer):
        for one in studio.register(store, viewer, asked.as_of):
            last = shown(one.record.expires_on)
            soon = "  ends soon" if one.ends_soon else ""
            print(f"{one.code}  {one.state:<10}  until {last:<11}  {one.content.words.title}{soon}")
    return DONE


def decide(asked: argparse.Namespace) -> int:
    """Approve, send back or withdraw."""
    with _records(asked) as (store, catalogue, viewer):
        who = store, catalogue, viewer, asked.code
        if asked.act == "approve":
            export = studio.approve(*who, asked.name, asked.registration, asked.reason)
        else:
            export = {"send-back": studio.send_back, "withdraw": studio.withdraw}[asked.act](*who, asked.reason)
    print(f"{export.code} is {export.state}.")
    return DONE


def make_again(asked: argparse.Namespace) -> int:
    """Every picture of an export again; the exit code says whether all of it is the same."""
    with _records(asked) as (store, catalogue, viewer):
        found = remake(store, catalogue, viewer, asked.code)
    for sentence in found.same:
        print(f"same:    {sentence}")
    for sentence in found.differs:
        print(f"differs: {sentence}")
    if asked.out:
        asked.out.mkdir(parents=True, exist_ok=True)
        for file in found.files:
            save(asked.out / file.name, file.content)
    return DIFFERS if found.differs else DONE
