"""Figures compared across units and languages, checked against evidence, and named in English."""

import random
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.quantities import Quantity, compare, figures_supported, find_quantities, same_quantity, to_english

REPORT = Path(__file__).parents[1] / "source_text" / "chongqing-2024-h1.txt"
PIECES = st.sampled_from(
    [*"一二两十万亿点第翻成分之比约近超多余0123456789.,%—–:/+()“”年月日季上半底增长降到", "percent", "million",
     "亿元", "个百分点",
     "from", "家"]
)  # fmt: skip


def only(text: str) -> Quantity:
    found = find_quantities(text)
    assert len(found) == 1, [q.text for q in found]
    return found[0]


def first(text: str) -> Quantity:
    return find_quantities(text)[0]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("2453.4亿元", "245.34 billion yuan"), ("2453.4亿元", "0.24534万亿元"), ("1.5倍", "150%"), ("六成", "60%"),
        ("三成", "30 percent"),
        ("一万七千四百亿元", "1.74万亿元"), ("5.5%", "百分之五点五"), ("3公里", "3000米"), ("42.4万人",
        "424,000 people"),
        ("上半年", "1—6月"), ("居全国第2位", "ranked No. 2"), ("增长1倍", "翻一番"), ("259.5亿美元",
        "US$25.95 billion"),
        ("1.1个百分点", "1.1 percentage points"), ("2吨", "2000公斤"), ("177家", "177"), ("三分之一", "1/3"),
    ],
)  # fmt: skip
def test_same_quantity_across_units_and_languages(a: str, b: str) -> None:
    assert same_quantity(only(a), only(b))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("2453.4亿元", "2453.4万元"), ("6.1%", "6.1个百分点"), ("5个", "5家"), ("100元", "100美元"), ("1—6月",
        "1—5月"), ("第2位", "2位"),
        ("3公里", "3平方公里"), ("5%", "5%-6%"), ("2.5∶1", "250%"), ("1.72亿人次", "1.72亿人"), ("2024年", "2023年"),
    ],
)  # fmt: skip
def test_different_quantities(a: str, b: str) -> None:
    assert not same_quantity(first(a), first(b))


@pytest.mark.parametrize(
    ("a", "b", "order"),
    [("2453.4亿元", "0.3万亿元", -1), ("1.5倍", "149%", 1), ("3000米", "3公里", 0), ("5%", "5个百分点", None),
     ("5人", "5吨", None),
     ("第2位", "第3位", None)],
)  # fmt: skip
def test_compare(a: str, b: str, order: int | None) -> None:
    assert compare(only(a), only(b)) == order


def test_values_are_exact() -> None:
    assert first("0.1亿元").base_value == Decimal("10000000")
    assert sum((first(text).value for text in ("0.1%", "0.2%")), Decimal(0)) == Decimal("0.3")


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("9709.7亿元", "970.97 billion yuan"), ("42.4万人", "424,000 people"), ("1.72亿人次", "172 million visits"),
        ("6.1%", "6.1%"),
        ("1.1个百分点", "1.1 percentage points"), ("1.5倍", "1.5 times"), ("36.6微克/立方米", "36.6 μg/m³"),
        ("78.1万亩", "781,000 mu"),
        ("259.5亿美元", "25.95 billion US dollars"), ("居全国第2位", "2nd place"), ("2024年7月29日", "July 29, 2024"),
        ("65万台(件)", "650,000 台(件)"), ("超过1800万件次", "more than 18 million cases"), ("7千余名",
        "more than 7,000 people"),
        ("177家", "177"), ("近三成", "nearly 30%"), ("33757.93亿元", "3.375793 trillion yuan"), ("40366万亿元",
        "40,366 trillion yuan"),
        ("1234567人", "1,234,567 people"), ("1—6月", "first half"), ("2024年一季度", "first quarter of 2024"),
        ("截至6月底", "end of June"),
        ("10—15%", "10–15%"), ("1年", "1 year"), ("“十五五”期间", "15th Five-Year Plan period"), ("5月", "May"),
        ("三分之一", "1/3"),
        ("控制在5.5%以内", "within 5.5%"), ("60万人以上", "at least 600,000 people"), ("2.50∶1", "2.50:1"),
        ("0.86万户", "8,600 households"),
    ],
)  # fmt: skip
def test_to_english(text: str, english: str) -> None:
    assert to_english(only(text)) == english


def test_to_english_can_leave_the_bound_out() -> None:
    assert to_english(only("超过1800万件次"), bounds=False) == "18 million cases"


EVIDENCE = (
    "1—6月,全市地区生产总值同比增长6.1%,高于全国平均水平1.1个百分点、居全国第2位。完成投资2453.4亿元、接待游客1.72亿人次,"
    "网络覆盖124个国家,利率同比下降0.7%,补助标准增至94元,迭代“33618”体系"
)


@pytest.mark.parametrize(
    "claim",
    [
        "6.1%", "同比增长6.1%", "GDP grew 6.1% in the first half, 1.1 percentage points above the average",
        "245.34 billion yuan",
        "2453.4亿", "今年上半年", "124 countries", "172 million visits", "172 million tourists",
        "ranking second in the country",
        "fell by 0.7%", "“33618”", "no figure at all", "raised to 94 yuan", "一百二十四个国家", "百分之六点一",
    ],
)  # fmt: skip
def test_supported_claims(claim: str) -> None:
    assert figures_supported(claim, EVIDENCE) == []


@pytest.mark.parametrize(
    "claim",
    [
        "6.2%", "同比下降6.1%", "6.1个百分点", "2453.4万元", "2453.4", "24534亿元", "1—5月", "一季度",
        "2024年上半年", "第3位", "124 million",
        "GDP fell 6.1%", "利率增长0.7%", "增长94元", "1.72亿人", "低于全国1.1个百分点", "“33619”", "1.1%", "61%",
        "6.1倍", "7月", "124家",
    ],
)  # fmt: skip
def test_altered_claims_are_reported(claim: str) -> None:
    assert figures_supported(claim, EVIDENCE) != []


@pytest.mark.parametrize(
    ("claim", "evidence", "held"),
    [
        ("2024年全年", "2024年增长5%", True), ("2023年全年", "2024年增长5%", False), ("全年",
        "完成年度目标的70%", True),
        ("全年", "上半年增长5%", False), ("2024年上半年", "2024年计划:1—6月增长5%", True), ("去年",
        "今年增长5%", False),
        ("in 2024", "2024中国企业大会", True), ("十五五", "“十五五”规划", True), ("十四五", "“十五五”规划", False),
        ("3倍", "三次", False),
        ("three times", "降准三次", True), ("15分钟", "“15分钟生活圈”", True), ("第十次", "第十届", True), ("5%",
        "5—10%", True), ("7%", "5—10%", False),
    ],
)  # fmt: skip
def test_what_the_evidence_holds(claim: str, evidence: str, held: bool) -> None:
    assert (figures_supported(claim, evidence) == []) is held


SWAPS = {"增长": "下降", "下降": "增长", "提高": "降低", "增加": "减少", "高于": "低于", "收窄": "扩大", "提升": "下降"}
UNIT_SWAPS = {
    "%": "个百分点",
    "个百分点": "%",
    "亿元": "亿美元",
    "家": "个",
    "人次": "人",
    "公里": "米",
    "万亩": "万公顷",
}
PERIOD_SWAPS = {"1—6月": "1—5月", "一季度": "三季度", "全年": "上半年", "2023年底": "2022年底", "6月末": "5月末"}


def mutations(sentence: str, chance: random.Random) -> list[tuple[str, str]]:
    """(kind, altered sentence): one alteration of each kind that the sentence allows."""
    altered = []
    for q in find_quantities(sentence):
        before, inside, after = sentence[: q.start], q.text, sentence[q.end :]
        if q.kind in {"amount", "percent", "points", "ratio", "rank"}:
            at = chance.choice([i for i, char in enumerate(inside) if char.isdecimal()] or [-1])
            if at >= 0:
                digit = chance.choice([char for char in "123456789" if char != inside[at]])
                altered.append(("digit", before + inside[:at] + digit + inside[at + 1 :] + after))
            for old, new in (("亿", "万"), ("万", "亿")):
                if old in inside:
                    altered.append(("scale", before + inside.replace(old, new) + after))
                    break
            for old, new in UNIT_SWAPS.items():
                if inside.endswith(old) and not (old == "%" and inside.endswith("点")):
                    altered.append(("unit", before + inside[: -len(old)] + new + after))
                    break
            for old, new in SWAPS.items():
                if before.endswith(old):
                    altered.append(("sign", before[: -len(old)] + new + inside + after))
        elif inside in PERIOD_SWAPS:
            altered.append(("period", before + PERIOD_SWAPS[inside] + after))
    return altered


def test_no_mutation_of_the_report_gets_through_unless_its_figure_stands_there_too() -> None:
    chance = random.Random(20240729)
    kinds: dict[str, int] = {}
    for sentence in re.split(r"(?<=[。;\n])", REPORT.read_text(encoding="utf-8")):
        assert figures_supported(sentence, sentence) == []
        held = find_quantities(sentence)
        for kind, altered in mutations(sentence, chance):
            new = [q for q in find_quantities(altered) if not any(same_quantity(q, h) for h in held)]
            if not new and kind != "sign":  # the alteration made another figure of the same sentence
                continue
            kinds[kind] = kinds.get(kind, 0) + 1
            assert figures_supported(altered, sentence), (kind, altered)
    assert sum(kinds.values()) > 500, kinds
    assert min(kinds.get(kind, 0) for kind in ("digit", "scale", "unit", "sign", "period")) >= 5, kinds


def test_the_english_name_of_each_figure_of_the_report_is_held_by_its_sentence() -> None:
    for sentence in re.split(r"(?<=[。\n])", REPORT.read_text(encoding="utf-8")):
        for q in find_quantities(sentence):
            assert figures_supported(to_english(q), sentence) == [], (q.text, to_english(q))


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join), st.lists(PIECES, max_size=30).map("".join))
def test_a_text_supports_itself_and_checking_never_raises(text: str, other: str) -> None:
    figures_supported(text, other)
    assert figures_supported(text, text) == []


@given(
    st.decimals(min_value=0, max_value=10**9, places=2),
    st.sampled_from(["亿元", "万人", "%", "个百分点", "公里", "万亩"]),
)
def test_english_names_are_exact(value: Decimal, unit: str) -> None:
    q = only(f"{value}{unit}")
    assert same_quantity(only(to_english(q)), q)
