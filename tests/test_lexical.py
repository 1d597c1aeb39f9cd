"""Postings: tokens, scores as coverage, the arrays on disk."""

from pathlib import Path

import numpy as np
import pytest

from index import lexical
from index.lexical import Lexical
from index.tokens import passage_tokens, query_tokens

TEXTS = [
    "新能源汽车产量增长1.5倍。",
    "地区生产总值增长6.1%。",
    "新能源汽车销量增长10.9%。",
    "GDP of the City grew",
    "。。。",
]


def test_tokens() -> None:
    assert passage_tokens("汽车 GDP 1,234.5万") == ["汽", "车", "汽车", "gdp", "1234.5", "万"]
    assert passage_tokens("漢語ＧＤＰ６") == ["汉", "语", "汉语", "gdp", "6"]
    assert passage_tokens("。 ,") == []


def test_a_question_is_searched_without_the_words_that_only_ask() -> None:
    assert query_tokens("产量是多少?") == ["产", "量", "产量"]
    assert query_tokens("What is the GDP of the city?") == ["gdp", "city"]
    assert query_tokens("什么") == ["什", "么", "什么"]  # nothing else is left
    assert query_tokens("汽车汽车") == ["汽", "车", "汽车", "车汽"]


def test_the_best_passage_has_the_highest_coverage() -> None:
    postings = Lexical.build(TEXTS)
    assert postings.scores("新能源汽车产量").argmax() == 0
    assert postings.scores("新能源汽车销量").argmax() == 2
    assert postings.scores("GDP CITY").argmax() == 3
    assert postings.scores("1.5倍").argmax() == 0


def test_scores_are_absolute() -> None:
    postings = Lexical.build(TEXTS)
    scores = postings.scores("新能源汽车产量")
    assert scores.shape == (5,) and scores.dtype == np.float32
    assert scores.min() >= 0 and scores.max() <= 1
    # Unknown words of a question count against every passage; a question of nothing else scores nothing.
    assert postings.scores("新能源汽车产量 xylophone zebra").max() < scores.max()
    assert not postings.scores("xylophone").any()
    assert not postings.scores("???").any()


def test_scores_are_bm25(monkeypatch: pytest.MonkeyPatch) -> None:
    postings = Lexical.build(TEXTS)
    tokens = [passage_tokens(text) for text in TEXTS]
    mean = sum(map(len, tokens)) / len(tokens)
    query = query_tokens("新能源汽车产量增长")
    expected = np.zeros(len(TEXTS))
    ceiling = 0.0
    for token in query:
        frequency = sum(token in own for own in tokens)
        idf = np.log(1 + (len(TEXTS) - frequency + 0.5) / (frequency + 0.5))
        ceiling += idf
        for number, own in enumerate(tokens):
            count = own.count(token)
            expected[number] += (
                idf * count / (count + lexical.K1 * (1 - lexical.B + lexical.B * len(own) / mean)) if count else 0
            )
    assert np.allclose(postings.scores("新能源汽车产量增长"), expected / ceiling, atol=1e-5)


def test_saved_and_loaded_it_scores_the_same(tmp_path: Path) -> None:
    postings = Lexical.build(TEXTS)
    postings.save(tmp_path)
    loaded = Lexical.load(tmp_path, len(TEXTS))
    for query in ("新能源汽车", "增长6.1%", "city"):
        assert np.array_equal(loaded.scores(query), postings.scores(query))


def test_texts_without_a_single_token() -> None:
    postings = Lexical.build(["。", "、"])
    assert not postings.scores("产量").any()


def test_beyond_the_limit_the_rare_tokens_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    postings = Lexical.build(["的 罕"] + ["的"] * 50)
    monkeypatch.setattr(lexical, "POSTINGS_LIMIT", 0)
    scores = postings.scores("的罕")
    assert scores.argmax() == 0 and np.count_nonzero(scores) == 1


def test_progress_counts_texts() -> None:
    seen: list[int] = []
    Lexical.build(TEXTS, seen.append)
    assert seen == [1, 2, 3, 4, 5]
