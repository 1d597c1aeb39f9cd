"""The page behind a reverse proxy that shows it under a path, with a token that the browser asks its reader for."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from starlette.types import Receive, Scope, Send
from web_pages import Server, Visit, visit  # noqa: F401 - visit is a fixture

from source_text import bundled_reports

pytestmark = pytest.mark.browser
Start = Callable[..., Visit]
ROOT_PATH = "/city/reports"
TOKEN = "correct horse battery"
GROWTH = "上半年地区生产总值增长多少?"
LOGIN = {"http_credentials": {"username": "anybody", "password": TOKEN}}


class Proxy:
    """A reverse proxy: what is under the path goes on, with the path or without; the Host header stays."""

    def __init__(self, upstream: str, *, strip: bool) -> None:
        self.upstream = upstream.rstrip("/")
        self.strip = strip

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise NotImplementedError(scope["type"])
        path = scope["raw_path"].decode()
        assert path.startswith(ROOT_PATH), f"{path} is not under the path"
        if self.strip:
            path = path[len(ROOT_PATH) :]
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        url = f"{self.upstream}{path}?{scope['query_string'].decode()}"
        async with (
            httpx.AsyncClient(timeout=60) as client,
            client.stream(scope["method"], url, headers=scope["headers"], content=body) as answer,
        ):
            await send({"type": "http.response.start", "status": answer.status_code, "headers": answer.headers.raw})
            async for part in answer.aiter_raw():
                await send({"type": "http.response.body", "body": part, "more_body": True})
            await send({"type": "http.response.body"})


@pytest.fixture(scope="module")
def behind() -> Iterator[Server]:
    server = Server(Path(bundled_reports()[0]), root_path=ROOT_PATH, token=TOKEN).wait()
    yield server
    server.close()


@pytest.mark.parametrize("strip", [True, False])
def test_everything_works_under_a_path_and_with_a_token(
    visit: Start,  # noqa: F811
    behind: Server,
    serving: Callable[..., AbstractContextManager[str]],
    strip: bool,
) -> None:
    with serving(Proxy(behind.url, strip=strip)) as proxy:
        server = behind.at(f"{proxy}{ROOT_PATH}/")
        made = visit(server=server, permissions=["clipboard-read", "clipboard-write"], **LOGIN)
        page = made.page
        page.wait_for_selector(".yj-start-list button")
        made.ask(GROWTH)
        page.locator("#yj-bot a.yj-cite").first.click()
        page.wait_for_selector("#yj-text mark.active")
        assert "6.1%" in made.marked()
        page.keyboard.press("Escape")

        page.locator(".yj-answer [data-label='up']").first.click()
        page.wait_for_selector(".yj-answer [data-label='up'][aria-pressed='true']")
        page.locator(".yj-answer [data-label='link']").click()
        page.wait_for_selector("#yj-status.on")
        link = page.evaluate("navigator.clipboard.readText()")
        assert link.startswith(server.url + "?q=")
        page.locator("#yj-tools summary").click()
        with page.expect_download() as exported:
            page.locator("[data-t='export.json']").click()
        assert json.loads(exported.value.path().read_text("utf-8"))["turns"][0]["question"] == GROWTH

        page.locator('.yj-tab[data-view="figures"]').click()
        page.wait_for_selector("#yj-figures tbody tr")
        page.locator("#yj-figures tbody .yj-c-value a").first.click()
        page.wait_for_selector("#yj-text mark.active")
        made.close()

        shared = visit(link[len(server.url) :], server=server, **LOGIN)
        shared.answered(1)
        shared.page.wait_for_selector("#yj-text mark.active")
        shared.close()


def test_a_reader_without_the_token_sees_nothing(behind: Server) -> None:
    refused = httpx.get(behind.url)
    assert refused.status_code == 401 and refused.headers["www-authenticate"].startswith("Basic ")
    assert "gradio" not in refused.text
    answered: Any = httpx.get(behind.url, auth=("anybody", TOKEN))
    assert answered.status_code == 200 and "yj-texts" in answered.text


def test_the_path_without_its_slash_leads_to_the_page(behind: Server) -> None:
    moved = httpx.get(behind.url.rstrip("/") + ROOT_PATH)
    assert (moved.status_code, moved.headers["location"]) == (308, ROOT_PATH + "/")
    described: Any = httpx.get(behind.url + "openapi.json", headers={"authorization": f"Bearer {TOKEN}"}).json()
    assert described["servers"] == [{"url": ROOT_PATH}]
    assert httpx.get(f"{behind.url}{ROOT_PATH[1:]}/v1/{quote('no such')}").status_code == 401
