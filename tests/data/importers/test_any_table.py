"""Any table that can be written: the account adds up, nothing unexpected is raised, the order of rows is nothing."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.catalogue import load_catalogue
from data.importers import find, mapped_sheet, open_file
from data.mapping import Mapping, MappingError
from data.mapping_file import dump_mapping, load_mapping
from data.mapping_propose import propose
from data.rows import FileRefused, ReadFile, SourceRow
from tests.data.importers.sheets_for_tests import TODAY, written

CATALOGUE = load_catalogue()
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NAMES = (
    "patient", "Patient ID", "id", "date", "Visit Date", "started",
    "condition", "Diagnosis", "side", "Foot", "sex", "age",
    "birth year", "ended", "session", "nprs before",
    "nprs after", "Pain pre", "pain 3 months", "VAS baseline", "measure",
    "value", "score", "phase", "wblt_cm before", "adverse event", "adverse severity", "muscles", "why rejected",
)  # fmt: skip
CELLS = st.one_of(
    st.sampled_from(
        (
            "", "P1", "P2", "3", "7", "11", "8/10", ">10",
            "5,5", "1.234,5", "n/a", "999", "-1", "1e400", "9" * 400, "left",
            "L", "both", "plantar_heel_pain", "Plantar fasciitis",
            "2026-03-14", "14/03/2026", "03/04/2026", "45000", "0",
            "31/02/2026", "2999-01-01", "0001-01-01", "nprs", "NPRS",
            "before", "baseline", "yes", "=1+1", "a;b", "mild;",
            "٣", "７", "\u202e", "#DIV/0!", "Infinity", "nan", "-0",
        )
    ),
    st.text(max_size=8),
)  # fmt: skip
USUAL = {
    "Patient ID": ("P1", "P2", "P3", "P4"),
    "date": ("14/03/2026", "25/01/2025", "03/04/2026"),
    "condition": ("plantar_heel_pain", "Knee osteoarthritis", "knee_oa"),
    "side": ("L", "right", "both"),
    "nprs before": ("3", "7", "", "5,5"),
    "nprs after": ("2", "4", ""),
    "wblt_cm left before": ("8.5", "9", ""),
    "vas_pain_100 3 months": ("40", "0", "", "999"),
    "age": ("40", "41", ""),
    "ended": ("", "30/04/2026"),
    "session": ("", "1", "2"),
    "muscles": ("", "soleus; fdb"),
}
ANY_TABLE = st.lists(st.sampled_from(NAMES), min_size=1, max_size=9, unique=True).flatmap(
    lambda header: st.tuples(
        st.just(header), st.lists(st.lists(CELLS, min_size=len(header), max_size=len(header)), max_size=12)
    )
)


@st.composite
def clinic_tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    """A table of visits in which now and then a cell is anything at all."""
    more = draw(st.lists(st.sampled_from(list(USUAL)[4:]), min_size=1, unique=True))
    header = [*list(USUAL)[:4], *more]
    # Rare on purpose: one cell in forty or so, so that most rows are whole and some are not.
    cells = [
        st.integers(0, 39).flatmap(lambda n, name=name: CELLS if n == 0 else st.sampled_from(USUAL[name]))
        for name in header
    ]
    return header, [list(row) for row in draw(st.lists(st.tuples(*cells), min_size=1, max_size=12))]


FIRST = ("Patient ID", "date", "condition", "side", "nprs before", "nprs after", "wblt_cm review", "age")
VISITS = st.lists(
    st.tuples(
        st.sampled_from(("A", "B", "C")),
        st.sampled_from(("2026-01-05", "2026-02-05", "2026-03-05")),
        st.sampled_from(("plantar_heel_pain", "knee_oa", "nonsense")),
        st.sampled_from(("left", "right", "")),
        st.sampled_from(("", "3", "12")),
        st.sampled_from(("", "2")),
        st.sampled_from(("", "8.5")),
        st.sampled_from(("40", "41")),
    ),
    max_size=15,
    unique_by=lambda row: row[:4],  # two visits that contradict each other: the first row stands, so order counts
)


def accounted(read: ReadFile, rows: int) -> None:
    """Every row once: kept or rejected, and each rejected one with a reason."""
    assert read.read + read.blank <= rows
    assert read.read == len(read.rows) + len(read.rejected)
    assert not {row.row for row in read.rows} & set(read.rejected)
    reasons = {problem.row for problem in read.problems if problem.severity == "reject"}
    assert reasons == set(read.rejected)


def completed(mapping: Mapping) -> Mapping:
    """A proposal with what it asks for filled in, so that most tables go all the way."""
    needed = load_mapping('[condition]\nfixed = "knee_oa"\n[side]\nfixed = "left"\n[date]\nfixed = "2026-01-02"').fields
    fields = {**{name: source for name, source in needed.items() if name not in mapping.fields}, **mapping.fields}
    return replace(mapping, fields=fields, dates="dmy" if mapping.dates == "ask" else mapping.dates)


@QUICK
@given(st.one_of(clinic_tables(), ANY_TABLE))
def test_any_table_is_accounted_for_or_refused_in_words(table: tuple[list[str], list[list[str]]]) -> None:
    header, rows = table
    try:
        sheet = open_file(written(header, rows), "any.csv")
    except FileRefused:
        return
    mapping, unsure = propose(sheet, CATALOGUE)
    assert all(isinstance(sentence, str) and sentence for sentence in unsure)
    whole = completed(mapping)
    assert load_mapping(dump_mapping(whole)) == whole
    for how in (None, mapping, whole):
        try:
            importer = mapped_sheet if how else find(sheet)
            accounted(importer.read(sheet, CATALOGUE, TODAY, how), len(sheet.rows) + sheet.blank)
        except (FileRefused, MappingError) as refused:
            assert str(refused).rstrip()  # noqa: PT017


def comparable(read: ReadFile) -> set[SourceRow]:
    return {replace(row, row=0) for row in read.rows}


@QUICK
@given(VISITS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(visits: list[tuple[str, ...]], random: object) -> None:
    shuffled = list(visits)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    mapping = None
    reads = []
    for rows in (visits, shuffled):
        try:
            sheet = open_file(written(FIRST, rows), "any.csv")
        except FileRefused:
            return
        mapping = mapping or completed(propose(sheet, CATALOGUE)[0])
        reads.append(mapped_sheet.read(sheet, CATALOGUE, TODAY, mapping))
    assert comparable(reads[0]) == comparable(reads[1])
    assert len(reads[0].rejected) == len(reads[1].rejected)
