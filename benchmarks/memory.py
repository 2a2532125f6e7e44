"""The most memory a job takes: the job is done in a process of its own, and the process is asked at its end."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss


def peak_of(job: str, *arguments: str) -> int:
    """Bytes resident at most in a fresh Python that does *job* of `benchmarks.jobs` once, the libraries included."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.jobs", job, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return int(done.stdout.split()[-1])


def peak(process: int | str = "self") -> int:
    """Bytes resident at most in *process* since its program began.

    Linux counts it by program; ``getrusage``, the way elsewhere (this process only), would begin with what the program
    that started this one held, because it is handed on when one program takes the place of another.
    """
    status = Path(f"/proc/{process}/status")
    if status.exists():
        found = re.search(r"^VmHWM:\s+(\d+) kB", status.read_text(), re.MULTILINE)
        return int(found.group(1)) * 1024 if found else 0
    import resource  # not on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT
