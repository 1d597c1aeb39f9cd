"""What tells the sentence that answers an open question, and that the learned scores put it first."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index import Document, Index
from qa import extract
from qa.question import read_question
from qa.retrieval import find
from qa.sentence_features import NAMES, Evidence, sentence_features
from qa.sentence_marks import MARKS, head_noun, marks_of
from qa.sentence_scores import sentence_scores
from qa.terms import Floats

TEXT = (
    "清河大桥是一座跨江大桥。清河大桥由李明设计。大桥于1998年动工。"
    "由于江面很宽,清河大桥采用了斜拉结构。桥头的公园叫做“望江园”,每天有很多游客。"
)


@pytest.fixture(scope="module")
def bridge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """One short text."""
    with closing(Index.build([Document("bridge", "清河大桥", TEXT)], tmp_path_factory.mktemp("bridge"))) as index:
        yield index


def _evidence(text: str, index: Index, monkeypatch: pytest.MonkeyPatch) -> list[Evidence]:
    seen: list[Evidence] = []

    def look(evidence: Evidence) -> Floats:
        seen.append(evidence)
        return sentence_scores(evidence)

    monkeypatch.setattr(extract, "sentence_scores", look)
    extract.read_passages(read_question(text), find(text, k=5, index=index), index)
    return seen


def _features(text: str, index: Index, monkeypatch: pytest.MonkeyPatch) -> dict[str, Floats]:
    (evidence,) = _evidence(text, index, monkeypatch)
    return dict(zip(NAMES, sentence_features(evidence).T, strict=True))


@pytest.mark.parametrize(
    ("question", "start"),
    [
        ("清河大桥是谁设计的?", "清河大桥由李明"),
        ("清河大桥为什么采用斜拉结构?", "由于江面"),
        ("桥头的公园叫什么名字?", "桥头的公园"),
    ],
)
def test_sentence_with_the_answer_is_first(
    question: str, start: str, bridge: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    (evidence,) = _evidence(question, bridge, monkeypatch)
    best = evidence.sentences[int(np.argmax(sentence_scores(evidence)))]
    assert best.own.text.startswith(start)


def test_figures_and_other_languages_are_left_to_the_sum(bridge: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    for question in ("清河大桥有多长?", "清河大桥是李明设计的吗?", "Who designed the bridge?"):
        assert not _evidence(question, bridge, monkeypatch)


def test_features_of_each_sentence(bridge: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    told = _features("清河大桥是谁设计的?", bridge, monkeypatch)
    assert told["asks:who"].tolist() == [1] * 5
    assert not told["asks:why"].any()
    assert told["has:by"].tolist() == [0, 1, 0, 1, 0]  # 由李明, 由于
    assert told["start"].tolist() == [1, 0, 0, 0, 0]
    assert (6 * told["begins"]).tolist() == pytest.approx([5, 4, 0, 0, 0])
    assert told["common"][1] == pytest.approx(4 / 7)  # 清河大桥, of 清河大桥是设计的 without 的
    assert told["bigrams"].argmax() == 1
    assert all(np.isfinite(column).all() for column in told.values())


def test_neighbours_account_for_what_they_say(bridge: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    told = _features("清河大桥由谁设计?", bridge, monkeypatch)
    assert told["before"][0] == 0
    assert told["after"][-1] == 0
    assert told["before"][2] == pytest.approx(told["own"][1])
    assert (told["own_before"] >= told["own"]).all()


def test_other_year_counts_only_where_one_is_asked_for(bridge: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = "other_year"
    assert _features("2005年谁设计了清河大桥?", bridge, monkeypatch)[asked].tolist() == [0, 0, 1, 0, 0]
    assert not _features("1998年谁设计了清河大桥?", bridge, monkeypatch)[asked].any()
    assert not _features("谁设计了清河大桥?", bridge, monkeypatch)[asked].any()


def test_place_says_nothing_in_a_long_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = TEXT + "江边的风景四季都很好看。" * 500
    with closing(Index.build([Document("long", "", text)], tmp_path)) as index:
        told = _features("清河大桥是谁设计的?", index, monkeypatch)
    assert not told["start"].any()
    assert set(told["place"].tolist()) == {0.5}


@pytest.mark.parametrize(
    ("question", "noun"),
    [("他是哪个国家的人?", "国家"), ("他的职业是什么?", "职业"), ("获得了哪些奖项?", "奖项"), ("怎样制作?", "")],
)
def test_head_noun(question: str, noun: str) -> None:
    assert head_noun(question).endswith(noun)
    assert bool(head_noun(question)) == bool(noun)


def test_marks() -> None:
    shown = {name for (name, _), mark in zip(MARKS, marks_of("由于《春》、《夏》等作品?"), strict=True) if mark}
    assert {"because", "title", "several", "etc", "question"} <= shown
    assert not shown & {"many", "digit", "quoted", "pronoun"}
