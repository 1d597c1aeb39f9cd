"""Times: whether a section looks back or ahead, which year a report is of, and which of them a question is about."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from index import Document
from index.folding import fold_text
from qa.glossary import place_groups
from qa.question import Question

_REVIEW = re.compile("回顾|执行情况|完成情况|成就|成绩|总结|进展|过去|工作情况|主要工作情况|运行情况|年来的")
_PLAN = re.compile(
    "打算|下一步|下半年|重点工作|工作安排|任务|预期目标|主要目标|总体要求|今后|部署|建议|安排|计划草案|工作要求|政策取向|全力抓好|奋力"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=\s*年)")
_HEADING_YEAR = re.compile(r"^[^\S\n]*[一二三四五六七八九十]+、[^\n。]{0,20}?((?:19|20)\d{2})年", re.MULTILINE)
_HEAD = 400  # characters of front matter in which a date is the report's own
_MONTH = re.compile(r"(?:19|20)\d{2}年(\d{1,2})月\d{1,2}日")
_HALF = re.compile(r"上半年|1[—–\-~]6月")
_RELATIVE = (
    (
        re.compile(
            "(?<![比较与])(?:去年|上年)(?!同期相?比)|"
            "(?<!than )(?<!period )(?<!period of )(?<!on )(?<!from )(?<!with )(?<!to )(?<!vs )last year|previous year"
        ),
        -1,
    ),
    (re.compile("今年|this year|ganzen jahr|올해"), 0),
)


@dataclass(frozen=True, slots=True)
class Calendar:
    """`year`: of the report (None unknown); `annual`: it reports on the year before and plans `year`."""

    year: int | None
    annual: bool


@lru_cache(maxsize=256)
def calendar(document: Document) -> Calendar:
    """The calendar of a report, from its title, front matter and date."""
    head = fold_text(document.title + "\n" + document.text[:_HEAD])
    years = [int(year) for year in _YEAR.findall(head) + _HEADING_YEAR.findall(fold_text(document.text))]
    years += [int(year) for year in re.findall(r"(?<!\d)((?:19|20)\d{2})(?!\d)", document.id)]
    year = max(years) if years else None
    month = _MONTH.search(head)
    annual = not _HALF.search(fold_text(document.title)) and (month is None or int(month[1]) <= 4)
    return Calendar(year, annual)


@lru_cache(maxsize=64)
def folded_text(document: Document) -> str:
    """The folded text of a document."""
    return fold_text(document.text)


def section_scope(headings: Sequence[str]) -> str:
    """ "review", "plan", or "" from the outermost heading that says so."""
    for heading in headings[:1]:
        review, plan = _REVIEW.search(heading), _PLAN.search(heading)
        if review and not plan:
            return "review"
        if plan and not review:
            return "plan"
    return ""


_AIM = re.compile("预期目标[是为:：]|目标[是为:：]|力争|努力实现|拟(?!合|人)|计划安排|今年要|下一步")


def sentence_scope(headings: Sequence[str], folded: str) -> str:
    """As `section_scope`, unless the sentence itself states an aim."""
    return "plan" if _AIM.search(folded) else section_scope(headings)


_STRETCH = re.compile(
    r"^(?P<heading>[一二三四五六七八九十]+、)|(?:^|(?<=[。；：]))[^\S\n]*(?:(?P<years>[过这]去?的?五年|五年来|五年间|“十[一二三四五]五”(?:时期|期间|以来))|"
    r"(?P<year>(?:刚刚)?过去的?(?:一年|(?:19|20)\d{2}年)|一年来|(?:19|20)\d{2}年(?=[，,是])))",
    re.MULTILINE,
)
_YEARS = re.compile(r"五年|十[一二三四五]五|five[- ]years?|quinquen|fünfjahr|пятилет|(?<!\d)5年|다섯 해|5개년")


@lru_cache(maxsize=64)
def _stretches(document: Document) -> tuple[tuple[int, ...], tuple[str, ...]]:
    found = [(match.start(), match.lastgroup or "") for match in _STRETCH.finditer(document.text)]
    return tuple(at for at, _ in found), tuple(name for _, name in found)


def stretch(document: Document, at: int) -> str:
    """Whether what stands there looks back on "years" (过去五年), on a "year" (一年来), or neither is said: ""."""
    places, names = _stretches(document)
    number = bisect_right(places, at) - 1
    return names[number].replace("heading", "") if number >= 0 else ""


def asked_stretch(question: Question, own: Calendar) -> str:
    """The same of a question to a yearly report: "years", "year", or "" where it does not say."""
    if not own.annual or own.year is None:
        return ""
    if _YEARS.search(question.folded):
        return "years"
    return "year" if own.year - 1 in asked_years(question, own) else ""


_SET = re.compile(r"\b(?:been|was|were|is|are) (?:set|fixed|planned|proposed)\b")


def asked_scope(question: Question, own: Calendar) -> str:
    """Which part of the report a question is about: "review", "plan" or ""."""
    years = asked_years(question, own)
    if question.planned is True:
        return "plan"
    if own.year is not None and own.annual and years:
        if max(years) < own.year:
            return "review"
        if min(years) == own.year and (question.planned is None or _SET.search(question.folded)):
            return "plan"
    return "review" if question.planned is False else ""


def asked_years(question: Question, own: Calendar) -> frozenset[int]:
    """The years that a question names, 今年 and 去年 counted from the report's own."""
    years = set(question.years)
    if own.year is not None:
        years |= {own.year + offset for pattern, offset in _RELATIVE if pattern.search(question.folded)}
    return frozenset(years)


def year_as_asked(question: Question, year: int) -> str:
    """The words of the question that mean this year: "2023", or 去年."""
    if f"{year}" in question.folded:
        return f"{year}"
    found = (pattern.search(question.folded) for pattern, _ in _RELATIVE)
    return next((match.group() for match in found if match), f"{year}")


@lru_cache(maxsize=256)
def own_place_forms(document: Document) -> frozenset[str]:
    """`own_places` among all places."""
    return own_places(document, place_groups())


def own_places(document: Document, groups: Sequence[frozenset[str]]) -> frozenset[str]:
    """The names, among these groups of names, of the place that a report is about: those in its title or front matter."""
    head = fold_text(f"{document.id} {document.title} {document.text[:200]}")
    return frozenset(
        form for group in groups if any(len(f) > 1 and not f.isascii() and f in head for f in group) for form in group
    )
