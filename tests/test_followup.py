"""Follow-ups: what they lack comes from the turns before; whole questions reset the topic."""

import pytest

from qa.followup import complete, resolve


@pytest.mark.parametrize(
    ("question", "before", "holds", "lacks"),
    [
        # One thing in the place of its like.
        ("那进口呢?", "上半年出口增长多少?", ["上半年", "进口", "增长多少"], ["出口"]),
        ("农村居民呢?", "城镇居民收入增长多少?", ["农村居民", "收入增长多少"], ["城镇"]),
        ("那上海呢?", "北京的经济增长多少?", ["上海", "经济增长多少"], ["北京"]),
        ("还有花卉呢?", "茶叶产值是多少?", ["花卉", "产值是多少"], ["茶叶"]),
        ("What about imports?", "How much did exports grow?", ["imports", "grow"], ["exports"]),
        ("And imports?", "How much did exports grow?", ["imports", "how much", "grow"], ["exports"]),
        # Another time or aim.
        ("全年目标呢?", "上半年零售总额增长多少?", ["零售总额增长", "全年目标是多少"], ["上半年"]),
        ("去年实际呢?", "今年粮食产量目标是多少?", ["去年", "粮食产量是多少"], ["今年", "目标"]),
        ("And in the second half?", "How many schools opened in the first half?", ["second half", "schools"], ["first half"]),
        # Something else of the same subject.
        ("同比增幅呢?", "茶叶产值是多少?", ["茶叶产值", "同比增幅"], []),
        ("排第几?", "茶叶产值是多少?", ["茶叶产值", "排第几"], []),
        ("它排第几?", "茶叶产值是多少?", ["茶叶产值", "排第几"], []),
        ("其中新建多少?", "保障房多少套?", ["保障房", "新建多少"], []),
        ("下半年打算新建多少公里?", "上半年高速公路建成多少公里?", ["高速公路", "下半年打算新建多少公里"], ["上半年"]),
        ("When will it open?", "How long is the tunnel?", ["tunnel", "when will"], ["how long"]),
    ],
)  # fmt: skip
def test_completed(question: str, before: str, holds: list[str], lacks: list[str]) -> None:
    whole = complete(question, before).lower()
    assert [part for part in holds if part not in whole] == []
    assert [part for part in lacks if part in whole] == []


# What each is read as: a natural question in one language, in the words of both.
_READ_AS = [
    # Another time or aim.
    ("那2025年定的目标呢?", "上半年固定资产投资增长多少?", "固定资产投资增长2025年定的目标是多少?"),
    ("去年实际完成了多少?", "2026年城镇新增就业目标是多少?", "去年城镇新增就业是多少?"),
    ("去年呢?", "今年计划新增城镇就业多少人?", "去年新增城镇就业多少人?"),
    ("今年要提高到多少?", "2011年补助标准是多少钱?", "补助标准今年目标是多少钱?"),
    ("And in 2024?", "How many schools were built in 2025?", "How many schools were built in 2024?"),
    ("How many are planned for this year?", "How many schools were built?", "Planned for this year: how many schools built?"),
    ("Et l'objectif pour toute l'année ?", "Combien d'emplois ont été créés au premier semestre ?",
     "L'objectif pour toute l'année : combien d'emplois créés ?"),
    ("2026년 목표는요?", "장시성의 2025년 GDP 성장률은?", "장시성의 GDP 성장률 2026년 목표는 얼마인가요?"),
    ("2026年想增长多少?", "2025年实际使用外资增速?", "实际使用外资2026年目标增长多少?"),
    ("今年要扩大到多少人?", "园区目前在园师生有多少?", "园区在园师生今年目标是多少?"),
    ("今年的目标是多少?", "数字经济增加值2025年预计增长多少?", "数字经济增加值增长今年的目标是多少?"),
    ("到去年底已经有多少座了?", "今年要新建多少座智能化煤矿?", "到去年底多少座智能化煤矿?"),
    ("“十五五”期间年均要增多少?", "茶叶产值今年增长多少?", "茶叶产值“十五五”期间年均目标增多少?"),
    ("And for the year ahead?", "What was GDP growth last year?", "Target the year ahead: what GDP growth?"),
    ("올해 목표는 얼마인가요?", "2025년 소매총액은 얼마나 증가했나요?", "소매총액 성장률 올해 목표는 얼마인가요?"),
    ("And the year before?", "What was GDP growth in 2025?", "What was GDP growth in 2024?"),
    ("前一年呢?", "2025年粮食产量多少?", "2024年粮食产量多少?"),
    ("And in 2017 alone?", "How much did GDP grow on average over the past five years?", "How much did GDP grow in 2017?"),
    # One thing in the place of its like, whole with what is measured of it.
    ("城镇居民的呢?", "全市居民人均可支配收入增速是多少?", "全市城镇居民人均可支配收入增速是多少?"),
    ("失业率呢?", "2025年城镇新增就业多少人?", "2025年失业率是多少?"),
    ("出口呢?", "新能源汽车产量多少万辆?", "新能源汽车出口多少万辆?"),
    ("其中新能源汽车呢?", "汽车产量是多少?", "新能源汽车产量是多少?"),
    ("what about the physical goods part?", "How much did online retail sales grow in H1 2024?",
     "How much did online retail sales (physical goods) grow in H1 2024?"),
    ("what about urban residents?", "How much did per capita disposable income rise?",
     "How much did per capita disposable income (urban residents) rise?"),
    ("And CPI?", "What is the target for urban surveyed unemployment?", "What is the target for CPI?"),
    ("¿Y el del valor añadido industrial?", "¿Cuál es el objetivo de crecimiento económico de Henan para 2026?",
     "¿Cuál es el objetivo de crecimiento de valor añadido industrial de Henan para 2026?"),
    ("А импорт?", "На сколько вырос экспорт в 2025 году?", "На сколько вырос импорт в 2025 году?"),
    ("全国呢?", "GDP增长多少?", "全国GDP增长多少?"),
    ("What about passenger throughput at the airport?", "What was the cargo throughput of Yunling airport?",
     "What was the passenger throughput of Yunling airport?"),
    ("What about exports to Africa specifically?", "How much did trade with ASEAN grow?",
     "How much did exports to Africa grow?"),
    ("农村危房呢?", "五年来棚户区改造了多少套?", "五年来农村危房改造了多少套?"),
    ("관광 소비는요?", "상반기 충칭을 방문한 관광객 수는 얼마나 증가했나요?",
     "상반기 충칭을 방문한 관광 소비는 얼마나 증가했나요?"),
    ("А расходы туристов?", "На сколько выросло число туристов в 2024 году?",
     "На сколько выросло расходы туристов в 2024 году?"),
    ("Und die Industrieproduktion?", "Wie stark wuchsen die Einzelhandelsumsätze 2025?",
     "Wie stark wuchsen die Industrieproduktion 2025?"),
    # Something else of the same subject.
    ("它的主体结构完工了吗?", "报告里提到云岭机场航站楼了吗?", "云岭机场航站楼主体结构完工了吗?"),
    ("这些海外仓分布在哪些国家?", "建成了多少个海外仓?", "海外仓分布在哪些国家?"),
    ("今年计划开多少班?", "中欧班列累计开了多少列?", "中欧班列今年计划开多少班?"),
    ("使用率呢?", "每千人口托位数有多少?", "托位数使用率是多少?"),
    ("它有多长?", "这座大桥总投资多少?", "大桥有多长?"),
    ("占全国的比重呢?", "新能源汽车产量多少万辆?", "新能源汽车产量占全国的比重是多少?"),
    ("惠及多少企业?", "去年减税降费多少亿?", "去年减税降费惠及多少企业?"),
    ("Wann wird sie eröffnet?", "Wie lang ist die neue Bahnstrecke?", "neue Bahnstrecke: Wann wird sie eröffnet?"),
    ("それは何位ですか", "上海市の2025年の経済成長率は?", "上海市の2025年の経済成長率は何位ですか"),
    ("Which ones are they?", "How many counties were supported?", "Which counties were supported?"),
    ("How many sister cities does it have?", "Who visited Chongqing?", "How many sister cities does Chongqing have?"),
    # Whole but for the time.
    ("那实际使用外资的增速呢?", "2025年新设了多少家外资企业?", "2025年实际使用外资的增速是多少?"),
    ("那同年物价涨了多少?", "2018年居民收入增长多少?", "2018年物价涨了多少?"),
    # Two in one.
    ("旅客呢?在全国排第几", "货邮吞吐量增长多少?", "旅客吞吐量增长多少?在全国排第几"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "before", "whole"), _READ_AS)
def test_read_as(question: str, before: str, whole: str) -> None:
    assert resolve(question, [before]) == whole


def test_what_is_compared_with_is_no_other_time() -> None:
    assert resolve("比上年增加多少?", ["2025年粮食产量多少?"]).startswith("2025年粮食")


def test_what_was_only_asked_of_a_subject_is_none() -> None:
    assert resolve("占比呢?", ["2025年新能源汽车产量多少?", "在全国排第几?"]) == "2025年新能源汽车产量占比是多少?"


@pytest.mark.parametrize(
    "question",
    [
        "茶叶产值增长多少?",
        "失业率是多少?",
        "为什么固定资产投资放缓?",
        "有哪些主要问题?",
        "How many jobs were created?",
        "社会消费品零售总额",
    ],
)
def test_a_whole_question_resets_the_topic(question: str) -> None:
    assert complete(question, "高速公路通车里程多少公里?") == question
    assert resolve(question, ["高速公路通车里程多少公里?", "那铁路呢?"]) == question


@pytest.mark.parametrize(
    "lead",
    ["换个话题,", "换个话题：", "另外问，", "谢谢。顺便问一下,", "By the way, ", "Something else: ", "Etwas anderes: "],
)
def test_a_new_topic_is_taken_at_its_word(lead: str) -> None:
    assert resolve(f"{lead}排第几?", ["茶叶产值是多少?"]) == "排第几?"


def test_without_earlier_turns_nothing_changes() -> None:
    assert resolve("那进口呢?", []) == "那进口呢?"


def test_a_chain() -> None:
    whole = resolve("排第几?", ["上半年出口增长多少?", "那进口呢?"])
    assert "进口" in whole and "排第几" in whole
    assert "出口" not in whole.replace("进口", "")


def test_only_the_topic_at_hand_is_carried_on() -> None:
    whole = resolve("那花卉呢?", ["上半年出口增长多少?", "茶叶产值增长多少?"])
    assert whole == "花卉产值增长多少?"


def test_another_place_behind_the_same_word() -> None:
    before = "How much did the city's exports to ASEAN grow in the first half?"
    assert resolve("And to Russia?", [before]) == "How much did the city's exports to Russia grow in the first half?"
