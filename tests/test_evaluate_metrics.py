"""Metrics against cases worked out by hand."""

import math
from typing import Any

import pytest

from evaluation.metrics import Judged, judge, percentile, shows, sizes, total
from evaluation.qaset import Item
from evaluation.ranking import rank_pairs, relevant_spans, strictly_falling
from evaluation.running import Outcome, Place
from evaluation.summary import calibration

TEXT = "上半年增长6.1%。城镇新增就业42.4万人。空气优良163天。"
#       0123456789 0
GROWTH, JOBS = "增长6.1%", "新增就业42.4万人"


def place(quote: str, *, shift: int = 0) -> Place:
    start = TEXT.index(quote) + shift
    return Place("r", start, start + len(quote), quote=quote)


def judged(
    text: str = "6.1% [1]",
    *,
    groups: Any = (("6.1%",),),
    evidence: Any = (GROWTH,),
    type: str = "number",
    **outcome: Any,
) -> Judged:
    item = Item("q", "?", groups, evidence=evidence, type=type)
    cited = outcome.pop("citations", (place(GROWTH),))
    return judge("s", item, Outcome("q", text, citations=cited, **outcome), text=TEXT, document="r")


def unanswerable(**outcome: Any) -> Judged:
    return judged(groups=(), evidence=(), type="unanswerable", **outcome)


SILENCE: dict[str, Any] = {"text": "报告没有说。", "abstained": True, "citations": ()}


@pytest.mark.parametrize(
    ("one", "verdict", "crag"),
    [
        (judged(), "right", 1),
        (judged("5.8% [1]"), "wrong", -1),
        (judged(**SILENCE), "silent", 0),
        (judged(**{**SILENCE, "text": "没有说6.1%"}), "silent", 0),  # naming the figure while silent is no answer
        (unanswerable(**SILENCE), "right", 1),
        (unanswerable(), "wrong", -1),
        (judged("", error="QueryError: x", citations=()), "error", -1),
    ],
)
def test_verdict_and_crag_score(one: Judged, verdict: str, crag: float) -> None:
    assert one.verdict == verdict
    assert one.pairs["crag"] == (crag, 1)


def test_abstention_by_hand() -> None:
    # Silent: two rightly, one wrongly; one question without an answer was answered.
    rows = [unanswerable(**SILENCE)] * 2 + [judged(**SILENCE)] + [unanswerable()] + [judged()] * 6
    metrics = total(one.pairs for one in rows)
    assert metrics["abstention_precision"] == pytest.approx(2 / 3)
    assert metrics["abstention_recall"] == pytest.approx(2 / 3)
    assert metrics["abstention_f1"] == pytest.approx(2 / 3)
    assert metrics["false_abstention"] == pytest.approx(1 / 7)
    assert metrics["answer_accuracy"] == pytest.approx(6 / 7)
    assert metrics["accuracy"] == pytest.approx(8 / 10)
    assert metrics["crag"] == pytest.approx((8 - 1) / 10)


def test_nothing_counts_in_a_metric_that_does_not_apply() -> None:
    metrics = total([judged(type="list").pairs])
    assert {"abstention_precision", "abstention_recall", "number_match"}.isdisjoint(metrics)
    assert "citation_precision" not in unanswerable().pairs


def test_citations_by_hand() -> None:
    one = judged(evidence=(GROWTH, JOBS), citations=(place(GROWTH), place("空气优良163天")))
    assert one.pairs["citation_precision"] == (0.5, 1)
    assert one.pairs["citation_recall"] == (0.5, 1)
    assert one.pairs["citation_validity"] == (2, 2)


def test_a_citation_that_is_not_verbatim_counts_for_nothing() -> None:
    one = judged(citations=(place(GROWTH, shift=1),))
    assert one.pairs["citation_validity"] == (0, 1)
    assert one.pairs["citation_precision"] == one.pairs["citation_recall"] == (0, 1)


def test_a_marker_without_its_citation_is_not_valid() -> None:
    assert judged("6.1% [1][3]").pairs["citation_validity"] == (1, 2)


def test_an_answer_without_citation_has_no_precision_left() -> None:
    assert judged("6.1%", citations=()).pairs["citation_precision"] == (0, 1)


@pytest.mark.parametrize(
    ("span", "evidence", "expected"),
    [
        ((0, 10), (5, 15), True),  # half of it
        ((0, 9), (5, 15), False),  # less than half
        ((6, 8), (5, 15), True),  # within it
        ((0, 5), (5, 15), False),  # touching
        ((0, 100), (5, 15), True),
        ((14, 40), (5, 15), False),
    ],
)
def test_what_shows_evidence(span: tuple[int, int], evidence: tuple[int, int], expected: bool) -> None:
    assert shows(span, evidence) is expected


def test_relevant_passages_hold_half_the_evidence_or_the_most_of_it() -> None:
    passages = [(str(start), (start, start + 4)) for start in range(0, 40, 4)]
    one = judged()
    half = Judged("s", one.item, one.outcome, (((6, 10),),), "r", "", "right")
    assert relevant_spans(half, passages) == ["4", "8"]
    spread = Judged("s", one.item, one.outcome, (((2, 13),),), "r", "", "right")  # 2 of 11, 4 (within), 4 (within), 1
    assert relevant_spans(spread, passages) == ["4", "8"]
    thin = Judged("s", one.item, one.outcome, (((2, 11),),), "r", "", "right")
    wide = [("a", (0, 5)), ("b", (5, 9)), ("c", (9, 20))]
    assert relevant_spans(thin, wide) == ["b"]
    gaps = Judged("s", one.item, one.outcome, (((0, 30),),), "r", "", "right")
    assert relevant_spans(gaps, [("a", (-5, 10)), ("b", (20, 40))]) == ["a"]


def test_rank_metrics_by_hand() -> None:
    qrels = {"one": {"a": 1, "b": 1}, "two": {"c": 1}, "lost": {"d": 1}}
    run = {"one": {"x": 0.9, "a": 0.8, "y": 0.7, "b": 0.6}, "two": {"c": 0.5}, "unjudged": {"z": 1.0}}
    pairs = rank_pairs(qrels, run)
    assert set(pairs) == {"one", "two", "lost"}
    metrics = total(pairs.values())
    assert metrics["recall@1"] == pytest.approx((0 + 1 + 0) / 3)
    assert metrics["recall@3"] == pytest.approx((1 / 2 + 1 + 0) / 3)
    assert metrics["recall@5"] == pytest.approx((1 + 1 + 0) / 3)
    assert metrics["mrr@10"] == pytest.approx((1 / 2 + 1 + 0) / 3)
    assert metrics["success@5"] == pytest.approx(2 / 3)
    ndcg = (1 / math.log2(3) + 1 / math.log2(5)) / (1 + 1 / math.log2(3))
    assert metrics["ndcg@10"] == pytest.approx((ndcg + 1 + 0) / 3)


def test_rank_metrics_without_a_judged_question_are_none() -> None:
    assert rank_pairs({}, {"q": {"a": 1.0}}) == {}


def test_equal_scores_keep_our_order_in_trec_eval() -> None:
    # trec_eval puts equal 32-bit scores in the reverse order of their ids: "z" would come first.
    scores = strictly_falling([0.5, 0.5, 0.5 - 1e-12])
    assert scores[0] > scores[1] > scores[2]
    run = {"q": dict(zip(["a", "m", "z"], scores, strict=True))}
    assert rank_pairs({"q": {"a": 1}}, run)["q"]["mrr@10"] == (1.0, 1.0)


def test_percentiles_by_nearest_rank() -> None:
    values = [15.0, 20.0, 35.0, 40.0, 50.0]
    assert [percentile(values, share) for share in (0.05, 0.3, 0.4, 0.5, 0.95, 1.0)] == [15, 20, 20, 35, 50, 50]
    with pytest.raises(ValueError, match="at least one"):
        percentile([], 0.5)


def test_reply_length_and_latency() -> None:
    measured = sizes([judged("12345", seconds=0.002), judged("1234567", seconds=0.004)])
    assert measured == {"length_p50": 5, "length_p95": 7, "latency_p50_ms": 2, "latency_p95_ms": 4}
    assert sizes([judged("", error="x")]) == {}


def test_calibration_counts_a_sure_silence_against_an_answer() -> None:
    rows = [
        judged(confidence=0.9),
        judged("5.8% [1]", confidence=0.6),
        unanswerable(**SILENCE, confidence=0.8),
        judged(**SILENCE, confidence=0.7),
    ]
    found = calibration(rows)
    assert [(row["count"], row["accuracy"]) for row in found["bins"]] == [(1, 0), (1, 1)]
    assert [(row["count"], row["accuracy"]) for row in found["silences"]] == [(1, 0), (1, 1)]
    assert found["error"] == pytest.approx((0.6 + 0.1) / 2)
    assert found["auc_right"] == 1
    # Towards an answer: .9, .6 and .3 for what the source answers, .2 for what it does not.
    assert found["auc_abstention"] == 1
