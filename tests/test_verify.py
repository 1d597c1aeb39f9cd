"""Verification: what an altered, borrowed or invented sentence must not get through, and what a true one must."""

import dataclasses
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutations import mutations

from index import Document, Index, Passage
from qa import Answer, Citation, ask
from qa.answers import cite
from qa.basis import rest
from qa.clauses import sentences
from qa.contrasts import borrowed
from qa.sentences import SentenceReader, read_sentence, read_sentences
from qa.verify import Verdict, check_answer, verify, verify_sentence

CLAIMS = Path(__file__).with_name("data") / "claims.tsv"


def cited(report: Document, passage: Passage) -> Citation:
    return cite(report, passage.start, passage.end, passage.headings)


def clauses(index: Index) -> Iterator[tuple[Passage, str]]:
    for passage in index.passages():
        for clause in re.findall(r"[^,，;；。\n]{6,}", passage.text):
            yield passage, clause.strip()


def claims(verdict: str) -> list[tuple[str, str]]:
    """(words of the cited passage, claim)"""
    lines = CLAIMS.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(key, claim) for row_verdict, key, claim in rows if row_verdict == verdict]


def judged(report: Document, index: Index, key: str, claim: str) -> Verdict:
    passage = next(passage for passage in index.passages() if key in passage.text)
    return verify_sentence(f"{claim} [1]", [cited(report, passage)])


def test_no_altered_clause_of_the_report_gets_through(report: Document, index: Index) -> None:
    chance, tried, through = random.Random(4), Counter[str](), []
    for passage, clause in clauses(index):
        for kind, altered in mutations(clause, chance):
            if altered not in passage.text:
                tried[kind] += 1
                if verify_sentence(f"{altered}[1]。", [cited(report, passage)]).ok:
                    through.append((kind, clause, altered))
    assert through == []
    assert sum(tried.values()) >= 200
    assert min(tried[kind] for kind in ("digit", "unit", "scale", "sign", "period")) >= 40, tried


def test_no_altered_sentence_gets_through_where_the_basis_is_narrowed(report: Document, index: Index) -> None:
    chance, tried, through = random.Random(5), 0, []
    for passage in index.passages():
        for span in sentences(report.text, passage.start, passage.end):
            whole = span.of(report.text)
            altered = [text for _, text in mutations(whole, chance) if text not in passage.text]
            for text in altered[:1]:
                tried += 1
                verdict, _ = rest(read_sentence(text), [cited(report, passage)], index)
                if verdict.ok:
                    through.append(text)
    assert through == []
    assert tried >= 150


def test_no_altered_paraphrase_gets_through(report: Document, index: Index) -> None:
    chance, tried, through = random.Random(6), 0, []
    for key, claim in claims("true"):
        for kind, altered in mutations(claim, chance):
            tried += 1
            if judged(report, index, key, altered).ok:
                through.append((kind, claim, altered))
    assert through == []
    assert tried >= 200


def test_verbatim_clauses_pass(report: Document, index: Index) -> None:
    every_other = list(clauses(index))[::2]
    verdicts = [verify_sentence(f"{clause}[1]。", [cited(report, passage)]) for passage, clause in every_other]
    failed = [(verdict.sentence.text, verdict.reason, verdict.detail) for verdict in verdicts if not verdict.ok]
    assert len(failed) <= 0.02 * len(verdicts), failed


def test_true_paraphrases_pass_in_chinese_and_english(report: Document, index: Index) -> None:
    for english in (False, True):
        rows = [(key, claim) for key, claim in claims("true") if claim.isascii() == english]
        failed = [(claim, judged(report, index, key, claim)) for key, claim in rows]
        failed = [(claim, verdict) for claim, verdict in failed if not verdict.ok]
        assert len(rows) >= 30
        assert len(failed) <= 0.1 * len(rows), failed


@pytest.mark.parametrize(("key", "claim"), claims("false"))
def test_a_false_claim_is_withheld(report: Document, index: Index, key: str, claim: str) -> None:
    assert not judged(report, index, key, claim).ok


def test_the_reason_is_told(report: Document, index: Index) -> None:
    key = "全市地区生产总值同比增长6.1%"

    def why(claim: str) -> tuple[str | None, str]:
        passage = next(passage for passage in index.passages() if key in passage.text)
        verdict = verify_sentence(claim, [cited(report, passage)])
        return verdict.reason, verdict.detail

    assert why("全市地区生产总值同比增长6.1%。") == ("marker", "none")
    assert why("全市地区生产总值同比增长6.1%[2]。") == ("marker", "[2]")
    assert why("全市地区生产总值同比增长6.3%[1]。") == ("figure", "6.3%")
    assert why("规上工业增加值同比增长2.6%[1]。") == ("figure", "2.6%")
    assert why("海南省地区生产总值同比增长6.1%[1]。") == ("place", "海南省")
    assert why("全市地区生产总值\u202e同比增长6.1%[1]。")[0] == "hidden"
    assert why("市场监管明显放松[1]。")[0] == "words"
    assert why("风险化解力度减弱[1]。")[0] in {"words", "direction"}
    assert why("全市地区生产总值同比增长6.1%[1]。") == (None, "")


def test_verify_judges_sentence_by_sentence(report: Document, index: Index) -> None:
    passage = next(passage for passage in index.passages() if "全市地区生产总值同比增长6.1%" in passage.text)
    text = "全市地区生产总值增长6.1%[1]。规上工业增加值增长8.6%。[1]\n- 固定资产投资增长9%[1]\nGDP grew 6.1% [1]. Done."
    assert [verdict.ok for verdict in verify(text, [cited(report, passage)])] == [True, True, False, True, False]


def test_contrasts() -> None:
    assert borrowed("农村居民收入", "城镇居民收入") == "农村"
    assert borrowed("imports rose", "出口增长") == "imports"
    assert borrowed("出口增长", "进出口增长") == "出口"
    assert borrowed("出口增长", "进口下降、出口增长") == ""
    assert borrowed("公路里程", "公路、铁路里程") == ""
    assert borrowed("农村收入", "收入增长", "统筹农村") == ""


def test_sentences_of_a_reply() -> None:
    text = (
        "1. 投资增长2.6% [2][3]。**出口**增长3%。【1】\n\n- GDP grew 6.1% in the U.S. market [1, 4]. No. 2 of 5.[2] End"
    )
    found = read_sentences(text)
    assert [(s.text, s.markers) for s in found] == [
        ("投资增长2.6%。", (2, 3)),
        ("出口增长3%。", (1,)),
        ("GDP grew 6.1% in the U.S. market.", (1, 4)),
        ("No. 2 of 5.", (2,)),
        ("End", ()),
    ]
    assert [s.lead for s in found] == ["1. ", "", "\n- ", "", ""]


@given(st.text(alphabet="增长6.1%[]［1】。.!？ \n-*_“”aG出口、,", max_size=60))
@settings(deadline=None, max_examples=150)
def test_sentences_do_not_depend_on_how_the_stream_is_cut(text: str) -> None:
    reader = SentenceReader()
    pieces = [sentence for char in text for sentence in reader.feed(char)]
    assert [*pieces, *reader.close()] == read_sentences(text)


@given(st.text(max_size=80))
@settings(deadline=None, max_examples=100)
def test_any_text_gets_a_verdict(text: str) -> None:
    quote = "全市地区生产总值同比增长6.1%。"
    for verdict in verify(f"{text} [1]", [Citation("d", "t", 0, len(quote), quote, ())]):
        assert verdict.reason in {None, "hidden", "marker", "figure", "place", "direction", "words"}


QUESTIONS = (
    "上半年经济增长多少?",
    "How much did industrial investment grow?",
    "民间投资涨了多少?",
    "海南省的火箭发射了几次?",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_extracted_answers_keep_the_promises(index: Index, question: str) -> None:
    assert check_answer(ask(question, index=index), index) == []


def test_check_answer_finds_each_breach(index: Index) -> None:
    good = ask("上半年经济增长多少?", index=index)
    citation = good.citations[0]

    def faults(**changes: object) -> str:
        return " ".join(check_answer(dataclasses.replace(good, **changes), index))  # type: ignore[arg-type]

    def moved(**changes: object) -> tuple[Citation, ...]:
        return (dataclasses.replace(citation, **changes),)  # type: ignore[arg-type]

    assert faults() == ""
    assert "6.7%" in faults(text=good.text.replace("6.1%", "6.7%", 1))
    assert "下降" in good.text or "6.1%" in faults(text="全市地区生产总值同比下降6.1% [1]")
    assert "marker [2]" in faults(text=good.text + " [2]")
    assert "no citation" in faults(citations=(), text="好")
    assert "not what" in faults(citations=moved(start=citation.start + 1, end=citation.end + 1))
    assert "does not hold" in faults(citations=moved(document="elsewhere"))
    assert "abstains" in faults(abstained=True, kind="abstained")


def test_a_generated_answer_may_take_the_year_from_the_title(index: Index) -> None:
    good = ask("上半年经济增长多少?", index=index)
    generated: Answer = dataclasses.replace(good, kind="generated", text="2024年1—6月,全市地区生产总值增长6.1% [1]")
    assert check_answer(generated, index) == []
    assert check_answer(dataclasses.replace(generated, text=generated.text.replace("2024", "2023")), index) != []


def test_a_footnote_mark_within_a_quote_is_no_marker(tmp_path: Path) -> None:
    text = "全省在园师生达1万人,“五互一共”［3］模式初显成效。\n"
    noted = Index.build([Document("noted", "报告", text)], tmp_path / "noted")
    found = ask("在园师生有多少人?", index=noted)
    assert not found.abstained
    assert "［3］" in found.text
    assert check_answer(found, noted) == []
    assert check_answer(dataclasses.replace(found, text=found.text + " [3]"), noted) != []
