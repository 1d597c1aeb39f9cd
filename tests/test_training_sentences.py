"""How the model that chooses the answering sentence is made, on a few questions.

Needs the extra `training`.
"""

from pathlib import Path

import numpy as np
import pytest

from qa import sentence_scores
from qa.sentence_features import NAMES

pytest.importorskip("torch")
from training import sentences

PASSAGE = "{0}是一座桥。{0}由{1}设计。{0}位于{2}省。由于江面很宽,{0}采用了斜拉结构。"
ASKED = (("{0}是谁设计的?", "{1}"), ("{0}在哪里?", "{2}省"), ("{0}为什么采用斜拉结构?", "由于江面很宽"))
NAMED = [
    (f"{a}{b}桥", person, place)
    for a, person, place in (("清", "李明", "江南"), ("白", "王芳", "河西"))
    for b in "河江湖山石"
]


def _items() -> list[dict[str, object]]:
    return [
        {
            "source": "cmrc2018_train",
            "question": question.format(*names),
            "passage": PASSAGE.format(*names),
            "answer": answer.format(*names),
            "answer_start": PASSAGE.format(*names).index(answer.format(*names)),
            "title": names[0],
        }
        for names in NAMED
        for question, answer in ASKED
    ]


def test_cases_name_the_sentence_with_the_answer() -> None:
    figure = {**_items()[0], "question": "清河桥有多少米?"}
    cases = sentences.read_cases([*_items(), figure])
    assert len(cases) == len(NAMED) * len(ASKED)
    assert all(case.answers.sum() == 1 and case.features.shape == (len(case.answers), len(NAMES)) for case in cases)
    assert {case.held_out for case in cases} == {True, False}


def test_training_learns_and_what_it_writes_is_read_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = sentences.read_cases(_items())
    model = sentences.train(cases, rounds=30)
    learned = [sentences.score(model, case) for case in cases]
    assert sentences.first_right(cases, learned) > 0.9
    (tmp_path / "sentence_scores.txt").write_text(sentences.describe(model), encoding="utf-8")
    monkeypatch.setattr(sentence_scores, "files", lambda _: tmp_path)
    mean, scale, plain, hidden, bias, out = sentence_scores._model.__wrapped__()
    rows = (cases[0].features - mean) / scale
    read_back = rows @ plain + np.maximum(rows @ hidden + bias, 0) @ out
    assert np.allclose(read_back, learned[0], atol=0.05)
