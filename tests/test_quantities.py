"""Figures: every one of the bundled report, old and new numerals, English, comparison, evidence, English names."""

import re
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.numerals import parse_number, split_scale
from qa.quantities import Quantity, compare, find_quantities, same_quantity, to_english
from qa.units import UNITS

ROOT = Path(__file__).parents[1]
REPORT = ROOT / "source_text" / "chongqing-2024-h1.txt"
ANNOTATION = ROOT / "tests" / "data" / "figures-chongqing-2024-h1.tsv"
OTHER_REPORTS = ROOT.parent / "shared" / "data" / "reports"


def only(text: str) -> Quantity:
    found = find_quantities(text)
    assert len(found) == 1, [q.text for q in found]
    return found[0]


def first(text: str) -> Quantity:
    return find_quantities(text)[0]


def as_row(q: Quantity) -> str:
    direction = q.direction + ("-to" if q.reached else "")
    return "\t".join([str(q.start), q.text, str(q.value), q.unit, q.kind, direction, q.bound, q.key])


def test_every_figure_of_the_report_is_as_in_the_hand_checked_list() -> None:
    text = REPORT.read_bytes().decode("utf-8")
    expected = ANNOTATION.read_text(encoding="utf-8").splitlines()[1:]
    assert len(expected) > 400
    assert [as_row(q) for q in find_quantities(text)] == expected


def test_no_digit_of_the_report_is_left_out() -> None:
    text = REPORT.read_bytes().decode("utf-8")
    covered = {at for q in find_quantities(text) for at in range(q.start, q.end)}
    assert [match.start() for match in re.finditer(r"\d", text) if match.start() not in covered] == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"), ("2,453.4", "2453.4"), ("十", "10"), ("十二", "12"), ("二十", "20"), ("一百零五", "105"),
        ("两千", "2000"),
        ("一万七千四百亿", "1740000000000"), ("三亿零五百三十万", "305300000"), ("八百二十七亿一千万", "82710000000"),
        ("六点一", "6.1"), ("一百一十七", "117"), ("二〇二五", "2025"), ("一九九○", "1990"), ("三万五", "35000"),
        ("2亿5000万", "250000000"), ("7千", "7000"), ("万亿", "1000000000000"), ("五亿七千四百二十万五千九百四十",
        "574205940"),
    ],
)  # fmt: skip
def test_numerals(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["两三", "三十五六", "十x", "点五点"])
def test_what_is_no_numeral_has_no_value(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [("一万七千四百亿", ("一万七千四百", "亿")), ("6亿3千万", ("6亿3千万", "")), ("千亿", ("千", "亿")),
     ("2453.4亿", ("2453.4", "亿")),
     ("40366万亿", ("40366", "万亿")), ("七千", ("七千", "")), ("三百万", ("三百", "万"))],
)  # fmt: skip
def test_scale_of_a_numeral(text: str, parts: tuple[str, str]) -> None:
    assert split_scale(text) == parts


@pytest.mark.parametrize(
    ("text", "found", "base", "base_unit", "family"),
    [
        ("达到一万七千四百亿元", "一万七千四百亿元", "1740000000000", "元", "money"),
        ("增长５．１％", "５．１％", "5.1", "%", "percent"),
        ("增长百分之五点五", "百分之五点五", "5.5", "%", "percent"),
        ("千分之三", "千分之三", "0.3", "%", "percent"),
        ("近三成", "三成", "30", "%", "ratio"),
        ("占六成五", "六成五", "65", "%", "ratio"),
        ("四分之三", "四分之三", "75", "%", "percent"),
        ("增长1.5倍", "1.5倍", "150", "%", "ratio"),
        ("十二点四倍", "十二点四倍", "1240", "%", "ratio"),
        ("翻两番", "翻两番", "300", "%", "ratio"),
        ("提高1.1个百分点", "1.1个百分点", "1.1", "百分点", "points"),
        ("下调25个基点", "25个基点", "0.25", "百分点", "points"),
        ("二百十七万吨", "二百十七万吨", "2170000000", "公斤", "weight"),
        ("一亿六千余万亩", "一亿六千余万亩", "160000000", "亩", "area"),
        ("装机70万千瓦", "70万千瓦", "700000", "千瓦", "power"),
        ("36.6微克/立方米", "36.6微克/立方米", "36.6", "微克/立方米", "concentration"),
        ("7千余名专员", "7千余名", "7000", "人", "people"),
        ("达1.72亿人次", "1.72亿人次", "172000000", "人次", "visits"),
        ("65万台(件)", "65万台(件)", "650000", "台", "count"),
        ("连续42个月", "42个月", "42", "个月", "time"),
        ("-3.5℃", "-3.5℃", "-3.5", "℃", "temperature"),
        ("总量7 4 7 7 2 亿元", "7 4 7 7 2 亿元", "7477200000000", "元", "money"),
        ("１，２３４，５６７人", "１，２３４，５６７人", "1234567", "人", "people"),
        ("每亩1200元/吨", "1200元/吨", "1200", "元/吨", "rate"),
        ("突破千万标箱", "千万标箱", "10000000", "标箱", "count"),
        ("增長3億萬元", "3億萬元", "3000000000000", "元", "money"),
    ],
)  # fmt: skip
def test_chinese_amounts(text: str, found: str, base: str, base_unit: str, family: str) -> None:
    q = only(text)
    assert (q.text, q.base_value, q.base_unit, q.family) == (found, Decimal(base), base_unit, family)


@pytest.mark.parametrize(
    ("text", "found", "base", "base_unit"),
    [
        ("970.97 billion yuan", "970.97 billion yuan", "970970000000", "元"),
        ("US$25.95 billion", "US$25.95 billion", "25950000000", "美元"),
        ("RMB 1.2 trillion", "RMB 1.2 trillion", "1200000000000", "元"),
        ("rose 6.1 percent", "6.1 percent", "6.1", "%"),
        ("up 6.1 per cent", "6.1 per cent", "6.1", "%"),
        ("by 1.1 percentage points", "1.1 percentage points", "1.1", "百分点"),
        ("1.2 million people", "1.2 million people", "1200000", "人"),
        ("422.4 kilometers", "422.4 kilometers", "422400", "米"),
        ("36.6 μg/m³", "36.6 μg/m³", "36.6", "微克/立方米"),
        ("781,000 mu", "781,000 mu", "781000", "亩"),
        ("grew twice", "twice", "200", "%"),
        ("output doubled", "doubled", "100", "%"),
        ("twenty-one countries", "twenty-one", "21", ""),
        ("48,000 jobs", "48,000 jobs", "48000", "岗"),
    ],
)  # fmt: skip
def test_english_amounts(text: str, found: str, base: str, base_unit: str) -> None:
    q = only(text)
    assert (q.text, q.base_value, q.base_unit) == (found, Decimal(base), base_unit)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("5%-6%", "5", "6", "%"), ("10—15%", "10", "15", "%"), ("4.5%至5%", "4.5", "5", "%"), ("3—5年", "3", "5",
        "年"),
        ("100亿至200亿元", "100", "200", "亿元"), ("二到三年", "2", "3", "年"), ("百分之五到百分之六", "5", "6", "%"),
        ("10 to 15 percent", "10", "15", "percent"), ("8000万—1亿元", "8000", "10000", "万元"),
    ],
)  # fmt: skip
def test_ranges(text: str, low: str, high: str, unit: str) -> None:
    q = only(text)
    assert (q.value, q.value_high, q.unit) == (Decimal(low), Decimal(high), unit)


def test_from_to_is_two_figures_not_a_range() -> None:
    assert [q.text for q in find_quantities("比重从12%到15%")] == ["12%", "15%"]


@pytest.mark.parametrize(
    ("text", "direction", "reached"),
    [
        ("增长6.1%", "up", False), ("同比下降4.3微克/立方米", "down", False), ("收窄2.9个百分点", "down", False),
        ("增至94元", "up", True), ("比重提高到60%", "up", True), ("精减为48个", "down", True), ("达到60%", "", False),
        ("高于全国平均水平1.1个百分点", "above", False), ("低于全国0.3个百分点", "below", False),
        ("工业增加值占比65%", "", False), ("对工业增长的贡献率为49%", "", False), ("产值增幅超10%", "up", False),
        ("新增就业42.4万人", "up", False), ("比上年同期多143万千瓦", "above", False), ("降低保险费16.6亿元",
        "down", False),
        ("GDP rose by 6.1%", "up", False), ("prices fell 0.7%", "down", False), ("6.1% growth", "up", False),
        ("1.1 percentage points higher than the average", "above", False), ("increased to 94 yuan", "up", True),
    ],
)  # fmt: skip
def test_direction(text: str, direction: str, reached: bool) -> None:
    q = next(q for q in find_quantities(text) if q.kind not in {"period", "date"})
    assert (q.direction, q.reached) == (direction, reached)


def test_the_verb_of_a_list_holds_for_all_of_it() -> None:
    found = find_quantities("对沿线国家、东盟、俄罗斯出口同比分别下降20.8%、31.4%和63.5%")
    assert [q.direction for q in found] == ["down"] * 3


def test_the_unit_of_a_list_may_stand_at_its_end() -> None:
    found = find_quantities("分别提升30个、50个百分点")
    assert [(q.text, q.unit, q.kind) for q in found] == [
        ("30个", "个百分点", "points"),
        ("50个百分点", "个百分点", "points"),
    ]


@pytest.mark.parametrize(
    ("text", "bound", "full"),
    [
        ("超过1800万件次", "at_least", "超过1800万件次"), ("60万人以上", "at_least", "60万人以上"), ("突破1800万",
        "at_least", "突破1800万"),
        ("不低于4%", "at_least", "不低于4%"), ("300余家", "at_least", "300余家"), ("不超过3%", "at_most", "不超过3%"),
        ("控制在5.5%以内", "at_most", "控制在5.5%以内"), ("1%以下", "at_most", "1%以下"), ("3%左右", "about",
        "3%左右"),
        ("近70个", "about", "近70个"), ("more than 18 million", "at_least", "more than 18 million"), ("6.1%", "",
        "6.1%"),
        ("nearly 30%", "about", "nearly 30%"),
    ],
)  # fmt: skip
def test_bound(text: str, bound: str, full: str) -> None:
    q = only(text)
    assert (q.bound, text[q.full_start : q.full_end]) == (bound, full)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("居全国第2位", "rank", "2"), ("覆盖率居全国第4,", "rank", "4"), ("占比居西部第一。", "rank", "1"),
        ("居全国首位", "rank", "1"),
        ("ranked second nationwide", "rank", "2"), ("居全国前三。", "rank", "3"),
        ("第六届西洽会", "label", "6"), ("第四跑道", "label", "4"), ("党的二十大精神", "label", "20"),
        ("六届五次全会", "label", "6"),
    ],
)  # fmt: skip
def test_ranks_and_ordinals(text: str, kind: str, value: str) -> None:
    q = first(text)
    assert (q.kind, q.value) == (kind, Decimal(value))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("2024年7月29日", "2024/D07-29"), ("July 29, 2024", "2024/D07-29"), ("29 July 2024", "2024/D07-29"),
        ("2024-07-29", "2024/D07-29"), ("１９９８年３月５日", "1998/D03-05"), ("7月29日", "/D07-29"),
        ("1—6月", "/M01-M06"), ("今年上半年", "/M01-M06"), ("一至六月", "/M01-M06"), ("January–June", "/M01-M06"),
        ("the first half of 2024", "2024/M01-M06"), ("2024年1—6月", "2024/M01-M06"), ("前6个月", "/M01-M06"),
        ("一季度", "/M01-M03"), ("Q2 2024", "2024/M04-M06"), ("前三季度", "/M01-M09"), ("下半年", "/M07-M12"),
        ("全年", "/M01-M12"), ("5月", "/M05"), ("截至6月底", "/M06-end"), ("6月末", "/M06-end"),
        ("by the end of June", "/M06-end"), ("2023年底", "2023/end"), ("2025年", "2025/"), ("一九九○年", "1990/"),
        ("“十五五”期间", "/fyp15"), ("the 15th Five-Year Plan period", "/fyp15"), ("近三年", "/past-3y"), ("去年",
        "-1/"),
        ("last year", "-1/"), ("2021—2025年", "2021/..2025"),
    ],
)  # fmt: skip
def test_dates_and_periods(text: str, key: str) -> None:
    q = only(text)
    assert q.key == key
    assert q.kind in {"date", "period"}


@pytest.mark.parametrize(
    "text",
    ["“33618”现代制造业集群", "PM2.5", "5G", "5A级景区", "6·18电商节", "指标体系3.0版", "6号线", "“1+3+4+7+35”体系",
     "T3B航站楼",
     "“15分钟品质生活圈”", "《2024年计划》", "“十五五”规划", "渝公网安备 50011202501447号"],
)  # fmt: skip
def test_parts_of_names_are_labels(text: str) -> None:
    assert only(text).kind == "label"


@pytest.mark.parametrize(
    "text",
    ["一、执行情况", "(三)加快", "一是扩大", "3.加快建设\n", "一个样本", "三峡库区", "十分重要", "统一市场",
     "千方百计", "五台山", "完成任务",
     "成渝地区", "两岸三地", "数十亿元", "几百家", "第一,抓紧", "四处奔走", "“一带一路”", "［12］"],
)  # fmt: skip
def test_what_is_no_figure(text: str) -> None:
    assert find_quantities(text) == []


PIECES = st.sampled_from(
    [*"零一二两十百千万亿点第前翻半成分之比约近超多余几0123456789.,%‰—-–~:∶/+·()“”《》",
     *"ⅡＡ９％．年月日季度上下今去底末 \n$€",
     "percent", "million", "January", "half", "second", "doubled", "US$", "from", "to", "th", "个百分点", "亿元",
     "倍", "十五五", *sorted(UNITS)]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join)))
def test_offsets_are_exact_and_nothing_raises(text: str) -> None:
    end = 0
    for q in find_quantities(text):
        assert text[q.start : q.end] == q.text
        assert end <= q.start < q.end
        assert q.full_start <= q.start < q.end <= q.full_end
        end = q.end
        to_english(q)
        assert isinstance(q.base_value, Decimal)
        assert same_quantity(q, q)
        assert compare(q, q) in {0, None}


ENDLESS = ["9" * 5000, "亿" * 5000, "一" * 5000, "1," * 3000, "1/" * 3000, "1—" * 3000, "第" * 3000, "百分之" * 3000]


@pytest.mark.parametrize("text", ENDLESS, ids=range(len(ENDLESS)))
def test_endless_runs_are_read_in_time(text: str) -> None:
    start = time.perf_counter()
    find_quantities(text)
    find_quantities(text + " million people")
    assert time.perf_counter() - start < 2


@pytest.mark.skipif(not OTHER_REPORTS.is_dir(), reason="the other reports are not beside this checkout")
def test_other_reports_are_read_with_exact_offsets() -> None:
    paths = sorted(OTHER_REPORTS.glob("*/*.txt"))
    for path in paths[::6]:
        text = path.read_text(encoding="utf-8")
        found = find_quantities(text)
        assert all(text[q.start : q.end] == q.text for q in found)
        assert len(found) > 20
