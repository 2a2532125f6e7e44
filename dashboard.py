"""Start the dashboard: ``python3 dashboard.py``, or ``streamlit run dashboard.py``. It holds no logic of its own."""

import sys

if __name__ == "__main__" and "streamlit" not in sys.modules:
    import launch

    launch.ensure()

import argparse
import importlib
import logging
from pathlib import Path

import streamlit as st

ROOT = Path(__file__).resolve().parent
WRONG = "Something went wrong on this page. A record is saved whole or not at all: open the page again to see."
log = logging.getLogger("dashboard")


def on_script_error(error: Exception) -> bool:
    """Log what kind of error and where, and nothing else: its own words may hold values from the records."""
    place = importlib.import_module("views.log_lines").place(error.__traceback__)
    where = f" in {place}" if place else ""
    log.error("A page failed: %s%s", type(error).__name__, where)
    st.error(WRONG)
    return True


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
    asked.add_argument("--address", default=tls.THIS_COMPUTER, help="another one needs CLINIC_BEHIND_TLS=https://NAME")
    return asked.parse_args()


if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))
logging.getLogger("streamlit.error_util").addFilter(lambda record: not record.exc_info)  # it would log the values
tls, starting = importlib.import_module("views.tls"), importlib.import_module("views.starting")
front = importlib.import_module("views.front").FRONT  # routes= and middleware=: our own addresses, and the gate
app = st.App(ROOT / "views" / "app.py", lifespan=starting.lifespan, on_script_error=on_script_error, **front)

if __name__ == "__main__":
    chosen = options()
    if not chosen.no_browser:
        starting.open_browser()
    try:
        here = tls.settings(chosen.address) | {"server.headless": True}  # the browser is opened at our own address
    except ValueError as refused:
        sys.exit(str(refused))
    app.run(config=here | ({"server.port": chosen.port} if chosen.port else {}))
else:
    try:
        tls.check_address(st.get_option("server.address"))
    except ValueError as refused:
        sys.exit(str(refused))
