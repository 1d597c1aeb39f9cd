"""Which words are about a figure: lists paired by 分别, shared heads, names behind; and which figures fit a question."""

import pytest

from qa.clauses import Span
from qa.question import read_question
from qa.values import Value, fits, values


def read(text: str) -> dict[str, Value]:
    return {value.quantity.text: value for value in values(text, Span(0, len(text)))}


@pytest.mark.parametrize(
    ("sentence", "owners"),
    [
        ("茶叶、花卉产值分别增长12.3%、45.6%。", {"12.3%": "茶叶", "45.6%": "花卉"}),
        ("对东盟、中东、拉美出口同比分别增长8.1%、9.2%和10.3%。", {"8.1%": "东盟", "9.2%": "中东", "10.3%": "拉美"}),
        ("农业和林业投资分别增长5.2%和2.8%。", {"5.2%": "农业", "2.8%": "林业"}),
        ("2031年、2032年分别建成东线、西线。", {"2031年": "东线", "2032年": "西线"}),
        ("城镇居民收入较快，农村居民收入更快，分别增长4.4%、7.7%。", {"4.4%": "城镇", "7.7%": "农村"}),
    ],
)
def test_a_run_of_figures_shares_out_its_names(sentence: str, owners: dict[str, str]) -> None:
    found = read(sentence)
    for figure, name in owners.items():
        assert name in found[figure].own, figure
        assert not any(other in found[figure].own for other in owners.values() if other != name), figure


def test_a_shared_head_stays_with_every_item() -> None:
    found = read("茶叶、花卉产值同比分别增长12.3%、45.6%。")
    assert "产值" in found["12.3%"].own
    assert "产值" in found["45.6%"].own


def test_the_words_of_a_figure_end_at_its_neighbours() -> None:
    found = read("新建学校30所，改造医院12家、惠及居民8万户。")
    assert "学校" in found["30所"].own and "医院" not in found["30所"].own
    assert "医院" in found["12家"].own and "居民" not in found["12家"].own
    assert "居民" in found["8万户"].own and "医院" not in found["8万户"].own


def test_names_behind_a_figure() -> None:
    found = read("引进12名院士、345名工程师。")
    assert "院士" in found["12名"].own and "工程师" not in found["12名"].own
    assert "工程师" in found["345名"].own


def test_clauses_before_are_far() -> None:
    found = read("蓝莓产业发展迅速，产值增长9%。")
    assert found["9%"].far == "蓝莓产业发展迅速，"
    assert "蓝莓" not in found["9%"].near


def test_places_are_those_of_the_text() -> None:
    text = "前文。产值增长9%。"
    (value,) = values(text, Span(3, len(text)))
    assert text[value.quantity.start : value.quantity.end] == "9%"
    assert value.clause == Span(3, len(text))


def test_numbers_that_are_names_are_no_values() -> None:
    assert read("第三届数字中国大会开通5G网络。") == {}


@pytest.mark.parametrize(
    ("question", "figure", "fitting"),
    [
        ("产值增长多少?", "增长9%", True),
        ("产值增长多少?", "达到9亿元", False),
        ("价格降了多少?", "下降9元", True),  # a change may be told in any unit
        ("投资多少亿元?", "投资9亿元", True),
        ("投资多少亿元?", "投资9000万元", True),
        ("投资多少亿元?", "增长9%", False),
        ("建成多少公里?", "建成9千米", True),
        ("建成多少公里?", "建成9座桥", False),
        ("建成多少个?", "建成9座桥", True),  # 个 stands for any classifier
        ("有多少家企业?", "服务9户企业", True),
        ("有多少人?", "引进9名", True),
        ("有多少人?", "增长9%", False),
        ("失业率高几个百分点?", "高0.9个百分点", True),
        ("失业率高几个百分点?", "为9%", False),
        ("排全国第几?", "居全国第9位", True),
        ("增长多少?", "居全国第9位", False),
        ("什么时候通车?", "2031年9月通车", True),
        ("什么时候通车?", "通车9公里", False),
        ("How many kilometers were opened?", "通车9公里", True),
        ("How much did it grow?", "增长9%", True),
        ("How many tons?", "产量9万吨", True),
    ],
)
def test_fits(question: str, figure: str, fitting: bool) -> None:
    asked = read_question(question)
    found = [value.quantity for value in values(figure, Span(0, len(figure)))]
    assert found
    assert any(fits(quantity, asked) for quantity in found) is fitting
