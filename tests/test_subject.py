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
外贸进出口总额达到451亿元、增长5.6%,其中出口增长10.8%。
全省民间投资(不含房地产)增长23.7%。
接待入境游客60万人次。
新增科技型企业6009家,完成目标的111%。
社会消费品零售总额年均增长3.7%。
国家级“小巨人”企业累计286家。
新增5A级旅游景区1个,全省总数达到12个。
城镇新增就业50万人,积极应对人口老龄化。
全省机场旅客和货邮吞吐量分别增长14.2%、4.2%。
东州长水国际机场旅客吞吐量近5000万人次。
单位地区生产总值能耗下降3.8%。
地区生产总值突破2万亿元、达到23562亿元。
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
        "今年全省进口增长多少?",  # foreign trade is told of, and exports
        "How much did imports grow?",
        "By how much did real estate investment grow?",  # left out of what is told
        "房地产投资增长多少?",
        "接待国内游客多少人次?",  # told of visitors from abroad
        "新增的6009家科技型企业中有多少是高新技术企业?",
        "新增的6009家科技型企业中科技型企业有多少家?",
        "房地产增长多少?",  # told of investment without it
        "经济总量增长多少?",  # told of a wider region
        "全省人口有多少万人?",  # told of jobs, in a sentence on an ageing population
        "今年社会消费品零售总额增长多少?",  # a yearly average is told
        "全省社会消费品零售总额十五五期间年均增速目标是多少亿元?",
        "新增国家级“小巨人”企业多少家?",  # how many there are is told
        "人均地区生产总值是多少元?",
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
        ("出口增长多少?", "10.8%"),
        ("民间投资不算房地产增长多少?", "23.7%"),
        ("全省5A级旅游景区总共有多少个?", "12个"),
        ("机场旅客吞吐量增长多少?", "14.2%"),
        ("机场货邮吞吐量增长多少?", "4.2%"),
        ("地区生产总值是多少亿元?", "23562亿元"),
        ("What did GDP amount to?", "23562亿元"),
        ("社会消费品零售总额年均增长多少?", "3.7%"),
        ("新增科技型企业多少家?", "6009家"),
    ],
)
def test_a_figure_of_the_subject_is_the_answer(question: str, expected: str, beside: Index) -> None:
    found = ask(question, index=beside)
    assert not found.abstained
    assert expected in found.text.split("\n")[0]
