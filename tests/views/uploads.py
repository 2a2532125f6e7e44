"""Bringing a file to a page as a browser does, without a browser: ask where to, put it there, say that it is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileURLs
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection

from reports.access import OWNER
from tests.views import raw, wired
from tests.views.gated import cookie
from tests.views.wired import Wired

BETWEEN = "----a-boundary-of-these-tests"
XSRF = "_streamlit_xsrf"


def fields(heard: list[ForwardMsg]) -> dict[str, str]:
    """The fields for files that were drawn, label to id."""
    return {one.label: one.id for one in raw.elements(heard, "file_uploader")}


def folds(heard: list[ForwardMsg]) -> dict[str, str]:
    """What is folded away on a page, label to id."""
    drawn = [one.delta.add_block.expandable for one in heard if one.WhichOneof("type") == "delta"]
    return {one.label: one.id for one in drawn if one.id}


def errors(heard: list[ForwardMsg]) -> list[str]:
    """The sentences in red, as a person reads them: without the signs that keep Markdown off."""
    said = raw.elements(heard, "alert")
    return [re.sub(r"\\(.)", r"\1", one.body) for one in said if one.format == Alert.ERROR]


def place_for(page: ClientConnection, session: str, name: str) -> FileURLs:
    """Where the server wants a file of this *name*."""
    asked = BackMsg()
    asked.file_urls_request.request_id = "1"
    asked.file_urls_request.session_id = session
    asked.file_urls_request.file_names.append(name)
    page.send(asked.SerializeToString())
    while True:
        one = ForwardMsg.FromString(bytes(page.recv(timeout=90)))  # type: ignore[arg-type]
        if one.WhichOneof("type") == "file_urls_response":
            return one.file_urls_response.file_urls[0]


def marked(port: int, cookies: dict[str, str]) -> dict[str, str]:
    """The headers with the mark against forgery that the server gave out."""
    _, told, _ = raw.ask(port, "GET", "/_stcore/health", cookies)
    mark = told["set-cookie"].split(";")[0].removeprefix(f"{XSRF}=")
    return {"cookie": f"{cookies['cookie']}; {XSRF}={mark}", "x-xsrftoken": mark}


def put(port: int, cookies: dict[str, str], place: str, name: str, content: bytes) -> int:
    """Send the file; the status of the answer."""
    head = f'--{BETWEEN}\r\ncontent-disposition: form-data; name="file"; filename="{name}"\r\n'
    body = head.encode() + b"content-type: application/octet-stream\r\n\r\n" + content + f"\r\n--{BETWEEN}--".encode()
    headers = marked(port, cookies) | {"content-type": f"multipart/form-data; boundary={BETWEEN}"}
    return raw.ask(port, "PUT", place, headers, body)[0]


@dataclass(frozen=True)
class Bringer:
    """Somebody with a page open, who brings files to a *field* of it; *folds* are what has to be opened before."""

    page: ClientConnection
    port: int
    cookies: dict[str, str]
    mark: str
    field: str
    folds: tuple[str, ...] = ()

    def bring(self, name: str, content: bytes) -> list[ForwardMsg]:
        """Choose a file, and have it forgotten as a browser does for the next one; what the page said to it."""
        message, heard = self._choose(name, content)
        file = message.rerun_script.widget_states.widgets[-1].file_uploader_state_value.uploaded_file_info[0]
        raw.ask(self.port, "DELETE", file.file_urls.delete_url, marked(self.port, self.cookies))
        return heard

    def bring_and_press(self, name: str, content: bytes, button: str) -> list[ForwardMsg]:
        """Choose a file, then press the button that begins so; what the page said to that."""
        message, heard = self._choose(name, content)
        pressed = message.rerun_script.widget_states.widgets.add()
        pressed.id = next(id for label, id in raw.buttons(heard).items() if label.startswith(button))
        pressed.trigger_value = True
        return raw.run(self.page, message)

    def _choose(self, name: str, content: bytes) -> tuple[BackMsg, list[ForwardMsg]]:
        message = raw.on_page(self.mark)
        for fold in self.folds:
            opened = message.rerun_script.widget_states.widgets.add()
            opened.id, opened.bool_value = fold, True
        drawn = raw.run(self.page, message)
        place = place_for(self.page, wired.session_of(drawn), name)
        assert put(self.port, self.cookies, place.upload_url, name, content) == 204
        state = message.rerun_script.widget_states.widgets.add()
        state.id = next(id for label, id in fields(drawn).items() if label.startswith(self.field))
        file = state.file_uploader_state_value.uploaded_file_info.add()
        file.file_id, file.name, file.size = place.file_id, name, len(content)
        file.file_urls.CopyFrom(place)
        return message, raw.run(self.page, message)


@contextmanager
def bringer(clinic: Wired, title: str, field: str, fold: str = "") -> Iterator[Bringer]:
    """The owner in front of a field for files."""
    with clinic.opened(OWNER) as page:
        mark = raw.pages(raw.run(page))[title]
        opened = (folds(raw.run(page, raw.on_page(mark)))[fold],) if fold else ()
        yield Bringer(page, clinic.running.port, cookie(clinic.tokens[OWNER]), mark, field, opened)
