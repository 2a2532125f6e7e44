"""How often a PIN may be tried: five times, then a wait. Counted here, on the server, not in the browser."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

TRIES, WAIT = 5, 60.0  # seconds; house rule


class Tries:
    """Counts the tries for each lock. A try is counted before it is judged, so that many at once gain nothing."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._made: dict[str, tuple[int, float]] = {}

    def take(self, key: str) -> float:
        """Count one try; 0 when it may be made, else the seconds to wait first."""
        with self._guard:
            made, until = self._made.get(key, (0, 0.0))
            now = self._clock()
            if made >= TRIES and now < until:
                return until - now
            made = 1 if made >= TRIES else made + 1
            self._made[key] = made, now + WAIT
            return 0.0

    def left(self, key: str) -> int:
        """How many tries are left before the wait."""
        with self._guard:
            return max(TRIES - self._made.get(key, (0, 0.0))[0], 0)

    def clear(self, key: str) -> None:
        """Forget the tries once the right PIN was given."""
        with self._guard:
            self._made.pop(key, None)
