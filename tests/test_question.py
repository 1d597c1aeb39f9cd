"""What a question asks for: each rule of the tables, one short question each."""

import re

import pytest

from index.folding import fold_text
from qa.languages import detect_language
from qa.patterns import COUNTS, KINDS, LATIN, PERIODS, SCRIPTS
from qa.question import Question, read_question
from qa.units import UNITS

GROWTH = {"percent", "ratio", "points"}


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("经济增长多少?", "zh"),
        ("GDP是多少", "zh"),
        ("經濟增長多少?", "zh"),
        ("How much did exports grow?", "en"),
        ("GDP?", "en"),
        ("2024", "en"),
        ("Combien d'emplois ont été créés dans la ville ?", "fr"),
        ("¿Cuánto creció la economía?", "es"),
        ("Wie stark ist die Wirtschaft gewachsen?", "de"),
        ("Сколько рабочих мест создано?", "ru"),
        ("経済成長率は何パーセントですか", "ja"),
        ("수출은 얼마나 늘었습니까?", "ko"),
    ],
)
def test_language(question: str, language: str) -> None:
    assert detect_language(question) == language
    assert read_question(question).language == language


def test_every_language_that_is_told_apart_is_tested() -> None:
    assert {language for language, _ in SCRIPTS} | set(LATIN) == {"zh", "en", "fr", "es", "de", "ru", "ja", "ko"}


KIND_QUESTIONS = [
    ("排全国第几?", "rank"),
    ("What was its rank?", "rank"),
    ("什么时候建成通车?", "date"),
    ("哪年能完工", "date"),
    ("When will the bridge open?", "date"),
    ("いつ開業しますか", "date"),
    ("谁作的报告?", "person"),
    ("Who delivered the report?", "person"),
    ("Кто выступил?", "person"),
    ("为什么投资下降?", "reason"),
    ("如何稳定就业?", "reason"),
    ("Why did investment fall?", "reason"),
    ("How will housing be improved?", "reason"),
    ("进口和出口哪个涨得更快?", "comparison"),
    ("收入增速比经济快吗?", "comparison"),
    ("Did exports grow faster than imports?", "comparison"),
    ("“双提升”是什么意思?", "definition"),
    ("What does the slogan mean?", "definition"),
    ("有哪些主要问题?", "list"),
    ("Which two sectors did best?", "list"),
    ("是不是超过了目标?", "yesno"),
    ("投资下降了吗?", "yesno"),
    ("Is growth above the target?", "yesno"),
    ("增长多少?", "figure"),
    ("失业率是多少", "figure"),
    ("How many schools opened?", "figure"),
    ("실업률은?", "figure"),
    ("什么产业领先", "entity"),
    ("Which port is the busiest?", "entity"),
]


@pytest.mark.parametrize(("question", "kind"), KIND_QUESTIONS)
def test_kind(question: str, kind: str) -> None:
    assert kind in read_question(question).kinds


def test_each_kind_is_tested_and_none_is_found_everywhere() -> None:
    assert {kind for _, kind in KIND_QUESTIONS} == {kind for kind, _ in KINDS}
    for kind, pattern in KINDS:
        assert any(not pattern.search(fold_text(question)) for question, other in KIND_QUESTIONS if other != kind), kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("经济怎么样?", "reason"),  # asks for facts, not for means
        ("How many schools opened?", "reason"),
        ("How much was invested?", "reason"),
        ("几乎没有变化", "figure"),  # 几乎 counts nothing
        ("近几年来的变化", "figure"),
        ("上半年运行情况", "entity"),
    ],
)
def test_no_such_kind(question: str, kind: str) -> None:
    assert kind not in read_question(question).kinds


@pytest.mark.parametrize(
    ("question", "families", "units"),
    [
        ("进出口总额是多少亿元?", {"money"}, {"元"}),
        ("港口吞吐量多少吨?", {"weight"}, {"吨"}),
        ("新开工多少套保障房?", {"count"}, {"套"}),
        ("通车里程多少公里?", {"length"}, {"公里"}),
        ("改造多少户?", {"households"}, {"户"}),
        ("失业率低几个百分点?", {"points"}, {"个百分点"}),
        ("经济增长多少?", GROWTH, set()),
        ("价格降了多少", GROWTH, set()),
        ("工资总额是多少", {"money"}, set()),
        ("失业率是多少?", {"percent", "ratio"}, set()),
        ("臭氧平均浓度是多少?", {"concentration"}, set()),
        ("绿地面积有多大?", {"area"}, set()),
        ("工期要多久?", {"time"}, set()),
        ("光伏装机有多少?", {"power"}, set()),
        ("常住人口有多少?", {"people"}, set()),
        ("How much did exports grow?", GROWTH, set()),
        ("What percentage of villages have a clinic?", {"percent", "ratio"}, set()),
        ("By how many percentage points did it exceed the target?", {"points"}, None),
        ("What is the turnover?", {"money"}, set()),
        ("How many kilometers were opened?", {"length"}, None),
        ("How many days did it take?", {"time"}, None),
        ("How many residents were moved?", {"people"}, None),
        ("목표는 몇 개입니까", COUNTS, set()),
        ("项目进展如何", set(), set()),
    ],
)
def test_unit(question: str, families: set[str], units: set[str] | None) -> None:
    read = read_question(question)
    assert read.families == families
    if units is not None:
        assert read.units == units
    assert not families or "figure" in read.kinds
    assert all(unit in UNITS for unit in read.units)


@pytest.mark.parametrize(
    "question", ["引进多少市外人才?", "来自多少国家级园区?", "多少点", "几成", "几大产业", "有几方面安排"]
)
def test_a_noun_is_not_taken_for_a_classifier(question: str) -> None:
    assert read_question(question).units == frozenset()


@pytest.mark.parametrize(
    ("question", "planned"),
    [
        ("下半年打算建多少?", True),
        ("全年力争增长多少?", True),
        ("What is the target?", True),
        ("How many will be built?", True),
        ("上半年完成多少?", False),
        ("目前累计多少?", False),
        ("How many were built so far?", False),
        ("建成多少?", None),
        ("上半年完成了全年计划完成的多少?", None),  # both
        ("How many are there?", None),
        ("未来产业有哪些?", None),  # a name, no plan
    ],
)
def test_planned(question: str, planned: bool | None) -> None:
    assert read_question(question).planned is planned


PERIOD_QUESTIONS = {
    "q1": ["一季度增长多少?", "growth in the first quarter", "Q1 growth"],
    "q2": ["二季度增长多少?", "growth in the second quarter"],
    "q3": ["三季度增长多少?", "third quarter growth"],
    "q1-q3": ["前三季度增长多少?", "1—9月增长多少?", "first three quarters"],
    "q4": ["四季度增长多少?", "Q4"],
    "h1": ["上半年增长多少?", "1-6月增长多少?", "in the first half", "상반기"],
    "h2": ["下半年增长多少?", "in the second half", "下半期"],
    "year": ["全年增长多少?", "the full year"],
    "month": ["6月末余额多少?", "12月份怎么样", "in May"],
}


@pytest.mark.parametrize(("period", "questions"), PERIOD_QUESTIONS.items())
def test_period(period: str, questions: list[str]) -> None:
    for question in questions:
        assert read_question(question).periods == {period}, question


def test_each_period_is_tested() -> None:
    assert set(PERIOD_QUESTIONS) == {name for name, _ in PERIODS} | {"month"}


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("2023年增长多少?", {2023}),
        ("2020年到2025年", {2020, 2025}),
        ("growth in 1998?", {1998}),
        ("１９９８年增长多少?", {1998}),
        ("12024号", set()),
        ("今年增长多少?", set()),  # which one that is, only the report says
        ("3023年", set()),
    ],
)
def test_years(question: str, years: set[int]) -> None:
    assert read_question(question).years == years


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("上海增长多少?", ["上海"]),
        ("How much did Shanghai and Beijing grow?", ["北京", "上海"]),
        ("Wie stark wuchs Peking?", ["北京"]),
        ("江浙沪", []),  # one character speaks for no place alone
        ("全市增长多少?", []),
    ],
)
def test_places(question: str, names: list[str]) -> None:
    groups = read_question(question).places
    assert len(groups) == len(names)
    assert all(name in group for name, group in zip(names, groups, strict=True))


def test_width_script_and_space_do_not_matter() -> None:
    def read(text: str) -> tuple[object, ...]:
        question: Question = read_question(text)
        return (question.folded, question.kinds, question.families, question.units, question.planned, question.periods)

    assert read(" 進出口總額是多少億元？") == read("进出口总额是多少亿元?")
    assert read("２季度") != read("二季度")


def test_patterns_compile_to_what_questions_are_folded_to() -> None:
    """A traditional character in a pattern would never match a folded question."""
    for kind, pattern in KINDS:
        han = re.findall("[\u3400-\u9fff]+", pattern.pattern)
        assert [word for word in han if fold_text(word) != word] == [], kind
