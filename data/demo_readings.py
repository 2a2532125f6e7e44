"""What is written down of an invented course: readings with noise, rounding, heaping, gaps and one odd month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from data.catalogue import load_catalogue
from data.demo_conditions import RANGES, SCORES, Profile, Range
from data.demo_course import Course
from data.demo_people import HILLTOP, RIVERSIDE, Podiatrist
from data.rows import ReadingFacts

ODD_MONTH = 1.4  # points: for one month a form asked for the worst pain of the week instead of pain now
MISSED = 0.03  # readings before a session, or at a review, that were never written down
USUAL_FALL = 2.3  # points of pain: a fall of this much brings the whole gain of a questionnaire


@dataclass(frozen=True)
class Limb:
    """One limb in one course: its side, what is true of it, and its own levels of everything measured."""

    side: str
    true: Course
    levels: dict[str, float]


def limb(side: str, true: Course, chance: Random) -> Limb:
    """A limb with its own starting levels (ranges and questionnaires as their profile says, stiffness near pain)."""
    levels = {name: chance.gauss(score.start, score.spread) for name, score in SCORES.items()}
    levels |= {name: chance.gauss(range_.start, range_.spread) for name, range_ in RANGES.items()}
    levels |= {
        f"{name}, gain": chance.gauss(range_.course, abs(range_.course) * 0.8) for name, range_ in RANGES.items()
    }
    return Limb(side, true, {**levels, "stiffness": min(9.5, max(2.0, true.pain(0) + chance.gauss(0.2, 1.3)))})


@dataclass(frozen=True)
class Recorder:
    """Writes down the readings of one course of care.

    ``start`` is its first day, ``who`` the podiatrist, ``odd`` a day of the month in which pain was asked
    otherwise, ``changed`` the day on which Riverside changed its instrument.
    """

    profile: Profile
    who: Podiatrist
    start: date
    odd: date
    changed: date
    chance: Random

    def visit(self, one: Limb, on: date, number: int) -> Iterator[ReadingFacts]:
        """Pain, stiffness and range of motion of one limb before and after a session with needling."""
        yield from self._pair("nprs", one, on, self._pain(one, on), self.chance.gauss(0.8, 0.9))
        if self.profile.stiffness:
            yield from self._pair("stiffness", one, on, self._stiffness(one, on), self.chance.gauss(1.0, 1.0))
        for name in self._ranges():
            if number == 1 or self.chance.random() < 0.75:
                yield from self._range_pair(name, one, on)

    def review(self, one: Limb, on: date) -> Iterator[ReadingFacts]:
        """Pain of one limb at a stand-alone review and, when the person came in, its range of motion."""
        yield from self._written("nprs", one.side, on, "review", self._pain(one, on))
        if self.chance.random() < 0.7:
            for name in self._ranges():
                value = self._range(name, one, on) + self.chance.gauss(0, RANGES[name].noise)
                yield from self._written(name, one.side, on, "review", value)

    def scores(self, limbs: list[Limb], side: str, on: date) -> Iterator[ReadingFacts]:
        """The scores asked at the first visit and at reviews: first-step pain by limb, questionnaires once."""
        for name in self.profile.reviews:
            if name == "first_step":
                for one in limbs:
                    yield from self._first_step(one, on)
            else:
                yield from self._score(name, limbs[0], side, on)

    def _weeks(self, on: date) -> float:
        return (on - self.start).days / 7

    def _pain(self, one: Limb, on: date) -> float:
        odd = ODD_MONTH if (on.year, on.month) == (self.odd.year, self.odd.month) else 0.0
        return one.true.pain(self._weeks(on)) + odd + self.chance.gauss(0, 0.7)

    def _stiffness(self, one: Limb, on: date) -> float:
        fall = one.true.pain(0) - one.true.pain(self._weeks(on))
        return one.levels["stiffness"] - 0.6 * fall + self.chance.gauss(0, 0.7)

    def _ranges(self) -> tuple[str, ...]:
        own = "df_nwb_ke" if self.who.site == RIVERSIDE else "wblt_cm"
        return tuple(own if name == "calf" else name for name in self.profile.ranges)

    def _range(self, name: str, one: Limb, on: date) -> float:
        grown = min(1.0, self._weeks(on) / 6)
        return one.levels[name] + one.levels[f"{name}, gain"] * grown

    def _range_pair(self, name: str, one: Limb, on: date) -> Iterator[ReadingFacts]:
        kind, true = RANGES[name], self._range(name, one, on)
        gain = self.chance.gauss(kind.visit, abs(kind.visit))
        before, after = (value + self.chance.gauss(0, kind.noise) for value in (true, true + gain))
        yield from self._written(name, one.side, on, "before", before)
        if self.chance.random() >= self.who.skips:
            yield from self._written(name, one.side, on, "after", after)

    def _pair(self, name: str, one: Limb, on: date, before: float, fall: float) -> Iterator[ReadingFacts]:
        yield from self._written(name, one.side, on, "before", before)
        if self.chance.random() >= self.who.skips:
            yield from self._written(name, one.side, on, "after", min(10.0, max(0.0, before)) - fall)

    def _first_step(self, one: Limb, on: date) -> Iterator[ReadingFacts]:
        value = min(10.0, 1.05 * one.true.pain(self._weeks(on)) + 0.3 + self.chance.gauss(0, 0.8))
        if self.who.site == HILLTOP:  # one site asks for 0-10, the others for a mark on a line
            yield from self._written("nprs_first_step", one.side, on, "review", value)
        else:
            yield from self._written("vas_first_step_100", one.side, on, "review", value * 10)

    def _score(self, name: str, one: Limb, side: str, on: date) -> Iterator[ReadingFacts]:
        fall = one.true.pain(0) - one.true.pain(self._weeks(on))
        score = SCORES[name]
        value = one.levels[name] + score.gain * fall / USUAL_FALL + self.chance.gauss(0, score.noise)
        yield from self._written(name, side, on, "review", value)

    def _written(self, name: str, side: str, on: date, phase: str, value: float) -> Iterator[ReadingFacts]:
        if self.chance.random() < MISSED:
            return
        measure = load_catalogue().measure(name)
        kind = RANGES.get(name)
        step = kind.step if kind else 1.0
        kept = min(measure.high, max(measure.low, round(value / step) * step))
        if name == "nprs" and self.chance.random() < self.who.heaps:
            kept = min((0.0, 5.0, 10.0), key=lambda heap: abs(heap - value))
        yield ReadingFacts(name, float(kept), on, phase, side, self._method(kind, on), self.who.name)

    def _method(self, kind: Range | None, on: date) -> str:
        if kind is None:
            return ""
        goniometer = kind.method.startswith("goniometer")
        moved = self.who.site == RIVERSIDE and goniometer and on >= self.changed
        return "inclinometer, passive" if moved else kind.method
