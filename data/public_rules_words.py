"""Words that may not be typed are found, and a clinic's own wordings are laid over the rules."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from data.catalogue_errors import nearest
from data.public_rules_entries import CONTEXT, LISTS, REWORDED, Blocked, Check, PublicRules

LONGEST = 300  # letters of a wording: the whole context has to fit into a picture 628 pixels high
_BETWEEN = r"[^\w.!?;:]{0,3}"  # a space of a phrase may be a hyphen, a quotation mark or nothing at all


@dataclass(frozen=True)
class Hit:
    """A blocked word as it was typed, where it stands, the check that refuses it, and what to write instead."""

    text: str
    start: int
    end: int
    check: str
    kind: str
    suggestion: str


def blocked_in(rules: PublicRules, text: str) -> tuple[Hit, ...]:
    """Every word of *text* that may not be typed, in the order of the text.

    Capitals, accents, full-width letters, hyphens and characters that take no room make no difference.
    """
    plain, places = _plain(text)
    found = []
    for kind, entries in rules.blocked.items():
        for entry in entries:
            for match in compiled(entry).finditer(plain):
                start, end = places[match.start()], places[match.end() - 1] + 1
                found.append(Hit(text[start:end], start, end, LISTS[kind], kind, entry.suggestion))
    return tuple(sorted(found, key=lambda hit: (hit.start, hit.end)))


@lru_cache(maxsize=1024)
def compiled(entry: Blocked) -> re.Pattern[str]:
    """What finds *entry* in plain text. Raises `ValueError` for what is no pattern, or fits every text."""
    if entry.words:
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(_phrase, entry.words))})(?!\w)")
    try:
        pattern = re.compile(entry.pattern)
    except re.error as problem:
        raise ValueError(f"this is not a regular expression ({problem}).") from problem
    if pattern.search(""):
        raise ValueError("this finds something in every text.")
    return pattern


def _phrase(phrase: str) -> str:
    parts = [re.escape(part.removesuffix("*")) + (r"\w*" if part.endswith("*") else "") for part in phrase.split()]
    return _BETWEEN.join(parts)


def _plain(text: str) -> tuple[str, list[int]]:
    """*text* as its plain small letters, and for each of them the place it came from."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for plain in unicodedata.normalize("NFKD", letter.casefold()):
            if unicodedata.category(plain) not in ("Mn", "Cf", "Cc") or plain in "\t\n":
                letters.append(plain)
                places.append(place)
    return "".join(letters), places


def needs_problem(check: Check | None, words: str, known: tuple[str, ...] | None = None) -> str:
    """What is wrong with *words* as those of *check* (or as a title with *known* names), in a sentence, or nothing."""
    needs = check.needs if check else ()
    names = known if known is not None else tuple(need[1:-1] for need in needs if need.startswith("{"))
    try:
        used = [(name, spec, how) for _, name, spec, how in string.Formatter().parse(words) if name is not None]
    except ValueError as problem:
        return f"the names in braces cannot be filled ({problem})."
    for name, spec, how in used:
        if name not in names or spec or how:
            return f"{{{name}}} is not a name the program fills here.{nearest(name, names)}"
    for need in needs:
        if need.casefold() not in words.casefold():
            return f'"{need}" must stay in it.'
    return ""


def wording_problem(rules: PublicRules, name: str, part: str, wording: str) -> str:
    """Why *wording* cannot be that of *part* (words, rule or reason) of check *name*, in a sentence; empty when it can.

    *rules* are the catalogue's own. Empty words stand for the catalogue's own again and are always right.
    """
    check = rules.checks.get(name)
    if check is None:
        return f'There is no check "{name}".{nearest(name, rules.checks)}'
    if part not in REWORDED or (part == "words" and not check.words):
        return f'The check "{check.title}" has no {part} that can be worded in another way.'
    if not wording.strip():
        return ""
    if len(wording) > LONGEST:
        return f"Use at most {LONGEST} letters, so that the words fit a picture."
    return _words_problem(rules, check, wording) if part == "words" else ""


def _words_problem(rules: PublicRules, check: Check, wording: str) -> str:
    if problem := needs_problem(check, wording):
        return f'The words of "{check.title}" cannot be used: {problem}'
    own = {hit.text.casefold() for hit in blocked_in(rules, check.words)}
    for hit in blocked_in(rules, wording):
        if hit.text.casefold() not in own:
            instead = f'"{hit.text}" is a blocked word; try: {hit.suggestion}.'
            return f'The words of "{check.title}" cannot be used: {instead}'
    return ""


def with_wordings(rules: PublicRules, overrides: Mapping[tuple[str, str], str]) -> PublicRules:
    """*rules* with a clinic's own wordings, each keyed by check and part (see `wording_problem`).

    What cannot be used (`unfit` says why) is left out: the check stands with the catalogue's own words.
    """
    checks = dict(rules.checks)
    for (name, part), wording in overrides.items():
        if wording.strip() and not wording_problem(rules, name, part, wording):
            changed: dict[str, Any] = {part: wording.strip()}
            checks[name] = replace(checks[name], **changed)
    return replace(rules, checks=checks)


def unfit(rules: PublicRules, overrides: Mapping[tuple[str, str], str]) -> tuple[str, ...]:
    """A sentence for each wording that `with_wordings` leaves out."""
    return tuple(_unfit(rules, overrides))


def _unfit(rules: PublicRules, overrides: Mapping[tuple[str, str], str]) -> Iterator[str]:
    for (name, part), wording in overrides.items():
        if problem := wording_problem(rules, name, part, wording):
            yield problem


def context_checks(rules: PublicRules) -> tuple[Check, ...]:
    """The checks that stand in the picture, in order."""
    return tuple(check for check in rules.checks.values() if check.kind == CONTEXT)
