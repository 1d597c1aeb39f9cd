"""Sentences and clauses: where they end, and that their places are exact."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.clauses import Span, clauses, sentences


def split(text: str) -> list[str]:
    return [span.of(text) for span in sentences(text)]


def parts(text: str) -> list[str]:
    return [span.of(text) for span in clauses(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("增长6%。下降2%。", ["增长6%。", "下降2%。"]),
        ("一是稳；二是进; 三是好", ["一是稳；", "二是进;", "三是好"]),
        ("他说“好。”然后走了。", ["他说“好。”", "然后走了。"]),
        ("真的?!是的。", ["真的?!", "是的。"]),
        ("标题\n正文。\n\n 尾 ", ["标题", "正文。", "尾"]),
        ("增长1.5倍,达3.2亿元。", ["增长1.5倍,达3.2亿元。"]),
        ("没有句号", ["没有句号"]),
        ("", []),
        (" \n\u3000", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_sentences_of_a_stretch() -> None:
    text = "前文。增长6%。后文。"
    assert [span.of(text) for span in sentences(text, 3, 8)] == ["增长6%。"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("出口增长,进口下降，持平。", ["出口增长,", "进口下降，", "持平。"]),
        ("共4,186户,完成", ["共4,186户,", "完成"]),
        ("分别为1,2", ["分别为1,", "2"]),
        ("重点:改造老区：新建", ["重点:", "改造老区：", "新建"]),
        ("一个", ["一个"]),
    ],
)
def test_clauses(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


@given(st.text("增长。；;!？\n，,:：1 \u3000”)（a.", max_size=40))
def test_nothing_is_lost(text: str) -> None:
    for spans in (sentences(text), clauses(text, Span(0, len(text)))):
        places = [(span.start, span.end) for span in spans]
        assert places == sorted(places)
        assert all(end <= start for (_, end), (start, _) in itertools.pairwise(places))
        covered = {at for start, end in places for at in range(start, end)}
        assert all(at in covered for at, char in enumerate(text) if not char.isspace())
        assert all(span.of(text) == span.of(text).strip() != "" for span in spans)
