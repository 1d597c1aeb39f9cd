"""POST /v1/ask under load: requests per second, times, errors and memory of the server as users start it.

    python benchmarks/http_load.py --seconds 60 --clients 8 64 --soak 20000 --out benchmarks/results/http_load.json

The questions are those of the bundled report's Q/A set, over and over: the server as it is by default keeps its answers, so
"uncached" measures it without that: every question is worked out. The client is a bare asyncio one: it shares the cores
with the server, and a fuller one would be the limit itself. (Not named http.py: beside other scripts that would hide the
standard library's http.)
"""

import argparse
import asyncio
import contextlib
import itertools
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from environment import ROOT, about, resident

PACKAGES = ("fastapi", "starlette", "uvicorn", "gradio", "numpy", "faiss-cpu")
SERVER = "from ui.serve import serve; from ui.settings import Settings; serve(Settings.from_environment())"
BARS = {"rps_at_8": 150, "p95_ms_at_8": 120, "errors": 0, "memory_growth": 0.05, "ready_s": 5}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60, help="for each number of clients")
    parser.add_argument("--clients", type=int, nargs="+", default=[8, 64])
    parser.add_argument("--soak", type=int, default=0, help="requests to watch the memory over")
    parser.add_argument("--no-page", action="store_true", help="the API alone, without gradio")
    parser.add_argument("--out", type=Path, help="JSON; else standard output")
    options = parser.parse_args()
    questions = [row["question"] for path in qa_sets() for row in map(json.loads, path.read_text("utf-8").splitlines())]
    results: dict[str, Any] = {"page": not options.no_page}
    for name, cached in (("uncached", 0), ("default", 512)):
        with server(page=not options.no_page, cached=cached) as (port, process, ready):
            measured: dict[str, Any] = {"ready_s": round(ready, 2), "load": []}
            results[name] = measured
            for clients in options.clients:
                measured["load"].append(asyncio.run(load(port, questions, clients, options.seconds)))
                print(name, measured["load"][-1], file=sys.stderr)
            answered = sum(part["requests"] for part in measured["load"])
            # Start and warming up included: the share of each request shrinks with --seconds.
            measured["cpu_ms_per_request"] = round(busy(process.pid) * 1000 / answered, 2)
            if options.soak:
                measured["memory"] = asyncio.run(soak(port, process, questions, options.soak))
    report = json.dumps(
        {**about("POST /v1/ask", PACKAGES), "questions": len(questions), **results, "bars": BARS},
        indent=1,
        ensure_ascii=False,
    )
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(report + "\n", "utf-8")
    else:
        print(report)


def qa_sets() -> list[Path]:
    return sorted((ROOT / "source_text").glob("*.qa.jsonl"))


@contextlib.contextmanager
def server(*, page: bool, cached: int) -> Iterator[tuple[int, "subprocess.Popen[bytes]", float]]:
    """The port, the process, and the seconds from its start until /readyz says yes."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as home:
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "XDG_CACHE_HOME": home,
            "XDG_DATA_HOME": home,
            "YIJU_PORT": str(port),
            "YIJU_PAGE": "1" if page else "0",
            "YIJU_CACHED_ANSWERS": str(cached),
            # One client asks for all here; the limits themselves are tested in tests/test_security.py.
            "YIJU_RATE": "0",
            "YIJU_OUTER_RATE": "0",
        }
        start = time.perf_counter()
        log = (Path(home) / "log").open("wb")
        process = subprocess.Popen([sys.executable, "-c", SERVER], env=environment, stderr=log)
        try:
            while process.poll() is None and time.perf_counter() - start < 120:
                with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz"):
                    break
                time.sleep(0.02)
            yield port, process, time.perf_counter() - start
        finally:
            died = process.poll()
            process.terminate()
            process.wait(20)
            log.close()
            if died is not None:
                print(f"the server ended with {died}:", Path(log.name).read_text()[-2000:], file=sys.stderr)


async def load(port: int, questions: list[str], clients: int, seconds: float) -> dict[str, Any]:
    """So many clients, each asking one question after another, after a tenth of the time to warm up."""
    upcoming = itertools.cycle(questions)
    await asyncio.gather(*(client(port, upcoming, time.perf_counter() + seconds / 10) for _ in range(clients)))
    start = time.perf_counter()
    parts = await asyncio.gather(*(client(port, upcoming, start + seconds) for _ in range(clients)))
    wall = time.perf_counter() - start
    times = sorted(took for part, _ in parts for took in part)
    cuts = statistics.quantiles(times, n=100)
    return {
        "clients": clients,
        "seconds": round(wall, 1),
        "requests": len(times),
        "rps": round(len(times) / wall, 1),
        "errors": sum(errors for _, errors in parts),
        **{f"p{p}_ms": round(cuts[p - 1] * 1000, 1) for p in (50, 95, 99)},
        "max_ms": round(times[-1] * 1000, 1),
        "machine_load": os.getloadavg()[0],
    }


async def client(port: int, questions: Iterator[str], end: float, limit: int = sys.maxsize) -> tuple[list[float], int]:
    """The times of the requests in seconds, and how many failed."""
    times: list[float] = []
    errors = 0
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.perf_counter() < end and len(times) < limit:
        start = time.perf_counter()
        try:
            status = await ask(reader, writer, next(questions))
        except (OSError, EOFError, ValueError):
            status = 0
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        times.append(time.perf_counter() - start)
        errors += status != 200
    writer.close()
    return times, errors


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, question: str) -> int:
    body = json.dumps({"question": question}).encode()
    lines = [
        "POST /v1/ask HTTP/1.1",
        "host: localhost",
        "content-type: application/json",
        f"content-length: {len(body)}",
    ]
    writer.write("\r\n".join([*lines, "", ""]).encode() + body)
    answer = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(answer.partition(b"content-length: ")[2].partition(b"\r\n")[0])
    await reader.readexactly(length)
    return int(answer.split(maxsplit=2)[1])


async def soak(port: int, process: "subprocess.Popen[bytes]", questions: list[str], requests: int) -> dict[str, Any]:
    """The server's resident memory after a tenth of the requests (warm) and after all of them."""
    upcoming = itertools.cycle(questions)
    memory = []
    errors = 0
    for part in range(11):
        parts = await asyncio.gather(*(client(port, upcoming, 1e12, requests // 80) for _ in range(8)))
        errors += sum(wrong for _, wrong in parts)
        memory.append(resident(process.pid))
        print(f"soak {part}: {memory[-1]} MB", file=sys.stderr)
    warm, last = memory[0], memory[-1]
    return {
        "requests": requests // 80 * 8 * 10,
        "errors": errors,
        "warm_mb": warm,
        "end_mb": last,
        "growth": round(last / warm - 1, 4),
        "all_mb": memory,
    }


def busy(pid: int) -> float:
    """The seconds of processor time that the server has used so far, in all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
