"""The web chat under load: many people ask at once, through the queue that the page uses, as the page's scripts do.

    python benchmarks/chat_load.py --people 32 --seconds 120 --out benchmarks/results/chat_load.json

Each person has a conversation of their own, sends it with every question as the browser does, and asks the next question
when the last is answered, without a pause to read. Every question ends as one of: answered; busy, told so; lost, which is
anything else. Twice: as people at machines of their own ("people"), and as one machine that asks all of it and meets the
limit for one client ("one machine", a quarter as long).
"""

import argparse
import asyncio
import contextlib
import itertools
import json
import os
import statistics
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from environment import about
from http_load import PACKAGES, family, qa_sets, resident, server

TURNS = 6  # then the person clears the conversation
PATIENCE = 90.0  # seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--out", type=Path, help="JSON; else standard output")
    options = parser.parse_args()
    report: dict[str, Any] = {**about("the web chat, everybody at once", PACKAGES), "runs": {}}
    for name, limited, part in (("people", False, 1), ("one machine", True, 4)):
        with server(page=True, alone=False, limited=limited) as (port, process, _):
            run = asyncio.run(crowd(port, options.people, options.seconds / part))
            run["memory_mb"] = sum(resident(pid) for pid in family(process.pid))
        report["runs"][name] = run
        print(name, run, file=sys.stderr)
    text = json.dumps(report, indent=1, ensure_ascii=False)
    if options.out:
        options.out.write_text(text + "\n", "utf-8")
    else:
        print(text)


async def crowd(port: int, people: int, seconds: float) -> dict[str, Any]:
    """What became of all the questions, and the times of those answered."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/config") as response:
        config = json.load(response)
    ids = {part["props"].get("elem_id"): part["id"] for part in config["components"]}
    asking = [ids["yj-question"], "submit"]
    event = next(one["id"] for one in config["dependencies"] if asking in [list(target) for target in one["targets"]])
    questions = itertools.cycle(
        json.loads(line)["question"] for path in qa_sets() for line in path.read_text("utf-8").splitlines()
    )
    start = time.perf_counter()
    ends = [person(port, number, event, questions, start + seconds) for number in range(people)]
    results = [one for part in await asyncio.gather(*ends) for one in part]
    became = Counter(kind for kind, _ in results)
    times = sorted(took for kind, took in results if kind == "answered")
    cuts = statistics.quantiles(times, n=100)
    return {
        "people": people,
        "seconds": round(time.perf_counter() - start, 1),
        "asked": len(results),
        **{kind: became.pop(kind, 0) for kind in ("answered", "busy")},
        "lost": sum(became.values()),
        "lost_how": dict(became),
        "answers_per_second": round(len(times) / (time.perf_counter() - start), 1),
        **{f"p{p}_s": round(cuts[p - 1], 2) for p in (50, 95, 99)},
        "max_s": round(times[-1], 2),
        "machine_load": os.getloadavg()[0],
    }


async def person(port: int, number: int, event: int, questions: Iterator[str], end: float) -> list[tuple[str, float]]:
    """(what became of it, seconds) for each question that one person asked."""
    results: list[tuple[str, float]] = []
    stored: list[Any] = []
    while time.perf_counter() < end:
        start = time.perf_counter()
        session = f"person{number}turn{len(results)}"
        try:
            async with asyncio.timeout(PATIENCE):
                became, stored = await ask(port, session, event, next(questions), stored)
        except (OSError, EOFError, ValueError, KeyError, TimeoutError) as error:
            became = type(error).__name__
        results.append((became, time.perf_counter() - start))
        if len(stored) >= TURNS:
            stored = []
        if became == "busy":
            await asyncio.sleep(1)
    return results


async def ask(port: int, session: str, event: int, question: str, stored: list[Any]) -> tuple[str, list[Any]]:
    """What became of a question, and the conversation after it."""
    order = {"data": [question, stored, "{}"], "fn_index": event, "session_hash": session, "event_data": None}
    status, _ = await request(port, "POST", "/gradio_api/queue/join", json.dumps(order).encode())
    if status in (429, 503):
        return "busy", stored
    if status != 200:
        return f"refused with {status}", stored
    status, stream = await request(port, "GET", f"/gradio_api/queue/data?session_hash={session}")
    messages = [json.loads(line[6:]) for line in stream.decode().split("\n") if line.startswith("data: ")]
    done = [message for message in messages if message["msg"] == "process_completed"]
    if status != 200 or not done or not done[0]["success"]:
        return "no end", stored
    _, shown, stored, *_ = done[0]["output"]["data"]
    last = shown[-1]["content"][0]["text"]
    if shown[-2]["content"][0]["text"].find("yj-question") < 0:
        return "no question", stored
    return ("answered" if "yj-answer" in last else "busy" if stored[-1].get("n") == "busy" else "a note"), stored


async def request(port: int, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
    """The status and the body, in one connection that the server ends."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**24)
    try:
        lines = [f"{method} {path} HTTP/1.0", "host: localhost", "content-type: application/json"]
        writer.write("\r\n".join([*lines, f"content-length: {len(body)}", "", ""]).encode() + body)
        head, _, rest = (await reader.read()).partition(b"\r\n\r\n")
        return int(head.split(maxsplit=2)[1]), rest
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


if __name__ == "__main__":
    main()
