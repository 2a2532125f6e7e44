"""The words of a poster, cleaned of what no line of text needs, and the error that says they do not fit."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from charts.lettering import Run

_PER_CENT = re.compile(r"(?<=\d) (?=%)")


class PosterError(ValueError):
    """The words cannot be read at this size; the message says what to do."""


@dataclass(frozen=True)
class Words:
    """All words of a picture but the chart's own: ``context`` as (label, sentence), in order."""

    title: str
    subtitle: str = ""
    context: tuple[tuple[str, str], ...] = ()
    foot: str = ""
    watermark: str = ""


def clean(text: str) -> str:
    """*text* without control and direction marks, on one line, a per cent sign kept with its number."""
    spaced = "".join(" " if letter in "\t\r\n" else letter for letter in text)
    plain = "".join(letter for letter in spaced if unicodedata.category(letter) not in ("Cc", "Cf", "Co", "Cs"))
    return _PER_CENT.sub("\u00a0", plain).strip()


def grouped(context: tuple[tuple[str, str], ...]) -> list[list[Run]]:
    """One paragraph per label: the label bold, then its sentences; neighbours with one label are one paragraph."""
    paragraphs: list[list[Run]] = []
    latest = None
    for label, sentence in ((clean(label), clean(sentence)) for label, sentence in context):
        if label == latest and paragraphs:
            paragraphs[-1].append((sentence, False))
        else:
            paragraphs.append([*([(label, True)] if label else []), (sentence, False)])
        latest = label
    return paragraphs


def run_on(paragraphs: list[list[Run]]) -> list[list[Run]]:
    """The paragraphs as one, for the smallest pictures: dots and the bold labels part them."""
    parted = [[*([("•", True)] if place else []), *paragraph] for place, paragraph in enumerate(paragraphs)]
    return [[run for paragraph in parted for run in paragraph]]
