"""Silence where the report is silent: what is asked about and not covered is named, near passages are shown as near."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from invented_report import invented, invented_index

from index.static import load_static_encoder
from qa import Answer, ask, retrieve
from qa.extract import Reading, read_passages
from qa.question import read_question
from qa.silence import COEFFICIENTS, FEATURES, INTERCEPT, confidence, features, uncovered
from training.calibrate import area, cross_validated, fit, read_rows


def answer(question: str) -> Answer:
    return ask(question, index=invented_index())


def reading(question: str) -> Reading:
    index = invented_index()
    return read_passages(read_question(question), retrieve(question, k=10, index=index), index)


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("上海经济增长多少?", "上海"),
        ("How much did Shanghai's GDP grow?", "Shanghai"),
        ("2019年经济增长多少?", "2019"),
        ("三季度工业增加值增长多少?", "三季度"),
        ("前三季度工业增加值增长多少?", "前三季度"),
        ("3月经济增长多少?", "3月"),
        ("农村居民收入多少元?", "农村"),
        ("How much did rural incomes grow?", "rural"),
        ("对俄罗斯出口增长多少?", "俄罗斯"),
        ("茶叶产值是多少亿元?", "元"),  # only its growth is told
        ("蒙西铁路什么时候通车?", "铁路"),
        ("蒙西高速公路什么时候通车?", "蒙西高速公路"),
        ("白沙江大桥什么时候通车?", "白沙江大桥"),
        ("“云上三基地”是什么意思?", "云上三基地"),
        ("PM10浓度是多少?", "pm10"),
    ],
)
def test_what_is_not_covered_is_named(question: str, named: str) -> None:
    found = answer(question)
    assert (found.abstained, found.kind, found.citations) == (True, "abstained", ())
    assert named.lower() in found.text.lower()
    assert found.hits


@pytest.mark.parametrize(
    "question",
    [
        "博物馆有多少家?",
        "全省有多少名医生?",
        "How many museums are there?",
        "Who won the football match?",
        "今天天气怎么样?",
        "量子计算机有多少台?",
        "去年诺贝尔奖得主是谁?",
    ],
)
def test_other_subjects(question: str) -> None:
    found = answer(question)
    assert found.abstained, found.text
    assert not any(char.isdigit() for char in found.text)


@pytest.mark.parametrize(
    "question",
    [
        "云岭省经济增长多少?",
        "今年上半年经济增长多少?",
        "2031年经济增长多少?",
        "一季度工业增加值增长多少?",
        "5月青石大桥通车了吗?",
        "全年固定资产投资力争增长多少?",
        "青石大桥什么时候通车?",
    ],
)
def test_what_is_covered_is_answered(question: str) -> None:
    assert not answer(question).abstained


def test_silence_speaks_the_language_of_the_question() -> None:
    texts = {
        language: answer(question).text
        for language, question in {
            "zh": "上海经济增长多少?",
            "en": "How much did Shanghai's GDP grow?",
            "fr": "De combien a augmenté le PIB de Shanghai dans la première moitié ?",
            "de": "Wie stark wuchs die Wirtschaft in Shanghai?",
            "ru": "Сколько составил рост ВВП Шанхай?",
            "ja": "上海の経済成長率は何パーセントですか",
        }.items()
    }
    assert texts["zh"].startswith("报告没有") and texts["en"].startswith("The report does not")
    assert len(set(texts.values())) == len(texts)
    assert all(text.strip() for text in texts.values())


def test_the_account_says_which_term_nothing_accounts_for() -> None:
    found = answer("农村居民收入多少元?")
    missing = [match.term for match in found.terms if match.start is None]
    assert "农村" in missing


def test_checks_apart_from_confidence() -> None:
    covered, missing = reading("茶叶产值增长多少?"), reading("三季度茶叶产值增长多少?")
    assert uncovered(covered, covered.candidates[0], load_static_encoder()) is None
    assert uncovered(missing, missing.candidates[0], load_static_encoder()) == ("uncovered", "三季度")


def test_features_are_those_that_were_fitted() -> None:
    read = reading("茶叶产值增长多少?")
    row = features(read, read.candidates[0])
    assert len(row) == len(FEATURES) == len(COEFFICIENTS)
    named = dict(zip(FEATURES, row, strict=True))
    assert named["chinese"] == named["figure"] == 1
    assert named["absent"] == 0
    assert named["share"] > 0.8
    assert np.isfinite(row).all()


def test_confidence_is_the_logistic_of_the_features() -> None:
    read = reading("茶叶产值增长多少?")
    best = read.candidates[0]
    score = INTERCEPT + float(np.dot(COEFFICIENTS, features(read, best)))
    assert confidence(read, best) == pytest.approx(1 / (1 + math.exp(-score)))


def test_confidence_tells_a_good_answer_from_a_bad_one() -> None:
    good, bad = reading("茶叶产值增长多少?"), reading("足球比赛谁赢了?")
    assert confidence(good, good.candidates[0]) > 0.85
    assert confidence(bad, bad.candidates[0]) < confidence(good, good.candidates[0]) - 0.15
    assert (
        uncovered(bad, bad.candidates[0], load_static_encoder()) is not None
    )  # so far off that confidence is not asked


def test_calibration_reads_rows_from_a_set(tmp_path: Path) -> None:
    (tmp_path / "made.txt").write_text(invented().text, encoding="utf-8")
    items = [
        ("a", "茶叶产值增长多少?", [["12.3%"]]),
        ("b", "花卉产值增长多少?", [["99.9%"]]),  # a wrong key: the answer counts as wrong
        ("c", "上海经济增长多少?", []),  # withheld by the checks, whatever the confidence
    ]
    lines = [json.dumps({"id": id, "question": text, "answer_groups": groups}) for id, text, groups in items]
    (tmp_path / "made.qa.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    rows = list(read_rows(tmp_path / "made.qa.jsonl", ""))
    assert [(row.right, row.answerable, len(row.features)) for row in rows] == [
        (True, True, len(FEATURES)),
        (False, True, len(FEATURES)),
    ]


def test_calibration_finds_what_tells_right_from_wrong() -> None:
    right = np.arange(40) % 4 > 0
    table = np.column_stack([np.where(right, 0.9, 0.1), np.full(40, 0.5)])
    weights, _ = fit(table, right)
    assert weights[0] > 1 > abs(weights[1])
    assert area(cross_validated(table, right), right) == 1
