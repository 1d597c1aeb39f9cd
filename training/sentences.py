"""Learns which sentence answers an open question: makes `qa/sentence_scores.txt`.

    python -m training.sentences --data DIR [--out FILE]

Each question of `qa.jsonl.xz` is asked of its own passage, a fifth of them of six others beside; the sentence in which the
answer begins is to come first. Questions for a figure are left out: there the figures decide (`qa.extract`). A fifth of
the passages is held out: how often the first sentence holds the answer is printed for them, against the sum of before.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import numpy as np
import numpy.typing as npt
import torch

from index import Document, Index
from qa import extract
from qa.extract import PASSAGES, read_passages
from qa.question import read_question
from qa.retrieval import find
from qa.sentence_features import NAMES, Evidence, sentence_features
from training.data import read_json_lines

HIDDEN, ROUNDS, BATCH, RATE, DROPOUT = 16, 10, 64, 5e-3, 0.2
OTHERS, WIDE, HELD_OUT = 6, 0.2, 5
SOURCES = ("cmrc2018_train", "cmrc2018_trial", "drcd_dev")  # DuReader's answers do not stand in its passages
_OUT = Path(__file__).parent.parent / "qa" / "sentence_scores.txt"
_NEVER = -1e4


@dataclass(frozen=True, slots=True)
class Case:
    """One question: `features` of its n sentences, (n,) which one has the answer, which hold its words all the same."""

    features: npt.NDArray[np.float32]
    answers: npt.NDArray[np.bool_]
    holds: npt.NDArray[np.bool_]
    held_out: bool
    plain: npt.NDArray[np.float32]
    """(n,) the sum that was used before there was a model."""


def main() -> None:
    """Reads, trains, writes and says what it brings."""
    parser = argparse.ArgumentParser(description="Learns which sentence answers an open question.")
    parser.add_argument("--data", type=Path, required=True, help="a folder with qa.jsonl.xz")
    parser.add_argument("--out", type=Path, default=_OUT)
    arguments = parser.parse_args()
    cases = read_cases(list(read_json_lines(arguments.data / "qa.jsonl.xz")))
    held_out = [case for case in cases if case.held_out]
    model = train([case for case in cases if not case.held_out])
    print(f"{len(cases)} questions, {len(held_out)} held out; the first sentence holds the answer:")
    print(f"  before  {first_right(held_out, [case.plain for case in held_out]):.4f}")
    print(f"  learned {first_right(held_out, [score(model, case) for case in held_out]):.4f}")
    arguments.out.write_text(describe(train(cases)), encoding="utf-8")


def read_cases(items: Sequence[dict[str, object]], *, seed: int = 0) -> list[Case]:
    """The questions that ask for no figure and whose answer stands in their passage."""
    items = [item for item in items if item["source"] in SOURCES and item["answer"]]
    ids = {text: str(number) for number, text in enumerate(dict.fromkeys(str(item["passage"]) for item in items))}
    titles = {str(item["passage"]): str(item["title"] or "") for item in items}
    documents = [Document(id, titles[text], text) for text, id in ids.items()]
    chance = random.Random(seed)
    with TemporaryDirectory() as folder, closing(Index.build(documents, Path(folder) / "index")) as index:
        return [case for item in items for case in _case(item, ids[str(item["passage"])], index, len(ids), chance)]


def _case(item: dict[str, object], document: str, index: Index, count: int, chance: random.Random) -> Iterator[Case]:
    question = read_question(str(item["question"]).strip())
    others = [str(chance.randrange(count)) for _ in range(OTHERS)] if chance.random() < WIDE else []
    if not question.folded or question.kinds & {"figure", "rank", "date", "yesno"}:
        return
    answer, text = str(item["answer"]), index.document(document).text
    at = int(str(item["answer_start"]))
    at = at if text[at : at + len(answer)] == answer else text.find(answer)
    hits = find(question.text, k=PASSAGES, index=index, documents=[document, *others])
    seen: list[Evidence] = []

    def look(evidence: Evidence) -> npt.NDArray[np.float32]:
        seen.append(evidence)
        return np.zeros(len(evidence.sentences), dtype=np.float32)

    with mock.patch.object(extract, "sentence_scores", look):
        reading = read_passages(question, hits, index)
    if not seen:
        return
    owners = {id(candidate.sentence): candidate.document for candidate in reading.candidates}
    spans = [(owners[id(s)], s.span) for s in seen[0].sentences]
    answers = np.array([owner.id == document and span.start <= at < span.end for owner, span in spans])
    holds = np.array([answer in span.of(owner.text) for owner, span in spans])
    if answers.any():
        shares = {id(candidate.sentence): candidate.share for candidate in reading.candidates}
        plain = np.array([shares[id(s)] for s in seen[0].sentences], dtype=np.float32) + 0.15 * seen[0].hits
        yield Case(sentence_features(seen[0]), answers, holds, int(document) % HELD_OUT == 0, plain)


class Model(torch.nn.Module):
    """A weighted sum and one small hidden layer over standardised features."""

    def __init__(self, features: torch.Tensor) -> None:
        super().__init__()
        self.mean, self.scale = features.mean(0), features.std(0).clamp(min=0.02)
        self.plain = torch.nn.Linear(features.shape[1], 1, bias=False)
        self.hidden = torch.nn.Linear(features.shape[1], HIDDEN)
        self.dropout = torch.nn.Dropout(DROPOUT)
        self.out = torch.nn.Linear(HIDDEN, 1, bias=False)

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """(n,) the scores of rows (n, features)."""
        rows = (rows - self.mean) / self.scale
        scores: torch.Tensor = self.plain(rows) + self.out(self.dropout(torch.relu(self.hidden(rows))))
        return scores[:, 0]


def train(cases: Sequence[Case], *, seed: int = 0, rounds: int = ROUNDS) -> Model:
    """Fits by the log likelihood of the sentence with the answer among all of its question."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    model = Model(torch.tensor(np.concatenate([case.features for case in cases])))
    optimiser = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=1e-4)
    steps = rounds * -(-len(cases) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    for _ in range(rounds):
        order = torch.randperm(len(cases)).tolist()
        for start in range(0, len(order), BATCH):
            loss = _loss(model, [cases[number] for number in order[start : start + BATCH]])
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
    return model.eval()


def _loss(model: Model, cases: Sequence[Case]) -> torch.Tensor:
    scores = model(torch.tensor(np.concatenate([case.features for case in cases])))
    losses = []
    for case, own in zip(cases, scores.split([len(case.answers) for case in cases]), strict=True):
        answers = torch.tensor(case.answers)
        counted = torch.tensor(case.answers | ~case.holds)  # the same words elsewhere are neither right nor wrong
        losses.append(own[counted].logsumexp(0) - own[answers].logsumexp(0))
    return torch.stack(losses).mean()


def score(model: Model, case: Case) -> npt.NDArray[np.float32]:
    """(n,) the scores of a question's sentences."""
    with torch.no_grad():
        scores: npt.NDArray[np.float32] = model(torch.tensor(case.features)).numpy()
    return scores


def first_right(cases: Sequence[Case], scores: Sequence[npt.NDArray[np.float32]]) -> float:
    """The share of questions whose best sentence holds the answer."""
    return float(np.mean([case.holds[int(np.argmax(own))] for case, own in zip(cases, scores, strict=True)]))


def describe(model: Model) -> str:
    """The text of `qa/sentence_scores.txt`: see `qa.sentence_scores._model`."""
    table = torch.cat(
        [model.mean[:, None], model.scale[:, None], model.plain.weight.T, model.hidden.weight.T], dim=1
    ).detach()
    rows = [
        *zip(NAMES, table.tolist(), strict=True),
        ("bias", model.hidden.bias.tolist()),
        ("out", model.out.weight[0].tolist()),
    ]
    return "".join(" ".join([name, *(f"{number:.4g}" for number in numbers)]) + "\n" for name, numbers in rows)


if __name__ == "__main__":
    main()
