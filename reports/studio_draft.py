"""A draft for the public: asked for, read through the desk, put into words, composed, and looked at by every check."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from charts.look import Look
from charts.poster import PosterError, poster
from data.clock import today
from data.export_reads import read_look, read_wordings
from data.public_only import public_only
from data.public_rules import load_public_rules, with_wordings
from reports import desk, studio_overlap
from reports.checks_block import BLOCKS
from reports.checks_context import context_checks
from reports.checks_title import title
from reports.context import Told
from reports.facts import read_facts
from reports.filters import Filters
from reports.overlap import thinned
from reports.period import Period, parse_period
from reports.public_case import Case, Finding, Refused
from reports.public_view import seen_publicly
from reports.studio_request import Request, preset_of
from reports.studio_words import fill, mark_of, words_of
from reports.watched import check_act

if TYPE_CHECKING:
    import pandas as pd

    from data.catalogue import Catalogue
    from data.store import Store
    from reports.access import Viewer
    from reports.facts import Facts

UNNAMED = "not numbered yet"
SETTING = "one podiatry clinic"
VALID = timedelta(days=365)  # a picture is shown for a year at most (house rule, clinical reference 9)
AT_ONCE = ("individual", "podiatrists", "period")  # where one of these fails nothing is read and nothing is drawn
UNDRAWN = ("least_condition", "least_cell", "overlap")  # a picture that would show too few people is not made
LOOKS = ("main", "second", "font", "dark", "logo", "clinic")


@dataclass(frozen=True)
class Draft:
    """A public draft after every check: the case they looked at, what they found, and where it came from."""

    case: Case
    findings: tuple[Finding, ...]
    version: int
    code: str
    expires: date

    @property
    def holds(self) -> bool:
        """Whether every check holds."""
        return all(one.holds for one in self.findings)

    def check(self) -> None:
        """Raise `Refused` with every rule the draft breaks."""
        if not self.holds:
            raise Refused(list(self.findings))


def draft(
    store: Store,
    catalogue: Catalogue,
    viewer: Viewer,
    request: Request,
    as_of: date | None = None,
    code: str = "",
) -> Draft:
    """The draft that *request* asks for, on the day *as_of* (today), with everything every check says of it.

    It carries a watermark. *code* is the number it will have in the register, where it has one. Raises
    `reports.access.NotAllowed`, `reports.desk.UnknownReport`, `charts.presets.PresetError`, or the own error of an
    unknown condition or measure.
    """
    check_act(store, viewer, "prepare export")
    day = as_of or today()
    case = _case(store, catalogue, request, day)
    expires, version = day + VALID, store.version()
    if not any(BLOCKS[name](case) for name in AT_ONCE):
        period = case.period = parse_period(request.period)
        version = _read(store, catalogue, viewer, case, period)
        fill(case, Told(request, period, case.setting, day, version, code or UNNAMED, expires))
        compose(case, mark_of(case.is_demo, "prepared"))
    return Draft(case, findings(case), version, code, expires)


def findings(case: Case) -> tuple[Finding, ...]:
    """What each check says, in the order of the rules."""
    written = [name for name, rule in case.rules.checks.items() if rule.kind == "context"]
    checks = context_checks(written) | {"title": title} | BLOCKS
    return tuple(Finding(rule, checks[name](case)) for name, rule in case.rules.checks.items())


def compose(case: Case, mark: str) -> None:
    """Draw the picture in each of its sizes; where the words do not fit one, the case says so."""
    case.words = words = words_of(case, mark)
    use, table, facts = case.use, case.table, case.facts
    if use is None or table is None or facts is None or any(BLOCKS[name](case) for name in UNDRAWN):
        return
    for name in case.request.presets:
        preset = preset_of(case.request, name)
        try:
            made = poster(words, lambda sheet: use.picture(table, facts.measure, sheet), preset, case.look)
            case.posters[name] = made
        except PosterError as error:
            case.unfit[name] = str(error)


def _case(store: Store, catalogue: Catalogue, request: Request, day: date) -> Case:
    if request.condition:
        catalogue.condition(request.condition)
    for name in request.presets:
        preset_of(request, name)
    kept = read_look(public_only(store)) or {}
    starts = seen_publicly(store).episodes["started"]
    return Case(
        request=request,
        rules=with_wordings(load_public_rules(), read_wordings(public_only(store))),
        catalogue=catalogue,
        look=Look(**{name: kept[name] for name in LOOKS if name in kept}),
        setting=str(kept.get("setting") or SETTING),
        as_of=day,
        began=starts.min().date() if len(starts) else None,
        is_demo=store.is_demo,
        module=desk.find(request.question),
    )


def _read(store: Store, catalogue: Catalogue, viewer: Viewer, case: Case, period: Period) -> int:
    """The figures of the picture and of what stands beside it, all of one version of the data, which is returned."""
    request = case.request
    asked = Filters(
        since=period.first, until=period.last, measure=request.measure, horizon=request.horizon,
        condition=(request.condition,) if request.condition else (),
    )  # fmt: skip
    case.facts, version = read_facts(store, catalogue, viewer, asked, case.as_of)
    asked = replace(asked, measure=case.facts.measure.id)
    case.report = desk.open_public(request.question, store, catalogue, viewer, asked, case.as_of)
    if case.use is not None:
        case.table = _apart(case.use.table(case.report.frame), case.facts)
        case.overlaps = studio_overlap.overlaps(store, viewer, case)
    return version


def _apart(table: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Without the sessions whose number of people is within a few of those counted or due, which stand beside them."""
    if "number" not in table:
        return table
    kept = thinned(table["n"].to_numpy(dtype=float), (facts.n, facts["eligible"]))
    return table[kept].reset_index(drop=True)
