"""What every runner speaks: one JSON object a line. Needs nothing but the standard library.

{"texts": [{"id": str, "text": str}], "split": bool, "model": path, "best": bool} indexes anew and gives
{"index_s": s, "chunks": n, "characters": mean}; {"query": str, "k": n} gives {"hits": [[id, text], …], "ms": t};
{"memory": true} gives {"rss_mb": …, "peak_mb": …}. It ends with its input.

split: cut the texts as the framework does (a report); else each text is one unit. best: the best offline configuration
that the framework's own options allow for Chinese, else what its quick-start builds.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

Hit = tuple[str, str]  # id of the text, words of the chunk
Search = Callable[[str, int], list[Hit]]
Chunk = tuple[str, str]

SEPARATORS = ["\n\n", "\n", "。", "；", "，", ""]  # of Chinese, for splitters that take a list
BEST_SIZE = 300  # characters a chunk; near ours


def serve(index: Callable[[Any], tuple[Search, Sequence[str]]]) -> None:
    """Runs the protocol over what `index(job)` gives: a search function and the texts of all chunks."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # libraries that print must not break the protocol
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
        os.environ[name] = "1"

    def say(answer: dict[str, Any]) -> None:
        out.write(json.dumps(answer, ensure_ascii=False) + "\n")
        out.flush()

    search: Search | None = None
    for line in sys.stdin:
        job = json.loads(line)
        start = time.perf_counter()
        if "texts" in job:
            search, chunks = index(job)
            mean = sum(map(len, chunks)) / max(len(chunks), 1)
            say({"index_s": time.perf_counter() - start, "chunks": len(chunks), "characters": round(mean)})
        elif "memory" in job:
            say({"rss_mb": _memory("VmRSS:"), "peak_mb": _memory("VmHWM:")})
        elif search is not None:
            hits = search(job["query"], job["k"])
            say({"ms": (time.perf_counter() - start) * 1000, "hits": hits})


def chinese_words(text: str) -> list[str]:
    """jieba's words: what the frameworks' users are told to give BM25 for Chinese."""
    import jieba

    jieba.setLogLevel("ERROR")
    return [word.lower() for word in jieba.lcut_for_search(text) if word.strip()]


def _memory(field: str) -> float:
    with open("/proc/self/status", encoding="utf-8") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith(field))
