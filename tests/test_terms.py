"""The terms of a question and what accounts for them."""

import itertools

import numpy as np
import pytest

from index.folding import fold_text
from index.static import load_static_encoder
from qa.parsed import Folded
from qa.question import read_question
from qa.terms import Account, Term, question_terms, share

ENCODER = load_static_encoder()


def terms_of(question: str) -> dict[str, Term]:
    return {term.text: term for term in question_terms(read_question(question), ENCODER)}


def account(question: str, *texts: str) -> Account:
    folded = [fold_text(text) for text in texts]
    rows = [Folded(text, ids) for text, ids in zip(folded, ENCODER.token_ids(folded), strict=True)]
    return Account(question_terms(read_question(question), ENCODER), rows, ENCODER)


@pytest.mark.parametrize(
    ("question", "text", "kind"),
    [
        ("茶叶产值增长多少?", "茶叶", "word"),
        ("社零增长多少?", "社零", "known"),
        ("How much did retail sales grow?", "retail sales", "known"),
        ("“云上双基地”是什么意思?", "云上双基地", "quoted"),
        ('What is the "qux corge" plan?', "qux corge", "quoted"),
        ("PM10平均浓度是多少?", "pm10", "code"),
        ("36.6万亩项目在哪?", "36.6", "number"),
        ("上海的社零增长多少?", "上海", "place"),
        ("上半年增长多少?", "上半年", "period"),
        ("蓝莓产业去年产值多少?", "去年", "period"),
    ],
)
def test_kind(question: str, text: str, kind: str) -> None:
    assert terms_of(question)[text].kind == kind


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("请问一下,报告里的茶叶产值到底是多少呢?", {"茶叶", "产值"}),
        ("How much did the output of tea grow?", {"output", "tea", "grow"}),
        ("Combien de thé a été exporté ?", {"thé", "exporté"}),
    ],
)
def test_words_that_only_ask_are_no_terms(question: str, words: set[str]) -> None:
    assert {text for text in terms_of(question) if text != "报告"} == words


def test_a_question_of_question_words_still_has_a_term() -> None:
    assert list(terms_of("多少?")) == ["多少?"]


def test_terms_stand_where_they_say() -> None:
    question = read_question("2031年上海的社会消费品零售总额、茶叶产值各增长多少?")
    terms = question_terms(question, ENCODER)
    assert [term.start for term in terms] == sorted(term.start for term in terms)
    for term in terms:
        assert question.folded[term.start : term.end] == term.text
    for before, after in itertools.pairwise(terms):
        assert before.end <= after.start


def test_periods_and_the_own_place_count_little() -> None:
    found = terms_of("上半年茶叶产值多少?")
    assert found["上半年"].weight < found["茶叶"].weight / 2
    question = read_question("上海茶叶产值多少?")
    own = question_terms(question, ENCODER, frozenset({"上海"}))[0]
    assert own.weight < question_terms(question, ENCODER)[0].weight / 5


def test_a_form_in_the_text_accounts_for_its_synonyms() -> None:
    found = account("社零增长多少?", "社会消费品零售总额增长7.2%", "蓝莓的颜色")
    assert found.table[0].tolist() == [1, 1]
    assert found.exact[0].all()
    assert not found.exact[1].any()
    assert found.table[1].max() < 0.6


def test_across_languages() -> None:
    found = account("How much did retail sales grow?", "社会消费品零售总额增长7.2%")
    assert found.table.min() == 1


@pytest.mark.parametrize("text", ["35.6万亩", "136.6万亩", "36.66万亩", "36.6.1", "万亩"])
def test_only_itself_accounts_for_a_number(text: str) -> None:
    assert account("36.6", "36.6万亩").table[0, 0] == 1
    assert account("36.6", text).table[0, 0] == 0


def test_near_is_not_the_same() -> None:
    """Urban is near rural for vectors; no exact form, so never whole."""
    found = account("农村", "城镇", "农村")
    assert not found.exact[0, 0] and found.exact[1, 0]
    assert found.table[0, 0] <= 0.6


def test_focus_is_what_the_question_says_of_the_text() -> None:
    focus = account("茶叶产值增长", "茶叶产值增长", "茶叶产值增长,学校医院道路桥梁建成", "").focus
    assert focus[0] > focus[1] > focus[2] == 0


def test_no_texts_and_no_tokens() -> None:
    assert account("茶叶").table.shape == (0, 1)
    assert account("茶叶", "", "!").table.tolist() == [[0], [0]]


def test_share_is_weighted() -> None:
    table = np.array([[1, 0], [0, 1], [1, 1]], dtype=np.float32)
    assert share(table, np.array([3, 1], dtype=np.float32)).tolist() == [0.75, 0.25, 1]
    assert share(table[:, :0], np.zeros(0, dtype=np.float32)).tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("question", "text", "held"),
    [
        ("旅客吞吐量增长多少?", "旅客和货邮吞吐量分别增长1%、2%", True),
        ("出口增长多少?", "外贸进出口总额增长5.6%", False),  # 出口 in 进出口 is another thing
        ("出口增长多少?", "进出口增长5.6%,其中出口增长1%", True),
        ("GDP是多少?", "人均地区生产总值8万元", False),
    ],
)
def test_what_holds_a_term(question: str, text: str, held: bool) -> None:
    assert bool(account(question, text).exact[0, 0]) is held
