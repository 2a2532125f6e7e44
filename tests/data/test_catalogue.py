"""The catalogue: what is found first, what is computed from it, and every way a file can be wrong."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import catalogue_errors as errors
from data.catalogue import CatalogueError, UnknownCondition, UnknownMeasure, load_catalogue

CATALOGUE = load_catalogue()
BROKEN = Path(__file__).parent / "broken_catalogue"

# way of being wrong -> the error's name, the file and field it says, and words that help
WAYS: dict[str, tuple[type[CatalogueError], str, str]] = {
    "unknown_field": (errors.UnknownField, "measures/calf_raises.toml, betterr", 'Did you mean "better"'),
    "missing_field": (errors.MissingField, "measures/calf_raises.toml, unit", "missing"),
    "bad_better": (errors.NotAChoice, "measures/calf_raises.toml, better", "not one of up, down"),
    "bad_kind": (errors.NotAChoice, "measures/calf_raises.toml, kind", 'Did you mean "function"'),
    "bad_bounds": (errors.NotAChoice, "measures/calf_raises.toml, bounds", "not one of scale, plausibility"),
    "empty_source": (errors.EmptySource, "measures/calf_raises.toml, source", "where this comes from"),
    "empty_name": (errors.EmptyField, "measures/calf_raises.toml, name", "may not be empty"),
    "words_for_a_number": (errors.WrongType, "measures/calf_raises.toml, high", "'sixty' is not a number"),
    "number_for_words": (errors.WrongType, "measures/calf_raises.toml, unit", "5 is not text"),
    "not_finite": (errors.WrongType, "measures/calf_raises.toml, high", "inf is not a number"),
    "ends_swapped": (errors.OffTheScale, "measures/calf_raises.toml, low", "low must be below high"),
    "step_too_wide": (errors.OffTheScale, "measures/calf_raises.toml, low", "step"),
    "not_toml": (errors.NotReadable, "measures/calf_raises.toml", "not a TOML file"),
    "not_utf8": (errors.NotReadable, "measures/calf_raises.toml", "not a TOML file"),
    "bad_file_name": (errors.BadFileName, "measures/Calf-Raises.toml", "lower-case"),
    "threshold_as_table": (errors.WrongType, "measures/calf_raises.toml, threshold", "[[threshold]]"),
    "value_off_the_scale": (errors.OffTheScale, "threshold 1, value", "at most 60"),
    "value_zero": (errors.OffTheScale, "threshold 1, value", "above 0"),
    "normal_off_the_scale": (errors.OffTheScale, "threshold 1, value", "from 0 to 60"),
    "interval_not_around_value": (errors.OffTheScale, "threshold 1, low", "not in that order"),
    "confidence_of_one": (errors.OffTheScale, "threshold 1, confidence", "such as 95"),
    "confidence_not_whole": (errors.WrongType, "threshold 1, confidence", "95.5 is not a whole number"),
    "weeks_below_zero": (errors.OffTheScale, "threshold 1, weeks", "above 0"),
    "wrong_unit": (errors.WrongUnit, "threshold 1, unit", '"repeats"'),
    "bad_threshold_kind": (errors.NotAChoice, "threshold 1, kind", 'Did you mean "important"'),
    "bad_use": (errors.NotAChoice, "threshold 1, use", "not one of rule, shown"),
    "bad_verified": (errors.NotAChoice, "threshold 1, verified", 'Did you mean "read"'),
    "unknown_condition": (errors.UnknownCondition, "threshold 1, condition", '"achilles_tendinopathy"'),
    "duplicate_rule": (errors.DuplicateRule, "threshold 2, use", "threshold 1"),
    "memory_as_rule": (errors.UnverifiedRule, "threshold 1, use", 'use = "shown"'),
    "threshold_without_source": (errors.EmptySource, "threshold 1, source", "where this comes from"),
    "important_range_of_motion": (errors.ImportantRange, "threshold 1, kind", 'kind = "error"'),
    "unknown_fact_field": (errors.UnknownField, "fact 1, populace", '"population"'),
    "fact_value_as_number": (errors.WrongType, "fact 1, value", "quotation marks"),
    "id_taken": (errors.DuplicateEntry, "measures/nprs.toml", 'already a file for "nprs"'),
    "name_taken": (errors.DuplicateEntry, "measures/nprs.toml", '"NPRS" is already a name'),
    "unknown_measure": (errors.UnknownMeasure, "conditions/sever.toml, measures", '"visa_a"'),
    "no_measures": (errors.EmptyField, "conditions/sever.toml, measures", "empty"),
    "measures_not_a_list": (errors.WrongType, "conditions/sever.toml, measures", "list of names"),
    "condition_unknown_field": (errors.UnknownField, "conditions/sever.toml, snomedct", '"snomed"'),
    "condition_without_source": (errors.EmptySource, "conditions/sever.toml, source", "where this comes from"),
    "standard_unknown_condition": (errors.UnknownCondition, "standards/heel_pains.toml", "plantar_heel_pain"),
    "standard_unknown_measure": (errors.UnknownMeasure, "standard 1, measure", 'Did you mean "nprs"'),
    "standard_bad_figure": (errors.NotAChoice, "standard 1, figure", "not one of improved, mean_change"),
    "standard_above_all": (errors.OffTheScale, "standard 1, value", "at most 100 per cent"),
    "standard_off_the_scale": (errors.OffTheScale, "standard 1, value", "at most 10 points"),
    "standard_of_zero": (errors.OffTheScale, "standard 1, value", "above 0"),
    "standard_day_as_words": (errors.WrongType, "standard 1, set_on", "such as 2026-03-01"),
    "standard_with_an_hour": (errors.WrongType, "standard 1, set_on", "such as 2026-03-01"),
    "standard_ends_before": (errors.EndsBeforeItBegins, "standard 1, until", "before the day it was set on"),
    "standard_by_nobody": (errors.EmptyField, "standard 1, by", "may not be empty"),
    "standard_without_a_day": (errors.MissingField, "standard 1, set_on", "missing"),
    "standard_unknown_field": (errors.UnknownField, "standard 1, target", "no such field"),
    "standard_at_no_weeks": (errors.OffTheScale, "standard 1, weeks", "above 0"),
    "standard_as_table": (errors.WrongType, "plantar_heel_pain.toml, standard", "[[standard]]"),
    "standard_unknown_table": (errors.UnknownField, "plantar_heel_pain.toml, goal", "Use one of: standard"),
    "standards_empty": (errors.MissingField, "plantar_heel_pain.toml, standard", "[[standard]]"),
    "standards_overlap": (errors.StandardsOverlap, "standard 2, set_on", "standard 1"),
    "nothing_in_it": (errors.FolderMissing, "nothing_in_it", "measures or conditions"),
}


def test_every_broken_file_is_tried() -> None:
    assert {folder.name for folder in BROKEN.iterdir()} == set(WAYS)


@pytest.mark.parametrize("way", WAYS)
def test_a_broken_file_is_a_named_error_that_helps(way: str) -> None:
    kind, where, help_ = WAYS[way]
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(BROKEN / way)
    assert type(caught.value) is kind
    assert where in str(caught.value)
    assert help_ in str(caught.value)


def test_every_error_has_a_broken_file() -> None:
    named = {value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, CatalogueError)}
    assert named - {CatalogueError} == {kind for kind, _, _ in WAYS.values()}


@pytest.mark.parametrize("measure", CATALOGUE.measures.values(), ids=list(CATALOGUE.measures))
def test_each_measure_reads_as_a_sentence_on_an_axis(measure) -> None:  # type: ignore[no-untyped-def]
    assert measure.axis_title.startswith(measure.short)
    assert ("lower is better" in measure.axis_title) == (measure.sign == -1.0)
    assert measure.short[0].isupper() or measure.short[0].isdigit()
    assert len(measure.short) <= 36


@pytest.mark.parametrize("measure", CATALOGUE.measures.values(), ids=list(CATALOGUE.measures))
def test_a_threshold_that_only_stands_on_the_methods_page_says_why(measure) -> None:  # type: ignore[no-untyped-def]
    assert [t.parameter for t in measure.thresholds if t.use == "shown" and not t.note] == []


def test_the_axis_title_says_unit_and_direction() -> None:
    assert CATALOGUE.measure("nprs").axis_title == "Pain 0-10 (points, lower is better)"
    assert CATALOGUE.measure("wblt_cm").axis_title == "Lunge test (cm, higher is better)"


# The rules the clinical reference names, by measure, kind, condition and weeks.
RULES = [
    ("nprs", "important", None, None, 2.0),  # Hvatrin & Puh 2021, limbs
    ("nprs", "important", "plantar_heel_pain", 6, 2.0),
    ("nprs", "important", "pfps", 8, 1.16),  # Piva 2009
    ("nprs", "important", "pfps", 7, 1.16),  # the edge of the window, 7 days
    ("nprs", "important", "pfps", 6.9, 2.0),
    ("nprs", "important", "pfps", None, 2.0),  # a horizon never decides a change without one
    ("nprs", "error", "pfps", 8, 1.33),  # Alghadir 2018
    ("vas_first_step_100", "important", "plantar_heel_pain", None, 19.0),  # Landorf 2010
    ("vas_first_step_100", "important", "achilles_tendinopathy", None, None),
    ("vas_pain_100", "important", "plantar_heel_pain", None, 8.0),  # Landorf 2010
    ("vas_pain_100", "important", "pfps", None, 20.0),  # Crossley 2004
    ("visa_a", "important", "achilles_tendinopathy", 12, 14.0),  # Lagas 2021
    ("visa_a", "important", "achilles_tendinopathy", 24, None),  # its interval includes 0
    ("visa_a", "important", "achilles_tendinopathy", None, None),
    ("lefs", "error", None, None, 9.0),  # Binkley 1999, MDC90
    ("wblt_cm", "error", None, None, 1.9),  # Powden 2015, the larger
    ("wblt_deg", "error", None, None, 4.7),
    ("wblt_cm", "important", "calf_myofascial", 6, None),
    ("faam_sport", "error", None, None, 12.3),  # Martin 2005
    ("moxfq_pain", "important", "hallux_valgus", None, None),  # after surgery: never a rule
    ("psfs", "important", None, None, None),  # from general knowledge: never a rule
    ("fhsq_general", "important", "plantar_heel_pain", None, None),
    ("nprs", "acceptable", None, None, None),
    ("stiffness", "important", None, None, None),
    ("stiffness", "error", None, None, None),
    ("nprs_first_step", "important", "plantar_heel_pain", None, None),
]


@pytest.mark.parametrize(("measure", "kind", "condition", "weeks", "value"), RULES)
def test_the_most_specific_rule_decides(measure, kind, condition, weeks, value) -> None:  # type: ignore[no-untyped-def]
    found = CATALOGUE.threshold(measure, kind, condition, weeks)
    assert (found.value if found else None) == value


def test_condition_and_horizon_win_over_condition_over_horizon_over_general(tmp_path: Path) -> None:
    text = (BROKEN / "duplicate_rule/measures/calf_raises.toml").read_text(encoding="utf-8").split("[[threshold]]")
    cases = ["", 'condition = "pfps"\n', "weeks = 6\n", 'condition = "pfps"\nweeks = 6\n', "weeks = 7\n"]
    tables = [text[1].replace("value = 4", f"value = {n}\n{case}") for n, case in enumerate(cases, 1)]
    (tmp_path / "measures").mkdir()
    (tmp_path / "measures/calf_raises.toml").write_text("[[threshold]]".join([text[0], *tables]), encoding="utf-8")
    look = load_catalogue(tmp_path).threshold
    tried: list[tuple[str, float | None]] = [
        ("pfps", 6),
        ("pfps", 9),
        ("mtss", 6),
        ("mtss", None),
        ("mtss", 6.8),
        ("pfps", 8),
    ]
    found = [look("calf_raises", "error", condition, weeks) for condition, weeks in tried]
    assert [rule.value for rule in found if rule] == [4.0, 2.0, 3.0, 1.0, 5.0, 2.0]


@given(st.sampled_from(sorted(CATALOGUE.measures)), st.sampled_from(["important", "error", "normal", "acceptable"]))
def test_nothing_unverified_in_percent_or_only_shown_ever_decides(measure: str, kind: str) -> None:
    for condition in (None, *CATALOGUE.conditions):
        for weeks in (None, 6, 8, 12, 24):
            found = CATALOGUE.threshold(measure, kind, condition, weeks)
            if found:
                assert (found.use, found.unit) == ("rule", CATALOGUE.measure(measure).unit)
                assert found.verified != "memory"
                assert CATALOGUE.measure(measure).kind != "rom" or kind != "important"


def test_a_wrong_id_names_the_nearest_right_ones() -> None:
    with pytest.raises(UnknownMeasure, match=r'no measure "visa-a".*"visa_a"'):
        CATALOGUE.measure("visa-a")
    with pytest.raises(UnknownCondition, match=r'no condition "heel_pain".*"plantar_heel_pain"'):
        CATALOGUE.condition("heel_pain")
    with pytest.raises(UnknownMeasure):
        CATALOGUE.threshold("nothing", "error")


def test_a_clinic_adds_its_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "measures").mkdir()
    source = BROKEN / "duplicate_rule/measures/calf_raises.toml"
    text = source.read_text(encoding="utf-8").rsplit("[[threshold]]", 1)[0]
    (tmp_path / "measures/calf_raises.toml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("CLINIC_CATALOGUE", str(tmp_path))
    own = load_catalogue()
    assert own.measure("calf_raises").unit == "repeats"
    assert set(own.measures) == {*CATALOGUE.measures, "calf_raises"}
    assert own.digest != CATALOGUE.digest


def test_the_same_files_give_the_same_digest_and_a_changed_word_another(tmp_path: Path) -> None:
    built_in = Path(errors.__file__).parent
    first, second = tmp_path / "a", tmp_path / "b"
    for folder in (first, second):
        folder.mkdir()
        shutil.copytree(built_in / "conditions", folder / "conditions")
        for file in (folder / "conditions").glob("*.toml"):
            text = file.read_text(encoding="utf-8")
            kept = [line for line in text.splitlines() if not line.startswith(("name", "short", "also"))]
            names = [f'name = "Own {file.stem}"', f'short = "Own {file.stem}"']
            file.rename(file.with_stem(f"own_{file.stem}")).write_text("\n".join(names + kept), encoding="utf-8")
    assert load_catalogue(first).digest == load_catalogue(second).digest
    changed = dataclasses.replace(CATALOGUE.measure("nprs"), note="another note")
    other = dataclasses.replace(CATALOGUE, measures={**CATALOGUE.measures, "nprs": changed})
    assert other.digest != CATALOGUE.digest


def test_a_missing_folder_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(errors.FolderMissing, match="no such folder"):
        load_catalogue(tmp_path / "not_there")
