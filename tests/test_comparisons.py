"""Comparisons: their two sides as clean questions, the figures beside each other, and silence on half of them."""

import time
from pathlib import Path

import pytest
from invented_report import invented_index

from index import Document, Index
from qa import ask
from qa.comparisons import Comparison, Side, read_comparison
from qa.extract import read_passages
from qa.pairing import paired
from qa.parallels import parallel
from qa.question import read_question
from qa.retrieval import find


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("上半年工业投资和民间投资,哪个增长更快?各增长多少?", ["上半年工业投资增长多少?", "上半年民间投资增长多少?"]),
        ("信息业和物流业，云岭去年哪个增加值增得快？", ["信息业云岭去年增加值增多少?", "物流业云岭去年增加值增多少?"]),
        (
            "去年省里接待的国内游客和入境游客,哪一类增幅更大?",
            ["去年省里接待的国内游客增幅多少?", "去年省里接待的入境游客增幅多少?"],
        ),
        ("城镇和农村居民收入,哪边增速高?", ["城镇居民收入增速多少?", "农村居民收入增速多少?"]),
        ("机场客运量和货运量谁增得快?分别是多少", ["机场客运量增多少?", "机场货运量增多少?"]),
        ("出口增速比进口高吗?", ["出口增速是多少?", "进口增速是多少?"]),
        ("茶叶产量跟花卉产量比,谁高?", ["茶叶产量是多少?", "花卉产量是多少?"]),
        ("国内游客增得快还是境外游客增得快?", ["国内游客增多少?", "境外游客增多少?"]),
        (
            "Which grew faster, industrial or private investment, and by how much each?",
            ["how much grew industrial investment?", "how much grew private investment?"],
        ),
        (
            "Did exports to Africa or to Europe grow more quickly?",
            ["how much growth rate grow exports to africa?", "how much growth rate grow exports to europe?"],
        ),
        ("Was tea output higher than coffee output?", ["how much tea output?", "how much coffee output?"]),
        ("How do exports compare with imports?", ["how much exports?", "how much imports?"]),
        (
            "What is the gap in income between urban residents and rural residents?",
            ["how much in income urban residents?", "how much in income rural residents?"],
        ),
        ("城市和农村低保标准分别提高到多少?", ["城市低保标准提高到多少?", "农村低保标准提高到多少?"]),
        ("五年间茶叶和花卉产值年均增速谁更快?", ["五年间茶叶产值年均增速是多少?", "五年间花卉产值年均增速是多少?"]),
        ("比较一下茶叶和花卉产值的增速", ["茶叶产值的增速是多少?", "花卉产值的增速是多少?"]),
        (
            "Did the number of visitors or tourism revenue grow faster?",
            ["how much growth rate grow visitors?", "how much growth rate grow tourism revenue?"],
        ),
        ("茶叶产值和花卉产值比较一下,哪个高?", ["茶叶产值是多少?", "花卉产值是多少?"]),
        (
            "Is Yunling aiming for faster growth in manufacturing or in core digital industries?",
            [
                "how much yunling aiming for growth in manufacturing?",
                "how much yunling aiming for growth in core digital industries?",
            ],
        ),
        (
            "Does it have more sister cities or more exchange cities?",
            ["how much sister cities?", "how much exchange cities?"],
        ),
        (
            "Was growth of sales above or below growth of trade?",
            ["how much growth of sales?", "how much growth of trade?"],
        ),
        ("Was wuchs stärker: der Export oder der Import?", None),
    ],
)
def test_two_things(question: str, sides: list[str] | None) -> None:
    found = read_comparison(question)
    assert found is not None
    if sides is not None:
        assert [side.question for side in found.sides] == sides
    assert not found.timed


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        (
            "云岭2025年工业增速和2026年预期目标分别是多少?",
            ["2025年云岭工业增速是多少?", "2026年目标云岭工业增速是多少?"],
        ),
        (
            "城镇新增就业,去年实际完成多少,今年计划多少?",
            ["去年城镇新增就业,完成多少?", "今年目标城镇新增就业,完成多少?"],
        ),
        (
            "How does the 2025 grain output compare with the 2026 target?",
            ["how much grain output 2025?", "2026 target how much grain output?"],
        ),
        (
            "New urban jobs: first half actual vs. full-year target?",
            ["how much new urban jobs first half?", "full-year target how much new urban jobs?"],
        ),
        ("对照全年目标,上半年茶叶产量是多少?目标多少?", ["上半年茶叶产量是多少?", "全年目标茶叶产量是多少?"]),
        ("2025年GDP增速跟今年的目标增速比,哪个高?各是多少?", ["2025年gdp增速是多少?", "今年目标gdp增速是多少?"]),
        ("今年GDP增长目标比去年实际增速低多少?", ["今年目标gdp增长是多少?", "去年gdp增长是多少?"]),
        (
            "Compare the 2025 result for new urban jobs with the 2026 target.",
            ["how much new urban jobs 2025?", "2026 target how much new urban jobs?"],
        ),
        (
            "How many schools does Yunling have, and how many is it aiming for in 2026?",
            ["how many schools does yunling have so far?", "in 2026 target how many schools yunling ?"],
        ),
    ],
)
def test_one_thing_at_two_times(question: str, sides: list[str]) -> None:
    found = read_comparison(question)
    assert found is not None and found.timed
    assert [" ".join(side.question.split()) for side in found.sides] == [" ".join(side.split()) for side in sides]


@pytest.mark.parametrize(
    "question",
    [
        "上半年经济增长多少?",
        "研究和开发投入多少?",
        "谁和谁签了约?",
        "收入增速比全国高多少?",  # the report prints the difference
        "增速比一季度提高了几个百分点?",
        "赤字率比上一年提高了吗?",
        "完成了年度目标的多少?",
        "通车比原计划早了多长时间?",
        "对增长贡献超过一半的三大产业分别是哪三个?",
        "茶叶、花卉、蓝莓三样各增长多少?",  # three sides
        "为什么出口比进口低?",
        "How did exports grow compared with the same period last year?",
        "For the full year, what intensity is the city aiming at?",
        "Which companies and schools took part?",
        "Why did exports grow faster than imports?",
        "How does it compare with Beijing's?",
        "",
    ],
)
def test_no_comparison(question: str) -> None:
    assert read_comparison(question) is None


@pytest.mark.parametrize(
    ("left", "right", "shared"),
    [
        ("城镇", "农村居民收入", ("", "居民收入")),
        ("茶叶的产量", "销量", ("茶叶的", "")),
        ("机场上半年客运", "货运", ("机场上半年", "")),
        ("城镇居民收入增幅", "全体居民", ("", "收入增幅")),
        ("工业增加值", "固定资产投资", ("", "")),
        ("全省", "双城经济圈", ("", "")),  # 经济圈 says nothing of what is measured
        ("urban", "rural residents' income", ("", " residents' income")),
        ("exports to africa", "to europe", ("exports ", "")),
        ("retail sales of consumer goods", "budget revenue", ("", "")),
    ],
)
def test_what_two_names_share(left: str, right: str, shared: tuple[str, str]) -> None:
    found = parallel(left, right)
    assert (found.head, found.tail) == shared


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("茶叶产值和花卉产值,哪个增速更高?", "茶叶产值 12.3% < 花卉产值 45.6%"),
        ("对东盟和对拉美的出口,哪个增长更快?", "对东盟 8.1% < 对拉美 27.3%"),
        ("进口增速比出口增速高吗?", "是: 进口增速 9.8% > 出口增速 下降6.3%"),
        ("固定资产投资增速,上半年是多少,全年目标是多少?", "实际 3.9% < 目标 6%"),
        ("一季度和二季度规上工业增加值增速分别是多少?", "一季度 4.8% < 二季度 6.6%"),
        ("Which grew faster, tea or flowers?", "tea 12.3% < flowers 45.6%"),
    ],
)
def test_both_figures_by_name_with_the_sign_between(question: str, first: str) -> None:
    found = ask(question, index=invented_index())
    assert found.text.split("\n")[0] == first
    assert all(citation.quote in found.text for citation in found.citations)


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("茶叶产值和咖啡产值,哪个增速更高?", "咖啡产值"),
        ("Did exports grow faster than tourism revenue?", "tourism revenue"),
    ],
)
def test_half_of_a_comparison_is_none(question: str, missing: str) -> None:
    found = ask(question, index=invented_index())
    assert found.abstained and missing in found.text


_SMALL = """云岭省2031年政府工作报告
一、2030年工作回顾
继续对困难家庭子女高校入学给予资助，录取到本科院校的一次性补助1万元、专科院校的一次性补助8000元。城镇居民人均可支配收入增长4.9%。
“先投后股”试点22项，科技成果转化企业新增1013家，概念验证中心、中试基地分别达到69家、107家，1324人凭转化贡献晋升职称。人均预期寿命提高到80岁。人口平均受教育年限提高到11.7年。
全省每千人口托位数达4.05个，托位使用率、备案率分别提升至61.93%、80%，较上年底分别提升30个、50个百分点。
对东盟、中东进出口总额分别增长10.4%、12.1%。
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Index:
    document = Document("small", "云岭省2031年政府工作报告", _SMALL)
    return Index.build([document], tmp_path_factory.mktemp("small") / "index")


def test_figures_of_one_sentence_are_told_apart_by_their_own_words(small: Index) -> None:
    # What the question says beside, 孩子考上, stands nowhere: the sentence on both sides is about it all the same.
    found = ask("困难家庭孩子考上大学,本科和专科一次性补助分别多少钱?", index=small)
    assert found.text.startswith("本科 1万元 > 专科 8000元\n")


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("概念验证中心跟中试基地,哪种更多?", "分别达到69家、107家"),
        ("For nursery places, is the utilisation rate or the registration rate higher?", "分别提升至61.93%、80%"),
    ],
)
def test_a_sentence_of_both_sides_is_shown_where_its_figures_are_not_told_apart(
    question: str, quoted: str, small: Index
) -> None:
    found = ask(question, index=small)
    assert not found.abstained and quoted in found.text


def test_a_side_that_the_sentence_does_not_tell_of_is_missing(small: Index) -> None:
    assert ask("城镇居民和农村居民收入,哪个增速高?", index=small).abstained
    assert ask("出口增速和进口增速分别是多少,哪个高?", index=small).abstained
    assert ask("概念验证中心跟海外仓,哪种更多?", index=small).abstained


@pytest.mark.parametrize(
    "question",
    [
        "人均预期寿命和人口平均受教育年限提高到多少?",
        "What are life expectancy and average years of schooling?",
    ],
)
def test_two_things_asked_in_one_breath_have_a_sentence_each(question: str, small: Index) -> None:
    found = ask(question, index=small)
    assert "80岁" in found.text and "11.7年" in found.text


def test_two_asked_for_and_not_compared_stand_each_for_itself() -> None:
    found = ask("社会消费品零售总额和咖啡产量各增长多少?", index=invented_index())
    assert not found.abstained
    assert found.text.startswith("7.2%\n") and found.notices


def test_two_sides_have_two_figures() -> None:
    index, question = invented_index(), "茶叶产值增长多少?"
    reading = read_passages(read_question(question), find(question, k=16, index=index), index)
    same = Side("茶叶", question, "茶叶")
    found, lacking = paired([reading, reading], Comparison((same, same)), index)
    starts = [one.candidates[0].value.quantity.start for one in found if one.candidates[0].value is not None]
    assert len(set(starts)) == 2 and lacking.count(None) == 1


def test_a_long_question_is_not_searched_long() -> None:
    read_comparison("甲和乙哪个多?")
    start = time.perf_counter()
    for question in ("和" * 120, "去年和今年" * 24, "a more than b " * 17, "which a or b " * 70):
        read_comparison(question)
    assert time.perf_counter() - start < 1


def test_a_gap_that_closes_is_no_fall(tmp_path: Path) -> None:
    text = "进出口总额降幅较一季度收窄2.9个百分点,其中进口降幅较一季度收窄6.4个百分点。\n"
    trade = Index.build([Document("trade", "2031年上半年计划执行情况的报告", text)], tmp_path / "trade")
    first = ask("进出口总额降幅和进口降幅,哪个收窄得多?", index=trade).text.split("\n")[0]
    assert "下降" not in first
    assert "收窄2.9个百分点 < 进口降幅 收窄6.4个百分点" in first


def test_what_is_planned_may_be_told_without_a_figure(tmp_path: Path) -> None:
    text = "一、上半年执行情况\n甲港至乙港航线达到每周3班频次。\n二、下半年工作打算\n推动甲港至乙港航线开行“天天班”。\n"
    line = Index.build([Document("line", "2031年上半年计划执行情况的报告", text)], tmp_path / "line")
    found = ask("甲港至乙港航线,上半年做到每周几班?下半年想做到什么频次?", index=line)
    assert "每周3班" in found.text and "天天班" in found.text
