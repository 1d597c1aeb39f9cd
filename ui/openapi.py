"""The OpenAPI description as the server really behaves: its errors are problems, not FastAPI's own models."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from ui.problems import MEDIA_TYPE

_UNUSED = ("HTTPValidationError", "ValidationError")


def describe(app: FastAPI) -> None:
    """Replaces `app.openapi`; made once, when first asked for."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _described(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _described(app: FastAPI) -> dict[str, Any]:
    description = get_openapi(
        title="Yiju",
        version=app.version,
        summary="Cited question answering over official reports: the answer, and its exact basis.",
        routes=app.routes,
        servers=app.servers or None,
    )
    for operations in description["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    response["content"] = {MEDIA_TYPE: response.get("content", {}).get("application/json", {})}
    for name in _UNUSED:
        description["components"]["schemas"].pop(name, None)
    return description
