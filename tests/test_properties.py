"""For any report at all: passages and citations are exact, offsets hold, nothing that was said is lost."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import Document, Index, Passage, read_document
from index.chinese import FURNITURE
from index.passages import MAX_PASSAGE, MIN_PASSAGE, split_passages
from index.sections import heading_end, split_sections
from qa import ask, retrieve, to_dict

WORDS = [
    "汽车",
    "产业",
    "增加值",
    "同比增长",
    "6.1%",
    "1.5万亿元",
    "30.3个百分点",
    "２０２４年",
    "GDP",
    "𠮷田",
    "😀",
    "é",
    "ｶﾞ",
    "國際",
    "a",
    "的",
]
MARKS = [
    "。",
    "；",
    ";",
    "，",
    ",",
    "、",
    "!",
    "？",
    "：",
    ":",
    "“",
    "”",
    "(",
    "）",
    " ",
    "\u3000",
    "\t",
    "\u200b",
    "\ufeff",
    "\x85",
    "\u2028",
    "…",
    "—",
]
HEADINGS = [
    "一、",
    "二、",
    "(一)",
    "（十二）",
    "一是",
    "二是",
    "第一章 ",
    "第三条 ",
    "1.",
    "２．",
    "(1)",
    "# ",
    "## ",
    "——",
    "各位代表：",
    "首要",
]
FURNITURES = ["渝公网安备 5001号", "（下转第四版）", "第 3 页", "分享"]
NEWLINES = ["\n", "\r\n", "\r", "\n\n", "\n\u3000\u3000"]

phrases = st.lists(st.one_of(st.sampled_from(WORDS + MARKS), st.text(max_size=4)), max_size=60).map("".join)
lines = st.one_of(
    phrases,
    st.builds(lambda heading, rest: heading + rest, st.sampled_from(HEADINGS), phrases),
    st.sampled_from(FURNITURES),
    st.integers(1, 40).map(lambda count: "工业增加值增长6.1%,高于全国。" * count),
    st.integers(300, 1200).map(lambda count: "字" * count),
)
texts = st.lists(
    st.builds(lambda line, end: line + end, lines, st.sampled_from(NEWLINES)), min_size=1, max_size=12
).map("".join)
# What a file can hold: no unpaired surrogates.
reports = texts.filter(lambda text: bool(text.strip()) and not any("\ud800" <= char <= "\udfff" for char in text))
thorough = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
brief = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@thorough
@given(reports)
def test_sections_tile_all_but_the_furniture(text: str) -> None:
    end = 0
    for section in split_sections(text):
        assert end <= section.start < section.end <= len(text)
        assert section.start <= heading_end(text, section) <= section.end
        check_left_out(text[end : section.start])
        end = section.end
    check_left_out(text[end:])


def check_left_out(text: str) -> None:
    lines = text.replace("\r", "\n").split("\n")
    assert all(not line.strip() or FURNITURE.match(line) for line in lines), repr(text)


@thorough
@given(reports)
def test_passages_are_exact_and_lose_nothing(text: str) -> None:
    document = Document("d", "t", text)
    sections = split_sections(text)
    passages = split_passages(document, sections)
    end = 0
    for passage in passages:
        assert end <= passage.start
        assert text[passage.start : passage.end] == passage.text
        assert 0 < len(passage.text) <= MAX_PASSAGE + 2 * MIN_PASSAGE
        end = passage.end
    covered = {place for passage in passages for place in range(passage.start, passage.end)}
    for section in sections:
        body = range(heading_end(text, section), section.end)
        assert all(text[place].isspace() for place in body if place not in covered)
        for passage in passages:
            inside = section.start <= passage.start < section.end
            assert not inside or (passage.end <= section.end and passage.headings == section.headings)


@thorough
@given(reports, st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_a_file_is_read_as_it_was_written(text: str, encoding: str) -> None:
    text = text.lstrip("\ufeff").replace("\0", "")
    if not text.strip() or sum(ord(char) < 32 for char in text if char not in "\t\n\r\f\v") > len(text[:10_000]) / 100:
        return
    with TemporaryDirectory() as folder:
        file = Path(folder) / "report.txt"
        file.write_bytes(text.encode(encoding))
        assert read_document(file).text == text


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield tmp_path_factory.mktemp("random")


QUESTIONS = ["工业增加值增长多少?", "GDP 2024?", "汽车产业怎么样", "How much did industry grow?", "𠮷田😀的增加值"]


@brief
@given(st.lists(reports, min_size=1, max_size=3), st.sampled_from(QUESTIONS), st.integers(1, 9))
def test_every_citation_is_verbatim(folder: Path, texts: list[str], question: str, k: int) -> None:
    documents = [Document(f"d{number}", f"t{number}", text) for number, text in enumerate(texts)]
    if not any(split_passages(document, split_sections(document.text)) for document in documents):
        return
    index = Index.build(documents, folder / "index")
    try:
        for hit in retrieve(question, k=k, index=index):
            check_passage(hit.passage, index)
            assert 0 <= hit.score <= 1
            for match in hit.matches:
                assert question[match.term_start : match.term_end] == match.term
                if match.start is not None and match.end is not None:
                    assert hit.passage.start <= match.start < match.end <= hit.passage.end
        answer = ask(question, k=k, index=index)
        assert answer.abstained == (not answer.citations)
        for citation in answer.citations:
            assert index.document(citation.document).text[citation.start : citation.end] == citation.quote
            assert citation.quote.strip()
        for number in range(len(answer.citations)):
            assert f"[{number + 1}]" in answer.text
        assert to_dict(answer) == to_dict(ask(question, k=k, index=index))
    finally:
        index.close()


def check_passage(passage: Passage, index: Index) -> None:
    assert index.document(passage.document).text[passage.start : passage.end] == passage.text


@thorough
@given(st.text(max_size=200))
def test_any_question_gets_an_answer_or_a_clear_error(index: Index, question: str) -> None:
    try:
        answer = ask(question, index=index)
    except ValueError as error:
        assert "question" in str(error)
        return
    for citation in answer.citations:
        assert index.document(citation.document).text[citation.start : citation.end] == citation.quote
