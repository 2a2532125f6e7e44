"""The zone of a patient: the first rule of progress that fits the facts, in words and with its numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Protocol

from analytics.classes import IMPROVED, TOLERANCE
from analytics.facts import Facts


class Rule(Protocol):
    """What is needed of a rule (`data.progress_rules.Rule` has it): analytics reads no file of its own."""

    @property
    def id(self) -> str:
        """Its name in the file."""

    @property
    def name(self) -> str:
        """A short label."""

    @property
    def when(self) -> str:
        """One of `TESTS`."""

    @property
    def words(self) -> str:
        """A sentence with numbers in braces."""

    @property
    def next_step(self) -> str:
        """What it advises."""

    @property
    def off_track(self) -> bool:
        """Whether it puts a course off track."""

    @property
    def need(self) -> float:
        """How much need it adds on the list."""

    @property
    def numbers(self) -> Mapping[str, float]:
        """The parameters of its test."""


class UnknownTest(ValueError):
    """A rule names a test that is not one of `TESTS`."""


class NoRuleFits(ValueError):
    """Not one rule fits; the last of a file should always."""


@dataclass(frozen=True)
class Zone:
    """The rule that fired: its id, name, filled words, what it advises, and the numbers it decided on (not rounded)."""

    rule: str
    name: str
    words: str
    next_step: str
    off_track: bool
    need: float
    numbers: dict[str, float | str]


def zone(rules: Iterable[Rule], facts: Facts) -> Zone:
    """The first of *rules* that fits the *facts*.

    In: rules in their order (`data.progress_rules`), the `Facts` of one limb. Out: a `Zone`. Raises `UnknownTest` for a
    test that is not there and `NoRuleFits` where the rules have no last one that always fits.

    Notes: the tests. worse: the class is worse. little_room: baseline on a scale no further than the error from its
    best end, so that no improvement could be told from error. no_reliable_change: at least so many sessions before the
    last reading, and |change| within the error. slower_than_similar: at least *share* % of at least so many similar
    courses stood strictly better before the same session. improved: the class is one of the improved. among_similar:
    enough similar courses, and fewer than that share better. otherwise: always. Comparisons allow for 1e-9. It does
    not show what to do, and a rule fires on readings alone: life between them is not in it.

    References: house rules, `data/progress_rules.toml`.

    >>> from types import SimpleNamespace as Plain
    >>> words = "{change:+.3g} {unit}, beyond {limit_words}"
    >>> advised = dict(next_step="", off_track=False, need=0)
    >>> rule = Plain(id="up", name="Up", when="improved", words=words, numbers={}, **advised)
    >>> own = dict(baseline=6, last=3, change=3, important=2, error=1.33, cls="improved beyond both", sessions=2)
    >>> beside = dict(number=2, value=5, width=float("nan"), n=1, there=0, better=0, room=6, unit="points")
    >>> zone([rule], Facts(**own, **beside)).words
    '+3 points, beyond a measurement error of 1.33 points'
    """
    for rule in rules:
        if rule.when not in TESTS:
            raise UnknownTest(f"{rule.when!r} is not a test. Use one of: {', '.join(TESTS)}.")
        if TESTS[rule.when](facts, rule.numbers):
            numbers = _numbers(facts) | dict(rule.numbers) | {"sessions": float(facts.sessions)}
            words = rule.words.format(**numbers)
            return Zone(rule.id, rule.name, words, rule.next_step, rule.off_track, rule.need, numbers)
    raise NoRuleFits("No rule fits: the last one must always.")


def _worse(facts: Facts, _: Mapping[str, float]) -> bool:
    return facts.cls == "worse"


def _little_room(facts: Facts, _: Mapping[str, float]) -> bool:
    known = isfinite(facts.baseline) and isfinite(facts.last)
    return known and facts.room <= facts.error + TOLERANCE  # NaN: never


def _no_reliable_change(facts: Facts, numbers: Mapping[str, float]) -> bool:
    return facts.sessions >= numbers["sessions"] and abs(facts.change) <= facts.error + TOLERANCE


def _slower(facts: Facts, numbers: Mapping[str, float]) -> bool:
    return _comparable(facts, numbers) and 100 * facts.better >= numbers["share"] * facts.there - TOLERANCE


def _among(facts: Facts, numbers: Mapping[str, float]) -> bool:
    return _comparable(facts, numbers) and not _slower(facts, numbers)


def _comparable(facts: Facts, numbers: Mapping[str, float]) -> bool:
    known = isfinite(facts.width) and isfinite(facts.value)
    return known and facts.number >= 2 and facts.there >= numbers["courses"]


TESTS: Mapping[str, Callable[[Facts, Mapping[str, float]], bool]] = {
    "worse": _worse,
    "little_room": _little_room,
    "no_reliable_change": _no_reliable_change,
    "slower_than_similar": _slower,
    "improved": lambda facts, _: facts.cls in IMPROVED,
    "among_similar": _among,
    "otherwise": lambda _facts, _: True,
}


def _numbers(facts: Facts) -> dict[str, float | str]:
    own = {name: getattr(facts, name) for name in ("baseline", "last", "change", "error", "number", "value", "unit")}
    others = {name: getattr(facts, name) for name in ("n", "there", "better", "width")}
    worse_by = -facts.change + 0.0
    return own | others | {"worse_by": worse_by, "limit_words": _limit(facts), "reason": _reason(facts)}


def _limit(facts: Facts) -> str:
    """The limit the class was decided by, in words."""
    if facts.cls == "improved, important only" or not isfinite(facts.error):
        return f"an important change of {facts.important:.3g} {facts.unit}"
    return f"a measurement error of {facts.error:.3g} {facts.unit}"


def _reason(facts: Facts) -> str:
    """Why nothing else fits."""
    if not isfinite(facts.baseline):
        return "there is no first reading yet"
    if not isfinite(facts.last):
        return "there is no reading after the first one yet"
    known = "no important change yet" if isfinite(facts.important) else "no published error to judge the change by"
    change = "the change is within measurement error" if isfinite(facts.error) else known
    sessions = f"{facts.sessions} session{'' if facts.sessions == 1 else 's'}"
    return f"{change} after {sessions}, and too few similar courses to compare with"
