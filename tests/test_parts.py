"""Several questions in one text: split, and each made whole."""

import pytest

from qa.parts import MAX_PARTS, split_parts


def split(question: str) -> list[str]:
    return split_parts(question, lambda part, before: f"<{before}>{part}")


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("出口和进口各增长多少?", ["出口增长多少?", "进口增长多少?"]),
        ("茶叶的产量和销量，哪个涨得更快?", ["茶叶的产量涨多少?", "茶叶的销量涨多少?"]),
        ("城镇居民与农村居民分别增收多少?", ["城镇居民增收多少?", "农村居民增收多少?"]),
        ("茶叶增长多少?排第几?", ["茶叶增长多少?", "<茶叶增长多少?>排第几?"]),
        ("茶叶增长多少,占比多少?", ["茶叶增长多少", "<茶叶增长多少>占比多少?"]),
        ("茶叶增长多少；花卉增长多少。", ["茶叶增长多少；", "<茶叶增长多少；>花卉增长多少。"]),
        ("有多少家,打算新增多少家,在哪?", ["有多少家", "<有多少家>打算新增多少家", "<有多少家>在哪?"]),
        (
            "How many were built and where are they?",
            ["How many were built", "<How many were built>where are they?"],
        ),
        (
            "Who gave the report, and when was it given?",
            ["Who gave the report", "<Who gave the report>when was it given?"],
        ),
    ],
)
def test_split(question: str, parts: list[str]) -> None:
    assert split(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "茶叶产值增长多少?",
        "关于茶叶,产值多少?",  # a lead asks nothing
        "茶叶产值多少,就问这个",  # nor does an afterthought
        "哪一类茶叶产值定得最高?是多少",
        "研究和开发投入多少?",  # 和 within a name
        "谁和谁签了约?",
        "What was built and opened?",
        "Which companies and schools took part?",
        "?",
        "",
    ],
)
def test_one_question_stays_whole(question: str) -> None:
    assert split(question) == [question]


def test_no_more_than_so_many() -> None:
    assert len(split("".join(f"{name}多少?" for name in "甲乙丙丁"))) == MAX_PARTS
    many = "".join(f"{name}多少?" for name in "甲乙丙丁戊")
    assert split(many) == [many]


def test_a_part_is_made_whole_with_the_first() -> None:
    seen: list[tuple[str, str]] = []

    def resolve(part: str, before: str) -> str:
        seen.append((part, before))
        return part

    split_parts("甲多少?乙多少?丙多少?", resolve)
    assert seen == [("乙多少?", "甲多少?"), ("丙多少?", "甲多少?")]


def test_what_is_compared_with_comes_behind() -> None:
    assert split("和全国比,茶叶产值增速高多少?") == ["茶叶产值增速高于全国多少个百分点?"]
