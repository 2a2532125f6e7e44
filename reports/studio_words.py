"""The words of a public picture: its title, the rules' sentences in their groups, its foot, and the mark across it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charts.poster import Words
from charts.words import inside
from reports.context import Told, values
from reports.public_case import OUTCOME_ONLY, Case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.public_rules import Title

# The rules' sentences under the words that head them in the picture, in this order; the last two stand at the foot.
GROUPS: dict[str, tuple[str, ...]] = {
    "Who": ("counted", "dates", "setting", "inclusion"),
    "Measure": ("measure", "time_point"),
    "Change": ("mean", "spread", "shares", "thresholds"),
    "Also": ("other_care", "adverse_events"),
    "Please note": ("no_comparison", "advice"),
}
FOOT = ("versions", "expiry")
NOT_APPROVED, INVENTED, WITHDRAWN = "DRAFT, NOT APPROVED", "INVENTED RECORDS", "WITHDRAWN"


def fill(case: Case, told: Told) -> None:
    """Put the title, the figures' words and the rules' sentences into *case*."""
    if case.facts is None:
        return
    case.values = values(case.facts, told, case.catalogue)
    case.title = _title(case, told)
    written = {name: rule for name, rule in case.rules.checks.items() if rule.words}
    case.sentences = {name: rule.words.format_map(case.values) for name, rule in written.items()}
    case.sentences["title"] = case.title


def allowed_titles(case: Case) -> list[Title]:
    """The neutral titles for the question; those about one condition only where there is one."""
    fitting = case.rules.titles_for(case.request.question)
    return [one for one in fitting if case.request.condition or "{condition}" not in one.words]


def _title(case: Case, told: Told) -> str:
    """The chosen title, or the first that fits, with its names filled in."""
    fitting = allowed_titles(case)
    chosen = next((one for one in fitting if one.name == case.request.title), fitting[0] if fitting else None)
    if chosen is None or case.facts is None:
        return case.module.TITLE
    condition = case.catalogue.conditions.get(case.request.condition)
    name = condition.name if condition else "All conditions"
    short = case.facts.measure.short
    measure = short if chosen.words.startswith("{measure}") else inside(short)
    return chosen.words.format(measure=measure, condition=name, period=told.period.words)


def words_of(case: Case, mark: str) -> Words:
    """All words of the picture, with *mark* written large across it where it is not empty."""
    condition = case.catalogue.conditions.get(case.request.condition)
    about = condition.name if condition else "All conditions"
    period = case.period.words if case.period else ""
    own = case.request.subtitle.strip()
    return Words(
        title=case.title,
        subtitle=f"{about}, care begun {period}" + (f". {own}" if own else ""),
        context=tuple(_context(case)),
        foot=" ".join(case.sentences[name] for name in FOOT),
        watermark=mark,
    )


def _context(case: Case) -> Iterator[tuple[str, str]]:
    """Each group's sentences; a service figure has none about how people did."""
    service = case.use is not None and case.use.kind == "service"
    for label, names in GROUPS.items():
        said = [case.sentences[name] for name in names if not (service and name in OUTCOME_ONLY)]
        if said:
            yield label, " ".join(one if one.endswith((".", "!", "?")) else f"{one}." for one in said)


def mark_of(is_demo: bool, state: str) -> str:
    """What stands large across a picture: that it is not approved, not real, or withdrawn; nothing once it may go."""
    marks = {"approved": "", "withdrawn": WITHDRAWN, "expired": WITHDRAWN}
    said = [INVENTED] if is_demo else []
    return " · ".join([*said, *filter(None, [marks.get(state, NOT_APPROVED)])])


def caption(case: Case) -> str:
    """Words to paste beside the picture: all it says, so that it stays true where the picture is cropped."""
    return "\n".join([case.title, *(f"{label}: {said}" for label, said in _context(case)),
                      *(case.sentences[name] for name in FOOT)])  # fmt: skip


def alternative(case: Case) -> str:
    """The picture in words, for those who do not see it."""
    said = case.report.summary if case.report else ()
    return " ".join([f"Chart: {case.title}.", *said, *(text for _, text in _context(case))])
