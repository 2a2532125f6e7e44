"""The checks of what a public picture has to say: each sentence is there, whole, with its figures, and not cut."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

from reports.public_case import OUTCOME_ONLY, Case

PLACE = re.compile(r"\{(\w+)\}")
MISSING = {
    "counted": "How many were due may not be told at this time point, because a few people would follow from it. "
    "Choose another time point or a longer period.",
    "mean": "There is no mean change to show: fewer than ten people, or none with two readings.",
    "spread": "There is no spread to show: fewer than ten people, or none with two readings.",
    "shares": "How many improved, stayed and got worse may not be told: there is no published threshold for this "
    "measure, or fewer than ten people in one of the groups. Choose another measure or a longer period.",
    "setting": "Say what kind of clinic it is, under 'The clinic's look'.",
}
Check = Callable[[Case], str]


def context_checks(names: list[str]) -> dict[str, Check]:
    """One check for each sentence a picture has to carry."""
    return {name: _check_of(name) for name in names}


def _check_of(name: str) -> Check:
    def check(case: Case) -> str:
        if not case.is_enough or (name in OUTCOME_ONLY and case.use is not None and case.use.kind == "service"):
            return ""
        return _wording(case, name) or _figures(case, name) or drawn(case, name)

    return check


def _wording(case: Case, name: str) -> str:
    """The words were changed, and something the rule needs is no longer in them."""
    rule = case.rules.checks[name]
    lacking = [need for need in rule.needs if need.lower() not in rule.words.lower()]
    return f"The wording of this rule lacks {', '.join(lacking)}. Put it back." if lacking else ""


def _figures(case: Case, name: str) -> str:
    """A figure that the sentence needs may not be told, or is not known."""
    blank = [place for place in PLACE.findall(case.rules.checks[name].words) if not case.values.get(place)]
    return MISSING.get(name, f"Not known: {', '.join(blank)}.") if blank else ""


def drawn(case: Case, name: str) -> str:
    """The sentence of check *name* does not stand in a picture letter by letter."""
    wanted = unspaced(case.sentences[name])
    lost = [preset for preset, poster in case.posters.items() if wanted not in text_of(poster.figure)]
    return f"The sentence does not stand whole in the picture ({', '.join(lost)})." if lost else ""


def text_of(figure: Any) -> str:
    """Every word of a composed picture, without breaks and spaces."""
    return drawn_text("".join(note.text or "" for note in figure.layout.annotations))


def drawn_text(text: str) -> str:
    """What is seen of a text of a picture, without breaks and spaces: a broken line is the same as a whole one."""
    return unspaced(unescape(re.sub(r"<[^>]*>", "", text)))


def unspaced(text: str) -> str:
    """*text* without spaces and line ends."""
    return re.sub(r"\s+", "", text)
