"""The generated part of the methods page: complete, readable as a table, and not stale."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from data.catalogue import load_catalogue
from data.methods_text import BEGIN, END, PATH, MarkersMissing, current, measures_text, write

BUILT_IN = load_catalogue()
TEXT = measures_text(BUILT_IN)


def test_the_methods_page_is_not_stale() -> None:
    assert current() == TEXT, "docs/methods.md is stale: write it again with `python -m data methods --write`."


def test_the_methods_page_keeps_its_headings() -> None:
    page = PATH.read_text(encoding="utf-8")
    assert page.index("## Measures, thresholds and conditions") < page.index(BEGIN) < page.index(END)
    assert page.index(END) < page.index("## How each number is worked out")


def test_every_table_line_has_as_many_cells_as_its_head() -> None:
    for table in re.findall(r"(?:^\|.*\n?)+", TEXT, flags=re.MULTILINE):
        cells = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
        assert len(cells) == 1


def test_every_measure_threshold_source_and_condition_is_there() -> None:
    for measure in BUILT_IN.measures.values():
        assert f"| `{measure.id}` | {measure.name} |" in TEXT
        for source in [rule.source for rule in measure.thresholds] + [fact.source for fact in measure.facts]:
            assert source in TEXT
    for condition in BUILT_IN.conditions.values():
        assert f"| `{condition.id}` | {condition.name} |" in TEXT


def test_a_rule_says_value_interval_condition_and_that_it_was_read() -> None:
    line = next(line for line in TEXT.splitlines() if "19 mm (13 to 25)" in line)
    for words in ("First-step pain", "important change", "Plantar heel pain", "Landorf 2010", "| yes |"):
        assert words in line


def test_what_was_not_verified_says_so_and_never_stands_among_the_rules() -> None:
    rules = TEXT.split("### Thresholds that decide")[1].split("### Thresholds that are not used")[0]
    assert "not verified" not in rules
    shown = TEXT.split("### Thresholds that are not used")[1].split("### Other published figures")[0]
    assert "Patient-Specific Functional Scale | important change | 2 points" in shown
    assert "not verified" in shown


def test_writing_changes_only_the_part_between_the_markers(tmp_path: Path) -> None:
    page = tmp_path / "methods.md"
    page.write_text(f"# Ours\n{BEGIN}\nold\n{END}\n\n## Theirs\nkept\n", encoding="utf-8")
    assert write(page, BUILT_IN) is True
    assert write(page, BUILT_IN) is False
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# Ours\n")
    assert text.endswith(f"{END}\n\n## Theirs\nkept\n")
    assert current(page) == TEXT


@pytest.mark.parametrize("text", ["", f"{END}\n{BEGIN}\n", f"{BEGIN}\n"])
def test_lost_markers_are_said_in_words_and_nothing_is_written(tmp_path: Path, text: str) -> None:
    page = tmp_path / "methods.md"
    page.write_text(text, encoding="utf-8")
    with pytest.raises(MarkersMissing, match="Put them back"):
        write(page, BUILT_IN)
    assert page.read_text(encoding="utf-8") == text
