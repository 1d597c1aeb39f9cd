"""The right value first, with its sentence and exact place: on a report that is not the bundled one."""

import pytest
from invented_report import TEXT, invented_index

from qa import Answer, ask


def answer(question: str, *history: str) -> Answer:
    return ask(question, history=history, index=invented_index())


FIGURES = [
    ("上半年经济增长多少?", "5.7%", "地区生产总值"),
    ("地区生产总值是多少亿元?", "8123.4亿元", "地区生产总值"),
    ("经济增速排全国第几?", "第6位", "居全国第6位"),
    ("经济增速比全国高几个百分点?", "0.4个百分点", "高于全国平均水平"),
    ("社零增长多少?", "7.2%", "社会消费品零售总额"),
    ("固投增长多少?", "3.9%", "固定资产投资"),
    ("民间投资增长多少?", "2.1%", "民间投资下降"),  # how much it grew is told by how much it fell
    ("跨境电商交易额涨了多少?", "1.4倍", "跨境电商"),
    ("跨境电商交易额有多少亿元?", "88.5亿元", "跨境电商"),
    ("进口增长多少?", "9.8%", "进口增长9.8%"),
    ("城镇居民收入多少元?", "24680元", "城镇居民"),
    ("新增就业多少万人?", "21.7万人", "新增就业"),
    ("PM2.5浓度是多少?", "23微克/立方米", "细颗粒物"),
    ("粮食总产量目标是多少吨?", "1900万吨以上", "粮食"),
]


@pytest.mark.parametrize(("question", "value", "basis"), FIGURES)
def test_the_asked_figure_comes_first(question: str, value: str, basis: str) -> None:
    found = answer(question)
    first, sentence, *_ = found.text.split("\n")
    assert (first, found.abstained) == (value, False)
    assert sentence.endswith("[1]") and basis in sentence
    assert basis in found.citations[0].quote


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("茶叶产值增长多少?", "12.3%"),
        ("花卉产值增长多少?", "45.6%"),
        ("对东盟出口增长多少?", "8.1%"),
        ("对中东出口增长多少?", "19.2%"),
        ("对拉美出口增长多少?", "27.3%"),
        ("How much did exports to ASEAN grow?", "8.1%"),
    ],
)
def test_lists_are_paired(question: str, value: str) -> None:
    assert answer(question).text.split("\n")[0].startswith(value)


def test_a_total_is_not_one_of_its_parts() -> None:
    assert answer("出口增长多少?").text.startswith("6.3%")


@pytest.mark.parametrize(
    ("question", "value"),
    [("一季度工业增加值增长多少?", "4.8%"), ("二季度工业增加值增长多少?", "6.6%")],
)
def test_periods_of_one_sentence(question: str, value: str) -> None:
    assert answer(question).text.split("\n")[0] == value


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("高速公路通车里程达到多少公里?", "3350公里"),
        ("高速公路通车里程是多少公里?", "3350公里"),
        ("高速公路通车里程由多少公里增加?", "3100公里"),
    ],
)
def test_from_one_level_to_another(question: str, value: str) -> None:
    assert answer(question).text.split("\n")[0] == value


@pytest.mark.parametrize(
    ("question", "value"),
    [("改造了多少个老旧小区?", "356个"), ("改造老旧小区惠及多少户?", "4.2万户")],
)
def test_units_tell_figures_apart(question: str, value: str) -> None:
    assert answer(question).text.split("\n")[0] == value


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("上半年固定资产投资增长多少?", "3.9%"),
        ("全年固定资产投资力争增长多少?", "6%"),
        ("下半年计划新开工多少个重大项目?", "140个"),
    ],
)
def test_what_was_done_and_what_is_planned(question: str, value: str) -> None:
    assert answer(question).text.split("\n")[0] == value


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("为什么水利项目进度放缓?", "由于原材料价格上涨"),
        ("重点发展哪三大产业?", "茶叶、花卉、蓝莓三大产业"),
        ("“云上双基地”是什么意思?", "云上种苗基地和云上物流基地"),
        ("出口是不是下降了?", "出口下降6.3%"),
        ("进口和出口哪个涨得更快?", "出口下降6.3%，进口增长9.8%"),
    ],
)
def test_what_is_no_figure_is_quoted(question: str, part: str) -> None:
    found = answer(question)
    assert not found.abstained
    assert any(part in citation.quote for citation in found.citations)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("How much did GDP grow in the first half?", "5.7%"),
        ("How many new urban jobs were created?", "217,000 people (21.7万人)"),
        ("What is the PM2.5 concentration?", "23 μg/m³ (23微克/立方米)"),
        ("How many old residential communities were renovated?", "356"),
    ],
)
def test_english_units_are_exact(question: str, first: str) -> None:
    found = answer(question)
    assert found.language == "en"
    assert found.text.startswith(first)
    assert any("\u4e00" <= char <= "\u9fff" for char in found.citations[0].quote)


def test_a_date() -> None:
    assert answer("青石大桥什么时候通车?").text.startswith("2031年5月18日")


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("出口和进口分别增长多少?", ["6.3%", "9.8%"]),
        ("改造了多少个老旧小区?惠及居民多少户?", ["356个", "4.2万户"]),
        ("城镇居民收入增长多少,新增就业多少万人?", ["5.1%", "21.7万人"]),
        ("How many jobs were created, and how much did retail sales grow?", ["217,000", "7.2%"]),
    ],
)
def test_several_questions_in_one(question: str, values: list[str]) -> None:
    found = answer(question)
    first = found.text.split("\n")[0]
    assert [value for value in values if value not in first] == []
    for citation in found.citations:
        assert TEXT[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(
    ("question", "history", "value"),
    [
        ("那进口呢?", ["上半年出口增长多少?"], "9.8%"),
        ("那花卉呢?", ["茶叶产值增长多少?"], "45.6%"),
        ("惠及多少户?", ["改造了多少个老旧小区?"], "4.2万户"),
        ("全年目标呢?", ["上半年固定资产投资增长多少?"], "6%"),
        ("排全国第几?", ["上半年经济增长多少?"], "第6位"),
        ("What about imports?", ["How much did exports grow?"], "9.8%"),
        ("那二季度呢?", ["一季度工业增加值增长多少?"], "6.6%"),
        ("换个话题,城镇新增就业多少?", ["茶叶产值增长多少?"], "21.7万人"),
        ("城镇新增就业多少万人?", ["茶叶产值增长多少?"], "21.7万人"),
    ],
)
def test_follow_ups(question: str, history: list[str], value: str) -> None:
    found = answer(question, *history)
    assert found.text.split("\n")[0] == value
    assert found.question == question


def test_the_notice_says_how_a_follow_up_was_read() -> None:
    assert answer("那花卉呢?", "茶叶产值增长多少?").notices == ("按“花卉产值增长多少?”理解。",)
    assert answer("花卉产值增长多少?").notices == ()


@pytest.mark.parametrize("question", [question for question, *_ in FIGURES])
def test_citations_are_exact_and_short(question: str) -> None:
    found = answer(question)
    assert found.citations
    for citation in found.citations:
        assert TEXT[citation.start : citation.end] == citation.quote
        assert len(citation.quote) <= 200
    assert len(found.text) <= 360
    assert found.confidence > 0.5
