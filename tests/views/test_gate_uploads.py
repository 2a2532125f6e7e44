"""Files that wait in memory: one more than all may have together is refused before a byte of it is read."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from tests.views.test_tablet import in_a_loop_of_its_own
from views import gate_uploads
from views.gate import Gate
from views.gate_uploads import MOST, PLACE, Uploads, is_upload, waiting


def bringing(length: str, method: str = "PUT", path: str = f"{PLACE}a/b") -> dict[str, Any]:
    headers = [(b"content-length", length.encode())] if length else []
    return {"type": "http", "method": method, "path": path, "headers": headers}


class Behind:
    """What stands behind the gate: counts what reaches it, and how much is on its way then."""

    def __init__(self, uploads: Uploads) -> None:
        self.uploads = uploads
        self.seen: list[int] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.seen.append(self.uploads.on_their_way)
        if scope.get("broken"):
            raise OSError("the line went dead")


def brought(uploads: Uploads, behind: Behind, scope: dict[str, Any]) -> int:
    """The status the gate itself answered with; 0 where it let the file through."""
    told: list[Any] = []

    async def send(message: Any) -> None:
        told.append(message)

    async def receive() -> Any:
        raise AssertionError("a byte of it was read")

    in_a_loop_of_its_own(uploads.through(behind, scope, receive, send))
    return int(told[0]["status"]) if told else 0


def test_a_file_passes_while_there_is_room_and_not_beyond(monkeypatch: pytest.MonkeyPatch) -> None:
    uploads = Uploads()
    behind = Behind(uploads)
    monkeypatch.setattr(gate_uploads, "waiting", lambda: MOST - 1_000)
    assert brought(uploads, behind, bringing("1000")) == 0 and behind.seen == [1_000]
    assert brought(uploads, behind, bringing("1001")) == 413 and behind.seen == [1_000]
    uploads.on_their_way = 500
    assert brought(uploads, behind, bringing("501")) == 413, "what others are sending counts too"


def test_a_file_of_no_known_length_is_refused() -> None:
    uploads = Uploads()
    behind = Behind(uploads)
    for length in ("", "-5", "many", "1e9"):
        assert brought(uploads, behind, bringing(length)) == 411
    assert behind.seen == []


def test_what_was_on_its_way_is_so_no_more_when_the_line_goes_dead() -> None:
    uploads = Uploads()
    with pytest.raises(OSError, match="dead"):
        brought(uploads, Behind(uploads), bringing("1000") | {"broken": True})
    assert uploads.on_their_way == 0


def test_what_waits_is_what_streamlit_keeps(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = MemoryUploadedFileManager("/upload")
    monkeypatch.setattr(runtime, "exists", lambda: True)
    monkeypatch.setattr(runtime, "get_instance", lambda: SimpleNamespace(uploaded_file_mgr=kept))
    assert waiting() == 0
    kept.add_file("a", UploadedFileRec("1", "x.csv", "text/csv", b"x" * 700))
    kept.add_file("b", UploadedFileRec("2", "y.csv", "text/csv", b"y" * 300))
    assert waiting() == 1_000
    kept.remove_session_files("a")
    assert waiting() == 300


def test_only_bringing_a_file_is_counted() -> None:
    assert is_upload(bringing("1")) and isinstance(Gate(lambda *_: None).uploads, Uploads)  # type: ignore[arg-type,return-value]
    assert not is_upload(bringing("1", "DELETE")) and not is_upload(bringing("1", path="/_stcore/health"))
    assert not is_upload({"type": "websocket", "path": f"{PLACE}a/b"})
