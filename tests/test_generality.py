"""The rules are general: no word list and no literal of the code names what the bundled report says.

Long stretches of Chinese and exact figures of the report may stand nowhere in `qa/` and `index/`, comments and
docstrings aside (they explain by example).
"""

import ast
import re
from pathlib import Path

import pytest

from index.folding import fold_text
from source_text import bundled_reports

ROOT = Path(__file__).resolve().parent.parent
LENGTH = 8  # Han characters: the genre's fixed terms are mostly shorter, sentences and slogans of one report are longer
# Official names of indicators, offices and plans that every report of the genre uses.
GENRE = (
    "社会消费品零售总额",
    "规模以上工业增加值",
    "居民人均可支配收入",
    "一般公共预算收入",
    "一般公共预算支出",
    "空气质量优良天数",
    "成渝地区双城经济圈",  # a national plan of two provinces, as 长江经济带 is; a question may name it in any report
    "研发经费投入强度",
    "新疆维吾尔自治区",
)
FILES = sorted([*(ROOT / "qa").glob("*.py"), *(ROOT / "index").glob("*.py"), *(ROOT / "qa").glob("*.txt")])
REPORT = "".join(fold_text(path.read_text(encoding="utf-8")) for path in bundled_reports())
# Of four characters and more: 6.1 may be chance, 9709.7 is not. Years and round numbers (1000 m, \\u3000) are no findings.
FIGURES = {
    figure
    for figure in re.findall(r"(?<![\d.])\d+\.\d+|(?<![\d.])\d{4,}(?![\d.])", REPORT)
    if len(figure) >= 4 and not re.fullmatch(r"(?:19|20)\d\d|\d+00", figure)
}


def literals(path: Path) -> list[str]:
    """The string literals of a module but its docstrings, or the lines of a word list but its comments."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".txt":
        return [line for line in source.splitlines() if not line.startswith("#")]
    tree = ast.parse(source)
    docstrings = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    ]


def stretches(text: str) -> list[str]:
    """The longest runs of Han characters of a text that stand in the report, from LENGTH characters up."""
    found = []
    for run in re.findall(f"[\u3400-\u9fff]{{{LENGTH},}}", fold_text(text)):
        for genre in GENRE:
            run = run.replace(fold_text(genre), "|")
        start = 0
        while start + LENGTH <= len(run):
            end = start + LENGTH
            if run[start:end] not in REPORT:
                start += 1
                continue
            while end < len(run) and run[start : end + 1] in REPORT:
                end += 1
            found.append(run[start:end])
            start = end
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_nothing_of_the_report_stands_in_the_rules(path: Path) -> None:
    texts = literals(path)
    assert [found for text in texts for found in stretches(text)] == []
    numbers = {number for text in texts for number in re.findall(r"(?<![\d.])\d+(?:\.\d+)?(?![\d.])", text)}
    assert numbers & FIGURES == set()


def test_the_allowed_terms_are_used() -> None:
    """An exception that nothing needs any more would hide the next one."""
    everything = fold_text("\n".join(text for path in FILES for text in literals(path)))
    assert [term for term in GENRE if fold_text(term) not in everything] == []


def test_the_check_can_fail() -> None:
    text = bundled_reports()[0].read_text(encoding="utf-8")
    sentence = next(run for run in re.findall("[\u3400-\u9fff]{12,}", text))
    assert stretches(f"甲乙{sentence}丙丁")
    assert stretches(f"社会消费品零售总额|{sentence}")
    assert not stretches("这里没有报告里的任何一句话可说")
    assert len(FIGURES) > 80


def test_comments_are_no_rules() -> None:
    assert not any("Marked" in line for line in literals(ROOT / "qa" / "glossary.txt"))
    assert not any("yields pieces" in text for text in literals(ROOT / "qa" / "asking.py"))
