import pytest

from evaluation.judging import first_figure_matches, fold, has_all_groups


@pytest.mark.parametrize(
    ("variant", "answer"),
    [
        ("3个", "新增3个,其中"),
        ("6.1%", "６．１％"),  # full width
        ("18 million", "more than 18  Million visits"),
        ("“三国三园”", "布局中老泰'三国三园'"),
        ("三国三园", "「三国三园」"),
        ("6月", "5,6月"),  # a list, not 5 thousand
        ("6", "It is 6."),
        ("三个", "重点三个方面"),
        ("40366", "40366\n万亿元"),
        ("百分之六点一", "增长百分之六点一。"),
        ("straße", "Die STRASSE"),
    ],
)
def test_a_variant_is_found_after_folding(variant: str, answer: str) -> None:
    assert has_all_groups([[variant]], answer)


@pytest.mark.parametrize(
    ("variant", "answer"),
    [
        ("3个", "33个"),
        ("2.6%", "12.6%"),
        ("2.6%", "增长102.6%"),
        ("6.1", "6.15"),
        ("6", "6.1"),
        ("000个", "1,000个"),
        ("1", "1,000"),
        ("3.9", "3.9.1"),
        ("三个", "十三个"),
        ("百分之六点一", "百分之六点一五"),
        ("一成", "六点一成"),
        ("1.5万", "1.5万亿元"),
        ("1", "没有数字 [1]"),  # a citation marker is no part of the answer
    ],
)
def test_a_number_is_never_a_part_of_another(variant: str, answer: str) -> None:
    assert not has_all_groups([[variant]], answer)


def test_a_whole_number_beside_a_longer_one_is_found() -> None:
    assert has_all_groups([["3个"]], "33个、3个")


def test_every_group_needs_one_of_its_variants() -> None:
    groups = [["6.1%", "百分之六点一"], ["第2位", "第二位"]]
    assert has_all_groups(groups, "百分之六点一,居全国第2位")
    assert not has_all_groups(groups, "6.1%")


def test_white_space_and_quotes_fold_to_one_form() -> None:
    assert fold("  A\u3000“b”\n c ") == "a b c"


@pytest.mark.parametrize(
    ("group", "answer", "matches"),
    [
        (["6.1%"], "6.1%\n1—6月,增长6.1%。[1]", True),
        (["6.1%"], "5.8%\n增长5.8%,全国6.1%。[1]", False),
        (["6.1%"], "2024年增长6.1%", False),
        (["7月29日"], "2024年7月29日\n报告", True),  # a date is one figure
        (["第二位"], "居全国第二位,高1.1个百分点", True),
        (["42个月"], "42 months (42个月)\n连续42个月", True),
        (["2个月"], "42 months (42个月)", False),
        (["6.1%"], "没有", False),
    ],
)
def test_the_first_figure_shown_is_compared(group: list[str], answer: str, matches: bool) -> None:
    assert first_figure_matches(group, answer) is matches
