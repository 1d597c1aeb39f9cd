"""Errors as RFC 9457 problem details (application/problem+json), the one shape of every refusal of the server."""

import json
import math
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """A refusal: raise it in a handler, or `send` it from a middleware.

    `detail` says what was wrong and what to do; `headers` go with the response; `members` are added to the JSON.
    """

    def __init__(self, status: int, detail: str, *, headers: Mapping[str, str] | None = None, **members: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})
        self.members = members

    @classmethod
    def busy(cls, status: int, detail: str, wait: float) -> "Problem":
        """With Retry-After: `wait` in seconds, rounded up to whole ones, at least 1."""
        return cls(status, detail, headers={"retry-after": str(max(1, math.ceil(wait)))})

    def as_dict(self) -> dict[str, Any]:
        """The JSON members."""
        title = HTTPStatus(self.status).phrase
        return {"type": "about:blank", "title": title, "status": self.status, "detail": self.detail, **self.members}

    def response(self) -> Response:
        """The problem as an HTTP response."""
        # ASCII: a detail may quote a broken character of the request, which UTF-8 could not carry.
        return Response(json.dumps(self.as_dict()), self.status, self.headers, MEDIA_TYPE)

    async def send(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers an ASGI request with the problem."""
        await self.response()(scope, receive, send)


def validation_problem(errors: Sequence[Mapping[str, Any]]) -> Problem:
    """What pydantic found, as JSON pointers (body) or names (query, path), without repeating the input."""
    found = [{"at": _pointer(error["loc"]), "detail": str(error["msg"])} for error in errors[:20]]
    first = f"{found[0]['at']}: {found[0]['detail']}" if found else "the request does not fit the schema"
    return Problem(422, f"{first}; see /openapi.json", errors=found)


def _pointer(place: Sequence[str | int]) -> str:
    where, *rest = place or ("body",)
    path = "".join(f"/{str(part)[:80]}" for part in rest)
    return f"#{path}" if where == "body" else f"{where}{path}"
