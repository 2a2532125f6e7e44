"""What the catalogue is made of: measures with their thresholds and facts, conditions, and agreed standards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

KINDS = ("pain", "function", "rom", "stiffness", "global", "threshold", "other")
BETTER = ("up", "down")
BOUNDS = ("scale", "plausibility")
THRESHOLD_KINDS = ("important", "error", "normal", "acceptable")
USES = ("rule", "shown")
VERIFIED = ("read", "secondary", "memory", "derived")
FIGURES = ("improved", "mean_change")  # of an agreed standard


@dataclass(frozen=True)
class Threshold:
    """A published number that a change or a score can be compared with.

    ``value`` is a magnitude above 0 for ``important`` and ``error``, a score for ``normal`` and
    ``acceptable``; ``low`` and ``high`` are the ends of its interval or published range. ``unit`` is
    the measure's own or ``percent`` (of baseline). ``use="rule"`` may classify and be drawn;
    ``"shown"`` stands on the Methods page only, and ``note`` says why.
    """

    kind: str
    value: float
    unit: str
    parameter: str
    population: str
    source: str
    verified: str
    use: str
    low: float | None = None
    high: float | None = None
    condition: str | None = None
    weeks: float | None = None
    confidence: int | None = None
    method: str = ""
    note: str = ""


@dataclass(frozen=True)
class Fact:
    """Something published about a measure that decides nothing: a reliability, a code, a definition."""

    parameter: str
    value: str
    source: str
    verified: str
    unit: str = ""
    population: str = ""
    method: str = ""
    note: str = ""


@dataclass(frozen=True)
class Measure:
    """One outcome measure. Two methods of measuring one joint are two measures.

    ``low`` and ``high`` are the ends of the scale, or limits of plausibility, as ``bounds`` says;
    ``step`` is the smallest difference people write down; ``better`` is the direction of improvement;
    ``also`` holds other names people write, none of which may mean two measures.
    """

    id: str
    name: str
    short: str
    kind: str
    unit: str
    low: float
    high: float
    better: str
    bounds: str
    step: float
    source: str
    verified: str
    also: tuple[str, ...] = ()
    method: str = ""
    position: str = ""
    note: str = ""
    thresholds: tuple[Threshold, ...] = ()
    facts: tuple[Fact, ...] = ()

    @property
    def sign(self) -> float:
        """+1.0 when a higher score is better, -1.0 when a lower one is: change x sign is improvement."""
        return 1.0 if self.better == "up" else -1.0

    @property
    def axis_title(self) -> str:
        """Name, unit and direction, for an axis: "Pain 0-10 (points, lower is better)"."""
        direction = "higher is better" if self.better == "up" else "lower is better"
        return f"{self.short} ({self.unit}, {direction})"


@dataclass(frozen=True)
class Condition:
    """One condition people are treated for. ``measures`` are its primary measures, the main one first.

    ``also`` holds other names people write. ``evidence`` says in a phrase what trials of needling
    found. Codes carry their own flags: most have not been checked against an official list.
    """

    id: str
    name: str
    short: str
    measures: tuple[str, ...]
    source: str
    verified: str
    also: tuple[str, ...] = ()
    snomed: str | None = None
    snomed_term: str = ""
    snomed_verified: str = ""
    icd10: str | None = None
    icd10_term: str = ""
    icd10_verified: str = ""
    evidence: str = ""
    listed_by_peers: str = ""


@dataclass(frozen=True)
class Standard:
    """What a clinic agreed to reach for one condition and measure.

    ``figure`` is ``improved`` (per cent of the courses of care counted, 0 to 100) or ``mean_change`` (the measure's
    unit, positive is better). It holds from ``set_on`` to ``until``, both days included (no end where there is none).
    ``by`` is a role or a name, as the clinic typed it. ``weeks`` is the horizon it is about; none: the last reading.
    """

    condition: str
    measure: str
    figure: str
    value: float
    set_on: date
    by: str
    until: date | None = None
    weeks: float | None = None
    note: str = ""

    def holds(self, on: date) -> bool:
        """Whether it is in force on the day *on*."""
        return self.set_on <= on and (self.until is None or on <= self.until)
