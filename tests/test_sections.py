"""The section tree: heading ladders of the genre, front matter, page furniture."""

from pathlib import Path

import pytest

from index import Document, read_document
from index.sections import MAX_HEADING, heading_end, split_sections


def paths(text: str) -> list[tuple[tuple[str, ...], str]]:
    return [(section.headings, text[section.start : section.end].strip()) for section in split_sections(text)]


def test_the_chinese_ladder() -> None:
    text = "标题\n一、总体情况\n(一)经济稳中有进。增长6%。\n"
    text += "一是工业向好。增长8%。\n二是农业稳定。\n(二)民生改善。好。\n二、安排\n尾。\n"
    a, b = "一、总体情况", "(一)经济稳中有进"
    assert paths(text) == [
        ((), "标题"),
        ((a,), "一、总体情况"),
        ((a, b), "(一)经济稳中有进。增长6%。"),
        ((a, b, "一是工业向好"), "一是工业向好。增长8%。"),
        ((a, b, "二是农业稳定"), "二是农业稳定。"),
        ((a, "(二)民生改善"), "(二)民生改善。好。"),
        (("二、安排",), "二、安排\n尾。"),
    ]


@pytest.mark.parametrize(
    ("outer", "inner"),
    [
        ("第一章 总则", "第一条 为了规范管理,制定本办法。"),
        ("第1章 总则", "第二条　本办法适用于全市。"),
        ("# 报告", "## 第一部分"),
        ("一、情况", "（十二）优化环境。"),
        ("一、情况", "1.加快建设。"),
        ("(一)情况", "1．加快建设。"),
        ("(一)情况", "（1）加快建设。"),
        ("1、情况", "(2)加快建设。"),
        ("十一、情况", "首要任务。"),
    ],
)
def test_ladders_nest(outer: str, inner: str) -> None:
    text = f"题目\n{outer}\n{inner}\n正文。\n"
    last = split_sections(text)[-1]
    assert len(last.headings) == 2, last
    assert text[last.start :].startswith(inner)


@pytest.mark.parametrize(
    "line",
    [
        "1.5万亿元的总量。",
        "2024年上半年。",
        "一方面,要看到。",
        "第一产业增加值。",
        "一季度增长。",
        "30.3%的增速。",
        "１.５万亿元。",
    ],
)
def test_what_only_looks_like_a_heading(line: str) -> None:
    assert split_sections(f"一、情况\n{line}\n")[-1].headings == ("一、情况",)


def test_an_article_is_named_by_its_number() -> None:
    text = "第三条 各级政府应当加强领导。\n正文。\n"
    (section,) = split_sections(text)
    assert section.headings == ("第三条",)


def test_front_matter_ends_at_the_salutation() -> None:
    text = "报告\n——2024年1月在大会上\n市长 某某\n各位代表：\n现在报告工作。\n一、回顾\n好。\n"
    assert [text[s.start : s.end] for s in split_sections(text)] == [
        "报告\n——2024年1月在大会上\n市长 某某\n",
        "各位代表：\n现在报告工作。\n",
        "一、回顾\n好。\n",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "渝公网安备 50010302002751号",
        "（下转第四版）",
        "京ICP备05070218号",
        "第 3 页",
        "- 分享 -".strip("- ") + "到微博",
    ],
)
def test_page_furniture_lies_in_no_section(line: str) -> None:
    text = f"一、情况\n好。\n{line}\n更好。\n"
    sections = split_sections(text)
    assert all(line not in text[s.start : s.end] for s in sections)
    assert "更好。" in text[sections[-1].start : sections[-1].end]
    assert sections[-1].headings == ("一、情况",)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_change_no_heading(newline: str) -> None:
    text = newline.join(["题", "一、甲", "(一)乙。丙。", ""])
    assert [s.headings for s in split_sections(text)] == [(), ("一、甲",), ("一、甲", "(一)乙")]


def test_heading_end_and_length() -> None:
    text = "一、" + "长" * 100 + "。后文。\n"
    (section,) = split_sections(text)
    assert len(section.headings[0]) == MAX_HEADING
    assert text[heading_end(text, section) :] == "后文。\n"
    plain = split_sections("只有正文。\n")[0]
    assert heading_end("只有正文。\n", plain) == 0


def test_the_bundled_report(report: Document) -> None:
    sections = split_sections(report.text)
    assert len([s for s in sections if len(s.headings) == 1]) == 2
    assert max(len(s.headings) for s in sections) == 3
    assert "公网安备" not in "".join(report.text[s.start : s.end] for s in sections)


def test_other_reports_of_the_genre_have_sections(shared: Path) -> None:
    for file in sorted((shared / "data" / "reports" / "provincial-2026").glob("*.txt")):
        sections = split_sections(read_document(file).text)
        assert len({s.headings[:1] for s in sections}) >= 3, file.name
