"""Tickets: who is told of a file, for how long, and what a browser may not say."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from reports.tickets import HOURS, MOST, MadeFile, NotAFile, NoTicket, Tickets, understand

SENT = {"ticket": "t", "format": "png", "scale": 2, "width": 1080, "height": 1080, "sha256": "0" * 64}
FILE = MadeFile("png", 2.0, 1080, 1080, "0" * 64)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_ticket_tells_its_own_and_may_be_used_again() -> None:
    tickets, heard = Tickets(), []
    mine = tickets.offer(lambda made: heard.append(("mine", made)))
    other = tickets.offer(lambda made: heard.append(("other", made)))
    assert mine != other
    for ticket in (other, mine, mine):
        tickets.note(ticket, FILE)
    assert heard == [("other", FILE), ("mine", FILE), ("mine", FILE)]


@pytest.mark.parametrize("ticket", ["", "unknown", None, 1, ["a"], {"a": 1}])
def test_a_ticket_nobody_gave_out_tells_nobody(ticket: object) -> None:
    tickets, heard = Tickets(), []
    tickets.offer(heard.append)
    with pytest.raises(NoTicket):
        tickets.note(ticket, FILE)
    assert heard == []


def test_a_ticket_is_over_after_twelve_hours() -> None:
    clock, heard = Clock(), []
    tickets = Tickets(clock)
    ticket = tickets.offer(heard.append)
    clock.now = HOURS * 3600 - 1
    tickets.note(ticket, FILE)
    clock.now = HOURS * 3600
    with pytest.raises(NoTicket):
        tickets.note(ticket, FILE)
    assert len(heard) == 1


def test_the_oldest_goes_when_there_are_too_many() -> None:
    tickets, heard = Tickets(), []
    given = [tickets.offer(heard.append) for _ in range(MOST + 1)]
    with pytest.raises(NoTicket):
        tickets.note(given[0], FILE)
    for ticket in (given[1], given[-1]):
        tickets.note(ticket, FILE)
    assert len(heard) == 2


def test_many_threads_at_once() -> None:
    tickets, heard = Tickets(), []
    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(lambda _: tickets.offer(heard.append), range(400)))
        list(pool.map(lambda ticket: tickets.note(ticket, FILE), given))
    assert len(heard) == len(set(given)) == 400


def test_what_one_is_told_may_be_refused() -> None:
    def refuse(_: MadeFile) -> None:
        raise ValueError("DN-1 was withdrawn.")

    tickets = Tickets()
    with pytest.raises(ValueError, match=r"DN-1 was withdrawn\."):
        tickets.note(tickets.offer(refuse), FILE)


def test_a_file_is_understood() -> None:
    assert understand(SENT) == FILE
    assert understand(SENT | {"format": "svg", "scale": 1.5}) == MadeFile("svg", 1.5, 1080, 1080, "0" * 64)


@pytest.mark.parametrize(
    "wrong",
    [
        {"format": "pdf"}, {"format": None}, {"format": ["png"]}, {"scale": 0}, {"scale": -1}, {"scale": "2"},
        {"scale": True}, {"scale": float("nan")}, {"scale": float("inf")}, {"width": 0}, {"width": 10**400},
        {"width": 10.5}, {"height": None}, {"height": 20_001}, {"sha256": "0" * 63}, {"sha256": "G" * 64},
        {"sha256": "A" * 64}, {"sha256": "0" * 64 + "\n"}, {"sha256": 5}, {"more": 1},
    ],
    ids=lambda wrong: json.dumps(wrong)[:30],
)  # fmt: skip
def test_what_describes_no_file_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(NotAFile):
        understand(SENT | wrong)


@pytest.mark.parametrize("name", SENT)
def test_a_field_that_is_missing_is_refused(name: str) -> None:
    with pytest.raises(NotAFile):
        understand({key: value for key, value in SENT.items() if key != name})
