"""The records cut into parts for a registry: whole patients, by clinic, without what names or describes a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.frames import REGISTRY_EPISODES, REGISTRY_READINGS

PATIENTS_A_PART = 8192  # about a quarter of a million readings


@dataclass(frozen=True)
class Part:
    """Some patients of one clinic (0: none was written down): `REGISTRY_EPISODES` and `REGISTRY_READINGS`."""

    clinic: int
    number: int
    episodes: pd.DataFrame
    readings: pd.DataFrame


def parts_of(frames: Mapping[str, pd.DataFrame], clinics: Mapping[str, int]) -> Iterator[Part]:
    """The *frames* of `data.store.read_frames` in parts, by clinic and number; *clinics* gives each site's number.

    A patient is in one part only, that of the clinic where the first course of care began, so that intervals by
    patient stay so. Readings are in the order in which they were taken, measure by measure.
    """
    episodes = frames["episodes"].sort_values("episode", ignore_index=True)
    first = _first_sessions(frames["sessions"], episodes["episode"])
    episodes = episodes.assign(first_session=first)[[*REGISTRY_EPISODES, "site"]]
    unit, units = _units(episodes, clinics)
    readings = frames["readings"]
    place = unit[episodes["episode"].searchsorted(readings["episode"].to_numpy())]
    order = _as_taken(readings, place)
    readings, place = readings[list(REGISTRY_READINGS)].iloc[order], place[order]
    for at, (clinic, number) in enumerate(units):
        start, end = np.searchsorted(place, [at, at + 1])
        yield Part(clinic, number, episodes[unit == at][list(REGISTRY_EPISODES)], readings.iloc[start:end])


def _first_sessions(sessions: pd.DataFrame, episodes: pd.Series) -> NDArray[np.datetime64]:
    days = sessions.groupby("episode")["on"].min()
    return days.reindex(episodes).to_numpy().astype("datetime64[s]")


def _units(episodes: pd.DataFrame, clinics: Mapping[str, int]) -> tuple[NDArray[np.int64], list[tuple[int, int]]]:
    """The place of each episode's part, and the clinic and number of each part."""
    began = episodes.sort_values(["started", "episode"]).drop_duplicates("patient").set_index("patient")
    at = began["site"].astype(object).map(lambda name: clinics.get(name, 0)).fillna(0).astype("int64")
    clinic = episodes["patient"].map(at).to_numpy(dtype=np.int64)
    number = episodes["patient"].to_numpy() // PATIENTS_A_PART
    pairs, unit = np.unique(np.c_[clinic, number], axis=0, return_inverse=True)
    return unit.ravel().astype(np.int64), [(int(one), int(other)) for one, other in pairs]


def _as_taken(readings: pd.DataFrame, place: NDArray[np.int64]) -> NDArray[np.intp]:
    review = (readings["phase"] == "review").to_numpy()
    measure = readings["measure"].cat.codes.to_numpy()
    keys = (readings[name].to_numpy() for name in ("reading", "number"))
    on, episode = readings["on"].to_numpy(), readings["episode"].to_numpy()
    return np.lexsort((*keys, review, on, episode, measure, place))
