"""What the words of a question do in it: its subject, times, aims, what is asked, what stands for something said before.

By patterns language by language (`words/followup.toml`).
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from index.folding import fold_text
from index.static import load_static_encoder
from qa.languages import FOLDER, asking
from qa.patterns import GROWTH
from qa.question import Question, asked_unit_spans, read_question
from qa.terms import Term, question_terms

_HAN = re.compile("[\u3400-\u9fff]")
_NEVER = "(?!)"
_TEXTS = ("colon", "growth", "target", "what")
LANGUAGES = ("zh", "en", "fr", "de", "es", "ru", "ja", "ko", "it", "pt")
Spans = tuple[tuple[int, int], ...]
_LETTER = re.compile(r"[^\W_\u3041-\u309f]")  # hiragana is grammar
_UNSPACED = re.compile("[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_GROWN_ON = 2  # Korean endings that a word may keep beside what a pattern takes of it
# A time that something is compared with is not the one asked about: 比上年, than last year.
_THAN = re.compile(
    r"(?:[比较跟与同和]|\b(?:than|compared (?:to|with)|versus|vs\.?|from|over|on|to|gegenüber|als|par rapport à|que|respecto|"
    r"frente|чем|с|со)(?: (?:in|the|dem|im|l['’]|el|al|a|au|del|в|во))*) ?$"
)
_COMPARED = re.compile(r"(?:同期)?(?:相)?比(?!例|重)|に比べ|より| ?(?:동기)? ?(?:대비|보다)")
_BREAK = re.compile(r"[,;:，；：—–]| - ")


@dataclass(frozen=True, slots=True)
class FollowupWords:
    """The patterns of one language, over folded text.

    Of the new question: `lead`, `tail`: what begins and ends a follow-up (and, what about, 呢); `topic`: what announces
    another topic; `pronoun`: what stands for the subject before; `part`: only a part of it is meant; `nation`: the whole
    country is; `which`: nothing but which ones is asked; `about`: the beginning of what is asked of a subject; `reaches`:
    the same figure at another time.
    Of both: `period`, `aim`: times, and plan or outcome; `actual`: of the aims, the outcome; `past`: of the times, those
    gone by; `attribute`: what is asked of a subject (growth, share), no subject itself; `weak`: of those, what may belong to
    the name of a subject (total); `genus`: what things of many kinds have (output, sales); `indicator`: the end of a name
    of something measured; `ask`: what asks.
    For joining: `edge`: what may not end a subject; `aux`: verbs that only carry a tense; `article`: one at the end of a
    text; `area`: the end of a name of several places; `colon`: between a subject and what is asked of it; `growth`,
    `target`: templates; `what`: before what has no verb.
    """

    lead: re.Pattern[str]
    tail: re.Pattern[str]
    topic: re.Pattern[str]
    pronoun: re.Pattern[str]
    period: re.Pattern[str]
    aim: re.Pattern[str]
    attribute: re.Pattern[str]
    ask: re.Pattern[str]
    part: re.Pattern[str]
    nation: re.Pattern[str]
    edge: re.Pattern[str]
    genus: re.Pattern[str]
    indicator: re.Pattern[str]
    reaches: re.Pattern[str]
    actual: re.Pattern[str]
    past: re.Pattern[str]
    weak: re.Pattern[str]
    which: re.Pattern[str]
    area: re.Pattern[str]
    about: re.Pattern[str]
    aux: re.Pattern[str]
    article: re.Pattern[str]
    colon: str
    growth: str
    target: str
    what: str


@cache
def followup_words(language: str) -> FollowupWords:
    """The patterns of a language; those of English for one that has none."""
    own = _raw().get(language) or _raw()["en"]
    raw = {**_raw().get(own.get("like", ""), {}), **own}  # a language that words what is left out as its neighbour does
    names = [name for name in FollowupWords.__dataclass_fields__ if name not in _TEXTS]
    patterns = {name: _compiled(raw.get(name, _NEVER)) for name in names}
    return FollowupWords(**patterns, colon=raw["colon"], growth=raw["growth"], target=raw["target"], what=raw["what"])


@cache
def _raw() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((FOLDER / "followup.toml").read_text(encoding="utf-8"))


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(_HAN.sub(lambda match: fold_text(match.group()), pattern))


@dataclass(frozen=True, slots=True)
class Roles:
    """The roles of the words of a question, as spans of `text` (and of `folded`, which is as long).

    `content`: the terms of its subject; `named`: those of them that are known and not soft; `also`: it says that it
    continues what was asked before; `start`: where what it says begins, behind "and" or "what about".
    """

    text: str
    folded: str
    question: Question
    words: FollowupWords
    start: int
    end: int
    also: bool
    terms: tuple[Term, ...]
    content: tuple[Term, ...]
    pronouns: Spans
    periods: Spans
    aims: Spans
    asks: Spans
    attributes: Spans
    genera: Spans

    @property
    def body(self) -> str:
        """What it says, without "and" or "what about" before and "?" behind."""
        return self.text[self.start : self.end].strip(" ,;?？。.!")

    @property
    def size(self) -> int:
        """How much its content says: Han characters, two for a word of an alphabet."""
        spans = [(term.start, term.end) for term in self.content]
        spans += [span for span in self.genera if spans]
        return sum(b - a if _UNSPACED.search(self.folded[a:b]) else 2 for a, b in spans)

    def is_indicator(self, term: Term) -> bool:
        """Whether a term names something measured (exports, income), and not who or what it is measured of."""
        chinese = followup_words("zh").indicator
        if term.kind in ("known", "translated") and term.forms:
            return chinese.search(term.forms[0]) is not None
        return self.words.indicator.search(term.text) is not None

    @property
    def named(self) -> tuple[Term, ...]:
        return tuple(term for term in self.content if term.kind == "known" and not term.soft)


@lru_cache(maxsize=256)
def read_roles(text: str, language: str = "") -> Roles:
    """The roles of the words of a question; `language`: read as in this one, where it is too short to tell its own."""
    text = text.strip()
    folded = fold_text(text)
    text = text if len(text) == len(folded) else folded
    question = read_question(text)
    question = replace(question, language=language or question.language)
    words = followup_words(question.language)
    lead, tail = words.lead.match(folded), words.tail.search(folded)
    start, end = lead.end() if lead else 0, tail.start() if tail else len(folded)
    spans = {
        name: _spans(getattr(words, name), folded, start)
        for name in ("pronoun", "period", "aim", "ask", "attribute", "genus")
    }
    if question.language == "zh":
        spans["ask"] = (*spans["ask"], *((a, b) for _, a, b in asked_unit_spans(folded)))
    spans["period"] = tuple(s for s in spans["period"] if not _compared_with(s, folded, words))
    claimed = (*spans["ask"], *spans["aim"], *spans["period"])
    for name in ("attribute", "genus"):
        spans[name] = tuple(s for s in spans[name] if not any(s[0] < b and a < s[1] for a, b in claimed))
    terms = question_terms(question, load_static_encoder())
    masked = _mask(folded, (*(span for group in spans.values() for span in group), (0, start), (end, len(folded))))
    for span in _spans(words.part, folded, start):
        masked.update(range(*span))
    content = tuple(
        term
        for term in terms
        if term.kind != "period" and _left(term, folded, masked) > (question.language == "ko") * (_GROWN_ON - 1)
    )
    spans["aim"] = tuple(s for s in spans["aim"] if not any(a <= s[0] and s[1] <= b for a, b in spans["period"]))
    for name in ("aim", "attribute", "genus"):
        spans[name] = tuple(span for span in spans[name] if not _within(span, content))
    pronouns = tuple(span for span in spans["pronoun"] if not _said_before(span, content, folded, question.language))
    return Roles(
        text, folded, question, words, start, end, bool(lead or tail), terms, content, pronouns,
        spans["period"], spans["aim"], spans["ask"], spans["attribute"], spans["genus"],
    )  # fmt: skip


def grows(question: Question) -> bool:
    """Whether a question asks how much something grew."""
    return bool(GROWTH.search(question.folded)) or asking(question.language).asked("growth", question.folded)


def _compared_with(span: tuple[int, int], folded: str, words: FollowupWords) -> bool:
    text = folded[slice(*span)]
    if not words.past.search(text):
        return False
    if re.match("(?:from|over|on) ", text) or _COMPARED.match(folded, span[1]):
        return True
    return _THAN.search(folded[: span[0]]) is not None


def _within(span: tuple[int, int], content: Iterable[Term]) -> bool:
    """Whether it is only a part of a term: 增加 of 增加值."""
    return any(t.start <= span[0] and span[1] <= t.end for t in content)


def _spans(pattern: re.Pattern[str], folded: str, start: int) -> Spans:
    return tuple(match.span() for match in pattern.finditer(folded, start) if match.group().strip())


def _mask(folded: str, spans: Iterable[tuple[int, int]]) -> set[int]:
    return {at for start, end in spans for at in range(start, end)}


def _left(term: Term, folded: str, masked: set[int]) -> int:
    """How many letters of a term are not taken by any role."""
    return sum(bool(_LETTER.match(folded[at])) for at in range(term.start, term.end) if at not in masked)


def _said_before(span: tuple[int, int], content: tuple[Term, ...], folded: str, language: str) -> bool:
    """Whether a pronoun stands for a subject that the question itself names first: "the forests - where do they rank?"."""
    before = [term for term in content if term.end <= span[0]]
    if not before:
        return False
    its = language == "en" and re.fullmatch("its|their|them", folded[span[0] : span[1]])
    return bool(its) or bool(_BREAK.search(folded, before[0].end, span[0]))
