"""POST /v1/ask under load: requests per second, times, errors and memory of the server as users start it.

    python benchmarks/http_load.py again different soak --out benchmarks/results/http_load.json

Two kinds of load on the server with its default settings (only the limits for one client are off):

- "again": the questions of the bundled report's Q/A set, over and over, as where many people ask the same things. The
  server keeps its answers, so most come from there.
- "different": every question differs from all before (the same ones, put politely in other ways): no answer was kept, and
  each is worked out.

"soak" and "soak-again" watch the memory of all the server's processes over these two kinds. "alone" is "different" without
the processes that answer beside the server's own. Each kind has a server and an entry in the file of its own.

The client is a bare asyncio one: it shares the cores with the server, and a fuller one would be the limit itself. (Not
named http.py: beside other scripts that would hide the standard library's http.)
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
LABELS = {
    "again": "the same 440 questions again and again, answers kept (default)",
    "different": "every question different, nothing kept is of use",
    "soak": "memory over different questions",
    "soak-again": "memory over the same 440 questions again and again, answers kept (default)",
    "alone": "every question different, one process (YIJU_PROCESSES=0)",
}
KINDS = tuple(LABELS)
OPENINGS = (
    "",
    "请问",
    "请问一下,",
    "你好,",
    "我想知道",
    "想问一下",
    "麻烦问一下,",
    "请告诉我",
    "报告里说",
    "请教一下,",
)
END = "?\uff1f "  # of the questions of the set
ENDINGS = ("?", "??", " ?", "?谢谢", "?谢谢!", "?请回答。", "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", help=f"of {', '.join(KINDS)}; default: {', '.join(KINDS[:3])}")
    parser.add_argument("--seconds", type=float, default=60, help="for each number of clients")
    parser.add_argument("--clients", type=int, nargs="+", default=[8, 64])
    parser.add_argument("--soak", type=int, default=20_000, help="requests to watch the memory over")
    parser.add_argument("--no-page", action="store_true", help="the API alone, without gradio")
    parser.add_argument("--out", type=Path, help="JSON, updated where it exists; else standard output")
    options = parser.parse_args()
    if wrong := set(options.kinds) - set(KINDS):
        parser.error(f"{', '.join(sorted(wrong))}: no such kind of load; there are {', '.join(KINDS)}")
    report: dict[str, Any] = {"what": "POST /v1/ask", "bars": BARS, "runs": {}}
    if options.out and options.out.exists():
        report["runs"] = json.loads(options.out.read_text("utf-8"))["runs"]
    for kind in options.kinds or KINDS[:3]:
        report["runs"][kind] = measure(kind, options)
        text = json.dumps(report, indent=1, ensure_ascii=False)
        if options.out:
            options.out.parent.mkdir(parents=True, exist_ok=True)
            options.out.write_text(text + "\n", "utf-8")
    if not options.out:
        print(text)


def measure(kind: str, options: argparse.Namespace) -> dict[str, Any]:
    """One kind of load on a server of its own."""
    questions = [row["question"] for path in qa_sets() for row in map(json.loads, path.read_text("utf-8").splitlines())]
    upcoming = itertools.cycle(questions) if kind.endswith("again") else itertools.cycle(reworded(questions))
    page = not options.no_page
    measured: dict[str, Any] = {**about(LABELS[kind], PACKAGES), "page": page, "load": []}
    with server(page=page, alone=kind == "alone") as (port, process, ready):
        measured["ready_s"] = round(ready, 2)
        if kind.startswith("soak"):
            measured["memory"] = asyncio.run(soak(port, process, upcoming, options.soak))
            return measured
        for clients in options.clients:
            before = busy(process.pid)
            part = asyncio.run(load(port, upcoming, clients, options.seconds))
            # Warming up counts in the time of the processor, not in the requests.
            part["cpu_ms_per_request"] = round((busy(process.pid) - before) * 1000 / part["requests"] / 1.1, 2)
            measured["load"].append(part)
            print(kind, part, file=sys.stderr)
    return measured


def reworded(questions: list[str]) -> list[str]:
    """Each question put in many ways, so that tens of thousands come before the first comes again."""
    variants = itertools.product(OPENINGS, ENDINGS)
    return [f"{opening}{question.rstrip(END)}{ending}" for opening, ending in variants for question in questions]


def qa_sets() -> list[Path]:
    return sorted((ROOT / "source_text").glob("*.qa.jsonl"))


@contextlib.contextmanager
def server(*, page: bool, alone: bool, limited: bool = False) -> Iterator[tuple[int, "subprocess.Popen[bytes]", float]]:
    """The port, the process, and the seconds from its start until /readyz says yes. `limited`: for each client."""
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
            # One client asks for all here; the limits themselves are tested in tests/test_security.py.
            **({} if limited else {"YIJU_RATE": "0", "YIJU_OUTER_RATE": "0"}),
            **({"YIJU_PROCESSES": "0"} if alone else {}),
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


async def load(port: int, upcoming: Iterator[str], clients: int, seconds: float) -> dict[str, Any]:
    """So many clients, each asking one question after another, after a tenth of the time to warm up."""
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


async def soak(port: int, process: "subprocess.Popen[bytes]", upcoming: Iterator[str], requests: int) -> dict[str, Any]:
    """The resident memory of all the server's processes after a tenth of the requests more (warm), and after all."""
    memory = []
    errors = 0
    for part in range(11):
        parts = await asyncio.gather(*(client(port, upcoming, 1e12, requests // 80) for _ in range(8)))
        errors += sum(wrong for _, wrong in parts)
        memory.append([resident(pid) for pid in family(process.pid)])
        print(f"soak {part}: {memory[-1]} MB", file=sys.stderr)
    warm, last = sum(memory[0]), sum(memory[-1])
    return {
        "requests": requests // 80 * 8 * 10,
        "errors": errors,
        "warm_mb": round(warm, 1),
        "end_mb": round(last, 1),
        "growth": round(last / warm - 1, 4),
        "by_process_mb": memory,
    }


def family(pid: int) -> list[int]:
    """The process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, children)]


def busy(pid: int) -> float:
    """The seconds of processor time that the server's processes have used so far, in all their threads."""
    ticks = 0
    for member in family(pid):
        fields = Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
