"""A provider on this computer: real keys, real signatures, the whole of the code flow, and switches for every lie.

It checks what a provider has to (client, secret, redirect address, PKCE, a code used once), so that our own requests
are tried as well. Its address names this computer by another name than the dashboard's, so that a browser treats the
two as different sites.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "the-dashboard", "a+secret/with:letters%"
KEY, OTHER = (RSAKey.generate_key(2048, {"kid": name, "use": "sig"}) for name in ("now", "now"))
PAGE = '<!doctype html><html lang="en"><title>P</title><h1>The provider</h1><form action="/say"><input type="hidden" \
name="asked" value="{asked}"><button name="sub" value="ann-1">I am Ann</button><button name="sub" value="eve-9">I am \
Eve</button></form></html>'


@dataclass
class Provider:
    """What it says of itself, whom it vouches for, and the lies it tells now."""

    issuer: str
    lies: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    methods: list[str] = field(default_factory=lambda: ["client_secret_post"])

    def described(self) -> dict[str, Any]:
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return {
            "issuer": self.issuer,
            "token_endpoint_auth_methods_supported": self.methods,
            **{name: f"{self.issuer}/{place}" for name, place in places.items()},
            **self.lies.get("described", {}),
        }

    def answer(self, asked: dict[str, str], subject: str) -> str:
        """Where the browser is led back to, for somebody who proved to be *subject*."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked | {"sub": subject}
        said = {"code": code, "state": asked["state"]} | self.lies.get("answer", {})
        return f"{asked['redirect_uri']}?{urlencode({name: word for name, word in said.items() if word})}"

    def tokens(self, sent: dict[str, str], headers: Any) -> tuple[int, dict[str, Any]]:
        asked = self.codes.pop(sent.get("code", ""), None)
        if asked is None or not self._is_client(sent, headers):
            return 400, {"error": "invalid_grant"}
        digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
        right = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked["code_challenge"]
        if not right or sent["redirect_uri"] != asked["redirect_uri"] or asked["code_challenge_method"] != "S256":
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": self.signed(asked)}

    def _is_client(self, sent: dict[str, str], headers: Any) -> bool:
        if self.methods == ["client_secret_post"]:
            return (sent.get("client_id"), sent.get("client_secret")) == (CLIENT, SECRET)
        return str(headers.get("authorization")) == "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()

    def signed(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {"iss": self.issuer, "sub": asked["sub"], "aud": CLIENT, "exp": now + 300, "iat": now,
                  "nonce": asked["nonce"], "auth_time": now, "email": "ann@clinic.example"} | self.claims  # fmt: skip
        claims = {name: word for name, word in claims.items() if word is not None}
        header = {"alg": "RS256", "kid": "now"} | self.header
        if header["alg"] == "none":
            parts = [
                base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=").decode() for one in (header, claims)
            ]
            return ".".join([*parts, ""])
        if header["alg"] == "HS256":  # the public key taken for a shared secret
            signed = ".".join(_packed(json.dumps(one).encode()) for one in (header, claims))
            return f"{signed}.{_packed(hmac.digest(KEY.as_pem(private=False), signed.encode(), 'sha256'))}"
        return jwt.encode(header, claims, OTHER if self.lies.get("key") else KEY)


def _packed(one: bytes) -> str:
    return base64.urlsafe_b64encode(one).rstrip(b"=").decode()


class Handler(BaseHTTPRequestHandler):
    provider: Provider

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.provider.asked.append(parts.path)
        if self.provider.lies.get("down"):
            self._say(503, b"busy", "text/plain")
        elif parts.path == "/.well-known/openid-configuration":
            self._json(200, self.provider.described())
        elif parts.path == "/keys":
            self._json(200, {"keys": [KEY.as_dict(private=False)]})
        elif parts.path == "/authorize":
            kept = base64.urlsafe_b64encode(parts.query.encode()).decode()
            self._say(200, PAGE.format(asked=kept).encode(), "text/html")
        elif parts.path == "/say":
            query = base64.urlsafe_b64decode(asked["asked"]).decode()
            then = {name: values[0] for name, values in parse_qs(query).items()}
            self._say(303, b"", "text/plain", location=self.provider.answer(then, asked["sub"]))
        else:
            self._say(404, b"", "text/plain")

    def do_POST(self) -> None:
        self.provider.asked.append(self.path)
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        self._json(*self.provider.tokens({name: values[0] for name, values in parse_qs(body).items()}, self.headers))

    def _json(self, status: int, said: dict[str, Any]) -> None:
        self._say(status, json.dumps(said).encode(), "application/json")

    def _say(self, status: int, body: bytes, kind: str, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"content-type": kind, "content-length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def running() -> Iterator[Provider]:
    """A provider that answers on this computer until the block ends."""
    handler = type("Mine", (Handler,), {})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        provider = handler.provider = Provider(f"http://localhost:{server.server_port}")  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()
