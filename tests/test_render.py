"""Answers as plain text, Markdown and HTML: nothing of a report or a question ever becomes markup."""

import html
import re
from html.parser import HTMLParser

import pytest
from web_payloads import PAYLOADS

from index import Document, Index, Passage
from qa import Answer, Hit, ask, cite
from qa.alignment import Match
from ui.conversation import Turn, answer_data, from_state, to_state
from ui.render import (
    answer_html,
    escape,
    escape_markdown,
    markdown,
    note_html,
    partial_html,
    place_link,
    plain,
    question_html,
    terms_of,
)
from ui.strings import LANGUAGES, language_of, table, text


class Reader(HTMLParser):
    """The tags, links and text of some HTML."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.links: list[str] = []
        self.words = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "style", "onerror")]

    def handle_data(self, data: str) -> None:
        self.words += data


def hostile(payload: str, *, abstained: bool = False) -> Answer:
    """An answer with a payload in every text that it has."""
    document = Document(id=f"d {payload}", title=payload, text=f"{payload}一句话。{payload}二句话。")
    quote = cite(document, 0, len(payload) + 4, (payload, f"(一){payload}"))
    passage = Passage("p", document.id, document.text, (payload,), 0, len(document.text))
    term = Match(payload, 0, len(payload), 0, len(payload), 0.9, 0.5)
    lost = Match(f"没{payload}", 0, 1, None, None, 0.1, 0.5)
    return Answer(
        question=payload,
        text=payload if abstained else f"{payload}\n{quote.quote} [1]",
        citations=() if abstained else (quote,),
        hits=(Hit(passage, 0.5, {}),),
        abstained=abstained,
        confidence=0.5,
        language="zh",
        kind="abstained" if abstained else "extracted",
        notices=(payload,),
        terms=(term, lost),
    )


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_becomes_markup(payload: str) -> None:
    shown = "".join(c if c.isprintable() or c.isspace() else "\ufffd" for c in payload)
    pieces = [question_html(payload, 0), partial_html(payload)]
    for abstained in (False, True):
        answer = hostile(payload, abstained=abstained)
        pieces.append(answer_html(answer, {"x": payload}, language="en", several=True))
    for piece in pieces:
        read = Reader(piece)
        known = {
            "div",
            "p",
            "a",
            "br",
            "section",
            "ol",
            "li",
            "details",
            "summary",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
        }
        assert set(read.tags) <= known | {"td", "span"}
        assert all(re.fullmatch(r"#[cd]-[^<>\"']*", link) for link in read.links)
        assert " ".join(shown.split()) in " ".join(read.words.split())
        # No ASCII mark of the payload stands bare, so neither Markdown nor LaTeX nor a template finds its sign.
        bare = re.sub(r"<[^>]*>|&#\d+;", "", piece)
        assert not re.search(r"[!-/:-@\[-`{-~]", bare)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markdown_marks_are_escaped(payload: str) -> None:
    escaped = escape_markdown(payload)
    assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", escaped) == payload
    assert not re.search(r"(?<!\\)[*_`\[\]<>$~|]", re.sub(r"\\\\", "", escaped))
    assert not re.match(r"\s*(?:\d+[.)]|[-+=#])", escaped)


def test_escape_is_undone_by_a_browser() -> None:
    for sample in ("6.1%", "a < b & c", "“引号” 'x' \"y\"", "全角，标点。", "𠮷😀", "  两  格"):
        assert html.unescape(escape(sample)) == sample
    assert escape("一\r\n二\n三") == "一<br>二<br>三"
    assert escape("\x1b[31m\u202e") == "\ufffd&#91;31m\ufffd"


def test_an_answer_in_three_forms(index: Index) -> None:
    answer = ask("上半年地区生产总值增长多少?", index=index)
    citation = answer.citations[0]
    assert plain(answer).splitlines()[0] == answer.text.splitlines()[0]
    assert f"({citation.start}-{citation.end})" in plain(answer)
    link = place_link(citation.document, citation.start, citation.end, several=True)
    assert f"<http://x/{link}>" in markdown(answer, link="http://x/")
    assert "> \\[1\\] " in markdown(answer)
    page = answer_html(answer, {}, language="zh")
    assert f'<a class="yj-cite" href="#c-{citation.start}-{citation.end}">&#91;1&#93;</a>' in page
    assert Reader(page).words.startswith("6.1%")


def test_silence_in_three_forms(index: Index) -> None:
    answer = ask("火星上有几座城市?", index=index)
    assert answer.abstained
    assert text("near", "zh") in plain(answer) and text("near", "zh") in markdown(answer)
    page = answer_html(answer, {}, language="en")
    assert "yj-abstained" in page and "yj-cite" not in page and "yj-value" not in page
    assert html.unescape("not an answer") in Reader(page).words


def test_a_marker_without_a_citation_is_no_link() -> None:
    answer = hostile("词")
    page = answer_html(answer, {}, language="zh")
    assert page.count("yj-cite") == 1
    wild = Answer(
        **{**{name: getattr(answer, name) for name in Answer.__dataclass_fields__}, "text": "词 [1] [2] [0] [999]"}
    )
    assert answer_html(wild, {}, language="zh").count("yj-cite") == 1


def test_terms_fall_back_to_the_cited_passage() -> None:
    answer = hostile("词")
    assert [term.end for term in terms_of(answer)] == [1, None]


def test_conversation_survives_the_browser(index: Index) -> None:
    turns = [
        Turn("问一", ask("上半年地区生产总值增长多少?", index=index), index.generation, note=""),
        Turn("问二", ask("火星上有几座城市?", index=index), index.generation, note=""),
        Turn("问三", note="busy", wait=3),
        Turn("问四", note="stopped"),
    ]
    back = from_state(to_state(turns), index)
    assert [turn.question for turn in back] == [turn.question for turn in turns]
    assert [turn.note for turn in back] == ["", "", "busy", "stopped"]
    for old, new in zip(turns[:2], back[:2], strict=True):
        assert old.answer is not None and new.answer is not None
        assert answer_data(old.answer, index.generation) == {
            **answer_data(new.answer, index.generation),
            "question": old.answer.question,
            "id": answer_data(old.answer, index.generation)["id"],
        }
        language = old.answer.language
        assert answer_html(new.answer, {}, language=language) == answer_html(old.answer, {}, language=language)


def test_texts_are_whole_in_both_languages() -> None:
    texts = table()
    assert set(texts) == set(LANGUAGES)
    for key, zh in texts["zh"].items():
        en = texts["en"][key]
        assert zh and en
        assert sorted(re.findall(r"\{\w+\}", zh)) == sorted(re.findall(r"\{\w+\}", en)), key
    assert "3" in text("busy", "zh", n=3)
    assert note_html("busy", "en", n=2) != note_html("busy", "zh", n=2)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-US,en;q=0.9,zh;q=0.1", "en"),
        ("fr-FR,fr;q=0.9", "en"),
        ("de,zh", "zh"),
    ],
)
def test_language_of_a_browser(header: str, language: str) -> None:
    assert language_of(header) == language


def test_every_text_that_the_scripts_name_exists() -> None:
    from pathlib import Path

    import ui.static

    texts = table()["zh"]
    for path in Path(ui.static.__path__[0]).glob("*.js"):
        source = path.read_text("utf-8")
        named = re.findall(r"""\bt\(["']([a-z.-]+)["']""", source)
        named += re.findall(r'(?:labelled\("\w+", |signed\()"([a-z.-]+)"', source)
        for key in named:
            assert key in texts, f"{path.name}: {key}"
