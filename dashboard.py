"""Start the dashboard: ``python3 dashboard.py``, or ``streamlit run dashboard.py``. It holds no logic of its own."""

import sys

if __name__ == "__main__" and "streamlit" not in sys.modules:
    import launch

    launch.ensure()

import argparse
import importlib
import logging
import threading
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st

ROOT = Path(__file__).resolve().parent
THIS_COMPUTER = "127.0.0.1"
WRONG = "Something went wrong on this page. A record is saved whole or not at all: open the page again to see."
log = logging.getLogger("dashboard")


def on_script_error(error: Exception) -> bool:
    """Log what kind of error and where, and nothing else: its own words may hold values from the records."""
    ours = [step for step in traceback.extract_tb(error.__traceback__) if step.filename.startswith(str(ROOT))]
    where = f" in {Path(ours[-1].filename).name}, line {ours[-1].lineno}" if ours else ""
    log.error("A page failed: %s%s", type(error).__name__, where)
    st.error(WRONG)
    return True


def warm() -> None:
    """Load what the first page needs while the browser is still opening; a failure shows on the page instead."""
    try:
        for name in ("plotly.graph_objects", "scipy.special", "views.room"):
            importlib.import_module(name)
        importlib.import_module("reports.desk").modules()
    except Exception as error:
        log.error("Getting ready early failed: %s", type(error).__name__)


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Get ready in the background, so that the address answers at once."""
    threading.Thread(target=warm, daemon=True).start()
    yield


def port(text: str) -> int:
    """A port that a person may choose, or the ValueError argparse makes a sentence of."""
    if not 1 <= int(text) <= 65535:
        raise ValueError(text)
    return int(text)


def options() -> argparse.Namespace:
    """What was asked for on the command line."""
    asked = argparse.ArgumentParser(prog="python3 dashboard.py", description="Open the outcomes dashboard.")
    asked.add_argument("--port", type=port, help="where it listens on this computer (default: 8501, or the next free)")
    asked.add_argument("--no-browser", action="store_true", help="only print the address, do not open it")
    return asked.parse_args()


if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))
logging.getLogger("streamlit.error_util").addFilter(lambda record: not record.exc_info)  # it would log the values
front = importlib.import_module("views.tablet").FRONT  # routes= and middleware=: the patient's page and its lock
app = st.App(ROOT / "views" / "app.py", lifespan=lifespan, on_script_error=on_script_error, **front)

if __name__ == "__main__":
    chosen = options()
    here = {"server.address": THIS_COMPUTER, "server.headless": chosen.no_browser}
    app.run(config=here | ({"server.port": chosen.port} if chosen.port else {}))
elif st.get_option("server.address") not in (THIS_COMPUTER, "localhost"):
    sys.exit(f"Nobody signs in yet, so only this computer may be served: leave the address at {THIS_COMPUTER}.")
