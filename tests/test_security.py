"""Safety that is on by default: each rule is tried from outside, on the whole app with the real page."""

import base64
import contextlib
import gzip
import logging
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from index import Index
from ui import security
from ui.access import given_token
from ui.app import create_app
from ui.limits import TokenBuckets
from ui.problems import Problem
from ui.security import BodyLimit, SecureHeaders, client_of, host_name
from ui.settings import Settings, SettingsError

QUESTION = {"question": "上半年地区生产总值增长多少?"}
TOKEN = "correct horse battery"
PROBLEM = "application/problem+json"
ROOT = Path(__file__).resolve().parent.parent


def open_app(index: Index, tmp_path: Path, **options: Any) -> TestClient:
    defaults: dict[str, Any] = {"page": False, "feedback": tmp_path / "feedback.jsonl"}
    app = create_app(Settings(**{**defaults, **options}), index)
    return TestClient(app, base_url="http://localhost:7860", raise_server_exceptions=False)


@pytest.fixture
def api(index: Index, tmp_path: Path) -> Iterator[TestClient]:
    with open_app(index, tmp_path) as client:
        yield client


@pytest.fixture(scope="module")
def page(index: Index, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """The server as users start it, with the real page, in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("page")
    environment = {**os.environ, "YIJU_INDEX": str(index.path), "YIJU_PORT": str(port), "YIJU_RATE": "0"}
    environment["YIJU_FEEDBACK"] = str(folder / "feedback.jsonl")
    code = "from ui.serve import serve; from ui.settings import Settings; serve(Settings.from_environment())"
    with (folder / "log").open("wb") as log, httpx.Client(base_url=f"http://localhost:{port}", timeout=30) as client:
        server = subprocess.Popen([sys.executable, "-c", code], env=environment, stderr=log, cwd=ROOT)
        try:
            _wait(client, server, folder / "log")
            yield client
        finally:
            server.terminate()
            server.wait(20)


def _wait(client: httpx.Client, server: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(httpx.TransportError):
            if client.get("/readyz").status_code == 200:
                return
        time.sleep(0.1)
    raise AssertionError(log.read_text())


# --- headers and content security policy ---


def nonces(response: Any) -> tuple[str, list[str], int]:
    policy = response.headers["content-security-policy"]
    [allowed] = re.findall(r"'nonce-([^']+)'", policy)
    return (
        allowed,
        re.findall(r'<script nonce="([^"]+)"', response.text),
        len(re.findall(r"<script[\s>]", response.text)),
    )


@pytest.mark.parametrize("encoding", ["gzip, br", "identity", ""])
def test_every_script_of_the_page_has_the_nonce(page: httpx.Client, encoding: str) -> None:
    response = page.get("/", headers={"accept-encoding": encoding})
    assert response.status_code == 200
    allowed, stamped, scripts = nonces(response)
    assert scripts == len(stamped) > 0
    assert set(stamped) == {allowed}
    assert response.headers.get("content-encoding") == ("gzip" if "gzip" in encoding else None)
    assert allowed != nonces(page.get("/"))[0]


def test_the_pages_policy(page: httpx.Client) -> None:
    policy = page.get("/").headers["content-security-policy"]
    directives = dict(entry.strip().split(" ", 1) for entry in policy.split(";"))
    assert "'strict-dynamic'" in directives["script-src"]
    assert "unsafe" not in directives["script-src"]
    assert directives["frame-ancestors"] == directives["object-src"] == "'none'"
    assert directives["connect-src"] == directives["default-src"] == directives["form-action"] == "'self'"
    assert "http" not in policy and "*" not in policy


def test_what_comes_in_is_not_stamped(page: httpx.Client) -> None:
    response = page.get("/", params={"q": "<script>alert(1)</script>", "__theme": '"><script>alert(2)</script>'})
    assert "alert(" not in response.text


@pytest.mark.parametrize("path", ["/", "/v1/documents", "/v1/nothing", "/nothing", "/healthz", "/openapi.json"])
def test_headers_are_on_every_response(page: httpx.Client, path: str) -> None:
    headers = page.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_a_page_in_pieces_is_stamped_whole() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
        for part in (b"<scr", b"ipt>1</script><SCRIPT>2</SCRIPT><scripted>"):
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    response = TestClient(SecureHeaders(app)).get("/", headers={"accept-encoding": ""})
    assert re.sub('nonce="[^"]+"', "N", response.text) == "<script N>1</script><SCRIPT>2</SCRIPT><scripted>"


# --- who may call ---


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("LOCALHOST:7860", 200),
        ("127.0.0.1:7860", 200),
        ("[::1]:7860", 200),
        ("evil.example", 400),
        ("localhost.evil.example", 400),
        ("127.0.0.1.evil.example:7860", 400),
        ("", 400),
    ],
)
def test_only_known_host_names(api: TestClient, host: str, status: int) -> None:
    response = api.get("/v1/documents", headers={"host": host})
    assert response.status_code == status
    if status == 400:
        assert response.headers["content-type"] == PROBLEM


def test_configured_host_names(index: Index, tmp_path: Path) -> None:
    with open_app(index, tmp_path, hosts=("qa.example.gov", "*.intra.example")) as client:
        for host, status in (("qa.example.gov", 200), ("a.intra.example", 200), ("intra.example", 400), ("x.org", 400)):
            assert client.get("/v1/documents", headers={"host": host}).status_code == status


def test_listening_everywhere_does_not_open_the_names() -> None:
    assert "0.0.0.0" not in Settings(host="0.0.0.0").allowed_hosts
    assert "reports.lan" in Settings(host="reports.lan").allowed_hosts


@pytest.mark.parametrize("path", ["/v1/documents", "/", "/gradio_api/info"])
@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:7860.evil.example"])
def test_other_sites_may_not_read(page: httpx.Client, path: str, origin: str) -> None:
    for headers in ({"origin": origin}, {"origin": origin, "access-control-request-method": "POST"}):
        response = page.request("OPTIONS" if len(headers) > 1 else "GET", path, headers=headers)
        assert "access-control-allow-origin" not in response.headers
        assert "access-control-allow-credentials" not in response.headers


def test_other_sites_may_not_write(page: httpx.Client) -> None:
    for path in ("/v1/ask", "/v1/feedback", "/gradio_api/queue/join"):
        for origin in ("http://evil.example", "null"):
            assert page.post(path, json=QUESTION, headers={"origin": origin}).status_code == 403
    assert page.post("/v1/ask", json=QUESTION, headers={"origin": str(page.base_url).rstrip("/")}).status_code == 200


def test_a_configured_origin_may_call(index: Index, tmp_path: Path) -> None:
    origin = "https://portal.example.gov"
    with open_app(index, tmp_path, origins=(origin,), token=TOKEN) as client:
        asked = {
            "origin": origin,
            "access-control-request-method": "POST",
            "access-control-request-headers": "authorization",
        }
        preflight = client.options("/v1/ask", headers=asked)
        assert preflight.status_code == 200  # browsers send no token with it
        assert preflight.headers["access-control-allow-origin"] == origin
        headers = {"origin": origin, "authorization": f"Bearer {TOKEN}"}
        response = client.post("/v1/ask", json=QUESTION, headers=headers)
        assert response.status_code == 200
        assert response.headers["access-control-allow-origin"] == origin
        assert "access-control-allow-credentials" not in response.headers


def test_web_sockets_are_closed(api: TestClient) -> None:
    from starlette.websockets import WebSocketDisconnect

    with pytest.raises(WebSocketDisconnect), api.websocket_connect("/v1/ask"):
        pass


# --- the token ---


def basic(password: str, user: str = "anyone") -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.fixture
def closed(index: Index, tmp_path: Path) -> Iterator[TestClient]:
    with open_app(index, tmp_path, token=TOKEN, metrics=True) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/v1/documents", "/openapi.json", "/metrics", "/mcp", "/config", "/nothing"])
def test_the_token_covers_everything(closed: TestClient, path: str) -> None:
    response = closed.get(path)
    assert response.status_code == 401
    assert response.headers["content-type"] == PROBLEM
    assert response.headers["www-authenticate"].split()[0] == (
        "Basic" if path in ("/", "/config", "/nothing") else "Bearer"
    )
    for path in ("/healthz", "/readyz"):
        assert closed.get(path).status_code == 200


@pytest.mark.parametrize("header", [f"Bearer {TOKEN}", f"bearer  {TOKEN}", basic(TOKEN), basic(TOKEN, "")])
def test_the_token_opens(closed: TestClient, header: str) -> None:
    assert closed.get("/v1/documents", headers={"authorization": header}).status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN[:-1]}",
        f"Bearer {TOKEN.upper()}",
        f"Digest {TOKEN}",
        TOKEN,
        "Basic !!!",
        "Basic /w==",
        basic("wrong"),
        basic("", TOKEN),
    ],
)
def test_nothing_else_opens(closed: TestClient, header: str) -> None:
    assert closed.get("/v1/documents", headers={"authorization": header}).status_code == 401


def test_guessing_is_slowed_down(closed: TestClient) -> None:
    statuses = [
        closed.get("/v1/documents", headers={"authorization": f"Bearer {number}"}).status_code for number in range(30)
    ]
    assert statuses[:10] == [401] * 10
    assert set(statuses[11:]) == {429}
    # Not even the right one: else it would show among the refusals.
    response = closed.get("/v1/documents", headers={"authorization": f"Bearer {TOKEN}"})
    assert response.status_code == 429
    assert int(response.headers["retry-after"]) >= 1


def test_right_tokens_are_not_slowed_down(closed: TestClient) -> None:
    for _ in range(30):
        assert closed.get("/v1/documents", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200


def test_openapi_names_the_token(closed: TestClient, api: TestClient) -> None:
    description = closed.get("/openapi.json", headers={"authorization": f"Bearer {TOKEN}"}).json()
    assert description["paths"]["/v1/ask"]["post"]["security"]
    assert "security" not in api.get("/openapi.json").json()["paths"]["/v1/ask"]["post"]


def test_tokens_with_any_characters_are_read() -> None:
    assert given_token(basic("a:b:c")) == "a:b:c"
    assert given_token("Bearer \xff") == "\xff"
    assert given_token("") is None


# --- limits ---


def test_questions_have_a_rate(index: Index, tmp_path: Path) -> None:
    with open_app(index, tmp_path, rate=0.5, burst=3) as client:
        responses = [client.get("/v1/documents") for _ in range(5)]
        assert [response.status_code for response in responses] == [200, 200, 200, 429, 429]
        assert responses[-1].headers["content-type"] == PROBLEM
        assert 1 <= int(responses[-1].headers["retry-after"]) <= 2
        assert client.get("/openapi.json").status_code == 200  # the wider bucket
        assert client.get("/healthz").status_code == 200


def test_everything_else_has_a_wider_one(index: Index, tmp_path: Path) -> None:
    with open_app(index, tmp_path, outer_rate=0.1, outer_burst=5) as client:
        assert [client.get("/nothing").status_code for _ in range(7)] == [404] * 5 + [429] * 2
        assert client.get("/v1/documents").status_code == 200
        assert client.get("/healthz").status_code == 200  # a monitor must not be told that we are dead


def test_buckets_refill_and_forget() -> None:
    now = 0.0
    buckets = TokenBuckets(2.0, 3, clock=lambda: now)
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert buckets.take("b") == 0
    now = 0.25
    assert buckets.wait("a") == pytest.approx(0.25)
    now = 0.5
    assert buckets.take("a") == 0
    assert buckets.take("a") > 0
    now = 1000.0
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert TokenBuckets(0, 1).take("a") == TokenBuckets(0, 1).wait("a") == 0


def test_buckets_take_a_bounded_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.limits.MAX_CLIENTS", 10)
    buckets = TokenBuckets(1.0, 1)
    for number in range(100):
        buckets.take(str(number))
    assert len(buckets._clients) == 10


def test_an_ipv6_customer_is_one_client() -> None:
    def client(address: str) -> str:
        return client_of({"client": (address, 1)})

    assert client("2001:db8:1:2::1") == client("2001:db8:1:2:ffff::9") != client("2001:db8:1:3::1")
    assert client("10.0.0.1") != client("10.0.0.2")
    assert client("fe80::1%eth0") == "fe80::/64"
    assert client_of({}) == "unknown"


@pytest.mark.parametrize("path", ["/v1/ask", "/gradio_api/queue/join"])
def test_large_bodies_are_refused(page: httpx.Client, path: str) -> None:
    limit = 64 * 1024 if path == "/v1/ask" else 1024 * 1024

    def pieces() -> Iterator[bytes]:
        yield from [b"x" * 4096] * (limit // 4096 + 1)

    for response in (page.post(path, content=b"x" * (limit + 1)), page.post(path, content=pieces())):
        assert response.status_code == 413
        assert response.headers["content-type"] == PROBLEM
        assert response.headers["connection"] == "close"
    assert page.post(path, content=b"x" * limit).status_code != 413


async def _late(monkeypatch: pytest.MonkeyPatch, first: list[Message]) -> list[Message]:
    monkeypatch.setattr(security, "BODY_TIME", 0.05)
    sent: list[Message] = []

    async def receive() -> Message:
        if first:
            return first.pop(0)
        await anyio.sleep(60)
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError("the body never came")

    scope = {"type": "http", "method": "POST", "path": "/v1/ask", "headers": []}
    await BodyLimit(app, page=10, api=10)(scope, receive, send)
    return sent


def test_a_body_that_does_not_come_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    began: list[Message] = [{"type": "http.request", "body": b"{", "more_body": True}]
    assert anyio.run(_late, monkeypatch, began)[0]["status"] == 408
    gone: list[Message] = [{"type": "http.disconnect"}]
    assert anyio.run(_late, monkeypatch, gone) == []


# --- paths ---

BLOCKED = [
    "/gradio_api/upload",
    "/gradio_api/upload_progress?upload_id=1",
    "/gradio_api/proxy=http://127.0.0.1:22/",
    "/gradio_api/file=/etc/passwd",
    "/gradio_api/file/etc/passwd",
    "/file=/etc/passwd",
    "/gradio_api/deep_link",
    "/gradio_api/component_server",
    "/gradio_api/process_recording",
    "/gradio_api/stream/x",
    "/gradio_api/run/ask",
    "/gradio_api/call/ask",
    "/gradio_api/api/ask",
    "/gradio_api/openapi.json",
    "/gradio_api/vibe-code",
    "/gradio_api/run-history/records",
    "/gradio_api/runs",
    "/gradio_api/mcp/",
    "/gradio_api/token",
    "/gradio_api/user",
    "/gradio_api/dev/reload",
    "/gradio_api/custom_component/x/client/component/index.js",
    "/monitoring",
    "/monitoring/summary",
    "/login",
    "/logout",
    "/pwa_icon",
    "/docs",
    "/redoc",
    "//evil.example/",
    "/V1/ask",
]


@pytest.mark.parametrize("path", BLOCKED)
def test_unused_routes_do_not_exist(page: httpx.Client, path: str) -> None:
    for method in ("GET", "POST", "HEAD"):
        response = page.request(method, str(page.base_url).rstrip("/") + path)
        assert response.status_code == 404
        assert response.headers["content-type"] == PROBLEM


def test_the_page_does_not_take_the_apis_paths(page: httpx.Client) -> None:
    for method, path, status in [("GET", "/v1/ask", 405), ("POST", "/readyz", 405), ("GET", "/v1/nothing", 404)]:
        response = page.request(method, path)
        assert (response.status_code, response.headers["content-type"]) == (status, PROBLEM)
        assert ("allow" in response.headers) == (status == 405)


@pytest.mark.parametrize(
    "path",
    ["/static/../../etc/passwd", "/assets/%2e%2e/%2e%2e/etc/passwd", "/yiju/..%2f..%2fweb.py", "/static//etc/passwd"],
)
def test_no_file_outside_the_static_folders(page: httpx.Client, path: str) -> None:
    response = page.get(str(page.base_url).rstrip("/") + path)
    assert response.status_code in (400, 403, 404)


# --- logs, settings ---


def test_logs_hold_no_question(index: Index, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with open_app(index, tmp_path) as client:
        client.post("/v1/ask", json=QUESTION)
        client.post("/v1/search", json={"query": QUESTION["question"]})
        client.get("/v1/figures", params={"document": QUESTION["question"]})
    logged = [record.getMessage() for record in caplog.records if record.name.startswith("yiju")]
    assert any("/v1/ask 200" in line for line in logged)
    assert not any("生产总值" in line or "%E7%94%9F" in line for line in logged)


def test_logs_hold_questions_when_told_to(index: Index, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with open_app(index, tmp_path, log_questions=True) as client:
        client.post("/v1/ask", json={"question": "第一行\n第二行是多少?"})
    [line] = [record.getMessage() for record in caplog.records if record.name == "yiju.questions"]
    assert "第一行" in line and "\n" not in line


def test_a_path_cannot_forge_a_log_line(api: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="yiju.access")
    api.get("/v1/documents/x%0aGET%20/forged")
    assert all("\n" not in record.getMessage() for record in caplog.records if record.name == "yiju.access")


def test_settings_come_from_the_environment() -> None:
    environment = {"YIJU_PORT": "9000", "YIJU_HOSTS": "a.example, b.example", "YIJU_METRICS": "1", "YIJU_TOKEN": TOKEN}
    settings = Settings.from_environment(environment, port=None, host="0.0.0.0")
    assert (settings.port, settings.host, settings.metrics) == (9000, "0.0.0.0", True)
    assert settings.hosts == ("a.example", "b.example")
    assert TOKEN not in repr(settings)
    assert Settings.from_environment({}).loopback and not settings.loopback


@pytest.mark.parametrize(
    "environment",
    [
        {"YIJU_PORT": "http"},
        {"YIJU_PORT": "70000"},
        {"YIJU_METRICS": "perhaps"},
        {"YIJU_TOKEN": "short"},
        {"YIJU_TOKEN": "ключ" * 5},
        {"YIJU_ORIGINS": "*"},
        {"YIJU_ORIGINS": "https://a.example/path"},
        {"YIJU_RATE": "-1"},
        {"YIJU_MAX_BODY": "0"},
    ],
)
def test_settings_that_cannot_be_meant_are_refused(environment: dict[str, str]) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment(environment)
    assert len(str(caught.value)) > 20
    assert "ключ" not in str(caught.value)


def test_host_names_are_read() -> None:
    assert [host_name(text) for text in ("A.b:80", "[::1]:80", "[::1]", "x", "")] == ["a.b", "::1", "::1", "x", ""]


def test_a_problem_can_carry_broken_characters() -> None:
    assert bytes(Problem(404, "no '\ud800'").response().body).isascii()


def test_plain_html_is_compressed_after_stamping() -> None:
    inner = FastAPI()
    inner.get("/", response_class=HTMLResponse)(lambda: "<script>1</script>")
    with TestClient(SecureHeaders(inner)) as client:
        raw = client.stream("GET", "/", headers={"accept-encoding": "gzip"})
        with raw as response:
            body = b"".join(response.iter_raw())
    assert b"nonce=" in gzip.decompress(body)
