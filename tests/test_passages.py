"""Passages: exact, disjoint, within their section, not too long."""

from pathlib import Path

import pytest

from index import Document, Passage, read_document
from index.passages import MAX_PASSAGE, MIN_PASSAGE, split_passages
from index.sections import split_sections


def passages(text: str) -> list[Passage]:
    return split_passages(Document("d", "t", text), split_sections(text))


def check(document: Document, found: list[Passage]) -> None:
    sections = split_sections(document.text)
    end = 0
    for passage in found:
        assert document.text[passage.start : passage.end] == passage.text
        assert end <= passage.start < passage.end <= passage.start + MAX_PASSAGE + 2 * MIN_PASSAGE
        assert any(
            s.start <= passage.start and passage.end <= s.end and s.headings == passage.headings for s in sections
        )
        assert passage.document == document.id and passage.text == passage.text.strip()
        end = passage.end


def test_a_short_section_is_one_passage() -> None:
    text = "一、甲\n乙。丙。\n二、丁\n戊。\n"
    assert [(p.text, p.headings) for p in passages(text)] == [
        ("一、甲\n乙。丙。", ("一、甲",)),
        ("二、丁\n戊。", ("二、丁",)),
    ]


def test_a_bare_heading_is_searched_with_what_stands_below() -> None:
    found = passages("一、甲\n(一)乙。丙。\n(二)丁。戊。\n三、己\n")
    assert [p.text for p in found] == ["(一)乙。丙。", "(二)丁。戊。", "三、己"]
    assert found[0].search_text == "一、甲\n(一)乙。丙。"


def test_long_sections_break_behind_sentences() -> None:
    sentence = "这一句话有二十个字左右,说的是全市的工业增长6.1%。"
    text = "一、甲\n" + sentence * 60
    found = passages(text)
    check(Document("d", "t", text), found)
    assert len(found) > 3
    assert all(p.text.endswith("。") for p in found)
    assert "".join(p.text for p in found) == text
    assert all(p.search_text == "一、甲\n" + p.text for p in found[1:])


@pytest.mark.parametrize(
    "text", ["字" * 5000, "a" * 1500, "句。" * 900, "词 " * 900, ("同一句话。" * 5 + "\n") * 60, "。" * 2000]
)
def test_text_without_breaks_or_full_of_them(text: str) -> None:
    document = Document("d", "t", text)
    found = split_passages(document, split_sections(text))
    check(document, found)
    assert sum(len("".join(p.text.split())) for p in found) == len("".join(text.split()))


def test_the_bundled_report(report: Document) -> None:
    found = split_passages(report, split_sections(report.text))
    check(report, found)
    assert 60 <= len(found) <= 110
    assert found[0].headings == () and "2024年7月29日" in found[0].text
    assert len({p.id for p in found}) == len(found)


def test_other_reports_of_the_genre(shared: Path) -> None:
    folder = shared / "data" / "reports"
    for file in sorted(folder.glob("*/*.txt"))[::4]:
        document = read_document(file)
        check(document, split_passages(document, split_sections(document.text)))


def test_a_passage_checks_its_length() -> None:
    with pytest.raises(ValueError, match="3 characters"):
        Passage("p", "d", "abc", (), 0, 4)
