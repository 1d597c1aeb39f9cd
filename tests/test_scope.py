"""Times: of a report, of its sections, and of a question to it."""

import pytest

from index import Document
from index.documents import Document as DocumentType
from qa.question import read_question
from qa.scope import (
    Calendar,
    asked_scope,
    asked_stretch,
    asked_years,
    calendar,
    own_places,
    section_scope,
    sentence_scope,
    stretch,
    year_as_asked,
)


def document(title: str, text: str = "", *, id: str = "report") -> DocumentType:
    return Document(id=id, title=title, text=text or title, source="", sha256="")


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("2031年政府工作报告", "——2031年1月20日在省人民代表大会上", Calendar(2031, True)),
        ("关于2031年上半年计划执行情况的报告", "2031年7月20日", Calendar(2031, False)),
        ("关于2031年1—6月计划执行情况的报告", "", Calendar(2031, False)),
        ("关于计划执行情况的报告", "2031年8月20日在会议上", Calendar(2031, False)),
        ("关于2030年计划执行情况与2031年计划草案的报告", "", Calendar(2031, True)),
        ("政府工作报告", "二、2031年主要任务", Calendar(2031, True)),
        ("工作报告", "没有日期", Calendar(None, True)),
    ],
)
def test_calendar(title: str, text: str, expected: Calendar) -> None:
    assert calendar(document(title, text)) == expected


def test_a_year_far_in_the_text_is_not_the_reports_own() -> None:
    assert calendar(document("工作报告", "甲" * 500 + "到2050年")).year is None


def test_a_year_in_the_id_counts() -> None:
    assert calendar(document("工作报告", id="province-2031")).year == 2031


LOOKS_BACK = """2031年政府工作报告
一、2030年和“十四五”时期工作回顾
过去一年,经济增长5%。就业50万人。
五年来,我们迎难而上。经济年均增长6%。
二、2031年工作安排
经济增长5%左右。
"""


@pytest.mark.parametrize(
    ("words", "back"), [("就业50万人", "year"), ("经济年均增长6%", "years"), ("5%左右", ""), ("2031年政府", "")]
)
def test_how_far_a_sentence_looks_back(words: str, back: str) -> None:
    report = document("2031年政府工作报告", LOOKS_BACK)
    assert stretch(report, report.text.index(words)) == back


@pytest.mark.parametrize(
    ("question", "own", "back"),
    [
        ("去年新增就业多少人?", Calendar(2031, True), "year"),
        ("2030年新增就业多少人?", Calendar(2031, True), "year"),
        ("五年来新增就业多少人?", Calendar(2031, True), "years"),
        ("新增就业多少人?", Calendar(2031, True), ""),
        ("去年新增就业多少人?", Calendar(2031, False), ""),
    ],
)
def test_how_far_a_question_looks_back(question: str, own: Calendar, back: str) -> None:
    assert asked_stretch(read_question(question), own) == back


@pytest.mark.parametrize(
    ("headings", "scope"),
    [
        (["一、2030年工作回顾", "(一)经济"], "review"),
        (["一、上半年计划执行情况"], "review"),
        (["二、2031年重点工作"], "plan"),
        (["三、下半年工作安排"], "plan"),
        (["一、工作回顾和下一步打算"], ""),
        (["一、经济"], ""),
        (["一、经济", "重点工作"], ""),  # the outermost decides
        ([], ""),
    ],
)
def test_section_scope(headings: list[str], scope: str) -> None:
    assert section_scope(headings) == scope


def test_a_sentence_that_states_an_aim_plans_wherever_it_stands() -> None:
    assert sentence_scope(["一、2030年工作回顾"], "力争增长6%。") == "plan"
    assert sentence_scope(["一、2030年工作回顾"], "增长6%。") == "review"
    assert sentence_scope(["一、2030年工作回顾"], "模拟合格率达90%。") == "review"


ANNUAL, HALF = Calendar(2031, True), Calendar(2031, False)


@pytest.mark.parametrize(
    ("question", "own", "scope"),
    [
        ("去年增长多少?", ANNUAL, "review"),
        ("2030年增长多少?", ANNUAL, "review"),
        ("今年增长多少?", ANNUAL, "plan"),
        ("2031年增长多少?", ANNUAL, "plan"),
        ("今年目前完成多少?", ANNUAL, "review"),
        ("增长多少?", ANNUAL, ""),
        ("今年增长多少?", HALF, ""),
        ("下半年打算建多少?", HALF, "plan"),
        ("上半年建了多少?", HALF, "review"),
        ("去年增长多少?", Calendar(None, True), ""),
    ],
)
def test_asked_scope(question: str, own: Calendar, scope: str) -> None:
    assert asked_scope(read_question(question), own) == scope


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("去年增长多少?", {2030}),
        ("上年增长多少?", {2030}),
        ("今年增长多少?", {2031}),
        ("growth last year", {2030}),
        ("growth this year", {2031}),
        ("比去年增长多少?", set()),  # a comparison is no time
        ("faster than last year", set()),
        ("2020年和去年", {2020, 2030}),
        ("增长多少?", set()),
    ],
)
def test_asked_years(question: str, years: set[int]) -> None:
    assert asked_years(read_question(question), ANNUAL) == years


def test_a_report_without_a_year_knows_no_last_year() -> None:
    assert asked_years(read_question("去年和2020年"), Calendar(None, True)) == {2020}


def test_years_are_told_in_the_words_of_the_question() -> None:
    assert year_as_asked(read_question("去年增长多少?"), 2030) == "去年"
    assert year_as_asked(read_question("2030年增长多少?"), 2030) == "2030"


def test_own_places() -> None:
    hebei, hubei = (read_question(f"{name}增长多少?").places[0] for name in ("河北", "湖北"))
    own = own_places(document("河北省政府工作报告"), [hebei, hubei])
    assert own == hebei
    late = document("政府工作报告", "甲" * 300 + "湖北")
    assert own_places(late, [hubei]) == frozenset()
