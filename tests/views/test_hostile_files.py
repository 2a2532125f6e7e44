"""Hostile files do no harm while five people work: brought over the wire to the real program, one after the other."""

from __future__ import annotations

import struct
import time

from data.store import read_frames
from tests.data.sheets.bombs import HARMFUL
from tests.views import raw, uploads, wired
from tests.views.at_work import Memory, at_work
from tests.views.test_studio import png
from tests.views.uploads import Bringer, bringer
from tests.views.wired import Wired
from views.gate_uploads import MOST, NO_LENGTH, TOO_MUCH

REFUSED_WITHIN, ANSWERED_WITHIN, GROWN = 2.0, 1.0, 50  # seconds, seconds for 95 of 100 clicks, MB: what is promised
ROUNDS = 3  # of all files, until the machine has nothing else to do: what is promised is not promised of a busy one
PAUSE = 0.3  # seconds between two files
HEADER = "patient,date,condition,side,nprs before,nprs after,notes\n"
ROW = "{name},2026-03-0{day},plantar_heel_pain,left,7,4,{name}\n"
EVIL = (
    '=HYPERLINK("http://evil.example","x")',
    "=cmd|'/c calc'!A1",
    "<script>alert(1)</script>",
    "![x](http://evil.example/a.png):red[x]$x^2$",
    "\u202eevas\u202c.exe\u2066",
    "'; DROP TABLE patients; --",
    "x" * 100_000,
)
LOGOS = {
    "a drawing with a script": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "PNG or JPEG"),
    "a picture that unfolds to gigabytes": (png(1, 1)[:16] + struct.pack(">II", 60_000, 60_000) + bytes(99), "4,096"),
    "a picture of no size": (png(1, 1)[:16] + bytes(99), "no size"),
    "a head and no picture": (b"\xff\xd8\xff" + b"\xff\xc4\x00\x00" * 60_000, "no size"),
    "a picture that is too long": (png(10, 10) + bytes(400_000), "at most 300 kB"),
}


def refused(one: Bringer, name: str, content: bytes, words: str) -> float:
    """Bring a file that has to be refused in these words and no others; seconds until it was."""
    begun = time.monotonic()
    heard = one.bring("harmful.xlsx" if one.folds == () else "logo.png", content)
    seconds = time.monotonic() - begun
    said = uploads.errors(heard)
    assert len(said) == 1 and words in said[0] and said[0].endswith("."), (name, said)
    assert "Traceback" not in raw.words(heard), name
    return seconds


def still_well(clinic: Wired) -> None:
    """The program answers, and its log holds no failure."""
    assert raw.ask(clinic.running.port, "GET", "/health")[0] == 200
    log = clinic.running.log.read_text(errors="replace")
    assert "Traceback" not in log and "failed" not in log, log[-2_000:]


def test_harmful_files_are_refused_while_everybody_works_on(clinic: Wired) -> None:
    """Each in a sentence and at once; nothing is stored, the memory hardly grows, and the others' clicks are quick."""
    files = {name: (make(), words) for name, (make, words) in HARMFUL.items()}
    before, quickest = wired.held(clinic.store), float("inf")
    with bringer(clinic, "Import", "Spreadsheet") as one:
        assert raw.buttons(one.bring("ours.csv", (HEADER + ROW.format(name="N1", day=1)).encode()))["Store 1 row"]
        for _ in range(ROUNDS):
            with at_work(clinic) as others:
                memory, slowest = Memory(clinic.running.process.pid), 0.0
                for name, (content, words) in files.items():
                    slowest = max(slowest, refused(one, name, content, words))
                    time.sleep(PAUSE)
                grown = memory.grown()
            print(
                f"{len(files)} files, the slowest refused in {slowest:.2f} s; memory at most {grown:+.0f} MB; {others}"
            )
            assert others.failed == [] and len(others.seconds) > 50
            assert grown < GROWN
            quickest = min(quickest, max(slowest / REFUSED_WITHIN, others.p95() / ANSWERED_WITHIN))
            if quickest < 1:
                break
    assert quickest < 1, "neither a file was refused nor a click answered in time, in any round"
    assert wired.held(clinic.store) == before
    still_well(clinic)


def test_a_harmful_logo_is_refused_while_everybody_works_on(clinic: Wired) -> None:
    before = wired.held(clinic.store)
    with bringer(clinic, "Chart studio", "Logo", "The clinic's look") as one, at_work(clinic) as others:
        slowest = max(refused(one, name, content, words) for name, (content, words) in LOGOS.items())
    print(f"{len(LOGOS)} logos, the slowest refused in {slowest:.2f} s; {others}")
    assert others.failed == []
    assert wired.held(clinic.store) == before
    still_well(clinic)


def test_harmful_words_in_records_are_stored_as_words_and_break_nobodys_page(clinic: Wired) -> None:
    file = HEADER + "".join(
        ROW.format(name='"' + name.replace('"', '""') + '"', day=day) for day, name in enumerate(EVIL, 1)
    )
    with bringer(clinic, "Import", "Spreadsheet") as one:
        heard = one.bring_and_press("ours.csv", file.encode(), "Store")
        assert uploads.errors(heard) == []
    with at_work(clinic) as others:
        time.sleep(5)
    print(f"harmful words stored; {others}")
    assert others.failed == []
    assert set(EVIL) <= set(read_frames(clinic.store)["patients"]["reference"])
    still_well(clinic)


def test_more_than_all_may_bring_together_is_refused_before_it_is_sent(clinic: Wired) -> None:
    with bringer(clinic, "Import", "Spreadsheet") as one:
        place = uploads.place_for(one.page, wired.session_of(raw.run(one.page)), "ours.csv").upload_url
        head = uploads.marked(one.port, one.cookies) | {"content-type": "multipart/form-data; boundary=x"}
        for how, expected in (
            ({"content-length": str(MOST + 1)}, (413, TOO_MUCH)),
            ({"transfer-encoding": "chunked"}, (411, NO_LENGTH)),
        ):
            status, _, said = raw.ask(one.port, "PUT", place, head | how)
            assert (status, said.decode()) == expected
        assert uploads.put(one.port, one.cookies, place, "ours.csv", b"patient,date\n") == 204
    still_well(clinic)
