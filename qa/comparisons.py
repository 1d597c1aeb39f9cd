"""Reads a comparison: the two things, or times, that a question compares, each as a clean question about one figure.

The words that compare (哪个, 更快, which, faster than) are no words of any report: beside the names of both sides they would
only lead the search astray.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from index.folding import fold
from qa import comparison_words as words
from qa.compared_times import times_compared
from qa.comparison_sides import against_basis, chinese_sides, spaced_sides
from qa.languages import detect_language
from qa.parallels import Parallel
from qa.patterns import WHY
from qa.question import read_question

_HAN = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile("[a-zà-ÿ\u0400-\u04ff]+")
_VERDICTS = {"zh": ("是: ", "不是: "), "en": ("Yes: ", "No: ")}
_FIGURE = re.compile("%|百分|percent")
_OPEN = re.compile("什么(?!水平|频次|程度)|哪些|哪里|怎么(?!样)|由谁|最|\\b(?:most|least|why)\\b")  # no two figures
_YEAR_ON_YEAR = re.compile("[和与跟同较比](?:去年|上年)同期(?:相?比)?")
_WHOLE = re.compile("全[省市区疆州县国]")
_LONG, _LONG_CHINESE = 240, 120  # characters of a question: in longer ones the patterns would search too long


@dataclass(frozen=True, slots=True)
class Side:
    """One side: its `name` as typed, the `question` for its figure, the words that only this side has (`own`); `plain`: the
    name where the one typed has a figure (a year) that the evidence has not.
    """

    name: str
    question: str
    own: str
    plain: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`sides`: two of them; `timed`: one thing at two times; `each`: both figures are asked for, and not which is more;
    `claim`: 1 or -1 where it is asked whether the first is more or less, else 0; `options`: the question's words for more
    and for less, where it asks to choose.
    """

    sides: tuple[Side, Side]
    timed: bool = False
    each: bool = False
    claim: int = 0
    options: tuple[str, str] = ("", "")

    def verdict(self, order: int, language: str) -> str:
        """The word that answers the question before the figures do, "" where it asks for none."""
        if self.options[0] and order:
            return f"{self.options[order < 0]}: "
        if self.claim and language in _VERDICTS:
            return _VERDICTS[language][order != self.claim]
        return ""


@lru_cache(maxsize=256)
def read_comparison(question: str) -> Comparison | None:
    """The comparison of two figures that a whole question asks for; None where it asks for none."""
    text = _plain(question)
    chinese = _is_chinese(text)
    if len(text) > (_LONG_CHINESE if chinese else _LONG) or detect_language(text) in ("ja", "ko"):
        return None
    if WHY.search(text) or _OPEN.search(text) or read_question(question).kinds & {"date", "rank"}:
        return None
    timed = times_compared(text)
    if timed is not None:
        left, right = (Side(_as_typed(name, question), asked, "", plain) for name, asked, plain in timed)
    else:
        found = chinese_sides(text) if chinese else spaced_sides(text)
        if found is None or _FIGURE.search(found[0].left + found[0].right):
            return None  # a figure of the question is none of the report's
        left, right = (_side(question, found[0], side, found[1]) for side in (found[0].left, found[0].right))
    options = _options(text, chinese)
    chooses = timed or options[0] or (words.CHOOSES if chinese else words.SPACED_CHOOSES).search(text)
    return Comparison((left, right), timed is not None, not chooses, 0 if options[0] else _claim(text), options)


def in_order(question: str) -> str | None:
    """A question that begins with what it compares with (和全国比,…) in the order that reports have; None for others."""
    text = _plain(question)
    return against_basis(text) if len(text) <= _LONG_CHINESE else None


def _plain(question: str) -> str:
    return _YEAR_ON_YEAR.sub("同比", fold(question.strip()).text.strip(" ?。.!"))


def _is_chinese(text: str) -> bool:
    return len(_HAN.findall(text)) > len(_LATIN.findall(text))


def _options(text: str, chinese: bool) -> tuple[str, str]:
    """The words for more and for less that a question asks to choose from: 多还是少, higher or lower."""
    found = (words.OPTIONS if chinese else words.SPACED_OPTIONS).search(text)
    if found is None:
        return "", ""
    return (found[1], found[2]) if found[1] else (found[4], found[3])


def _claim(text: str) -> int:
    """Whether a question supposes the first side to be more (1) or less (-1); 0 where it supposes nothing."""
    if not words.WHETHER.search(text):
        return 0
    return -1 if words.LESS.search(text) else 1 if words.GREATER_WORD.search(text) else 0


def _side(question: str, names: Parallel, side: str, rest: str) -> Side:
    # The whole province or city: the report does not say so.
    whole = names.whole("" if _WHOLE.fullmatch(side) else side).strip(" ,的")
    asked = f"{whole}{rest}" if _is_chinese(whole + rest) else f"{rest} {whole}?".strip()
    # What both share need not be said, but for a word of another language: the primary sector.
    name = side if _HAN.search(side) and len(side) > 1 else side + names.tail
    return Side(_as_typed(name.strip(" ,的"), question), asked, side)


def _as_typed(name: str, question: str) -> str:
    folded = fold(question)
    at = folded.text.find(name)
    if not name or at < 0:
        return name
    start, end = folded.span(at, at + len(name))
    return question[start:end]
