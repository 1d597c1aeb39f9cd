"""Who gave a report and when: its front matter answers, and only questions about the report are answered from it."""

import pytest
from invented_report import TEXT, invented, invented_index

from index import Document
from qa import ask
from qa.frontmatter import front_matter_answer
from qa.question import read_question

SPEAKER, DATE = "云岭省发展和改革委员会主任　欧阳山河", "2031年8月12日"


def shown(question: str, document: Document) -> list[str]:
    found = front_matter_answer(read_question(question), document)
    return [] if found is None else [span.of(document.text) for span in found[1]]


@pytest.mark.parametrize(
    "question",
    [
        "本报告统计的是哪一年哪几个月的执行情况?",
        "报告反映的是什么时期的情况?",
        "Which months does this report cover?",
        "What period is covered? Which year does the report refer to?",
    ],
)
def test_what_the_report_covers(question: str) -> None:
    assert shown(question, invented()) == ["2031年上半年"]


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("这份报告是谁作的?", [SPEAKER]),
        ("谁来作的报告?", [SPEAKER]),
        ("报告人是什么职务?", [SPEAKER]),
        ("Who delivered this report?", [SPEAKER]),
        ("Qui a présenté le rapport ?", [SPEAKER]),
        ("¿Quién presentó el informe?", [SPEAKER]),
        ("Кто представил доклад?", [SPEAKER]),
        ("报告是哪天作的?", [DATE]),
        ("When was the report presented?", [DATE]),
        ("Wann wurde der Bericht vorgelegt?", [DATE]),
        ("보고는 언제 이루어졌습니까?", [DATE]),
        ("谁在什么时候作的报告?", [DATE, SPEAKER]),
        ("Who delivered the report and on what date?", [DATE, SPEAKER]),
    ],
)
def test_about_the_report(question: str, values: list[str]) -> None:
    assert shown(question, invented()) == values


@pytest.mark.parametrize(
    "question",
    [
        "青石大桥什么时候通车?",
        "谁负责水利项目?",
        "上半年增长多少?",
        "报告期内就业增加多少?",
        "What does the report say about tea?",
        "When was the bridge opened?",
    ],
)
def test_not_about_the_report(question: str) -> None:
    assert front_matter_answer(read_question(question), invented()) is None


def test_a_report_without_front_matter_has_no_answer() -> None:
    bare = Document("bare", "报告", "一、经济增长\n上半年经济增长5.7%。\n")
    assert front_matter_answer(read_question("谁作的报告?"), bare) is None


def test_a_sentence_that_mentions_an_office_is_no_speaker() -> None:
    text = "关于计划的报告\n" + "会议听取了各方面意见建议，" * 8 + "省长张三丰主持会议并讲话，部署下一阶段工作。\n"
    assert front_matter_answer(read_question("谁作的报告?"), Document("r", "关于计划的报告", text)) is None


@pytest.mark.parametrize("date", ["2031年 8 月 12 日", "二〇三一年八月十二日", "２０３１年８月１２日"])
def test_ways_to_write_a_date(date: str) -> None:
    document = Document("r", "工作报告", f"工作报告\n——{date}在会议上\n省长　李白\n")
    assert shown("报告是什么时候作的?", document) == [date]


def test_asked_for_real() -> None:
    answer = ask("Who delivered this report, and when?", index=invented_index())
    assert not answer.abstained
    first, *_ = answer.text.split("\n")
    assert "欧阳山河" in first
    assert "12 August 2031" in first or "August 12, 2031" in first
    (citation,) = answer.citations
    assert TEXT[citation.start : citation.end] == citation.quote
    assert "欧阳山河" in citation.quote and DATE in citation.quote
