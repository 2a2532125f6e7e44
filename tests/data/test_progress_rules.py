"""The rules of progress: what is in the file, and every way it can be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from data import catalogue_errors as errors
from data.catalogue_errors import CatalogueError
from data.progress_entries import LIMITS, TESTS, RulesOutOfOrder, UnknownNumber
from data.progress_rules import PATH, load_progress_rules

BROKEN = Path(__file__).parent / "broken_rules"
FOUND = load_progress_rules()

# broken file -> the error's name, where it says it is, and words that help
WAYS: dict[str, tuple[type[CatalogueError], str, str]] = {
    "not_toml": (errors.NotReadable, "not_toml.toml", "not a TOML file"),
    "not_utf8": (errors.NotReadable, "not_utf8.toml", "not a TOML file"),
    "no_rules": (errors.MissingField, "no_rules.toml, rule", "[[rule]]"),
    "no_limits": (errors.MissingField, "no_limits.toml, limit", "[[limit]]"),
    "rule_as_table": (errors.WrongType, "rule_as_table.toml, rule", "[[rule]]"),
    "unknown_part": (errors.UnknownField, "unknown_part.toml, rulez", 'Did you mean "rule"'),
    "unknown_field": (errors.UnknownField, "rule 1, reviewed_by", 'Did you mean "reviewer"'),
    "missing_field": (errors.MissingField, "rule 1, next_step", "missing"),
    "empty_source": (errors.EmptySource, "rule 1, source", "where this comes from"),
    "empty_reviewer": (errors.EmptyField, "rule 1, reviewer", "may not be empty"),
    "unknown_test": (errors.NotAChoice, "rule 1, when", 'Did you mean "worse"'),
    "unknown_number": (UnknownNumber, "rule 1, words", '{chnge} is not a number of this test. Did you mean "change"'),
    "number_of_another_test": (UnknownNumber, "rule 1, words", "{better} is not a number of this test."),
    "words_not_closed": (UnknownNumber, "rule 1, words", "cannot be filled"),
    "words_format": (UnknownNumber, "rule 1, words", "cannot be filled"),
    "parameter_missing": (errors.MissingField, "rule 1, with, sessions", "missing"),
    "parameter_unknown": (errors.UnknownField, "rule 1, with, sesions", 'Did you mean "sessions"'),
    "parameter_words": (errors.WrongType, "rule 1, with, sessions", "'three' is not a number"),
    "parameter_off": (errors.OffTheScale, "rule 1, with, sessions", "from 1 to 50"),
    "parameters_not_a_table": (errors.WrongType, "rule 1, with", "{ name = number }"),
    "off_track_words": (errors.WrongType, "rule 1, off_track", "neither true nor false"),
    "need_below_zero": (errors.OffTheScale, "rule 1, need", "0 or more"),
    "rule_twice": (errors.DuplicateEntry, "rule 2, id", 'already a rule "one"'),
    "otherwise_first": (RulesOutOfOrder, "rule 1, when", "the last rule, and no other"),
    "no_otherwise": (RulesOutOfOrder, "rule 1, when", "the last rule, and no other"),
    "limit_unknown": (errors.NotAChoice, "limit 1, id", 'Did you mean "not_remeasured"'),
    "limit_lacking": (errors.MissingField, "limit", 'no limit "recently_closed"'),
    "limit_weeks": (errors.NotAChoice, "limit 1, unit", "not one of days"),
    "limit_zero": (errors.OffTheScale, "limit 1, value", "from 1 to 3650"),
    "limit_words": (UnknownNumber, "limit 1, words", "{weeks}"),
}


def test_every_broken_file_is_tried() -> None:
    assert {path.stem for path in BROKEN.iterdir()} == set(WAYS)


@pytest.mark.parametrize("way", WAYS)
def test_a_broken_file_is_a_named_error_that_helps(way: str) -> None:
    kind, where, help_ = WAYS[way]
    with pytest.raises(CatalogueError) as caught:
        load_progress_rules(BROKEN / f"{way}.toml")
    assert type(caught.value) is kind
    assert f"{way}.toml" in str(caught.value)
    assert where in str(caught.value)
    assert help_ in str(caught.value)


def test_a_file_that_is_not_there_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(errors.NotReadable, match=r"gone\.toml"):
        load_progress_rules(tmp_path / "gone.toml")


def test_every_test_and_every_limit_is_used() -> None:
    assert {rule.when for rule in FOUND.rules} == set(TESTS)
    assert set(FOUND.limits) == set(LIMITS)


def test_the_rules_asked_for_are_there_in_their_order() -> None:
    ids = [rule.id for rule in FOUND.rules]
    asked = ["worse_beyond_error", "no_reliable_change", "slower_than_similar", "on_track", "too_early"]
    assert [id for id in ids if id in asked] == asked
    assert next(rule for rule in FOUND.rules if rule.id == "no_reliable_change").numbers == {"sessions": 3.0}
    assert {name: limit.value for name, limit in FOUND.limits.items()} == {
        "not_remeasured": 28,
        "due_for_review": 42,
        "closed_without_final": 14,
        "recently_closed": 90,
    }


@pytest.mark.parametrize("entry", [*FOUND.rules, *FOUND.limits.values()], ids=lambda entry: entry.id)
def test_each_names_its_source_and_reviewer_and_never_says_too_much(entry) -> None:  # type: ignore[no-untyped-def]
    assert "house rule" in entry.source
    assert entry.reviewer
    said = f"{entry.name} {entry.words} {entry.next_step}".casefold()
    assert not [word for word in ("recover", "success", "fail", "cure", "effect of") if word in said]


def test_off_track_are_the_three_that_want_a_look() -> None:
    assert {rule.id for rule in FOUND.rules if rule.off_track} == {
        "worse_beyond_error",
        "no_reliable_change",
        "slower_than_similar",
    }
    needs = [rule.need for rule in FOUND.rules if rule.off_track]
    assert needs == sorted(needs, reverse=True)


def test_it_is_read_once() -> None:
    assert load_progress_rules() is load_progress_rules()
    assert load_progress_rules(PATH) == FOUND
