"""How the server runs: every option with its safe default, from the command line or from YIJU_* variables."""

import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import platformdirs

from index import QueryError

LOOPBACK = ("localhost", "127.0.0.1", "::1")


class SettingsError(QueryError):
    """An option of the server that cannot be used."""


def _feedback_path() -> Path:
    return platformdirs.user_data_path("yiju") / "feedback.jsonl"


def _processes() -> int:
    # One for each processor; one processor alone answers no faster with more processes. Windows gives no process a
    # socket for its standard input.
    if sys.platform == "win32":
        return 0
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return 0 if usable == 1 else min(usable, 8)


@dataclass(frozen=True, slots=True)
class Settings:
    """Options of the server. Sizes are bytes, times seconds; a rate of 0 means no limit.

    `token`: covers page, API and MCP when set (16 characters or more). `hosts`: further names that the server may be
    called by (beside the loopback ones and `host`); `origins`: other sites whose pages may call the API (CORS).
    `rate`/`burst`: questions per second and client (/v1 and the page's questions); `outer_rate`/`outer_burst`: all
    other requests. `cached_answers`: how many are kept for questions asked again. `processes`: how many answer questions
    of the API once they overlap, beside the server's own; 0 for none. `trusted_proxies`: addresses whose
    X-Forwarded-For counts. `root_path`: where the server stands on its host, such as /reports, when a proxy puts it
    under a path; the proxy may take the path off or leave it on. `page`: False serves the API alone.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    token: str = field(default="", repr=False)
    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    root_path: str = ""
    rate: float = 10.0
    burst: int = 60
    outer_rate: float = 200.0
    outer_burst: int = 3000
    max_body: int = 1024 * 1024
    max_api_body: int = 64 * 1024
    max_waiting: int = 128
    time_limit: float = 60.0
    cached_answers: int = 512
    processes: int = field(default_factory=_processes)
    metrics: bool = False
    log_questions: bool = False
    page: bool = True
    feedback: Path = field(default_factory=_feedback_path)
    max_feedback: int = 5 * 1024 * 1024

    def __post_init__(self) -> None:
        if not 0 <= self.port <= 65535:
            raise SettingsError(f"port {self.port} is no port; give one from 1 to 65535, or 0 for any free one")
        if self.token and (len(self.token) < 16 or not self.token.isascii() or not self.token.isprintable()):
            raise SettingsError(
                "the token is too short or holds characters that headers cannot carry; "
                "give 16 or more ASCII characters, such as those of: openssl rand -hex 16"
            )
        for origin in self.origins:
            scheme, separator, rest = origin.partition("://")
            if scheme not in ("http", "https") or not separator or not rest or "/" in rest or "*" in rest:
                raise SettingsError(f"{origin!r} is no origin; write it as https://site.example, without a path")
        if not re.fullmatch(r"(/[\w.~-]+)*", self.root_path, re.ASCII):
            raise SettingsError(f"{self.root_path!r} is no path; write it as /reports, without a slash at its end")
        for name in ("rate", "burst", "outer_rate", "outer_burst", "cached_answers", "processes"):
            if getattr(self, name) < 0:
                raise SettingsError(f"{name} is {getattr(self, name)}; give 0 or more")
        for name in ("max_body", "max_api_body", "max_waiting", "time_limit", "max_feedback"):
            if getattr(self, name) <= 0:
                raise SettingsError(f"{name} is {getattr(self, name)}; give more than 0")

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        return self.host in LOOPBACK

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """Names that a Host header may have, in lower case; "*" among them allows any."""
        own = () if self.host in ("0.0.0.0", "::") else (self.host,)
        return frozenset(name.lower() for name in (*LOOPBACK, *own, *self.hosts))

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None, **options: Any) -> "Settings":
        """The defaults, overridden by YIJU_HOST, YIJU_PORT, YIJU_TOKEN … and then by options that are not None.

        Each field has the variable of its name; lists are separated by commas, switches are 1 or 0. Raises
        SettingsError for a value that cannot be read.
        """
        environment = os.environ if environment is None else environment
        values: dict[str, Any] = {}
        for entry in fields(cls):
            text = environment.get(f"YIJU_{entry.name.upper()}", "").strip()
            if text:
                values[entry.name] = _parse(f"YIJU_{entry.name.upper()}", text, entry.type)
        values.update({name: value for name, value in options.items() if value is not None})
        return cls(**values)


def _parse(name: str, text: str, kind: Any) -> Any:
    try:
        return _PARSERS[kind](text)
    except (KeyError, ValueError):
        expected = {bool: "1 or 0", int: "a whole number", float: "a number"}.get(kind, "text")
        shown = "its value" if name == "YIJU_TOKEN" else repr(text)
        raise SettingsError(f"{name} must be {expected}, not {shown}") from None


def _list(text: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in text.split(",") if item.strip())


def _switch(text: str) -> bool:
    return {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}[
        text.lower()
    ]


_PARSERS: dict[Any, Callable[[str], Any]] = {
    str: str,
    int: int,
    float: float,
    bool: _switch,
    Path: Path,
    tuple[str, ...]: _list,
}
