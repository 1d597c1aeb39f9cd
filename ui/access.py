"""The token, when one is configured: it covers the page, the API and MCP."""

import base64
import binascii
import hashlib
import hmac

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.limits import TokenBuckets
from ui.problems import Problem
from ui.security import client_of

OPEN_PATHS = ("/healthz", "/readyz")  # they tell nothing but yes or no
FAILURES, REFILL = 10, 1 / 6  # wrong tokens in a row, then one every six seconds


class Access:
    """Asks for `Authorization: Bearer TOKEN`, or Basic with the token as password (what a browser asks its user for).

    A client with too many wrong tokens is refused unseen until its bucket refills, with the right one too: else trying
    on would tell it. No token configured: everybody may pass.
    """

    def __init__(self, app: ASGIApp, *, token: str, failures: TokenBuckets | None = None) -> None:
        self.app = app
        self.digest = _digest(token) if token else b""
        self.failures = failures or TokenBuckets(REFILL, FAILURES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self.digest and scope["path"] not in OPEN_PATHS:
            problem = self._check(scope)
            if problem:
                return await problem.send(scope, receive, send)
        await self.app(scope, receive, send)

    def _check(self, scope: Scope) -> Problem | None:
        client = client_of(scope)
        given = given_token(Headers(scope=scope).get("authorization", ""))
        if given is not None:
            wait = self.failures.wait(client)
            if wait:
                return Problem.busy(429, "too many wrong tokens; try again after Retry-After seconds", wait)
            # Digests have one length, so the time of the comparison tells nothing about the token, not even its length.
            if hmac.compare_digest(_digest(given), self.digest):
                return None
            self.failures.take(client)
        api = scope["path"].startswith("/v1/") or scope["path"] in ("/mcp", "/metrics", "/openapi.json")
        challenge = 'Bearer realm="yiju"' if api else 'Basic realm="yiju", charset="UTF-8"'
        detail = "a token is needed: Authorization: Bearer TOKEN, or any user name with the token as password"
        return Problem(401, detail, headers={"www-authenticate": challenge})


def given_token(header: str) -> str | None:
    """The token in an Authorization header; None where there is none to compare."""
    scheme, _, value = header.strip().partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(value.strip(), validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
