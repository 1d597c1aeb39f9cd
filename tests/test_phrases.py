"""Phrases that word lists know, and the question as the genre would word it."""

from __future__ import annotations

import pytest

from qa.phrases import in_chinese, phrases


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("how much did retail sales grow", "社会消费品零售总额"),
        ("社零增长多少", "社会消费品零售总额增长多少"),
        ("社会消费品零售总额增长多少", "社会消费品零售总额增长多少"),
        ("shanghai gdp", "上海"),
        ("没有这样的词", "没有这样的词"),
        ("how many museums were renovated", "博物馆"),
        ("musées rénovés", "musées rénovés"),  # too few words to be taken for French: nothing is lost
    ],
)
def test_the_genres_own_words_are_searched(text: str, expected: str) -> None:
    assert expected in in_chinese(text)


def test_the_form_that_was_used_is_replaced() -> None:
    assert "retail" not in in_chinese("how much did retail sales grow")


def test_words_that_only_ask_are_not_searched() -> None:
    assert in_chinese("what is the number of museums?").split()[:1] == ["博物馆"]


def test_names_and_numbers_stay() -> None:
    assert "5g" in in_chinese("how many 5g base stations are there")


def test_kinds_and_places_of_phrases() -> None:
    question = "how many kindergartens did shanghai open after retail sales grew"
    found = {question[p.start : p.end]: p.kind for p in phrases(question)}
    assert found["kindergartens"] == "translated"
    assert found["shanghai"] == "place"
    assert found["retail sales"] == "known"


def test_where_two_lists_have_a_phrase_its_forms_are_united() -> None:
    (phrase,) = (p for p in phrases("exports") if p.end == len("exports"))
    assert phrase.kind == "known"
    assert "出口" in phrase.forms


def test_a_chinese_question_needs_no_lexicon() -> None:
    assert {p.kind for p in phrases("上海的社零增长多少")} == {"place", "known"}
