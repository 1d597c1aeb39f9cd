"""Comparing figures across units and languages, and checking the figures of a claim against its evidence."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from qa.figure_parts import FOLD, label_key
from qa.figure_scan import find_quantities
from qa.quantity import MEASURED, Quantity

_SIGN = {"up": 1, "above": 1, "down": -1, "below": -1, "": 0}
_PROPORTIONS = frozenset({"percent", "ratio"})
_COUNTED = frozenset({"count", "people", "visits", "households", "number"})
_WHOLE_YEAR = re.compile(r"全年|年度|full[- ]year|whole year|annual", re.IGNORECASE)
_RATES = frozenset({"percent", "points", "ratio"})


def same_quantity(a: Quantity, b: Quantity) -> bool:
    """Whether both are the same figure, whatever its units and language; direction and bound are not compared.

    2453.4亿元 is 245.34 billion yuan, 1.5倍 is 150%, 上半年 is 1—6月. 5% is no 5个百分点, and 5家 is no 5个.
    """
    if a.kind in MEASURED and b.kind in MEASURED:
        if "比" in {a.unit, b.unit}:
            return a.unit == b.unit and a.key == b.key
        if a.base_value_high != b.base_value_high:
            return False
        if (_proportion(a) and _proportion(b)) or (a.family == b.family and a.base_unit == b.base_unit):
            return a.base_value == b.base_value
        return _same_count(a, b)
    if a.kind in MEASURED or b.kind in MEASURED:
        return False
    if a.kind == "rank" or b.kind == "rank":
        return a.kind == b.kind and a.value == b.value and a.key == b.key
    return a.key == b.key


def _proportion(q: Quantity) -> bool:
    return q.kind in _PROPORTIONS and q.unit != "比"


def _same_count(a: Quantity, b: Quantity) -> bool:
    """Across languages the classifier is lost (177家 is 177 enterprises); within one it must be the same."""
    return a.family in _COUNTED and b.family in _COUNTED and a.number == b.number and _counts_alike(a, b)


def _counts_alike(a: Quantity, b: Quantity) -> bool:
    return "number" in {a.family, b.family} or _english(a) != _english(b)


def _english(q: Quantity) -> bool:
    return q.unit.isascii() and q.unit != ""


def compare(a: Quantity, b: Quantity) -> int | None:
    """-1, 0 or 1 as `a` is smaller than, equal to or larger than `b`; None where they measure different things."""
    if a.kind not in MEASURED or b.kind not in MEASURED:
        return None
    alike = (_proportion(a) and _proportion(b)) or (a.family == b.family and a.base_unit == b.base_unit)
    if alike:
        return _order(a.base_value, b.base_value)
    if (
        a.family in _COUNTED
        and b.family in _COUNTED
        and ("number" in {a.family, b.family} or _english(a) != _english(b))
    ):
        return _order(a.number, b.number)
    return None


def _order(a: Decimal, b: Decimal) -> int:
    return (a > b) - (a < b)


def figures_supported(claim_text: str, evidence_text: str) -> list[Quantity]:
    """The figures of the claim that the evidence does not hold: none means that every one of them has its basis.

    A figure is held when its value, unit and direction are (6.1% growth is not a 6.1% decline, nor 6.1 points), a date
    or period when its part and its year are, a name's number when its text is. A claim may leave the direction or the
    year out; it may not add one.
    """
    evidence = find_quantities(evidence_text)
    folded = label_key(evidence_text.translate(FOLD))
    whole_year = _WHOLE_YEAR.search(evidence_text) is not None
    return [q for q in find_quantities(claim_text) if not _held(q, evidence, folded, whole_year)]


def _held(claim: Quantity, evidence: list[Quantity], folded: str, whole_year: bool) -> bool:
    if claim.kind == "label":
        return _label_held(claim, evidence, folded)
    if claim.kind in {"date", "period"}:
        return _period_held(claim, evidence, whole_year)
    if claim.kind == "rank":
        return any(same_quantity(claim, q) or _ordinal(claim, q) for q in evidence)
    return any(_alike(claim, q) and _agrees(claim, q) for q in evidence)


def _alike(claim: Quantity, q: Quantity) -> bool:
    if same_quantity(claim, q):
        return True
    if claim.unit in {"times", "time"} and q.base_unit == "次":  # 三次 and 三倍 are both "three times"
        return claim.value == q.number
    if claim.kind in MEASURED and q.kind in MEASURED:
        # An end of a range; or a number whose unit the claim left out (亿 and 万 belong to the number, not the unit).
        ends = claim.value_high is None and q.value_high is not None and claim.base_unit == q.base_unit
        if ends and claim.base_value in {q.base_value, q.base_value_high}:
            return True
        return claim.family == "number" and q.family not in _RATES and claim.number == q.number
    if q.kind == "label" and (q.key == label_key(claim.text.translate(FOLD)) or q.unit):
        # 十一次 of 十一次全会; and a measured thing in a name: “15分钟”生活圈.
        return not q.unit or same_quantity(claim, replace(q, kind=claim.kind))
    if claim.family == "number":
        return (q.kind in {"label", "rank"} and claim.number == q.value) or q.key.startswith(f"{claim.number}/")
    return False


def _agrees(claim: Quantity, q: Quantity) -> bool:
    """Whether the directions go together. A rate without a direction in the evidence carries no growth or fall."""
    if not claim.direction:
        return True
    if not q.direction:
        return claim.kind == "amount" or claim.reached
    if claim.reached != q.reached:  # 增至94元 is not 增长94元
        return False
    return _SIGN[claim.direction] == _SIGN[q.direction]


def _ordinal(claim: Quantity, q: Quantity) -> bool:
    return q.kind == "label" and q.key == f"ord{claim.value}"


def _label_held(claim: Quantity, evidence: list[Quantity], folded: str) -> bool:
    if any(q.key == claim.key and q.key for q in evidence):
        return True
    year = claim.key.endswith("/") and claim.key[:-1].isdecimal()
    if year:
        return any(q.key.startswith(claim.key) for q in evidence)
    if claim.key.startswith("ord"):
        return any(q.kind in {"label", "rank"} and q.value == claim.value for q in evidence)
    needle = label_key(claim.text.translate(FOLD))
    boundary = rf"(?<![\d.]){re.escape(needle)}" + (r"(?![\d.]*\d)" if needle[-1:].isdecimal() else "")
    return re.search(boundary, folded) is not None


def _period_held(claim: Quantity, evidence: list[Quantity], whole_year: bool) -> bool:
    year, _, part = claim.key.partition("/")
    keys = [q.key.partition("/") for q in evidence if "/" in q.key]
    if part.startswith("fyp"):
        return any(held.split("-")[0] == part.split("-")[0] for _, _, held in keys)
    if part == "M01-M12" and not year.isdecimal() and whole_year:
        return True
    if any((not year or held in {year, ""}) and held_part == part for held, _, held_part in keys if part):
        return not year or any(held == year for held, _, _ in keys)
    if part:
        return part == "M01-M12" and any(held == year and held_part == "" for held, _, held_part in keys)
    return not year or any(held == year for held, _, _ in keys)
