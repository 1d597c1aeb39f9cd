"""Sentences of a report with one thing altered: a digit, a unit, a scale, a direction, a period."""

import random
import re
from collections.abc import Iterator
from typing import Literal

from qa.quantities import find_quantities

Kind = Literal["digit", "unit", "scale", "sign", "period"]

_UNITS = (
    ("个百分点", "%"), ("%", "个百分点"), ("亿元", "亿美元"), ("亿美元", "亿元"), ("万人", "万户"), ("万户", "万人"),
    ("公里", "米"), ("平方米", "平方公里"), ("万吨", "万辆"), ("个", "家"), ("家", "个"), ("项", "个"), ("户", "人"),
    ("天", "个月"), ("倍", "%"), ("微克", "毫克"), ("千瓦", "瓦"),
    ("%", " percentage points"), (" percentage points", "%"), (" yuan", " US dollars"), ("kilometers", "meters"),
)  # fmt: skip
_SCALES = (("万亿", "亿"), ("亿", "万"), ("万", "亿"), ("billion", "million"), ("million", "billion"))
_SIGNS = (
    ("增长", "下降"), ("下降", "增长"), ("提升", "下降"), ("提高", "降低"), ("降低", "提高"), ("高于", "低于"),
    ("增加", "减少"), ("新增", "减少"), ("收窄", "扩大"), ("压减", "增加"),
    ("rose", "fell"), ("grew", "fell"), ("increased", "decreased"), (" up ", " down "), ("above", "below"),
)  # fmt: skip
_PERIODS = (
    ("1—6月", "1—5月"), ("1—6月", "1—9月"), ("1—6月", "7—12月"), ("上半年", "下半年"), ("下半年", "上半年"),
    ("一季度", "三季度"), ("二季度", "四季度"), ("2024年", "2023年"), ("2024年", "2027年"), ("今年", "去年"),
    ("6月底", "5月底"), ("6月末", "3月末"), ("全年", "上半年"), ("上半年", "去年"), ("first half", "second half"),
)  # fmt: skip


def mutations(sentence: str, chance: random.Random) -> Iterator[tuple[Kind, str]]:
    """Every figure of the sentence altered in each way that fits it, one at a time."""
    figures = [q for q in find_quantities(sentence) if q.kind not in {"label", "date", "period"}]
    for figure in figures:
        before, text, after = sentence[: figure.start], figure.text, sentence[figure.end :]
        for at, digit in enumerate(text):
            if digit.isascii() and digit.isdigit():
                other = chance.choice([d for d in "123456789" if d != digit])
                yield "digit", before + text[:at] + other + text[at + 1 :] + after
        for old, new in _UNITS:
            if old in text:
                yield "unit", before + text.replace(old, new) + after
        for old, new in _SCALES:
            if old in text:
                yield "scale", before + text.replace(old, new) + after
                break
    for old, new in _SIGNS if figures else ():
        for match in re.finditer(old, sentence):
            yield "sign", sentence[: match.start()] + new + sentence[match.end() :]
    for old, new in _PERIODS:
        if old in sentence:
            yield "period", sentence.replace(old, new, 1)
