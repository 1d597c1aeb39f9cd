"""A sentence must be able to answer the kind of question: a cause, names, a person, a figure."""

from __future__ import annotations

import pytest

from index import Document, Index
from index.folding import fold_text
from qa import ask
from qa.patterns import WHY

REPORT = """2031年工作情况的报告
一、主要情况
全省粮食产量下降3.1%。
因干旱影响,棉花产量下降6.4%。
新增国际友好城市2个、友好交流城市3个。
东原县、西岭县入选全国养老服务试点。
银行业不良率优于全国平均水平。
省长李明远会见外国代表团。
汽车产业增加值增长30.3%,拉动全省工业增速5.1个百分点。
新增5A级旅游景区1个。
承办第十七届省运会。
新建展览馆共三层。
鉴于用水需求增加,全省分两期扩建水厂。
办好女子篮球世界杯预选赛等重大赛事。
培育形成3个国家先进制造业集群、4个国家战略性新兴产业集群。
"""


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return Index.build([Document("kinds", "2031年工作情况的报告", REPORT)], tmp_path_factory.mktemp("kinds") / "index")


@pytest.mark.parametrize(
    "question",
    [
        "粮食产量为什么下降?",
        "Why did grain output fall?",
        "新增的三个友好交流城市是哪三个?",
        "Which five cities became friendly exchange cities?",
        "What is the exact non-performing loan ratio of banks?",
        "Who is the mayor?",
        "汽车产业增加值为什么增长?",  # what it drives is no cause of it
        "新增的5A级旅游景区叫什么名字?",
        "新增的5A级旅游景区是哪一个?",
        "Which scenic spot became a 5A attraction?",
        "女子篮球世界杯预选赛在哪个体育馆举行?",
        "Which team won the women's basketball World Cup qualifiers?",
        "培育形成的国家先进制造业集群是哪三个?",
    ],
)
def test_a_sentence_of_another_kind_is_no_answer(question: str, kinds: Index) -> None:
    assert ask(question, index=kinds).abstained


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("棉花产量为什么下降?", "干旱"),
        ("承办的是第几届省运会?", "第十七届"),
        ("新建展览馆有几层?", "三层"),
        ("全省为什么分两期扩建水厂?", "用水需求"),
        ("哪两个县入选养老服务试点?", "东原县"),
        ("Which two counties became pilots of elderly care services?", "西岭县"),
        ("新增国际友好城市几个?", "2个"),
        ("谁会见了外国代表团?", "李明远"),
    ],
)
def test_a_sentence_of_the_kind_answers(question: str, expected: str, kinds: Index) -> None:
    found = ask(question, index=kinds)
    assert not found.abstained
    assert expected in found.text


def test_the_account_knows_other_forms_of_a_term(index: Index) -> None:
    found = ask("上半年新能源汽车销量增长多少?", index=index)
    told = {match.term: match for match in found.terms}
    assert told["上半年"].start is not None
    span = index.document(found.citations[0].document).text[told["上半年"].start : told["上半年"].end]
    assert span == "1—6月"


@pytest.mark.parametrize(
    ("question", "asked"),
    [("产量为什么下降?", True), ("它又被称为什么?", False), ("Why did output fall?", True), ("왜 감소했습니까?", True)],
)
def test_why_is_not_what_something_is_called(question: str, asked: bool) -> None:
    assert bool(WHY.search(fold_text(question))) is asked
