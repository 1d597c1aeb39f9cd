"""Late interaction: the score of a passage, and the account of it term by term."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.static import load_static_encoder
from qa.alignment import BLOCK, Match, matches, maxsim

ENCODER = load_static_encoder()
PASSAGE = "汽车产业增加值同比增长30.3%,拉动全市工业增速5.1个百分点,其中新能源汽车产量同比增长1.5倍。"


def ids(text: str) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return ENCODER.token_ids([text])[0]


def slow_maxsim(question: str, passage: str) -> float:
    """The definition, token by token."""
    query, tokens = np.unique(ids(question)), ids(passage)
    weights = ENCODER.token_weights(query)
    if not len(tokens) or not weights.sum():
        return 0.0
    similarities = np.clip(ENCODER.token_vectors(query) @ ENCODER.token_vectors(tokens).T, 0, 1)

    def score(start: int, end: int) -> float:
        return float(weights @ similarities[:, start:end].max(axis=1) / weights.sum())

    windows = [score(start, start + 2 * BLOCK) for start in range(0, max(1, len(tokens) - BLOCK), BLOCK)]
    return (score(0, len(tokens)) + max(windows)) / 2


def by_term(question: str, passage: str = PASSAGE, **options: float) -> dict[str, Match]:
    return {match.term: match for match in matches(question, passage, 0, ENCODER, **options)}


@pytest.mark.parametrize("question", ["新能源汽车产量增长多少?", "How much did car output grow?", "产量"])
def test_fast_score_is_the_definition(question: str) -> None:
    passages = [PASSAGE, PASSAGE * 6, "", "农村居民收入", "农" * 61, "!"]
    fast = maxsim(ids(question), [ids(passage) for passage in passages], ENCODER)
    np.testing.assert_allclose(fast, [slow_maxsim(question, passage) for passage in passages], atol=1e-5)


def test_scores_are_absolute() -> None:
    scores = maxsim(ids(PASSAGE), [ids(PASSAGE[:-1]), ids("abc"), ids("")], ENCODER)
    assert scores[0] > 0.99
    assert 0 <= scores[1] < 0.6
    assert scores[2] == 0
    assert not maxsim(ids("!?"), [ids(PASSAGE)], ENCODER).any()
    assert maxsim(ids(PASSAGE), [], ENCODER).shape == (0,)


def test_words_together_are_better_than_words_apart() -> None:
    filler = "开展文化旅游活动" * 20
    together, apart = "新能源汽车产量增长。" + filler, "新能源。" + filler[:80] + "汽车。" + filler[80:] + "产量增长。"
    near, far = maxsim(ids("新能源汽车产量增长"), [ids(together), ids(apart)], ENCODER)
    assert near > far


def test_each_term_is_accounted_for_where_it_stands() -> None:
    found = by_term("工业产量增长30.3%吗")
    for term in ("工业", "增长", "30.3%"):
        match = found[term]
        assert match.start is not None
        assert PASSAGE[match.start : match.end] == term
        assert match.similarity == 1
    assert found["吗"].start is None


def test_across_languages() -> None:
    found = by_term("growth of industrial output")
    assert PASSAGE[found["growth"].start : found["growth"].end] in {"增长", "增速"}
    assert "工业" in PASSAGE[found["industrial"].start : found["industrial"].end]


def test_a_number_is_accounted_for_only_by_itself() -> None:
    assert by_term("30.3%")["30.3%"].start == PASSAGE.index("30.3%")
    for other in ("3.3%", "30.3", "30.4%", "1", "530.3%"):
        assert by_term(other)[other].start is None, other


def test_places_are_those_of_the_document() -> None:
    moved = matches("工业", PASSAGE, 1000, ENCODER)[0]
    assert (moved.start, moved.end) == (1000 + PASSAGE.index("工业"), 1002 + PASSAGE.index("工业"))
    assert (moved.term_start, moved.term_end) == (0, 2)


def test_traditional_script_and_width_do_not_matter() -> None:
    found = by_term("汽車產業增加值增長３０．３％")
    assert all(match.start is not None for match in found.values())


def test_the_threshold_decides() -> None:
    strict, loose = (by_term("output", threshold=threshold)["output"] for threshold in (1.0, 0.0))
    assert strict.start is None
    assert loose.start is not None
    assert strict.similarity == loose.similarity


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30), st.text(max_size=80))
def test_any_text_gives_spans_inside_it(question: str, passage: str) -> None:
    account = matches(question, passage, 0, ENCODER)
    assert [match.term_start for match in account] == sorted(match.term_start for match in account)
    assert not account or sum(match.weight for match in account) == pytest.approx(1, abs=1e-2)
    for match in account:
        assert question[match.term_start : match.term_end] == match.term != ""
        assert 0 <= match.similarity <= 1
        if match.start is not None and match.end is not None:
            assert 0 <= match.start < match.end <= len(passage)
