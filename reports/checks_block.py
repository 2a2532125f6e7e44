"""The checks of what a public picture may never be: one function a rule, empty where it holds."""

from __future__ import annotations

import numpy as np

from charts.look_problems import look_problems
from charts.marks import change_range
from reports.access import LEAST_SHOWN, MARKETING
from reports.checks_context import drawn_text, unspaced
from reports.checks_words import percentages, testimonials, words
from reports.period import PeriodError, offered, parse_period
from reports.public_case import Case
from reports.public_use import LEAST_CONDITION
from reports.sentences import listed
from reports.studio_request import preset_of
from reports.studio_words import INVENTED

LARGE = 0.06  # of the shorter side of the picture: letters of the watermark that nobody can overlook
COUNTS = (
    "n", "eligible", "classed", "improved", "unchanged", "worse", "unchanged_or_worse",
)  # fmt: skip


def individual(case: Case) -> str:
    """One row or line is one person, or the report was not made for the public."""
    if case.use is not None or podiatrists(case):
        return ""
    return f"'{case.module.TITLE}' shows single people or small groups and is never shown to the public."


def podiatrists(case: Case) -> str:
    """Podiatrists are compared or named."""
    if getattr(case.module, "COMPARES", "") == "podiatrists":
        return f"'{case.module.TITLE}' sets podiatrists side by side, which needs adjusting for whom they treat."
    if "podiatrist" in case.request.narrowed:
        return "A picture of one podiatrist's patients invites comparing. Leave the podiatrist out."
    return ""


def period(case: Case) -> str:
    """The period is not whole, or has not ended."""
    try:
        found = parse_period(case.request.period)
    except PeriodError as error:
        return str(error)
    if set(case.request.narrowed) & {"since", "until"}:
        return "Single days are not a whole period. Give the period instead."
    return "" if found.is_complete(case.as_of) else f"{found.name} has not ended yet. Choose a period that has."


def chosen_after(case: Case) -> str:
    """The period is not one of the few that are offered, so it could have been picked for its result."""
    if period(case):
        return ""
    open_to = [one.name for one in offered(case.began, case.as_of)]
    if parse_period(case.request.period).name in open_to:
        return ""
    return f"{case.request.period} could have been picked for its result. Choose {' or '.join(open_to)}."


def least_condition(case: Case) -> str:
    """Fewer courses of care than a condition needs."""
    if case.facts is None or case.is_enough:
        return ""
    return f"Fewer than {LEAST_CONDITION} courses of care are counted. Choose a longer period or all conditions."


def least_cell(case: Case) -> str:
    """A count of fewer than ten people stands in the table, or nothing is left of it."""
    if case.table is None or not case.is_enough:
        return ""
    shown = case.table[~case.table["hidden"].astype(bool)]
    if shown.empty:
        return "Every row of this picture speaks of too few people. Choose a longer period."
    counts = shown[[name for name in COUNTS if name in shown]].to_numpy(dtype=float)
    few = (counts > 0) & (counts < LEAST_SHOWN[MARKETING])
    return "A count of fewer than 10 people stands in the table." if few.any() else ""


def overlap(case: Case) -> str:
    """Together with something that was or is shown, a small group could be worked out."""
    narrow = sorted(set(case.request.narrowed) - {"podiatrist", "since", "until"})
    if narrow:
        return f"A public picture is never narrowed by {listed(narrow)}: a few people could be worked out from two."
    return " ".join(case.overlaps[:3])


def axis(case: Case) -> str:
    """The scale is cut, stretched or turned round."""
    if case.measure is None or case.use is None:
        return ""
    whole: dict[str, list[float]] = {
        "scale": [case.measure.low, case.measure.high],
        "change": change_range(case.measure),
        "share": [0.0, 100.0],
    }
    wanted = whole[case.use.axis]
    cut = [name for name, poster in case.posters.items() if not _has_axis(poster.figure, wanted)]
    return f"The axis does not show the whole scale ({', '.join(cut)})." if cut else ""


def _has_axis(figure: object, wanted: list[float]) -> bool:
    axes = [value for name, value in figure.layout.to_plotly_json().items()  # type: ignore[attr-defined]
            if name.startswith(("xaxis", "yaxis"))]  # fmt: skip
    ranges = [one["range"] for one in axes if one.get("range") is not None and len(one["range"]) == 2]
    return any(np.allclose(np.asarray(one, dtype=float), wanted) for one in ranges if _numeric(one))


def _numeric(ends: object) -> bool:
    return all(isinstance(end, int | float | np.number) for end in ends)  # type: ignore[attr-defined]


def invented(case: Case) -> str:
    """Invented records without a large mark across the picture that says so."""
    bare = [name for name, poster in case.posters.items() if case.is_demo and not _is_marked(poster.figure)]
    return f"Invented records need a large mark across the picture ({', '.join(bare)})." if bare else ""


def _is_marked(figure: object) -> bool:
    layout = figure.layout  # type: ignore[attr-defined]
    least = LARGE * min(layout.width, layout.height)
    large = [drawn_text(note.text or "") for note in layout.annotations if (note.font.size or 0) >= least]
    return any(unspaced(INVENTED) in text for text in large)


def readable(case: Case) -> str:
    """The words do not fit a size, or would be too small to read."""
    small = [
        f"the words of '{name}' would be too small to read"
        for name, poster in case.posters.items()
        if poster.smallest < preset_of(case.request, name).least - 1e-9
    ]
    return " ".join([*case.unfit.values(), *(f"{said.capitalize()}." for said in small)])


def colours(case: Case) -> str:
    """The brand colours cannot be told apart, or from the paper."""
    return " ".join(look_problems(case.look))


BLOCKS = {
    check.__name__: check
    for check in (
        words, testimonials, least_condition, least_cell, overlap, individual, podiatrists, axis, invented, period,
        percentages, readable, colours, chosen_after,
    )
}  # fmt: skip
