"""A plain sentence for every act that a ledger writes, and one for an act nobody has words for yet."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data import export_reads
from data.activity_reads import Asked as Everything
from data.activity_reads import TrailEvent, read_actions, read_activity
from data.catalogue import Catalogue
from data.ledger_exports import in_audit
from data.store import open_store
from reports.activity_kinds import KINDS
from reports.activity_words import SENTENCES, sentence

ROOT = Path(__file__).resolve().parents[2]
TIME = datetime(2026, 11, 28, 9, tzinfo=UTC)
# Where the act is handed on: every place that names one there, and the acts that come of it.
HANDED_ON = {
    "data/ledger_exports.py": {in_audit(act) for act in (*export_reads.STATE_AFTER, "file", "remake")},
    "data/ledger_backup.py": {"back up", "prove backup", "restore", "let backups go", "set backup folder"},
    "data/ledger_ends.py": {"close episode", "reopen episode"},
    "data/ledger_visits.py": {"open episode", "record session", "record reading", "record review"},
}  # fmt: skip


def audited(path: Path) -> Iterator[str | None]:
    """The act named in each ``.audit(...)`` of a file; ``None`` where it is neither a word nor the file's constant."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = {}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            named, given = node.targets[0], node.value
            pairs = zip(named.elts, given.elts, strict=False) if isinstance(named, ast.Tuple) and isinstance(
                given, ast.Tuple) else [(named, given)]  # fmt: skip
            constants |= {one.id: value.value for one, value in pairs
                          if isinstance(one, ast.Name) and isinstance(value, ast.Constant)}  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "audit":
            act = node.args[0]
            word = act.value if isinstance(act, ast.Constant) else constants.get(getattr(act, "id", ""))
            yield str(word) if word else None


def acts_of_the_ledgers() -> dict[str, set[str]]:
    """Every act that any file of the record room writes, by file; a handed-on one has to be in the table above."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "data").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        for act in audited(path):
            if act is None:
                assert name in HANDED_ON, f"{name} hands an act on. Say in this test which acts come of it."
                found.setdefault(name, set()).update(HANDED_ON[name])
            else:
                found.setdefault(name, set()).add(act)
    return found


def test_every_act_that_a_ledger_writes_has_a_sentence_and_a_kind() -> None:
    acts = acts_of_the_ledgers()
    every = set().union(*acts.values())
    print(f"\n{len(every)} acts in {len(acts)} files: {', '.join(sorted(every))}")
    assert {"view patient", "refused", "import", "make file", "record session", "approve export"} <= every
    kinds = [act for some in KINDS.values() for act in some]
    without = {name: acts - set(SENTENCES) for name, acts in acts.items() if acts - set(SENTENCES)}
    assert not without, f"These acts have no sentence in reports/activity_words.py: {without}"
    assert sorted(kinds) == sorted(SENTENCES), "each act is in exactly one kind of reports/activity_kinds.py"


@pytest.mark.parametrize("whole", [True, False])
def test_every_sentence_can_be_said_of_the_barest_event(whole: bool) -> None:
    for act in SENTENCES:
        bare = TrailEvent(1, TIME, "Kim", act, "facts", None, "", {})
        said = sentence(bare, whole)
        assert said.endswith(".") and not said.endswith("..") and "None" not in said and "{" not in said, (act, said)


def test_sentences_as_people_read_them() -> None:
    def of(act: str, table: str, record: int | None, **detail: object) -> tuple[str, str]:
        event = TrailEvent(1, TIME, "Kim", act, table, record, "", dict(detail))
        return sentence(event, True), sentence(event, False)

    assert of("view patient", "episodes", 214) == ("opened course of care 214.", "opened a course of care.")
    assert of("import", "import_batches", 3, file="sessions.csv", rows_stored=812) == (
        "imported sessions.csv: 812 rows stored.", "imported a file: 812 rows stored.",
    )  # fmt: skip
    assert of("make file", "episodes", 3, file="letter.pdf", destination="referrer") == (
        "made a file (letter.pdf) of course of care 3, for referrer.",
        "made a file (letter.pdf) of a course of care, for referrer.",
    )
    assert of("make file", "reports", None, file="classes.csv", rows=1204, destination="internal")[0] == (
        "made a file (classes.csv), 1,204 rows."
    )
    assert of("refused", "reports", None, what="record review")[0] == "asked to record a review and was refused."
    assert of("refused", "episodes", 9, what="the record of a patient") == (
        "asked for the record of a patient (course of care 9) and was refused.",
        "asked for the record of a patient (a course of care) and was refused.",
    )
    assert of("change role", "accounts", 4, role="front desk")[1] == "changed the role of account 4 to front desk."
    for act, good, bad in (
        ("back up", "made a backup.", "tried to make a backup and failed."),
        ("prove backup", "proved a backup by restoring it.", "tried a backup by restoring it and found it damaged."),
    ):
        assert of(act, "backups", None, ok=True, file="b.db")[0] == good
        assert of(act, "backups", None, ok=False, why="x")[0] == of(act, "backups", None, ok=False, why="x")[1] == bad
    assert of("self-check", "facts", None, checks=17, wrong=[])[1] == "ran a self-check: all was well."
    assert of("self-check", "facts", None, checks=17, wrong=["key", "backup"])[1] == (
        "ran a self-check: not well were key, backup."
    )
    assert of("melt", "x", 1)[0] == "did something that has no words here yet (melt)."


def test_the_demo_has_only_acts_with_a_sentence(demo_file: Path, tmp_path: Path, catalogue: Catalogue) -> None:
    copy = shutil.copy(demo_file, tmp_path / "demo.db")
    with open_store(f"sqlite:///{copy}", catalogue) as store:
        assert set(read_actions(store)) <= set(SENTENCES)
        assert read_activity(store, Everything())
