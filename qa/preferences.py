"""Between figures whose words account for a question alike: which of them it asks for."""

import re

from index.folding import fold_text
from qa.glossary import places
from qa.parsed import ParsedValue
from qa.patterns import ADDED, PERIOD_PATTERNS
from qa.quantity import Quantity
from qa.question import Question

_QUALIFIERS = (
    "年均",
    "累计",
    "人均",
    "高于",
    "低于",
    "占",
    "拉动",
    "贡献",
    "其他",
    "经济圈",
    "全国",
)  # a figure with one is another than the same without
_COMPARED = re.compile(
    "比[^,，?]{1,12}(?:高|低|快|慢|多|少)|高于|低于|跑赢|above|below|(?:higher|lower|faster) than|bessere?"
)
_QUALIFIED = 0.15
_PLACED = 0.25
_PART = 0.06
_REACHED = 0.25  # for a total, where one is asked for
_TOLD = 0.4  # a figure that the question itself names is hardly the one it asks for
_QUARTERS = tuple((name, pattern) for name, pattern in PERIOD_PATTERNS if name.startswith("q"))
# 由3100公里增加到3350公里: what was before is hardly ever asked for.
_START, _END = re.compile("[由从][^,，]{0,6}$"), re.compile("[^,，]{0,4}[到至]")
_WHICH_YEAR, _A_YEAR = re.compile(r"哪一?年|何年|\b(?:which|what) year\b"), re.compile(r"\d{4}年")
# 突破2万亿元、达到23562亿元: what was passed is the lesser news.
_PASSED, _THEN = (
    re.compile("(?:突破|超过|跨越|跨上|迈上|迈过)[^,，]{0,4}$"),
    re.compile("[^,，]{0,4}、?(?:达到?|为)[\\d约]"),
)
_ASKS_START = re.compile("[由从]|原来|原先|此前|\\bfrom\\b|\\bbefore\\b|previous")
_LEVEL = re.compile(
    "(?:目前|现在|如今|到目前为止|至今).{0,12}(?:有|几|多少)|共有|累计|到了?多少|通到|总数|总共|一共|达到|增至|总量|"
    "in total|altogether|\\bin all\\b|\\bnow\\b|by now|стало всего|insgesamt|au total|全部で|누적"
)


def _of_another_place(question: Question, value: ParsedValue, at_home: frozenset[str]) -> bool:
    """Whether a figure's own words name a place that neither the question nor the report is about."""
    return any(group not in question.places and group.isdisjoint(at_home) for group in places(value.own.text))


def names_figure(asked: str, figure: str) -> bool:
    """Whether a question has a figure as a whole number: "3.7%" is not in "13.7%"."""
    at = asked.find(figure) if figure else -1
    while at > 0 and (asked[at - 1].isdigit() or asked[at - 1] == "."):
        at = asked.find(figure, at + 1)
    return at >= 0


def preference(question: Question, asked: str, value: ParsedValue, at_home: frozenset[str]) -> float:
    """What speaks for a figure besides the words about it; above 0 for, below 0 against.

    The kind that is asked for, a change rather than a level for growth, the right year, quarter, unit and place. `asked`:
    the folded question with its Chinese wording; `at_home`: names of the places that the reports are about.
    """
    return (
        -_PLACED * _of_another_place(question, value, at_home)
        + _of_kind(question, asked, value.value.quantity)
        + _of_words(question, asked, value)
        + _of_time(question, value.own.text)
        + _of_run(asked, value)
    )


def _of_kind(question: Question, asked: str, quantity: Quantity) -> float:
    """Rank, date, sum, duration, growth, unit: what the figure is, and what is asked for."""
    bonus = 0.0
    if "rank" in question.kinds and quantity.kind == "rank":
        bonus += 0.3
    if quantity.kind in ("date", "period") and "date" not in question.kinds:
        bonus -= 0.5
    if quantity.family == "money" and not any(char.isdigit() for char in quantity.text):
        bonus -= 0.2  # 8个千亿元产业: a grade, no sum
    if quantity.family == "time" and "time" not in question.families and "date" not in question.kinds:
        bonus -= 0.3  # 连续13年稳定在430亿斤以上
    if _WHICH_YEAR.search(asked) and not _A_YEAR.search(quantity.text):
        bonus -= 0.3
    if {"percent", "ratio", "points"} <= question.families:
        bonus += 0.1 if quantity.family in ("percent", "ratio") else 0.0
        bonus += 0.05 if quantity.direction in ("up", "down") else 0.0
    if "yesno" not in question.kinds and names_figure(asked, quantity.text):
        bonus -= _TOLD
    if "产量" in asked and quantity.family == "area":
        bonus -= _QUALIFIED
    if question.units and quantity.unit.endswith(tuple(question.units)):
        bonus += 0.2
    if _COMPARED.search(asked) and quantity.direction in ("above", "below"):
        bonus += 0.25
    return bonus


def _of_words(question: Question, asked: str, value: ParsedValue) -> float:
    """Words that make another figure of it: per head, cumulative, of a part, of a region, added."""
    own, near = value.own.text, value.near.text
    compared = "points" in question.families and "全国" in asked
    bonus = -_QUALIFIED * sum(
        (word in own) != (word in asked) for word in _QUALIFIERS if not (compared and word in ("高于", "低于"))
    )
    if "经济圈" in near and "经济圈" not in own and "经济圈" not in asked:
        bonus -= _QUALIFIED
    if "其中" in near and "其中" not in asked:
        bonus -= _PART  # of what is asked as a whole
    if _LEVEL.search(asked):
        bonus += _REACHED if value.value.quantity.reached or _LEVEL.search(own) else 0.0
        bonus -= _REACHED if ADDED.search(own) and not ADDED.search(asked) else 0.0
    return bonus


def _of_time(question: Question, own: str) -> float:
    """The year or quarter that the figure's own words name."""
    asked = {f"{year}" for year in question.years}
    told = set(re.findall(r"(?:19|20)\d{2}(?=年)", own))
    bonus = 0.2 if told & asked else -_QUALIFIED if told else 0.0
    quarters = {name for name, pattern in _QUARTERS if pattern.search(own)}
    if quarters and question.periods & {name for name, _ in _QUARTERS}:
        bonus += 0.2 if quarters & question.periods else -0.2
    return bonus


def _of_run(asked: str, value: ParsedValue) -> float:
    """Of two figures for one thing the later: 由3100公里增加到3350公里, 突破2万亿元、达到23562亿元."""
    before, _, after = value.near.text.partition(fold_text(value.value.quantity.text))
    bonus = 0.0
    if _START.search(before) and _END.match(after) and not _ASKS_START.search(asked):
        bonus -= 0.4
    if _PASSED.search(before) and _THEN.match(after):
        bonus -= 0.5
    return bonus
