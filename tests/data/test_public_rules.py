"""The rules of a public picture: the file, every way it can be wrong, blocked words, the clinic's own wordings."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from data import catalogue_errors as errors
from data.catalogue import Catalogue
from data.catalogue_errors import CatalogueError
from data.public_rules import PATH, blocked_in, load_public_rules, unfit, with_wordings, wording_problem
from data.public_rules_entries import BLOCKS, CHECKS, LISTS, NEEDS, BadPattern, BlockedWord, NeedLeftOut
from data.public_rules_words import LONGEST

BROKEN = Path(__file__).parent / "broken_public_rules"
RULES = load_public_rules()

# broken file -> the error's name, where it says it is, and words that help
WAYS: dict[str, tuple[type[CatalogueError], str, str]] = {
    "not_toml": (errors.NotReadable, "not_toml.toml", "not a TOML file"),
    "not_utf8": (errors.NotReadable, "not_utf8.toml", "not a TOML file"),
    "no_checks": (errors.MissingField, "no_checks.toml, check", "[[check]]"),
    "no_titles": (errors.MissingField, "no_titles.toml, title", "[[title]]"),
    "no_blocked": (errors.MissingField, "no_blocked.toml, blocked", "[blocked]"),
    "check_as_table": (errors.WrongType, "check_as_table.toml, check", "[[check]]"),
    "unknown_part": (errors.UnknownField, "unknown_part.toml, titel", 'Did you mean "title"'),
    "unknown_field": (errors.UnknownField, "check 1, reviewd", 'Did you mean "reviewer"'),
    "missing_field": (errors.MissingField, "check 1, reason", "missing"),
    "missing_read": (errors.MissingField, "check 1, read", "missing"),
    "read_words": (errors.WrongType, "check 1, read", "neither true nor false"),
    "empty_source": (errors.EmptySource, "check 1, source", "where this comes from"),
    "empty_rule": (errors.EmptyField, "check 1, rule", "may not be empty"),
    "unknown_check": (errors.NotAChoice, "check 1, name", 'Did you mean "counted"'),
    "wrong_kind": (errors.NotAChoice, "check 1, kind", "not one of context"),
    "need_not_listed": (NeedLeftOut, "check 1, needs", '"{counted}" must be one of them'),
    "need_left_out": (NeedLeftOut, "check 1, words", '"{counted}" must stay in it'),
    "no_words": (NeedLeftOut, "check 1, words", '"{counted}" must stay in it'),
    "unknown_name": (NeedLeftOut, "check 1, words", "{eligble} is not a name the program fills here"),
    "words_not_closed": (NeedLeftOut, "check 1, words", "cannot be filled"),
    "words_format": (NeedLeftOut, "check 1, words", "is not a name the program fills here"),
    "words_on_block": (errors.UnknownField, "check 2, words", "only a context check has words"),
    "check_twice": (errors.DuplicateEntry, "check 2, name", 'already a check "counted"'),
    "check_lacking": (errors.MissingField, "check_lacking.toml, check", 'no check "title"'),
    "title_twice": (errors.DuplicateEntry, "title 2, name", 'already a title "one"'),
    "title_name": (NeedLeftOut, "title 1, words", 'Did you mean "measure"'),
    "title_blocked": (BlockedWord, "title 1, words", '"effect" may not stand in a title'),
    "list_unknown": (errors.UnknownField, "blocked, causl", 'Did you mean "causal"'),
    "list_lacking": (errors.MissingField, "list_lacking.toml, blocked", 'no list of blocked words "device"'),
    "list_empty": (errors.EmptyField, "blocked, device", "empty"),
    "list_of_words": (errors.WrongType, "blocked, device", "suggestion"),
    "no_suggestion": (errors.MissingField, "blocked, device 1, suggestion", "missing"),
    "words_and_pattern": (errors.MissingField, "blocked, device 1, words", "either words or a pattern"),
    "neither": (errors.MissingField, "blocked, device 1, words", "either words or a pattern"),
    "pattern_broken": (BadPattern, "blocked, percentage 1, pattern", "not a regular expression"),
    "pattern_of_all": (BadPattern, "blocked, percentage 1, pattern", "every text"),
}


def test_every_broken_file_is_tried() -> None:
    assert {path.stem for path in BROKEN.iterdir()} == set(WAYS)


@pytest.mark.parametrize("way", WAYS)
def test_a_broken_file_is_a_named_error_that_helps(way: str) -> None:
    kind, where, help_ = WAYS[way]
    with pytest.raises(CatalogueError) as caught:
        load_public_rules(BROKEN / f"{way}.toml")
    assert type(caught.value) is kind
    assert f"{way}.toml" in str(caught.value)
    assert where in str(caught.value)
    assert help_ in str(caught.value)


def test_a_file_that_is_not_there_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(errors.NotReadable, match=r"gone\.toml"):
        load_public_rules(tmp_path / "gone.toml")


@pytest.mark.parametrize("name", CHECKS)
def test_a_file_without_one_of_the_checks_is_refused(name: str, tmp_path: Path) -> None:
    first, *parts = PATH.read_text(encoding="utf-8").split("[[check]]\n")
    last, tail = parts.pop().split("[[title]]\n", 1)
    kept = [part for part in (*parts, last) if not part.startswith(f'name = "{name}"\n')]
    assert len(kept) == len(CHECKS) - 1
    less = "".join([first, *(f"[[check]]\n{part}" for part in kept), "[[title]]\n", tail])
    (tmp_path / "less.toml").write_text(less, encoding="utf-8")
    with pytest.raises(errors.MissingField, match=rf'no check "{name}"'):
        load_public_rules(tmp_path / "less.toml")


def test_the_checks_asked_for_are_there_and_no_others() -> None:
    assert list(RULES.checks) == [*NEEDS, *BLOCKS]
    assert len(RULES.checks) == 31
    assert {name: check.kind for name, check in RULES.checks.items()} == dict(CHECKS)
    assert set(RULES.blocked) == set(LISTS)
    assert set(LISTS.values()) <= set(BLOCKS)


@pytest.mark.parametrize("check", RULES.checks.values(), ids=lambda check: check.name)
def test_each_check_has_its_words_reason_and_source(check) -> None:  # type: ignore[no-untyped-def]
    assert check.rule.endswith(".")
    assert check.reason.endswith(".")
    assert check.source
    assert bool(check.words) == (check.kind == "context" and check.name != "title")
    assert set(NEEDS.get(check.name, ())) <= set(check.needs)
    if check.source == "house rule" or "from a page about it" in check.source:
        assert not check.read  # our own choice, or known from somebody else's page


EXAMPLE = {
    "counted": "118 of 164 courses of care that were due (72 %)",
    "dates": "January to June 2026",
    "setting": "one podiatry clinic",
    "inclusion": "every course of care for plantar heel pain",
    "measure": "Pain now, 0 to 10 points",
    "direction": "lower is better",
    "time_point": "first reading before needling to 6 weeks later",
    "mean": "2.4 points better",
    "interval": "95 % CI 2.0 to 2.8",
    "spread": "1.9",
    "shares": "60 % improved, 32 % unchanged, 8 % worse",
    "thresholds": "at least 2 points (Farrar 2001), error 2.1 points (Childs 2005)",
    "other_care": "orthoses 41 %, loading 63 %",
    "adverse_events": "41 mild, none worse, in 412 sessions asked",
    "version": "812",
    "code": "DN-7K2M9QXA",
    "expires": "28 Nov 2027",
}


def test_the_whole_context_fits_a_small_picture() -> None:
    said = [check.words.format(**EXAMPLE) for check in RULES.checks.values() if check.words]
    assert len(said) == 16
    assert 600 < len(" ".join(said)) <= 900
    assert (
        "No comparison group. Pain often improves with time and other care. These figures do not show that dry "
        "needling caused the change. Results vary."
    ) in said
    assert "Not a substitute for individual advice; discuss risks and alternatives." in said


def test_every_name_in_braces_is_one_the_program_fills() -> None:
    names = {name for check in RULES.checks.values() for _, name, _, _ in string.Formatter().parse(check.words) if name}
    assert names == set(EXAMPLE)


# What somebody types -> the check that refuses it. The first ten are those of the advertising rules themselves.
BLOCKED = {
    "the effect of dry needling": "words", "proven care": "words", "Our SUCCESS RATE": "words", "a cure": "words",
    "pain free": "words", "TGA approved": "words", "by an acupuncturist": "words", "10 → 3": "words",
    "80 % improved": "percentages", "“great”": "testimonials",
    "Pain-free": "words", "painfree": "words", "pain\u00a0free": "words", "PAIN\u200b FREE": "words",
    "p\u00e1in fre\u00e9": "words", "\uff43\uff55\uff52\uff45": "words", "cu\u00adre": "words",
    "effectiveness": "words", "it works": "words", "caused by us": "words", "better than rest": "words",
    "guaranteed": "words",
    "full recovery": "words", "no side effects": "words", "10 -> 3": "words", "Book now!": "words",
    "certified device": "words", "acupuncture": "words", "a specialist": "words", "pain 8 \u2b07": "words",
    "patients say": "testimonials", "I was limping": "testimonials", "5-star care": "testimonials",
    'she said "thanks"': "testimonials", "my foot": "testimonials", "photos": "testimonials",
    "eighty per cent": "percentages", "9 in 10": "percentages", "9 out of 10": "percentages", "8/10": "percentages",
    "\u00bd of them": "percentages", "most patients": "percentages", "80\uff05": "percentages",
}  # fmt: skip


@pytest.mark.parametrize("typed", BLOCKED)
def test_a_blocked_word_is_found_however_it_is_typed(typed: str) -> None:
    hits = blocked_in(RULES, typed)
    assert BLOCKED[typed] in {hit.check for hit in hits}
    for hit in hits:
        assert typed[hit.start : hit.end] == hit.text
        assert hit.suggestion
        assert not blocked_in(RULES, hit.suggestion)


ALLOWED = (
    "Pain from 0 to 10, before and after care",
    "Numeric rating scale, lower is better",
    "Quarter 2 of 2026, all three sites",
    "30/6/2026",
    "Every course of care begun in 2025/26",
    "Review reading at 6 weeks",
    "Dry needling with loading and orthoses",
    "Less pain. Free parking",
    "Plantar fasciitis, breakfast club walkers",
    "",
)


@pytest.mark.parametrize("typed", ALLOWED)
def test_a_plain_sentence_passes(typed: str) -> None:
    assert blocked_in(RULES, typed) == ()


def test_the_names_of_measures_and_conditions_and_the_titles_pass(catalogue: Catalogue) -> None:
    names = [one.name for one in (*catalogue.measures.values(), *catalogue.conditions.values())]
    names += [measure.short for measure in catalogue.measures.values()]
    filled = [title.words.format(measure=name, condition=name, period=name) for title in RULES.titles.values()
              for name in names]  # fmt: skip
    assert [(name, blocked_in(RULES, name)) for name in (*names, *filled) if blocked_in(RULES, name)] == []


def test_blocked_words_come_in_the_order_of_the_text() -> None:
    hits = blocked_in(RULES, "A cure with proven effect: 80 %")
    assert [hit.text for hit in hits] == ["cure", "proven", "effect", "80 %"]


REFUSED = {
    "a placeholder left out": ("counted", "words", "All were counted.", '"{counted}" must stay in it'),
    "a phrase left out": ("no_comparison", "words", "Results vary.", '"comparison group" must stay in it'),
    "an unknown placeholder": ("counted", "words", "{counted} of {due}", "{due} is not a name"),
    "the innards of a value": ("counted", "words", "{counted} {counted.__class__}", "is not a name"),
    "a conversion": ("counted", "words", "{counted!r}", "is not a name"),
    "a brace": ("counted", "words", "{counted} {", "cannot be filled"),
    "a blocked word": ("setting", "words", "Proven by {setting}.", '"Proven" is a blocked word'),
    "a promise beside the need": ("advice", "words", "No risks, no individual advice needed.", "blocked word"),
    "too long": ("counted", "words", "{counted}" + "x" * LONGEST, "at most 300 letters"),
    "no such check": ("countd", "words", "x", 'Did you mean "counted"'),
    "no such part": ("counted", "kind", "block", "has no kind that can be worded"),
    "a need taken away": ("counted", "needs", "[]", "has no needs that can be worded"),
    "words of a rule without": ("period", "words", "Any period.", "has no words that can be worded"),
    "a title of one's own": ("title", "words", "Dry needling for you", "has no words that can be worded"),
}


@pytest.mark.parametrize(("name", "part", "wording", "said"), REFUSED.values(), ids=REFUSED)
def test_a_wording_that_would_switch_a_check_off_is_refused_and_never_used(
    name: str, part: str, wording: str, said: str
) -> None:
    assert said in wording_problem(RULES, name, part, wording)
    assert len(unfit(RULES, {(name, part): wording})) == 1
    assert with_wordings(RULES, {(name, part): wording}) == RULES


def test_a_clinics_own_wording_takes_the_place_of_the_catalogues() -> None:
    own = {
        ("counted", "words"): " We counted {counted}. ",
        ("no_comparison", "words"): "There is no comparison group; they do not show what caused it, and results vary.",
        ("period", "rule"): "Whole quarters only.",
        ("period", "reason"): "So that nothing is proven by picking.",
        ("dates", "words"): "",
    }
    changed = with_wordings(RULES, own)
    assert unfit(RULES, own) == ()
    assert changed.checks["counted"].words == "We counted {counted}."
    assert changed.checks["period"].rule == "Whole quarters only."
    assert changed.checks["dates"] == RULES.checks["dates"]
    assert changed.checks["counted"].needs == RULES.checks["counted"].needs
    assert list(changed.checks) == list(RULES.checks)
    assert load_public_rules() == RULES  # the catalogue's own are as they were


def test_it_is_read_once() -> None:
    assert load_public_rules() is load_public_rules()
    assert load_public_rules(PATH) == RULES
