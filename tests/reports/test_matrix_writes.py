"""Every write x every role: who may not is refused, with a note of it and nothing else; who may leaves an event.

The writes are found in the source (`tests.walls_writes`), so that a new one fails here until it has its row.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import inspect

from data.catalogue import Catalogue
from data.store import Store, read_audit
from reports import studio_files, watched
from reports.access import AUDITOR, FRONT_DESK, MARKETING, OWNER, PODIATRIST, ROLES, NotAllowed, Viewer
from reports.watched import Lately
from tests import walls_writes
from tests.conftest import ROOT
from tests.data.contents import contents, facts_of
from tests.reports.writes_of import BEFORE, CALLS, Clinic, copied, make
from tests.views import wired

LETTERS = {OWNER: "o", PODIATRIST: "p", MARKETING: "m", FRONT_DESK: "f", AUDITOR: "a"}
# Who may (docs/privacy.md, "Who sees what"), what a refusal is of, and the events that are left, newest first.
TABLE: dict[str, tuple[str, str, str]] = {
    "pen.Pen.add_patient": ("op", "record", "add patient"),
    "pen.Pen.open_episode": ("op", "record", "open episode"),
    "pen.Pen.save_draft": ("op", "record", "save draft"),
    "pen.Pen.discard_draft": ("op", "record", "discard draft"),
    "pen.Pen.record_session": ("op", "record", "record session"),
    "pen.Pen.record_reading": ("op", "record", "record reading"),
    "pen.Pen.record_review": ("opf", "record review", "record review"),
    "pen.Pen.correct_reading": ("op", "correct", "correct reading"),
    "pen.Pen.correct_session": ("op", "correct", "correct session"),
    "pen.Pen.withdraw_session": ("op", "take back", "withdraw session"),
    "pen.Pen.withdraw_reading": ("op", "take back", "withdraw reading"),
    "pen.Pen.close_episode": ("op", "close", "close episode"),
    "pen.Pen.reopen_episode": ("op", "close", "reopen episode"),
    "pen.Pen.invite_review": ("opf", "invite", "invite review"),
    "reception.record_review": ("opf", "record review", "record review, view patient"),
    "intake.Intake.preview": ("of", "import", ""),
    "intake.Intake.store": ("of", "import", "import"),
    "intake.Intake.rejected_file": ("of", "import", "make file"),
    "intake.Intake.withdraw": ("o", "withdraw", "withdraw"),
    "team.Team.invite": ("o", "manage people", "add person"),
    "team.Team.new_link": ("o", "manage people", "reset link"),
    "team.Team.change_role": ("o", "manage people", "change role"),
    "team.Team.disable": ("o", "manage people", "disable person"),
    "team.Team.enable": ("o", "manage people", "enable person"),
    "studio.prepare": ("om", "prepare export", "prepare export"),
    "studio.approve": ("op", "approve export", "approve export"),
    "studio.send_back": ("op", "approve export", "send back export"),
    "studio.withdraw": ("opm", "withdraw export", "withdraw export"),
    "studio.note_file": ("opm", "make file", "make file"),
    "studio_files.make": ("opm", "make file", "make file"),
    "studio_pack.pack": ("opm", "make file", "make file"),
    "studio_remake.remake": ("opm", "make file", "make again"),
    "studio_settings.set_look": ("om", "set look", "set look"),
    "studio_settings.reword": ("o", "reword", "reword"),
    "rights.set_consent": ("op", "set consent", "set consent"),
    "rights.propose": ("o", "propose disposal", "propose disposal"),
    "rights.confirm": ("op", "confirm disposal", "dispose"),
    "rights.drop": ("op", "confirm disposal", "drop disposal"),
    "patient_copy.give_copy": ("op", "give copy", "patient copy"),
    "deliver.deliver": ("opm", "make file", "make file"),
    "deliver.note": ("opm", "make file", "make file"),
    "quarter.deliver_quarter": ("o", "make file/owner report", "make file"),
    "activity.as_file": ("oa", "take activity", "make file"),
    "backups.Keeper.back_up": ("o", "back up", "prove backup, back up"),
    "backups.Keeper.prove": ("o", "back up", "prove backup"),
    "backups.Keeper.set_folder": ("o", "back up", "set backup folder"),
    "vault.recovery_key": ("o", "show recovery key", "show recovery key"),
}
COMMAND = "a command, whose role is asked for by the write it calls: tests/reports/test_matrix_commands.py"
BEFORE_SIGN_IN = "nobody is signed in yet: a password, a code or a one-time link is the permission"
OWN = "whoever is signed in, on their own account alone, whatever their role"
TOKEN = "a patient, who has no role: the invitation's token is the permission"
BY_ITSELF = "the program by itself, every night"
NO_VIEWER = {
    **dict.fromkeys(("cli.main", "cli.parser", "cli.table", "cli_quarter.add", "cli_quarter.print_quarter"), COMMAND),
    **dict.fromkeys(("cli_out.decide", "cli_out.make_again", "cli_out.make_file", "cli_out.make_pack"), COMMAND),
    "cli_studio.add": COMMAND,
    **dict.fromkeys(("sign_in.begin", "sign_in.check_password", "sign_in.code_is"), BEFORE_SIGN_IN),
    **dict.fromkeys(("sign_in.first_link", "sign_in.make_owner", "sign_in.take_link"), BEFORE_SIGN_IN),
    "provider_sign_in.finish": BEFORE_SIGN_IN,
    **dict.fromkeys(("sign_in.end", "sign_in.end_all", "sign_in.still_there"), OWN),
    **dict.fromkeys(("second.Second.turn_on", "second.Second.turn_off"), OWN),
    **dict.fromkeys(("pen.give_review", "tablet.give_review"), TOKEN),
    **dict.fromkeys(("nightly.start", "nightly.once"), BY_ITSELF),
}  # fmt: skip


class Drawn:
    """A picture's place is all that is needed here."""

    def version(self) -> str:
        return "none"

    def render(self, asked: object) -> bytes:
        return repr(asked)[:20].encode()


def viewer(role: str) -> Viewer:
    return Viewer(f"Some {role}", role, wired.TREATS if role == PODIATRIST else None)


def state(store: Store) -> dict[str, tuple[int, str]]:
    """Every table but the trail itself, the version answers are kept by, and all facts but how long the trail is."""
    with store.reading() as connection:
        tables = tuple(name for name in inspect(connection).get_table_names() if name not in ("audit_events", "facts"))
    return contents(store, tables) | {"facts": (store.version(), repr(facts_of(store)))}


def new_events(clinic: Clinic, before: int) -> list[tuple[str, str, str]]:
    """Who did what, newest first, and what is told of it."""
    trail = read_audit(clinic.store)
    return [(str(row.actor), str(row.action), str(row.detail)) for row in trail.head(len(trail) - before).itertuples()]


def check(name: str, clinic: Clinic) -> str:
    """What is wrong with this cell of the table; nothing where it is exact."""
    roles, what, leaves = TABLE[name]
    who, role = clinic.viewer.name, clinic.viewer.role
    if name in BEFORE:
        BEFORE[name](clinic)
    before, events = state(clinic.store), len(read_audit(clinic.store))
    try:
        CALLS[name](clinic)
    except NotAllowed as refused:
        if LETTERS[role] in roles:
            return f"was refused: {refused}"
        found = new_events(clinic, events)
        noted = [f'{{"role": "{role}", "what": "{one}"}}' for one in what.split("/")]
        if [one[:2] for one in found] != [(who, "refused")] or found[0][2] not in noted:
            return f"was refused, and the trail says {found}"
        return "" if state(clinic.store) == before else "was refused and changed something"
    if LETTERS[role] not in roles:
        return "was not refused"
    done = new_events(clinic, events)
    wanted = [(who, one) for one in leaves.split(", ") if one]
    return "" if [one[:2] for one in done] == wanted else f"was done, and the trail says {done}"


def test_every_write_of_the_source_has_its_row_or_its_reason() -> None:
    found = walls_writes.writes(ROOT)
    assert found - set(TABLE) - set(NO_VIEWER) == set(), "a write without a row"
    assert (set(TABLE) | set(NO_VIEWER)) - found == set(), "a row without a write"
    assert not set(TABLE) & set(NO_VIEWER) and set(CALLS) == set(TABLE) and set(BEFORE) <= set(TABLE)


def test_no_page_writes_past_the_reports_but_to_build_the_invented_clinic() -> None:
    assert walls_writes.past_the_desk(ROOT) == {"room: data.demo.build"}


def test_every_write_is_allowed_or_refused_as_the_table_says(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studio_files, "renderer", Drawn)
    (home := tmp_path / "homes").mkdir()
    code = make(home / "clinic.db", catalogue)
    wrong, cells = [], 0
    for name in TABLE:
        for role in ROLES:
            monkeypatch.setattr(watched, "lately", Lately())
            clinic = copied(home / "clinic.db", home / str(cells), catalogue, viewer(role), code)
            found = check(name, clinic)
            clinic.store.close()
            cells += 1
            if found:
                wrong.append(f"{name} by {role} {found}")
    assert not wrong, "\n".join(wrong)
    print(f"\n{len(TABLE)} writes x {len(ROLES)} roles = {cells} cells, all exact; {len(NO_VIEWER)} without a viewer")
