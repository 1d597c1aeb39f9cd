"""Synonyms and names of places: forms found whole, groups well formed, questions put in the report's own words."""

import re
from pathlib import Path

import pytest

import qa
from index.folding import fold_text
from qa.glossary import holds, place_groups, places, soft_groups, synonyms

FOLDER = Path(qa.__file__).parent
FILES = ("glossary.txt", "places.txt")


def lines(name: str) -> list[str]:
    text = (FOLDER / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize(
    ("text", "form", "found"),
    [
        ("全市进出口总额", "出口", True),
        ("the gdp grew", "gdp", True),
        ("gdpx", "gdp", False),
        ("exporters", "export", False),
        ("exports grew", "export", True),
        ("pm2.5浓度", "pm2.5", True),
        ("pm2.55", "pm2.5", False),
        ("pm2.5.1", "pm2.5", False),
        ("3gdp", "gdp", False),
        ("ввп вырос", "ввп", True),
        ("неввп", "ввп", False),
        ("gdp增长", "gdp", True),
        ("", "gdp", False),
    ],
)
def test_a_form_stands_whole(text: str, form: str, found: bool) -> None:
    assert holds(text, form) is found


@pytest.mark.parametrize("name", FILES)
def test_lines_are_well_formed(name: str) -> None:
    for line in lines(name):
        chinese, bar, others = line.lstrip("~").partition("|")
        assert chinese.split(), line
        assert not bar or others.strip(), line
        assert "，" not in line and "｜" not in line, f"full width: {line}"
        assert all(re.search("[\u3400-\u9fff]|[a-z]", form) for form in chinese.split()), line
        assert not any("," in form for form in chinese.split()), f"a comma before the bar: {line}"


def test_a_form_names_one_place() -> None:
    seen: dict[str, str] = {}
    for line in lines("places.txt"):
        chinese, _, others = line.partition("|")
        for form in {fold_text(form.strip()) for form in [*chinese.split(), *others.split(",")] if form.strip()}:
            assert form not in seen, f"{form}: {seen[form]} and {line}"
            seen[form] = line


def test_folding_is_done() -> None:
    assert all(fold_text(form) == form for group in place_groups() for form in group)


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("社零增长多少", {"社会消费品零售总额"}),
        ("how much did retail sales grow", {"社会消费品零售总额"}),
        ("固投怎么样", {"固定资产投资"}),
        ("fixed-asset investment", {"固定资产投资"}),
        ("失業率は", set()),  # not folded: callers fold
        (fold_text("失業率は"), {"城镇调查失业率"}),
        ("出口", {"出口"}),
        ("没有这样的词", set()),
    ],
)
def test_synonyms(text: str, forms: set[str]) -> None:
    found = frozenset().union(*synonyms(text))
    assert forms <= found
    assert bool(found) is bool(forms)


def test_the_longest_form_comes_first() -> None:
    groups = synonyms("网上零售额和零售总额")
    assert "网络零售额" in groups[0]
    assert "社会消费品零售总额" in groups[1]


def test_soft_words_are_marked() -> None:
    soft = frozenset().union(*soft_groups())
    assert "目标" in soft
    assert "社会消费品零售总额" not in soft
    assert len(soft_groups()) == sum(line.startswith("~") for line in lines("glossary.txt"))


def test_places_are_named_by_two_characters_at_least() -> None:
    assert list(places("沪苏浙一体化")) == []
    (shanghai,) = places("上海市的增速")
    assert {"上海", "沪", "shanghai"} <= shanghai
    assert places("shanghainese") == ()
