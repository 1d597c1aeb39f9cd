"""The Model Context Protocol, by the official client: over standard input and output, and over HTTP with the token."""

import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from index import Document, Index
from qa import ask, to_dict
from ui.app import create_app
from ui.mcp import make_server, open_place
from ui.models import AnswerModel
from ui.settings import Settings

Serving = Callable[..., AbstractContextManager[str]]
ROOT = Path(__file__).resolve().parent.parent
QUESTION = "上半年地区生产总值增长多少?"
TOKEN = "correct horse battery"


async def try_tools(client: Client, index: Index, report: Document) -> None:
    """What must hold however the server is reached."""
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert set(tools) == {"ask", "search", "open_passage"}
    assert all(tool.description and tool.output_schema for tool in tools.values())
    assert tools["ask"].input_schema["required"] == ["question"]
    assert tools["ask"].annotations and tools["ask"].annotations.read_only_hint

    answered = await client.call_tool("ask", {"question": QUESTION})
    assert not answered.is_error
    assert answered.structured_content == AnswerModel.model_validate(to_dict(ask(QUESTION, index=index))).model_dump()
    [citation, *_] = answered.structured_content["citations"]
    assert report.text[citation["start"] : citation["end"]] == citation["quote"]

    place = {name: citation[name] for name in ("document", "start", "end")}
    opened = await client.call_tool("open_passage", {**place, "context": 30})
    assert opened.structured_content["text"] == citation["quote"]
    assert opened.structured_content["headings"] == citation["headings"]
    start, end = citation["start"], citation["end"]
    assert opened.structured_content["before"] == report.text[max(0, start - 30) : start]
    assert opened.structured_content["after"] == report.text[end : end + 30]

    found = await client.call_tool("search", {"query": "新能源汽车产量", "k": 2})
    assert len(found.structured_content["hits"]) == 2


async def try_mistakes(client: Client) -> None:
    """Mistakes are told to the assistant, so that it can mend them."""
    mistakes: list[tuple[str, dict[str, Any], str]] = [
        ("ask", {"question": ""}, "question"),
        ("ask", {"question": QUESTION, "k": 0}, "k"),
        ("ask", {"question": QUESTION, "documents": ["no-such"]}, "no-such"),
        ("open_passage", {"document": "no-such", "start": 0, "end": 5}, "no-such"),
        ("open_passage", {"document": "no-such", "start": -1, "end": 5}, "start"),
        ("search", {}, "query"),
    ]
    for name, arguments, told in mistakes:
        result = await client.call_tool(name, arguments)
        assert result.is_error
        assert told in str(result.content[0])


def run(work: Callable[[], Awaitable[None]]) -> None:
    async def limited() -> None:
        with anyio.fail_after(60):
            await work()

    anyio.run(limited)


def test_in_one_process(index: Index, report: Document) -> None:
    async def work() -> None:
        async with Client(make_server(lambda: index)) as client:
            await try_tools(client, index, report)
            await try_mistakes(client)

    run(work)


def test_stdio(index: Index, report: Document) -> None:
    environment = {**os.environ, "YIJU_INDEX": str(index.path)}
    server = StdioServerParameters(
        command=sys.executable, args=["-c", "from ui.mcp import run_stdio; run_stdio()"], env=environment, cwd=ROOT
    )

    async def work() -> None:
        for mode in ("auto", "legacy"):
            async with Client(server, mode=mode) as client:
                await try_tools(client, index, report)

    run(work)


@pytest.fixture(scope="module")
def address(serving: Serving, index: Index, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    feedback = tmp_path_factory.mktemp("mcp") / "feedback.jsonl"
    with serving(create_app(Settings(page=False, token=TOKEN, rate=0, feedback=feedback), index)) as server:
        yield f"{server}/mcp"


def test_http_with_the_token(address: str, index: Index, report: Document) -> None:
    async def work() -> None:
        headers = {"authorization": f"Bearer {TOKEN}"}
        async with httpx2.AsyncClient(headers=headers, timeout=30) as http:
            for mode in ("auto", "legacy"):
                async with Client(streamable_http_client(address, http_client=http), mode=mode) as client:
                    await try_tools(client, index, report)

    run(work)


def test_http_without_the_token(address: str) -> None:
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accept = {"accept": "application/json, text/event-stream"}
    for headers in ({}, {"authorization": "Bearer wrong"}):
        response = httpx2.post(address, json=message, headers={**accept, **headers})
        assert response.status_code == 401
        assert "ask" not in response.text


def test_http_of_other_sites(address: str) -> None:
    headers = {"authorization": f"Bearer {TOKEN}"}
    for more, status in (({"origin": "http://evil.example"}, 403), ({"host": "evil.example"}, 400)):
        assert httpx2.post(address, json={}, headers={**headers, **more}).status_code == status


@pytest.mark.parametrize(("start", "end"), [(5, 5), (6, 5), (-1, 5), (0, 10**9), (10**9, 10**9 + 1)])
def test_spans_that_are_none(index: Index, report: Document, start: int, end: int) -> None:
    with pytest.raises(ValueError, match="is no span"):
        open_place(index, report.id, start, end, 10)


def test_context_stops_at_the_ends_of_the_text(index: Index, report: Document) -> None:
    whole = len(report.text)
    first: Any = open_place(index, report.id, 0, 5, 10)
    last = open_place(index, report.id, whole - 5, whole, 10)
    assert (first.before, first.text, last.text, last.after) == ("", report.text[:5], report.text[-5:], "")
    assert open_place(index, report.id, 5, 9, 10).before == report.text[:5]
