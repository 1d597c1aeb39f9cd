"""Chinese names in Latin letters."""

import pytest

from index import Document, Index
from qa import ask
from qa.romanised import unknown_name, with_names

REPORT = """某市政府工作报告

一、上半年工作

1—6月,全市地区生产总值同比增长6.1%。金凤隧道全长5.2公里,提前半年通车。江北机场旅客吞吐量同比增长12.9%。
王小明市长出席开工仪式。长江沿岸新建码头3座。
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return Index.build([Document("town", "某市政府工作报告", REPORT)], tmp_path_factory.mktemp("town"))


@pytest.mark.parametrize(
    ("question", "printed"),
    [
        ("How long is the Jinfeng Tunnel?", "How long is the 金凤 Tunnel?"),
        ("Did Wang Xiaoming attend the ceremony?", "Did 王小明 attend the ceremony?"),
        ("Passenger growth at Jiang-bei airport?", "Passenger growth at 江北 airport?"),
        ("À quelle vitesse croît l'aéroport de Jiangbei ?", "À quelle vitesse croît l'aéroport de 江北 ?"),
    ],
)
def test_names_become_what_the_report_prints(report: Index, question: str, printed: str) -> None:
    assert with_names(question, report) == printed


@pytest.mark.parametrize(
    "question",
    [
        "How did GDP grow?",  # no name
        "Quanti sono?",  # reads as pinyin, and begins the sentence
        "How many women are there in town?",  # no capital
        "金凤隧道多长?",
        "How long is the Zhongshan Tunnel?",  # not in the report
    ],
)
def test_all_else_stays(report: Index, question: str) -> None:
    assert with_names(question, report) == question


def test_only_the_named_documents_are_read(report: Index) -> None:
    assert with_names("How long is the Jinfeng Tunnel?", report, []) == "How long is the Jinfeng Tunnel?"


def test_a_name_that_the_report_has_not_is_unknown() -> None:
    assert unknown_name("How many cars did Jiangling sell?") == "Jiangling"
    assert unknown_name("How many cars were sold in Beijing?") is None  # a place of the list
    assert unknown_name("Wie viele Autos wurden im Juni verkauft?") is None  # nouns have capitals


def test_questions_with_names_are_answered_and_others_met_with_silence(report: Index) -> None:
    told = ask("How long is the Jinfeng Tunnel?", index=report)
    assert "5.2" in told.text
    assert told.language == "en"
    assert ask("How long is the Zhongshan Tunnel?", index=report).abstained


def test_a_large_index_is_not_searched_for_names(report: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.romanised._LIMIT", 10)
    assert with_names("How long is the Jinfeng Tunnel?", report) == "How long is the Jinfeng Tunnel?"
