import random

import pytest

from evaluation.compare import by_split, compare
from evaluation.metrics import Pair
from evaluation.statistics import auc, calibration_error, intervals, paired_differences, reliability


def rows(*values: float, name: str = "m") -> list[dict[str, Pair]]:
    return [{name: (value, 1.0)} for value in values]


def test_the_interval_of_a_share_agrees_with_the_normal_one() -> None:
    low, high = intervals(rows(*[1.0] * 80, *[0.0] * 20))["m"]
    # 0.8 ± 1.96 · sqrt(0.8 · 0.2 / 100)
    assert low == pytest.approx(0.7216, abs=0.012)
    assert high == pytest.approx(0.8784, abs=0.012)


def test_intervals_are_the_same_every_time_and_closed_for_a_constant() -> None:
    some = rows(1.0, 0.0, 1.0, 1.0)
    assert intervals(some) == intervals(some)
    assert intervals(rows(1.0, 1.0, 1.0)) == {"m": (1.0, 1.0)}
    assert intervals([]) == {}


def test_batches_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    some = rows(*(float(i % 3 == 0) for i in range(50)))
    low, high = intervals(some)["m"]
    monkeypatch.setattr("evaluation.statistics._BATCH_CELLS", 1)
    assert intervals(some)["m"] == pytest.approx((low, high), abs=0.06)


def test_a_metric_of_few_questions_has_an_interval_all_the_same() -> None:
    some = [*rows(1.0, 0.0), *rows(*[1.0] * 30, name="other")]
    assert intervals(some)["m"] == (0.0, 1.0)


def test_a_run_compared_with_itself_does_not_differ() -> None:
    (one,) = paired_differences(rows(1.0, 0.0, 1.0), rows(1.0, 0.0, 1.0))
    assert one.old == one.new == pytest.approx(2 / 3)
    assert (one.low, one.high, one.p) == (0, 0, 1)


def test_pairing_sees_a_small_gain_that_no_two_separate_intervals_would() -> None:
    old = [float(i % 2) for i in range(100)]
    new = [1.0 if i % 10 == 0 else value for i, value in enumerate(old)]  # ten wins, no loss
    (one,) = paired_differences(rows(*old), rows(*new))
    assert one.new - one.old == pytest.approx(0.1)
    assert 0 < one.low < 0.1 < one.high
    assert one.p < 0.01
    assert intervals(rows(*old))["m"][1] > intervals(rows(*new))["m"][0]


def test_runs_over_different_questions_cannot_be_paired() -> None:
    with pytest.raises(ValueError, match="same questions"):
        paired_differences(rows(1.0), rows(1.0, 0.0))


def test_auc_equals_counting_all_pairs() -> None:
    draw = random.Random(7)
    scores = [draw.randint(0, 9) / 10 for _ in range(60)]
    labels = [draw.random() < 0.4 for _ in scores]
    pairs = [(a, b) for a, wins in zip(scores, labels, strict=True) for b, loses in zip(scores, labels, strict=True)
             if wins and not loses]  # fmt: skip
    assert auc(scores, labels) == pytest.approx(sum((a > b) + (a == b) / 2 for a, b in pairs) / len(pairs))


def test_auc_needs_both_kinds() -> None:
    assert auc([0.1, 0.9], [False, True]) == 1
    assert auc([0.9, 0.1], [False, True]) == 0
    assert auc([0.5, 0.5], [False, True]) == 0.5
    assert auc([0.5], [True]) is None


def test_reliability_by_hand() -> None:
    table = reliability([0.91, 0.99, 1.0, 0.05, 0.5], [True, True, False, False, True])
    assert [(row.low, row.count, row.accuracy) for row in table] == [(0.0, 1, 0), (0.5, 1, 1), (0.9, 3, 2 / 3)]
    expected = (0.05 + 0.5 + 3 * abs((0.91 + 0.99 + 1) / 3 - 2 / 3)) / 5
    assert calibration_error(table) == pytest.approx(expected)
    assert calibration_error([]) is None


def question(id: str, verdict: str, **changes: object) -> dict[str, object]:
    gold = {"question": "?", "answer_groups": [], "evidence": [], "history": [], "document": "r", "split": "dev"}
    return {"set": "s", "id": id, "verdict": verdict, "pairs": {"accuracy": [verdict == "right", 1]}, **gold, **changes}


def test_wins_and_losses_question_by_question() -> None:
    old = {
        "questions": [question("a", "right"), question("b", "wrong"), question("c", "silent"), question("d", "right")]
    }
    new = {"questions": [
        question("a", "silent"), question("b", "right"), question("c", "wrong"), question("d", "right", question="!"),
        question("e", "right"),
    ]}  # fmt: skip
    comparison = compare(old, new)
    assert [new["id"] for _, new in comparison.wins] == ["b"]
    assert [new["id"] for _, new in comparison.losses] == ["a"]
    assert (comparison.shared, comparison.left_out) == (3, 2)  # d was asked otherwise, e is new
    assert [(one.name, one.old, one.new) for one in comparison.differences] == [("accuracy", 1 / 3, 1 / 3)]


def test_questions_of_the_test_split_are_not_shown_unless_asked_for() -> None:
    pairs = [
        (question("a", "wrong"), question("a", "right")),
        (question("b", "wrong"), question("b", "right", split="test")),
    ]
    assert len(by_split(pairs, test=False)) == 1
    assert len(by_split(pairs, test=True)) == 2


def test_interval_of_a_share_by_hand() -> None:
    from evaluation.statistics import share_interval

    # Wilson 1927, as in Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20.
    assert share_interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert share_interval(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert share_interval(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert share_interval(20, 20)[1] == 1.0
