"""Make the program's own environment once, then go on inside it.

Needs nothing but Python itself: this file runs before anything is installed, and on an old Python
it still has to be readable, so that it can say which one is needed. What is installed is exactly
requirements.txt, checked against the hashes written there. Set-up happens again only when that file
changes; one that was interrupted is done over, because the mark is written last.
"""

import collections.abc
import contextlib
import hashlib
import importlib.util
import os
import pathlib
import shutil
import signal
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent
LEAST = (3, 11)


def ensure(module: str = "") -> None:
    """Return when this is the program's own Python; otherwise run the same command in it and exit.

    *module* is the name given to ``python3 -m``; without it the file that was started runs again.
    """
    _check_python()
    if _ready() and pathlib.Path(sys.prefix).resolve() == _place().resolve():
        return
    with _alone():
        if not _ready():
            _set_up()
    started = ["-m", module] if module else [sys.argv[0]]
    sys.exit(_go_on([str(_python()), *started, *sys.argv[1:]]))


def _place() -> pathlib.Path:
    return ROOT / ".venv"


def _python() -> pathlib.Path:
    return _place() / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _wanted() -> str:
    return hashlib.sha256((ROOT / "requirements.txt").read_bytes()).hexdigest()


def _mark() -> pathlib.Path:
    return _place() / "installed.txt"


def _ready() -> bool:
    """Whether the environment was finished for today's requirements and its Python is still there."""
    return _python().exists() and _mark().exists() and _mark().read_text().strip() == _wanted()


def _check_python() -> None:
    if sys.version_info[:2] < LEAST:
        _stop("This program needs Python 3.11 or newer; this is Python {}.{}.".format(*sys.version_info[:2]))


def _check_venv() -> None:
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        _stop("Python's venv module is missing. On Debian or Ubuntu: sudo apt install python3-venv")


def _set_up() -> None:
    _check_venv()
    again = _mark().exists()
    _say("Bringing .venv up to date." if again else "Setting up in .venv, once. It takes about a minute.")
    inside = pathlib.Path(sys.prefix).resolve() == _place().resolve()
    if again:
        _mark().unlink()
    elif _place().exists() and not inside:  # a running Python cannot take its own folder away
        shutil.rmtree(str(_place()))
    if not _python().exists() or not _has_pip():
        _run([sys.executable, "-m", "venv", str(_place())], "making .venv")
    _install()
    _mark().write_text(_wanted() + "\n")
    _say("Set-up is finished.")


def _has_pip() -> bool:
    return subprocess.run([str(_python()), "-m", "pip", "--version"], capture_output=True).returncode == 0


def _install() -> None:
    pip = [str(_python()), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    exact = ["--require-hashes", "--only-binary", ":all:", "-r", str(ROOT / "requirements.txt")]
    _run(pip + exact, "installing")


def _run(command: list, doing: str) -> None:
    """Run *command*, counting the packages it names as they come; stop with its last words if it fails."""
    lines = []
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    for line in child.stdout or ():
        lines.append(line.rstrip())
        if line.startswith(("Collecting ", "Installing collected ")):
            _progress(line.split(" (from ")[0].split(":")[0].strip(), sum(x.startswith("Collecting ") for x in lines))
    if child.wait():
        _stop("\n".join([*lines[-8:], f"Set-up stopped while {doing}. Start again once this is mended."]))


def _progress(what: str, count: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K  {count}  {what[:70]}")
        if what.startswith("Installing"):
            sys.stderr.write("\n")
        sys.stderr.flush()
    elif count % 25 == 0 or what.startswith("Installing"):
        _say(f"  {count}  {what}")


@contextlib.contextmanager
def _alone() -> "collections.abc.Iterator[None]":
    """Let one set-up run at a time: a second start waits here, and a killed one lets go by itself."""
    with open(str(ROOT / ".venv.lock"), "a+") as held:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(held.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _go_on(command: list) -> int:
    """Run *command* to its end and return its exit code; Ctrl+C and a polite end reach it."""
    child = subprocess.Popen(command)
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    while True:
        try:
            code = child.wait()
            return code if code >= 0 else 128 - code
        except KeyboardInterrupt:  # it got Ctrl+C as well, and closes by itself
            continue


def _say(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()


def _stop(sentence: str) -> None:
    _say(sentence)
    sys.exit(1)
