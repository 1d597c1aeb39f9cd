"""Retrieval quality on question sets in SQuAD format: paragraphs are the corpus, a question's own one is relevant.

    python benchmarks/retrieval.py [SET.json …] [--questions OTHER.json] [--json FILE]

Sets may be compressed (.xz). With --questions, the n-th question of a parallel file in another language stands for the
n-th of the set. Without arguments: XQuAD zh→zh and en→zh and the CMRC 2018 development set, from ../shared/data/eval.
Everything goes through the product's own index and fusion; bm25s with jieba, beside it, is what a user would else pick.
Ties count against the system: a paragraph that scores as high as the relevant one is ranked before it.
"""

from __future__ import annotations

import argparse
import json
import lzma
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from environment import about  # noqa: E402

from index import Document, Index  # noqa: E402
from qa.alignment import maxsim  # noqa: E402
from qa.retrieval import CANDIDATES, score_passages  # noqa: E402

EVALUATION = ROOT.parent / "shared" / "data" / "eval"
METHODS = ("lexical", "dense", "alignment", "fused", "bm25s+jieba")
Scores = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Paragraphs, questions, and for each question the number of its paragraph.

    `name`: the stem of the file with the paragraphs; `asked_by`: of the file with the questions.
    """

    name: str
    asked_by: str
    paragraphs: tuple[str, ...]
    questions: tuple[str, ...]
    relevant: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    set: str
    asked_by: str
    questions: int
    method: str
    recall: dict[int, float]
    mrr: float

    def to_dict(self) -> dict[str, object]:
        """The form of the JSON file."""
        recall = {f"recall@{k}": round(value, 4) for k, value in self.recall.items()}
        return {
            "set": self.set,
            "asked_by": self.asked_by,
            "questions": self.questions,
            "method": self.method,
            **recall,
            "mrr@10": round(self.mrr, 4),
        }


def read_set(path: Path, questions: Path | None = None) -> QuestionSet:
    """One file; the questions of `questions` in place of its own, which must be as many."""
    own = _read(path)
    if questions is None:
        return own
    other = _read(questions)
    if len(other.questions) != len(own.questions):
        raise SystemExit(
            f"{questions} has {len(other.questions)} questions, {path} has {len(own.questions)}: they are not parallel"
        )
    return QuestionSet(own.name, other.name, own.paragraphs, other.questions, own.relevant)


def _read(path: Path) -> QuestionSet:
    try:
        raw = path.read_bytes()
        data = json.loads(lzma.decompress(raw) if path.suffix == ".xz" else raw)["data"]
        paragraphs: dict[str, int] = {}
        questions, relevant = [], []
        for paragraph in (paragraph for article in data for paragraph in article["paragraphs"]):
            number = paragraphs.setdefault(paragraph["context"], len(paragraphs))
            for item in paragraph["qas"]:
                if item["question"].strip():
                    questions.append(item["question"])
                    relevant.append(number)
    except (OSError, ValueError, KeyError, TypeError, lzma.LZMAError) as error:
        raise SystemExit(f"{path} cannot be read as a question set in SQuAD format: {error!r}") from error
    return QuestionSet(_stem(path), _stem(path), tuple(paragraphs), tuple(questions), tuple(relevant))


def _stem(path: Path) -> str:
    return path.name.removesuffix(".xz").removesuffix(".json")


def measure(questions: QuestionSet) -> list[Row]:
    """All methods on one set."""
    documents = [Document(f"p{n:07d}", "", text, "", "") for n, text in enumerate(questions.paragraphs)]
    with tempfile.TemporaryDirectory() as folder:
        index = Index.build(documents, Path(folder) / "index")
        # A paragraph longer than a passage is several; it is worth what its best passage is.
        owners = np.array([int(passage.document[1:]) for passage in index.passages()])
        tokens = index.token_ids(np.arange(len(owners)))
        ranks: dict[str, list[int]] = {method: [] for method in METHODS}
        baseline = _baseline(questions.paragraphs)
        for question, relevant in zip(questions.questions, questions.relevant, strict=True):
            scores = _scores(question, index, tokens)
            for method, values in scores.items():
                ranks[method].append(_rank(_by_paragraph(values, owners, len(documents)), relevant))
            ranks["bm25s+jieba"].append(_rank(baseline(question), relevant))
        index.close()
    return [_row(questions, method, np.array(found)) for method, found in ranks.items()]


def _scores(question: str, index: Index, tokens: list[npt.NDArray[np.int32]]) -> dict[str, Scores]:
    """The score of every passage by each method; -1 where the product would not look."""
    everything = index.search(question, k=len(tokens))
    lexical = np.full(len(tokens), -1, dtype=np.float32)
    dense, fused = lexical.copy(), lexical.copy()
    lexical[everything.numbers], dense[everything.numbers] = everything.lexical, everything.dense
    for number, (score, _) in score_passages(question, index, CANDIDATES).items():
        fused[number] = score
    alignment = maxsim(index.aligner.token_ids([question])[0], tokens, index.aligner)
    return {"lexical": lexical, "dense": dense, "alignment": alignment, "fused": fused}


def _by_paragraph(values: Scores, owners: npt.NDArray[np.int64], count: int) -> Scores:
    best = np.full(count, -1, dtype=np.float32)
    np.maximum.at(best, owners, values)
    return best


def _rank(scores: Scores, relevant: int) -> int:
    return int((scores >= scores[relevant]).sum())


def _baseline(paragraphs: tuple[str, ...]) -> Callable[[str], Scores]:
    """bm25s over jieba's words, both as they come."""
    import bm25s
    import jieba

    jieba.setLogLevel("ERROR")
    model = bm25s.BM25()
    model.index([jieba.lcut_for_search(text) for text in paragraphs], show_progress=False)

    def score(question: str) -> Scores:
        words = [word for word in jieba.lcut_for_search(question) if word in model.vocab_dict]
        return np.asarray(model.get_scores(words) if words else np.zeros(len(paragraphs)), dtype=np.float32)

    return score


def _row(questions: QuestionSet, method: str, ranks: npt.NDArray[np.int64]) -> Row:
    recall = {k: float((ranks <= k).mean()) for k in (1, 5, 10)}
    mrr = float(np.where(ranks <= 10, 1 / ranks, 0).mean())
    return Row(questions.name, questions.asked_by, len(ranks), method, recall, mrr)


def sets_of(arguments: argparse.Namespace) -> Iterator[QuestionSet]:
    """What the command line names."""
    if arguments.sets:
        for path in arguments.sets:
            yield read_set(path, arguments.questions)
        return
    if arguments.questions:
        raise SystemExit("--questions needs the set whose questions it replaces")
    if not EVALUATION.is_dir():
        raise SystemExit(f"{EVALUATION} is not there; name the sets to measure")
    yield read_set(EVALUATION / "xquad.zh.json")
    yield read_set(EVALUATION / "xquad.zh.json", EVALUATION / "xquad.en.json")
    yield read_set(EVALUATION / "cmrc2018_dev.json")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", type=Path, metavar="SET.json", help="question sets; .xz too")
    parser.add_argument("--questions", type=Path, metavar="OTHER.json", help="a parallel file that gives the questions")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows there as well")
    arguments = parser.parse_args()
    rows: list[Row] = []
    print(f"{'set':<24} {'questions':>9} {'method':<12} {'R@1':>6} {'R@5':>6} {'R@10':>6} {'MRR@10':>6}")
    for questions in sets_of(arguments):
        started = time.perf_counter()
        found = measure(questions)
        rows += found
        for row in found:
            recall = " ".join(f"{value:6.3f}" for value in row.recall.values())
            name = row.set if row.asked_by == row.set else f"{row.asked_by}→{row.set}"
            print(f"{name:<24} {row.questions:>9} {row.method:<12} {recall} {row.mrr:6.3f}")
        print(f"{'':<24} {time.perf_counter() - started:.0f} s", flush=True)
    if arguments.json:
        report = {**about("retrieval on public sets"), "rows": [row.to_dict() for row in rows]}
        text = json.dumps(report, ensure_ascii=False, indent=1)
        arguments.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
