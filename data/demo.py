"""A seeded, invented clinic, so that the program can be seen at work before any real record is in it.

Three sites, seven podiatrists, about 1,500 courses of care over four years. Nobody in it exists. Its levels
are calibrated to published figures, each tested in ``tests/data/test_demo.py`` by the name of its source:

- presenting pain: mean near 6 of 10, SD near 1.8 (dunning2018pf, PMID 30379937); duration of symptoms skewed,
  mean 336 days for heel pain (the same trial);
- course change in pain: 2 to 2.5 points on average (alboloushi2020, PMID 32819949: 2.6, 95 % CI 1.2 to 4.0), with
  natural history and regression to the mean in it, because people come when it is worst; some get worse; most
  still have some pain at half a year (hansen2018, PMID 29536022: 80.5 % at one year);
- Achilles tendons: VISA-A from about 59 to about 76 at 12 weeks (solomons2020, PMID 32898170);
- range of motion: gains within a visit and over a course lie inside measurement error (eftekharsadat2016,
  benito2020, stretch_vs_dn, mason2016: no added range; error of the tests from the catalogue);
- about a third is never measured again (alboloushi2020: 33 % lost), and not at random: those no better, and those
  much better, leave more often (`data.demo_course.leaving`);
- adverse events where asked: any mild event after 19.18 % of sessions, by kind as in brady2014 (PMID 25125935);
  a significant one after 1 in 1,024 (boyce2020, PMID 32089962). One podiatrist's records never say whether it was
  asked, and nobody's do in the first year.

Put in on purpose for the Data quality page: one podiatrist writes pain mostly as 0, 5 or 10; another often skips
the reading after the session; in one month a form asked for worst pain instead of pain now, and levels are higher;
one site changed from goniometer to inclinometer, which starts a new series; a few values are doubtful
(`data.demo_doubts`); and the newest visits came in as a file of which four rows were rejected (`data.demo_import`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from data.catalogue import Catalogue, load_catalogue
from data.clock import today
from data.places import NotADemo, StoreError, demo_url, read_url
from data.rows import SourceRow
from data.store import Store, open_store

if TYPE_CHECKING:
    from data.demo_build import Progress

SEED = 2026
CATALOGUE = Path(__file__).with_name("demo_catalogue")  # what the invented clinic has agreed, invented too


def rows(seed: int = SEED, until: date | None = None) -> Iterator[SourceRow]:
    """The invented clinic's records in order of date, one row per session or stand-alone review.

    The four years end on the day *until* (default: today). The same seed and day give the same rows.
    """
    from data.demo_clinic import clinic  # what invents people loads when a clinic is made, not when one is looked at
    from data.demo_doubts import doubtful

    return iter(doubtful(clinic(seed, until or today())))


def is_built(url: str | None = None) -> bool:
    """Whether the demo clinic at *url* (default: its own place) is there; one is there only when it is whole."""
    return _file_of(url or demo_url()).exists()


def _file_of(url: str) -> Path:
    """The file behind the SQLite address *url*; `NotADemo` when it is a server's."""
    address = read_url(url)
    if address.get_backend_name() != "sqlite":
        raise NotADemo("The demo clinic is always a file of its own: give an address such as sqlite:///demo.db.")
    return Path(str(address.database))


def catalogue() -> Catalogue:
    """The catalogue to ask the invented clinic with: its own agreed standards in place of a clinic's."""
    return load_catalogue(standards=CATALOGUE)


def open_demo(catalogue: Catalogue | None = None) -> Store:
    """The demo clinic's store, for a command that only looks: it makes none.

    Raises `data.places.StoreError` when it is not made yet.
    """
    if not is_built():
        raise StoreError("The invented clinic is not made yet. Make it with: python3 -m data demo")
    return open_store(demo_url(), catalogue)


def build(url: str | None = None, progress: Progress | None = None) -> None:
    """Make the demo clinic at *url* (default: its own place), in place of one that is there.

    *progress* is told how many rows are done and how many there are. The database is made beside its final
    name and moved there when it is whole: a build that is killed leaves no demo clinic, never half of one.
    Raises `data.places.NotADemo` for an address that is not a file, or holds other records, and
    `data.places.StoreError`.
    """
    from data.demo_build import build_file

    build_file(_file_of(url or demo_url()), list(rows()), progress)
