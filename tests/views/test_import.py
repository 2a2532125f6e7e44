"""The import page through Streamlit's own test harness: who has it, and what it says of files good and bad."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
import xlsxwriter
from streamlit.testing.v1 import AppTest

from data.store import Store, read_frames
from reports.access import MARKETING, OWNER, PODIATRIST
from tests.views import signed

APP = str(Path(__file__).parents[2] / "views" / "app.py")
HEADER = "patient,date,condition,side,nprs before,nprs after"
GOOD = [f"N{number},2026-03-{number:02},plantar_heel_pain,left,7,4" for number in range(1, 13)]
EXPORT = "Client no.,Visit date,Problem,Foot,Pain before,Pain after"
EVIL = "![x](http://evil.example/a.png)<script>alert(1)</script>:red[x]"


def table(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def opened(name: str = "", content: bytes = b"") -> AppTest:
    """The import page of the clinic's own, empty store, with a file chosen."""
    at = AppTest.from_file(APP, default_timeout=120)
    signed.as_owner()
    at.run().switch_page("import_records.py").run()
    if name:
        choose(at, name, content)
    return at


def choose(at: AppTest, name: str, content: bytes) -> None:
    at.file_uploader[0].upload(name, content, "text/csv").run()


def words(at: AppTest) -> str:
    kinds = (at.title, at.header, at.markdown, at.caption, at.info, at.warning, at.error, at.success)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def read(at: AppTest) -> str:
    """The words as a person reads them, without the signs that keep Markdown off."""
    return words(at).replace("\\", "")


def figures(at: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in at.metric}


def press(at: AppTest, label: str) -> None:
    next(button for button in at.button if button.label.startswith(label)).click().run()


def labels(at: AppTest) -> list[str]:
    return [button.label for button in at.button]


def test_the_whole_way_from_a_file_to_the_records_and_back(clinic_store: Store) -> None:
    at = opened("ours.csv", table(HEADER, *GOOD, "N99,2026-03-01,plantar_heel_pain,left,11,4"))
    assert figures(at) == {"Rows read": "13", "Will be stored": "12", "Already there": "0", "Rejected": "1"}
    assert "11 is above 10" in str(at.dataframe[0].value)
    assert len(read_frames(clinic_store)["patients"]) == 0, "a preview must store nothing"
    press(at, "Store 12 rows")
    assert not at.exception
    assert "12 rows stored as import 1, 1 rejected" in at.success[0].value
    assert set(read_frames(clinic_store)["patients"]["reference"]) == {f"N{number}" for number in range(1, 13)}
    assert figures(at)["Stored"] == "12", "the account is kept below"

    choose(at, "ours.csv", table(HEADER, *GOOD))
    assert figures(at)["Already there"] == "12"
    assert not any(label.startswith("Store") for label in labels(at))
    assert "nothing new" in words(at)

    at = opened()
    press(at, "Withdraw")
    assert "Give a reason" in at.error[0].value
    at.text_input(key="reason-1").set_value("the wrong [file](http://evil.example)")
    press(at, "Withdraw")
    assert "Import 1 was withdrawn" in words(at)
    assert len(read_frames(clinic_store)["patients"]) == 0
    assert r"wrong \[file\]" in words(at), "the reason is shown, and as it was typed"


@pytest.mark.parametrize("role", [PODIATRIST, MARKETING])
def test_nobody_but_the_owner_has_the_page(demo_home: Path, role: str) -> None:
    at = AppTest.from_file(APP, default_timeout=120)
    at.session_state["role"] = role
    at.run()
    with pytest.raises(ValueError, match="import_records"):
        at.switch_page("import_records.py")


def test_the_demo_clinic_takes_no_file(demo_home: Path) -> None:
    at = AppTest.from_file(APP, default_timeout=120).run()
    assert at.session_state["role"] == OWNER
    at.switch_page("import_records.py").run()
    assert not at.exception
    assert not at.file_uploader
    assert "Start with our own records" in words(at)


REFUSED = {
    "letter.csv": (b"%PDF-1.4 abc", "PDF", False),
    "greek.csv": ("όνομα,τιμή\nΓιώργος,5\n".encode("iso8859-7"), "neither UTF-8 nor Windows-1252", True),
    "nothing.csv": (b"\n\n", "empty", False),
    "cut.xlsx": (b"PK\x03\x04 cut short", "damaged", False),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_file_leaves_a_sentence_and_the_ways_to_read_it(clinic_store: Store, name: str) -> None:
    content, why, can_choose = REFUSED[name]
    at = opened(name, content)
    assert not at.exception
    assert why in read(at)
    assert bool(at.number_input) == can_choose, "a header row can be chosen where there is a table to choose it in"


def test_a_refused_file_is_read_once_the_person_says_how(clinic_store: Store) -> None:
    at = opened("greek.csv", REFUSED["greek.csv"][0])
    encoding = next(box for box in at.selectbox if box.label == "Letters are written in")
    encoding.set_value("iso8859-7").run()
    assert not at.exception and not at.error
    assert "1 row; 2 columns" in read(at)
    header = next(box for box in at.number_input if "header" in box.label)
    header.set_value(9).run()
    assert "no row 9" in at.error[0].value
    next(box for box in at.number_input if "header" in box.label).set_value(0).run()
    assert not at.error
    assert "2 rows; 2 columns" in read(at)


def test_dates_that_can_be_read_both_ways_are_asked(clinic_store: Store) -> None:
    lines = [f"C{day},0{day}/04/2026,plantar fasciitis,L,7,5" for day in range(1, 8)]
    at = opened("export.csv", table(EXPORT, *lines))
    assert "How are the dates in “Visit date” written" in read(at)
    assert not any(label.startswith("Store") for label in labels(at))
    next(box for box in at.selectbox if box.label == "Dates are written").set_value("mdy").run()
    assert "Store 7 rows" in labels(at)
    understood = next(frame.value for frame in at.dataframe if "Course began" in frame.value)
    assert list(understood["Course began"]) == [f"4 {month} 2026" for month in ("Jan", "Feb", "Mar", "Apr", "May")]


def test_dates_of_our_own_sheet_that_nothing_decides_are_asked_too(clinic_store: Store) -> None:
    at = opened("sheet.csv", table(HEADER, *(f"P{n},0{n}/04/2026,plantar_heel_pain,left,7,4" for n in (3, 5))))
    assert "can be read two ways" in read(at)
    assert not any(label.startswith("Store") for label in labels(at))
    at.radio(key="dates").set_value("mdy").run()
    press(at, "Store 2 rows")
    assert sorted(read_frames(clinic_store)["sessions"]["on"].dt.strftime("%d %b")) == ["04 Mar", "04 May"]


def test_another_file_starts_from_its_own_columns(clinic_store: Store) -> None:
    at = opened("export.csv", table(EXPORT, "C1,2026-03-14,plantar fasciitis,L,7,5"))
    assert figures(at)["Rows read"] == "1"
    choose(at, "export.csv", table(EXPORT, "C1,2026-03-14,plantar fasciitis,R,7,5", "C2,2026-03-14,cramp,R,7,5"))
    assert figures(at)["Rows read"] == "2", "a file of the same name is another file"
    choose(at, "ours.csv", table(HEADER, *GOOD))
    assert not at.exception
    assert figures(at)["Rows read"] == "12"
    at.file_uploader[0].clear().run()
    assert not at.exception
    assert "Rows read" not in figures(at)


def workbook() -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        for name, rows in (("Read me", ["Made in 2026"]), ("Visits", [EXPORT, "C1,2026-03-14,cramp,L,7,5"])):
            page = book.add_worksheet(name)
            for place, line in enumerate(rows):
                page.write_row(place, 0, line.split(","))
    return held.getvalue()


def test_another_worksheet_can_be_chosen(clinic_store: Store) -> None:
    at = opened("book.xlsx", workbook())
    sheet = next(box for box in at.selectbox if box.label == "Worksheet")
    assert list(sheet.options) == ["Read me", "Visits"]
    sheet.set_value("Visits").run()
    assert not at.exception
    assert "worksheet “Visits”" in words(at)
    assert figures(at)["Will be stored"] == "1"


def test_a_saved_mapping_says_what_it_cannot_find(clinic_store: Store) -> None:
    at = opened("export.csv", table(EXPORT, "C1,01/02/2026,plantar fasciitis,L,7,5"))
    saved = 'dates = "dmy"\n[patient]\ncolumn = "Client no."\n[site]\ncolumn = "Clinic"\n'
    at.file_uploader[1].upload("mapping.toml", saved.encode(), "application/toml").run()
    assert not at.exception
    assert "Clinic" in at.warning[0].value and "no column" in at.warning[0].value
    at.file_uploader[1].upload("mapping.toml", b"patient = 3", "application/toml").run()
    assert "patient" in at.error[0].value


def test_hostile_names_and_cells_stay_words(clinic_store: Store) -> None:
    line = f'"{EVIL}",2026-03-14,"{EVIL}",left,"{EVIL}",5'
    at = opened(f"{EVIL.replace('/', '')}.csv", table(HEADER, line, "=1+1,2026-03-14,cramp,left,7,5"))
    assert not at.exception
    assert_plain(at)
    press(at, "Store 1 row")
    assert_plain(at)
    header = f'Client no.,Visit date,Problem,"{EVIL}",Pain before,Pain after'
    choose(at, "export.csv", table(header, f'C1,2026-03-14,"{EVIL}","{EVIL}",7,5', "C2,2026-03-15,cramp,L,7,5"))
    assert not at.exception
    assert_plain(at)
    saved = f"dates = 'ymd'\n[patient]\ncolumn = 'Client no.'\n[side]\ncolumn = '{EVIL}'\n[site]\ncolumn = '{EVIL}2'\n"
    at.file_uploader[1].upload("mapping.toml", saved.encode(), "application/toml").run()
    assert not at.exception
    assert_plain(at)
    assert any("evil" in fold.label for fold in at.expander), "the column is named where its words are explained"
    assert "evil" in at.warning[0].value, "and where a saved mapping does not find it"


def assert_plain(at: AppTest) -> None:
    """No link, picture, tag or colour of a record is alive in any text that Streamlit reads as Markdown."""
    said = words(at) + "".join(element.label for element in (*at.expander, *at.selectbox, *at.text_input))
    assert not re.search(r"(?<!\\)!\[|(?<!\\)\]\(|(?<!\\)<script|(?<!\\):red\[", said)
