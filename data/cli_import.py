"""Bringing records in by command: import, its account, taking it back, a proposed mapping, the template."""

from __future__ import annotations

import argparse
import hashlib
from dataclasses import replace
from pathlib import Path

from data import importers
from data.catalogue import Catalogue, load_catalogue
from data.cli_list import batches_text
from data.cli_say import DONE, complain, progress, progress_ends, say_account
from data.cli_user import actor
from data.clock import today
from data.disk import save
from data.importers import mapped_sheet, session_sheet
from data.ledger import Ledger
from data.mapping import Mapping
from data.mapping_file import dump_mapping, load_mapping
from data.mapping_propose import propose
from data.rejected import rejected_csv
from data.rows import Account, FileRefused, ReadFile
from data.sheets.open import open_sheet
from data.sheets.sheet import Sheet
from data.store import Store, open_store, read_batch, read_batches


def bring_in(asked: argparse.Namespace) -> int:
    """``import``: read, account, and unless it is a dry run store all good rows or nothing."""
    catalogue, mapping = load_catalogue(), None
    if asked.mapping:
        mapping = load_mapping(asked.mapping)
        mapping = replace(mapping, worksheet=asked.worksheet) if asked.worksheet else mapping
    if asked.rejected and _same(asked.rejected, asked.file):
        raise FileRefused(f"{asked.rejected} is the file itself. Save the rejected rows under another name.")
    read = read_file(asked.file, catalogue, mapping, asked.worksheet)
    with open_store(catalogue=catalogue) as store:
        ledger = _ledger(store, catalogue)
        act = ledger.preview if asked.dry_run else ledger.import_file
        done = act(read, progress("Looking" if asked.dry_run else "Storing"))
        progress_ends()
        _save_rejected(ledger, done, asked.rejected)
    return say_account(done, asked.json, _title(done, asked.dry_run), asked.values)


def _title(done: Account, dry_run: bool) -> str:
    if dry_run:
        return "Nothing is stored yet; this is what would happen"
    return f"Import {done.batch}" if done.stored else "Nothing new was stored"


def read_file(path: Path, catalogue: Catalogue, mapping: Mapping | None, worksheet: str | None) -> ReadFile:
    """Read *path* with *mapping*, or as a layout known here; another sheet without a mapping is refused."""
    if mapping:
        sheet = importers.open_file(path, path.name, mapping, progress("Opening"))
        return mapped_sheet.read(sheet, catalogue, today(), mapping, progress("Reading"))
    sheet = open_sheet(path, path.name, worksheet=worksheet, progress=progress("Opening"))
    importer = importers.find(sheet)
    if getattr(importer, "GENERAL", False):
        raise FileRefused(
            f"{path.name} is neither the session sheet nor another layout known here, so a mapping has to say which "
            f"column is what. Make one with: python3 -m data propose {path.name} --out mapping.toml; read it through, "
            "then import with --mapping mapping.toml."
        )
    return importer.read(sheet, catalogue, today(), None, progress("Reading"))


def account(asked: argparse.Namespace) -> int:
    """``account``: what one import did; the exit code is that of a command that did nothing wrong."""
    catalogue = load_catalogue()
    with open_store(catalogue=catalogue) as store:
        found = read_batch(store, asked.batch)
        _save_rejected(_ledger(store, catalogue), found, asked.rejected)
    say_account(found, asked.json, f"Import {asked.batch}", asked.values)
    return DONE


def batches(asked: argparse.Namespace) -> int:
    """``batches``: every import so far."""
    with open_store() as store:
        found = read_batches(store)
    if asked.json:
        print(found.to_json(orient="records", date_format="iso", indent=2))
    else:
        print(batches_text(found) if len(found) else "Nothing has been imported yet.")
    return DONE


def withdraw(asked: argparse.Namespace) -> int:
    """``withdraw``: take one import back, with a reason."""
    catalogue = load_catalogue()
    with open_store(catalogue=catalogue) as store:
        _ledger(store, catalogue).withdraw_batch(asked.batch, asked.reason)
    print(f"Import {asked.batch} is withdrawn. Its records are gone; its account and the reason are kept.")
    return DONE


def propose_mapping(asked: argparse.Namespace) -> int:
    """``propose``: a mapping to start from; what is unsure goes to standard error."""
    sheet: Sheet = open_sheet(asked.file, asked.file.name, worksheet=asked.worksheet, progress=progress("Opening"))
    mapping, unsure = propose(sheet, load_catalogue())
    for sentence in unsure:
        complain(f"Unsure: {sentence}", DONE)
    text = dump_mapping(mapping)
    if asked.out:
        save(asked.out, text.encode())
        print(f"The proposal is in {asked.out}. Read it through before you import with it.")
    else:
        progress_ends()
        print(text, end="")
    return DONE


def template(asked: argparse.Namespace) -> int:
    """``template``: the session sheet to fill in."""
    make = session_sheet.template_csv if asked.out.suffix.casefold() == ".csv" else session_sheet.template
    save(asked.out, make(load_catalogue()))
    print(f"The session sheet is in {asked.out}. Replace the example rows with your own.")
    return DONE


def _save_rejected(ledger: Ledger, done: Account, out: Path | None) -> None:
    """They hold what was in the file, so the audit trail says who took them away (never the name that was typed)."""
    if out and done.rejected:
        content = rejected_csv(done)
        save(out, content)
        name, sha256 = f"rejected-{done.batch or 'preview'}.csv", hashlib.sha256(content).hexdigest()
        detail = {"file": name, "form": "csv", "destination": "internal", "rows": done.rejected, "sha256": sha256}
        ledger.note_delivery("rejected rows", detail)
        complain(f"The {done.rejected:,} rejected rows are in {out}: mend them there and import that file.", DONE)


def _ledger(store: Store, catalogue: Catalogue) -> Ledger:
    return Ledger(store, catalogue, actor(), today())


def _same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)
