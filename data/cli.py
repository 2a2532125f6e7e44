"""The commands of ``python3 -m data``: what they are called, what they take, and how they end."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from data.catalogue import CatalogueError
from data.check_trail import NoMark
from data.cli_backup import backup, bring_back, drill, list_backups
from data.cli_end import WHERE_RECORDS_ARE, ended
from data.cli_import import account, batches, bring_in, propose_mapping, template, withdraw
from data.cli_keep import check, demo, methods
from data.cli_people import first_link, people, reset_link
from data.cli_providers import providers
from data.cli_registry import export_registry
from data.cli_say import REFUSED, STORE
from data.cli_selfcheck import selfcheck
from data.cli_server import server_roles
from data.cli_vault import encrypt, export_clear, recovery_key, unlock
from data.keys_words import WrongWords
from data.ledger import LedgerError
from data.mapping import MappingError
from data.providers import ProvidersWrong
from data.rows import FileRefused
from data.store import StoreError

ENDINGS = f"""how it ends:
  0    done; every row of the file is stored or was already there
  1    done, but some rows were rejected (the others are stored); selfcheck: something is not well
  2    the command was not understood
  3    a file was refused: the sheet, the mapping or a file of the catalogue
  4    the records could not be opened or changed; nothing was written
  5    check, backup or drill found something wrong, or methods --check found the page out of date
  6    a fault of the program; nothing half done is kept
  130  stopped by Ctrl+C; nothing half done is kept

{WHERE_RECORDS_ARE}"""


CODES = {
    FileRefused: REFUSED, MappingError: REFUSED, CatalogueError: REFUSED, StoreError: STORE, LedgerError: STORE,
    OSError: REFUSED, NoMark: REFUSED,
    WrongWords: STORE, ProvidersWrong: REFUSED,
}  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; every error becomes a sentence on standard error."""
    asked = parser().parse_args(arguments)
    return ended(lambda: _naming_the_file(asked), CODES, " Nothing half done is kept.")


def _naming_the_file(asked: argparse.Namespace) -> int:
    try:
        return int(asked.do(asked))
    except FileRefused as error:
        name = asked.file.name if "file" in asked else ""
        raise FileRefused(str(error) if name in str(error) else f"{name}: {error}") from error


def parser() -> argparse.ArgumentParser:
    """Every command, argument and exit code."""
    top = argparse.ArgumentParser(
        prog="python3 -m data",
        description="Bring records in, account for them, take them back, check them and back them up.",
        epilog=ENDINGS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _bringing(commands)
    _keeping(commands)
    _letting_in(commands)
    _backing_up(commands)
    _locking(commands)
    return top


def _bringing(commands: argparse._SubParsersAction) -> None:
    one = _command(commands, "import", bring_in, "bring a file in: all its good rows, or nothing")
    one.add_argument("file", type=Path, metavar="FILE", help="a CSV, TSV or XLSX file")
    one.add_argument("--mapping", type=Path, metavar="M.toml", help="which column is what (see propose)")
    one.add_argument("--worksheet", metavar="NAME", help="which worksheet of a workbook")
    one.add_argument("--dry-run", action="store_true", help="give the account and write nothing")
    _problems(one)
    _as_json(one)
    one = _command(commands, "account", account, "what one import did, row by row")
    one.add_argument("batch", type=int, metavar="BATCH", help="its number, from batches")
    _problems(one)
    _as_json(one)
    one = _command(commands, "withdraw", withdraw, "take one import back")
    one.add_argument("batch", type=int, metavar="BATCH", help="its number, from batches")
    one.add_argument("--reason", required=True, help="why; it is kept in the activity record")
    _as_json(_command(commands, "batches", batches, "every import so far, newest first"))
    one = _command(commands, "propose", propose_mapping, "propose a mapping for a file, and say what is unsure")
    one.add_argument("file", type=Path, metavar="FILE", help="a CSV, TSV or XLSX file")
    one.add_argument("--worksheet", metavar="NAME", help="which worksheet of a workbook")
    one.add_argument("--out", type=Path, metavar="M.toml", help="save it here instead of printing it")
    one = _command(commands, "template", template, "save the clinic's own session sheet, with an example filled in")
    one.add_argument("out", type=Path, metavar="OUT.xlsx", help="where to save it (.xlsx or .csv)")


def _keeping(commands: argparse._SubParsersAction) -> None:
    one = _command(commands, "demo", demo, "make the invented clinic that the dashboard opens on")
    one.add_argument("--rebuild", action="store_true", help="make it again from the beginning")
    one = _command(commands, "check", check, "look for anything broken or half done in the records")
    one.add_argument("--demo", action="store_true", help="check the invented clinic instead")
    noted = "a mark of the activity record that was noted elsewhere, as check prints it: is that event still there?"
    one.add_argument("--mark", metavar="EVENT:SEAL", help=noted)
    one = _command(commands, "selfcheck", selfcheck, "after an upgrade: does all that keeps the records safe work?")
    typed = "type the recovery key from its paper, which is not shown: is it the right one?"
    one.add_argument("--recovery-key", action="store_true", help=typed)
    one = _command(commands, "methods", methods, "the measure tables of docs/methods.md")
    way = one.add_mutually_exclusive_group(required=True)
    way.add_argument("--write", action="store_true", help="make them again from the catalogue")
    way.add_argument("--check", action="store_true", help="say whether they are up to date")


def _letting_in(commands: argparse._SubParsersAction) -> None:
    _command(commands, "people", people, "everybody with an account")
    _command(commands, "first-link", first_link, "the link with which the owner's account is made, once")
    one = _command(commands, "reset-link", reset_link, "a link for a new password, for somebody who cannot get in")
    one.add_argument("username", metavar="USERNAME", help="whose (see people)")
    one.add_argument("--no-second", action="store_true", help="turn the second factor off as well: the phone is lost")
    one.add_argument("--no-provider", action="store_true", help="lead back from a provider to a password")
    one = _command(commands, "providers", providers, "the providers people may sign in with, each checked")
    one.add_argument("--secret", metavar="NAME", help="keep the client secret of this one, typed without being shown")


def _backing_up(commands: argparse._SubParsersAction) -> None:
    one = _command(commands, "backup", backup, "make a backup and prove it by a restore into a scratch file")
    one.add_argument("--to", type=Path, metavar="FOLDER", help="into this folder once, where none is let go")
    one.add_argument("--new-key", action="store_true", help="with a new key: that of a server's backups is lost")
    _command(commands, "backups", list_backups, "every backup, and when a restore was last proven")
    one = _command(commands, "drill", drill, "prove a backup by a restore into a scratch file")
    one.add_argument("file", type=Path, nargs="?", metavar="FILE", help="which one (default: the newest)")
    one = _command(commands, "restore", bring_back, "bring a backup back; the records before are kept beside")
    one.add_argument("file", type=Path, metavar="FILE", help="which one, from backups")
    one.add_argument("--yes", action="store_true", help="do not ask")


def _locking(commands: argparse._SubParsersAction) -> None:
    _command(commands, "recovery-key", recovery_key, "show the recovery key of the records, on a terminal only")
    one = _command(commands, "unlock", unlock, "open encrypted records with their recovery key, once on a computer")
    one.add_argument("file", type=Path, nargs="?", metavar="FILE", help="a backup of them, when nothing else is left")
    one = _command(commands, "encrypt", encrypt, "turn a plain file of records into an encrypted one")
    one.add_argument("--remove-plain", action="store_true", help="remove the plain file when all is done")
    _yes(one)
    one = _command(commands, "export-clear", export_clear, "save everything as a plain SQLite file")
    one.add_argument("--out", type=Path, required=True, metavar="FILE.db", help="where to save it; nothing is replaced")
    _yes(one)
    one = _command(
        commands, "export-registry", export_registry, "numbers and days for a registry, as Parquet by clinic"
    )
    one.add_argument("folder", type=Path, metavar="FOLDER", help="where; what is the same as last time is left")
    one.add_argument("--demo", action="store_true", help="the invented clinic instead")
    _yes(one)
    one = _command(commands, "server-roles", server_roles, "on PostgreSQL: the clinic's own roles, tables and guards")
    taken = "the tables in the schema public, from before there were roles, are this clinic's"
    one.add_argument("--take-over", action="store_true", help=taken)


def _command(
    commands: argparse._SubParsersAction, name: str, do: Callable[[argparse.Namespace], int], purpose: str
) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = commands.add_parser(
        name, help=purpose, description=purpose[0].upper() + purpose[1:] + ".",
        epilog=ENDINGS, formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    made.set_defaults(do=do)
    return made


def _problems(command: argparse.ArgumentParser) -> None:
    saved = "save the rejected rows, with the reason beside each"
    command.add_argument("--rejected", type=Path, metavar="OUT.csv", help=saved)
    quoted = "quote the values of the cells too; left out, no value of a record reaches the screen or a job's log"
    command.add_argument("--values", action="store_true", help=quoted)


def _yes(command: argparse.ArgumentParser) -> None:
    command.add_argument("--yes", action="store_true", help="do not ask first")


def _as_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print it as JSON, every line of it, for another program")
