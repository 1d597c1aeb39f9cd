"""A figure is of what is asked, not of what stands beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Document, Index
from qa import ask

REPORT = """2031年上半年经济运行情况的报告
一、主要情况
1—6月,全省汽车销量增长10.9%,家电以旧换新65万台。
召开全国独角兽企业大会,全省新增中小企业1381家。
东山经济圈经济总量4036亿元、增长5.8%,高于全国平均水平0.8个百分点。
成功举办世界青年运动会,近4000名运动员参赛。
一般公共预算收入增长12.2%,重点项目完成投资2386亿元。
全省博物馆达到312家。
"""


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder: Path = tmp_path_factory.mktemp("beside")
    return Index.build([Document("beside", "2031年上半年经济运行情况的报告", REPORT)], folder / "index")


@pytest.mark.parametrize(
    "question",
    [
        "How many cars were sold?",  # 65万台 are household appliances
        "汽车一共卖了多少台?",
        "How many unicorn companies are there?",
        "How many medals were won at the world youth games?",
        "一般公共预算收入是多少亿元?",
        "What was GDP in yuan?",  # told of a wider region only
        "Wie hoch war das Bruttoinlandsprodukt in Yuan?",
    ],
)
def test_a_figure_of_something_else_is_no_answer(question: str, beside: Index) -> None:
    assert ask(question, index=beside).abstained


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("家电以旧换新多少台?", "65万台"),
        ("How many museums are there?", "312家"),
        ("新增中小企业多少家?", "1381家"),
        ("重点项目完成投资多少亿元?", "2386亿元"),
        ("东山经济圈经济总量是多少?", "4036亿元"),
        ("How many athletes took part?", "4000名"),
    ],
)
def test_a_figure_of_the_subject_is_the_answer(question: str, expected: str, beside: Index) -> None:
    found = ask(question, index=beside)
    assert not found.abstained
    assert expected in found.text.split("\n")[0]
