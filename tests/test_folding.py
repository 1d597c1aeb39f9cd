"""Folding: same characters for the same text, and the way back."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.folding import fold, fold_text


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("西部陸海新通道國際貨運", "西部陆海新通道国际货运"),
        ("發展 後來 臺灣 裡面 於是", "发展 后来 台湾 里面 于是"),
        ("経済発展 図書館 鉱業", "经济发展 图书馆 矿业"),
        ("ＧＤＰ　６．１％", "gdp 6.1%"),
        ("㎡ ㍿ …", "m2 株式会社 ..."),
    ],
)
def test_folds_width_case_and_script(text: str, folded: str) -> None:
    assert fold_text(text) == folded


@pytest.mark.parametrize("text", ["什么", "南宁", "乾隆", "著名", "回复", "沈阳", "瞭望", "干部", "面条", "皇后"])
def test_leaves_simplified_text_alone(text: str) -> None:
    assert fold_text(text) == text


def test_a_lone_surrogate_takes_one_place() -> None:
    assert fold("a\ud800國").text == "a\ufffd国"


def test_spans_lead_back_over_characters_that_expand() -> None:
    folded = fold("约…½米")
    assert folded.text == "约...1⁄2米"
    assert folded.span(0, 1) == (0, 1)
    assert folded.span(1, 2) == (1, 2)  # a third of "…" is "…"
    assert folded.span(4, 8) == (2, 4)
    assert folded.span(2, 2) == (1, 1)
    assert folded.span(8, 8) == (4, 4)


@given(st.text(st.characters(), max_size=40))
def test_every_folded_character_has_its_origin(text: str) -> None:
    folded = fold(text)
    assert len(folded.offsets) == len(folded.text) >= len(text)
    assert list(folded.offsets) == sorted(folded.offsets)
    assert set(folded.offsets) == set(range(len(text)))
    assert "".join(fold_text(text[at]) for at in dict.fromkeys(folded.offsets)) == folded.text


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold_text(text)
    assert fold_text(once) == once


def test_no_character_folds_to_nothing() -> None:
    assert all(fold_text(chr(point)) for point in range(0x110000) if unicodedata.category(chr(point)) != "Cn")
