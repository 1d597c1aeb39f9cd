"""The table of a report's figures: which indicator, which period, which section, and exact places."""

from pathlib import Path

import pytest

from index.sections import split_sections
from qa.figures import Figure, figures
from qa.quantities import find_quantities

REPORT = Path(__file__).parents[1] / "source_text" / "chongqing-2024-h1.txt"


def rows(text: str) -> dict[str, str]:
    """Figure as written → indicator."""
    return {figure.text: figure.indicator for figure in figures(text, [])}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("固定资产投资同比增长2.6%,社会消费品零售总额同比增长3.9%。", {"2.6%": "固定资产投资",
        "3.9%": "社会消费品零售总额"}),
        ("地区生产总值同比增长6.1%,高于全国1.1个百分点、居全国第2位。",
         {"6.1%": "地区生产总值", "1.1个百分点": "地区生产总值", "第2位": "地区生产总值"}),
        ("水利、能源领域投资同比分别增长55.2%、22.8%。", {"55.2%": "水利领域投资", "22.8%": "能源领域投资"}),
        ("集成电路、光电子器件、数控机床等产量同比分别增长81.5%、44.7%、36.2%。",
         {"81.5%": "集成电路产量", "44.7%": "光电子器件产量", "36.2%": "数控机床产量"}),
        ("接待游客1.72亿人次,实现旅游总花费1755亿元,分别同比增长7.6%、10.6%。",
         {"1.72亿人次": "接待游客", "1755亿元": "实现旅游总花费", "7.6%": "接待游客", "10.6%": "实现旅游总花费"}),
        ("覆盖国家增加4个、港口增加33个,总数分别达到124个、523个。",
         {"4个": "覆盖国家", "33个": "港口", "124个": "覆盖国家总数", "523个": "港口总数"}),
        ("培育形成3个国家先进制造业集群、4个国家战略性新兴产业集群。", {"3个": "国家先进制造业集群",
        "4个": "国家战略性新兴产业集群"}),
        ("进出口总额降幅较一季度收窄2.9个百分点,其中出口增速较一季度提升0.2个百分点。",
         {"2.9个百分点": "进出口总额降幅", "0.2个百分点": "出口增速"}),
        ("对全市增长贡献率超90%。绿色贷款余额超过7400亿元。", {"90%": "对全市增长贡献率",
        "7400亿元": "绿色贷款余额"}),
    ],
)  # fmt: skip
def test_indicators(text: str, expected: dict[str, str]) -> None:
    assert rows(text) == expected


def test_periods_are_the_nearest_before_but_never_the_basis_of_a_comparison() -> None:
    text = "1—6月,投资增长5%、较一季度提高2个百分点。出口下降3%。\n全年新增就业60万人。\n完成全年目标的70%。"
    assert [(f.text, f.period) for f in figures(text, [])] == [
        ("5%", "1—6月"), ("2个百分点", "1—6月"), ("3%", "1—6月"), ("60万人", "全年"), ("70%", "")
    ]  # fmt: skip


def test_dates_and_names_are_no_rows() -> None:
    assert figures("2024年7月29日,市六届人大第十次会议听取“33618”报告。", []) == []


def test_headings_are_those_of_the_innermost_section() -> None:
    text = "一、总论\n增长1%。\n(一)投资\n增长2%。\n"
    inner = text.index("(一)")
    sections = [(("一、总论",), 0, len(text)), (("一、总论", "(一)投资"), inner, len(text))]
    assert [f.headings for f in figures(text, sections)] == [("一、总论",), ("一、总论", "(一)投资")]
    assert [f.headings for f in figures(text, [])] == [(), ()]


def report_rows() -> tuple[str, list[Figure]]:
    text = REPORT.read_bytes().decode("utf-8")
    sections = [(section.headings, section.start, section.end) for section in split_sections(text)]
    return text, figures(text, sections)


def test_the_table_of_the_report_has_every_measured_figure_at_its_place() -> None:
    text, table = report_rows()
    measured = [q for q in find_quantities(text) if q.kind not in {"date", "period", "label"}]
    assert [f.quantity for f in table] == measured
    for figure in table:
        assert text[figure.start : figure.end] == figure.text
        assert figure.sentence_start <= figure.start < figure.end <= figure.sentence_end
        assert "\n" not in text[figure.sentence_start : figure.sentence_end]
        assert figure.headings
    assert sum(1 for figure in table if figure.indicator) == len(table)


@pytest.mark.parametrize(
    ("figure", "indicator", "direction", "period", "heading"),
    [
        ("12.2%", "一般公共预算收入", "up", "1—6月", "一、1—6月计划执行情况"),
        ("31.4%", "东盟出口", "up", "", "(二)"),
        ("36.6微克/立方米", "PM2.5平均浓度", "", "今年上半年", "(三)"),
        ("94元", "基本公共卫生服务人均财政补助标准", "up", "", "(十一)"),
        ("2.55%", "研发经费投入强度", "", "全年", "二、下一步工作打算"),
        ("143万千瓦", "高峰期中长期交易电力", "above", "截至6月底", "(十二)"),
    ],
)  # fmt: skip
def test_rows_of_the_report(figure: str, indicator: str, direction: str, period: str, heading: str) -> None:
    _, table = report_rows()
    row = next(f for f in table if f.text == figure)
    assert (row.indicator, row.direction, row.period) == (indicator, direction, period)
    assert any(part.startswith(heading) for part in row.headings)


def test_no_figures_no_rows() -> None:
    assert figures("", []) == []
    assert figures("没有数字。", []) == []
