"""The commands of ``python3 -m reports``: what they are called, what they take, and how they end."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from charts.presets import PresetError
from data import demo
from data.catalogue import CatalogueError, UnknownCondition, UnknownMeasure, load_catalogue
from data.cli_end import WHERE_RECORDS_ARE, ended
from data.disk import save
from data.export_reads import NoSuchExport
from data.frames import SIDES
from data.ledger import LedgerError
from data.store import StoreError, known_names, open_store
from reports import cli_quarter, cli_studio, desk, export
from reports.access import OWNER, ROLES, NotAllowed
from reports.cli_asked import filters_of, viewer_of
from reports.deliver import note
from reports.episodes import find_episode
from reports.filters import FilterError, Filters, check_known
from reports.public_case import Refused
from reports.quarter_facts import QuarterError
from reports.render import ChromeMissing, RenderError
from reports.report import Report, ReportError
from reports.studio_pack import PackError

DONE, USAGE, NOT_ALLOWED, STORE, REFUSED, FAULT, NOT_DRAWN = 0, 2, 3, 4, 5, 6, 9
# In this order: an unknown measure is also an error of the catalogue.
CODES: dict[type[Exception], int] = {
    desk.UnknownReport: USAGE, FilterError: USAGE, UnknownMeasure: USAGE, UnknownCondition: USAGE,
    QuarterError: USAGE, PresetError: USAGE, PackError: USAGE, NoSuchExport: USAGE, LedgerError: USAGE,
    NotAllowed: NOT_ALLOWED, Refused: REFUSED, ChromeMissing: NOT_DRAWN, RenderError: NOT_DRAWN,
    StoreError: STORE, CatalogueError: STORE, OSError: STORE, ReportError: FAULT,
}  # fmt: skip
ENDINGS = f"""how it ends:
  0    done
  2    the command was not understood, or cannot be done: an unknown report, measure, filter, choice or export
  3    the role may not see or do this
  4    the records or the catalogue could not be opened, or the file not written
  5    a rule of the public destination refuses it; each broken rule is named
  6    a fault of the program
  7    remake: something differs
  8    pack: some files could not be made (the others are in it)
  9    no picture: Chromium or Chrome is missing, or could not draw it
  130  stopped by Ctrl+C

filters (--filter NAME=VALUE, as often as needed; "a;b" or the same name again gives several choices):
  since, until                   the day a course of care began, as 2026-11-22, both days included
  condition, site, podiatrist    as recorded (a condition by its id, such as plantar_heel_pain)
  side                           left, right, both
  age                            under 18, 18-34, 35-49, 50-64, 65 and over
  measure                        a measure's id, such as nprs; left out: the main pain measure in view
  horizon                        weeks after the first reading; left out: the last reading
  percent                        also count those better by at least that percentage
  period                         month or quarter
  series, screen, rebased        what is looked at for steadiness: change, improved, follow_up, harm, sessions or first;
                                 on (very large jumps left out of the limits) or off; a day that begins new limits
  group                          condition, site, side, age or sex: what curves are compared by
  together, usual                a what-if of "anyway": how far two readings hold together (0 to 1), the usual reading

one patient (--patient REFERENCE): which course of care (episode) a report is about is never a filter; where the
patient has several, add --condition, --side or --course; --method looks at one way (method) of measuring

{WHERE_RECORDS_ARE}"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; every error becomes a sentence on standard error."""
    asked = parser().parse_args(arguments)
    return ended(lambda: asked.do(asked), CODES)


def parser() -> argparse.ArgumentParser:
    """Every command, argument and exit code."""
    top = _explained(
        argparse.ArgumentParser, prog="python3 -m reports", description="Ask the records, as the pages do."
    )
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")
    one = _explained(commands.add_parser, "list", help="the reports, and the question each answers")
    one.set_defaults(do=list_them)
    _as_someone(one, None)
    one = _explained(commands.add_parser, "table", help="the table of one report")
    one.set_defaults(do=table)
    one.add_argument("report", metavar="REPORT", help="its name, from list")
    one.add_argument("--filter", action="append", default=[], metavar="NAME=VALUE", help="narrow by (see below)")
    one.add_argument("--measure", metavar="M", help="the same as --filter measure=M")
    one.add_argument("--percent", metavar="P", help="the same as --filter percent=P")
    _about_one_patient(one)
    one.add_argument(
        "--format", choices=("csv", "json"), default="csv", help="csv (default) or json with its sentences"
    )
    one.add_argument("--as-of", type=_day, metavar="DAY", help="the day the question is asked on (default: today)")
    one.add_argument("--out", type=Path, metavar="FILE", help="save it here instead of printing it")
    one.add_argument("--demo", action="store_true", help="ask the invented clinic instead of the clinic's own records")
    _as_someone(one, OWNER)
    cli_studio.add(lambda *what: _writing(commands, *what))
    cli_quarter.add(lambda *what: _writing(commands, *what))
    return top


def _writing(commands: argparse._SubParsersAction, name: str, words: str, role: str) -> argparse.ArgumentParser:
    """A command that writes into the register: as whom, on which day, and in which records."""
    one = _explained(commands.add_parser, name, help=words)
    one.add_argument("--as-of", type=_day, metavar="DAY", help="the day it is done on (default: today)")
    one.add_argument("--demo", action="store_true", help="in the invented clinic instead of the clinic's own records")
    _as_someone(one, role)
    return one


def _explained(make: Callable[..., argparse.ArgumentParser], *names: str, **words: str) -> argparse.ArgumentParser:
    words.setdefault("description", words.get("help", ""))
    return make(*names, epilog=ENDINGS, formatter_class=argparse.RawDescriptionHelpFormatter, **words)


def _as_someone(command: argparse.ArgumentParser, default: str | None) -> None:
    how = f" (default: {default})" if default else " (default: all of them)"
    command.add_argument("--as-role", choices=ROLES, default=default, help=f"look with the rights of this role{how}")
    command.add_argument("--podiatrist", metavar="NAME", help="whose view, with --as-role podiatrist")


def _about_one_patient(command: argparse.ArgumentParser) -> None:
    command.add_argument("--patient", metavar="REFERENCE", help="one patient of those the role may see")
    command.add_argument("--condition", default="", metavar="C", help="with --patient: the condition's id")
    command.add_argument("--side", default="", choices=SIDES, help="with --patient: the side treated")
    command.add_argument("--method", metavar="M", help="with --patient: one way of measuring, where there are several")
    command.add_argument("--course", type=int, metavar="N", help="with --patient: the first, second ... such course")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a day such as 2026-11-22") from None


def list_them(asked: argparse.Namespace) -> int:
    """Print name and question of each report that the role may open."""
    found = desk.list_reports(viewer_of(asked) if asked.as_role else None)
    width = max(len(name) for name in found)
    for name, module in found.items():
        print(f"{name:<{width}}  {module.QUESTION}")
    return DONE


def table(asked: argparse.Namespace) -> int:
    """Print or save the table of one report."""
    desk.find(asked.report)
    viewer, filters = viewer_of(asked), filters_of(asked)
    catalogue = load_catalogue()
    with demo.open_demo(catalogue) if asked.demo else open_store(catalogue=catalogue) as store:
        if viewer.podiatrist:
            check_known(Filters(podiatrist=(viewer.podiatrist,)), {"podiatrist": known_names(store)["podiatrist"]})
        if asked.patient is not None:
            one = find_episode(store, viewer, asked.patient, asked.condition, asked.course, asked.side)
            filters = filters.with_(episode=one, method=asked.method)
        words = demo.catalogue() if asked.demo else catalogue
        report = desk.open_report(asked.report, store, words, viewer, filters, asked.as_of)
        text = export.json_text(report) + "\n" if asked.format == "json" else export.csv_text(report)
        content = text.encode("utf-8-sig" if asked.format == "csv" and asked.out else "utf-8")
        name = f"{report.name}.{asked.format}"  # never the name that was typed: a person's may be in it
        note(store, catalogue, viewer, report.name, name, content, rows=len(report.frame), episode=report.episode)
    _hand_out(report, text, content, asked)
    return DONE


def _hand_out(report: Report, text: str, content: bytes, asked: argparse.Namespace) -> None:
    if asked.out:
        save(asked.out, content)
    else:
        sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
        sys.stdout.write(text)
        sys.stdout.flush()
    if report.frame.empty:
        print(report.summary[0], file=sys.stderr)
